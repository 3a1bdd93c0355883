// Keeps an open page as the program is: parts of it come anew by a stream, and when that ends for good the page says so.

const gone = document.getElementById("gone");

for (const place of document.querySelectorAll("[data-stream]")) {
  const source = new EventSource(place.dataset.stream);
  source.addEventListener(place.dataset.event, (event) => {
    place.innerHTML = event.data;
  });
  source.addEventListener("open", () => { gone.hidden = true; });
  source.addEventListener("error", () => { gone.hidden = source.readyState === EventSource.OPEN; });
}

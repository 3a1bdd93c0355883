// Search while somebody writes: the server ranks, as it does without script. A link opens what is folded around its place.

let last = "";

async function look(field) {
  const words = field.value;
  if (words === last) return;
  last = words;
  const asked = new URLSearchParams({ find: words, base: document.querySelector("[name=base]").value });
  const answer = await fetch(`/settings/find?${asked}`);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("found");
  if (words === last) document.getElementById("found").replaceWith(fresh);
}

function go(hash) {
  const target = document.getElementById(hash.slice(1));
  if (!target) return false;
  for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  target.scrollIntoView({ block: "center" });
  (target.matches("input, select, textarea, button, [tabindex]") ? target : target.querySelector("input, select, textarea"))?.focus();
  return true;
}

export function followSearch() {
  const field = document.getElementById("find");
  field.addEventListener("input", () => look(field));
  document.getElementById("finder").addEventListener("submit", (event) => {
    event.preventDefault();
    look(field);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("#found a, .bar a, .notice a");
    const hash = link?.getAttribute("href");
    if (hash?.startsWith("#") && go(hash)) event.preventDefault();
  });
}

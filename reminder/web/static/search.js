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

const FIELD = "input:not([type=hidden]), select, textarea, button, summary, a, [tabindex]";

// Opens what is folded around it, and goes to it, or to the first field in it.
export function reach(target) {
  for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  const field = target.matches(FIELD) ? target : target.querySelector(FIELD);
  field?.focus({ preventScroll: true });
  target.scrollIntoView({ block: "nearest" });
}

export function followSearch() {
  const field = document.getElementById("find");
  field.addEventListener("input", () => look(field));
  document.getElementById("finder").addEventListener("submit", (event) => {
    event.preventDefault();
    look(field).then(() => document.querySelector("#found a")?.click());
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("#found a, .bar a, .notice a");
    const hash = link?.getAttribute("href");
    const target = hash?.startsWith("#") && document.getElementById(hash.slice(1));
    if (!target) return;
    event.preventDefault();
    reach(target);
  });
}

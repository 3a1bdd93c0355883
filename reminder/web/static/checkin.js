// The drawing of the body and the list are one choice; of a place that is chosen is asked how much it hurts.
//
// a click or a key on the drawing ─▶ the box in the list ─▶ the drawing, the scales and the line that says what is chosen
//
// On the page for the doctor a place takes with it, or brings back, what is said of it.

const form = document.querySelector(".checkin");
const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

function draw() {
  const chosen = [...form.querySelectorAll("[name=area]:checked")];
  const areas = new Set(chosen.map((box) => box.value));
  for (const area of form.querySelectorAll(".area")) area.setAttribute("aria-checked", areas.has(area.dataset.area));
  for (const place of form.querySelectorAll(".place")) {
    place.hidden = place.disabled = !areas.has(place.dataset.place);
    for (const level of place.querySelectorAll("input")) level.required = !place.hidden;
  }
  document.getElementById("none-yet").hidden = areas.size > 0;
  const said = document.getElementById("places");
  const names = chosen.map((box) => box.parentElement.textContent.trim().toLowerCase()).join(", ");
  said.textContent = names ? `${said.dataset.some} ${names}.` : said.dataset.none;
}

function choose({ dataset }) {
  const box = form.querySelector(`[name=area][value="${dataset.area}"]`);
  box.checked = !box.checked;
  draw();
}

function go(from, step) {
  const areas = [...from.parentElement.querySelectorAll(".area")];
  const to = areas[areas.indexOf(from) + step];
  if (!to) return;
  from.tabIndex = -1;
  to.tabIndex = 0;
  to.focus();
}

form?.addEventListener("click", ({ target }) => {
  if (target.matches(".area")) choose(target);
});
form?.addEventListener("keydown", (event) => {
  if (!event.target.matches(".area") || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key in STEPS) go(event.target, STEPS[event.key]);
  else if (event.key === " " || event.key === "Enter") choose(event.target);
  else return;
  event.preventDefault();
});
form?.addEventListener("change", ({ target }) => {
  if (target.name === "area") draw();
});
if (form) draw();

document.querySelector(".strikes")?.form.addEventListener("change", ({ target }) => {
  for (const item of document.querySelectorAll(`[name=kept][value$=".${target.value}"]`)) item.checked = target.checked;
});

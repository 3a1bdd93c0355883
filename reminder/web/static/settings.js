// The page of settings with script: the same form is sent by every button, and what comes back takes its place.
//
//   a button ─▶ POST ─▶ the page anew        a change ─▶ POST to /settings/preview ─▶ the parts that say what it would do
//
// The server makes every part; what is moved by hand (a slider, an end of a working day) is in modules of its own.

import { become, post } from "./page.js";
import { followSlider, showSliders } from "./interval.js";
import { followWeek } from "./week.js";
import { followSearch, reach } from "./search.js";

const root = document.getElementById("settings");
const gone = document.getElementById("gone");
const form = () => document.getElementById("form");
const parsed = (text) => new DOMParser().parseFromString(text, "text/html");

const data = () => new URLSearchParams(new FormData(form()));

// --- a button: the form comes back as the server sees it ---------------------------------------------------------------

const stands = (field) => (field.matches("[type=checkbox], [type=radio]") ? field.checked : field.value);

function begins(field) {
  if (field.matches("[type=checkbox], [type=radio]")) return field.defaultChecked;
  return field.options ? [...field.options].find((it) => it.defaultSelected)?.value : field.defaultValue;
}

let last = Promise.resolve();
let sends = 0;

// One after the other: what the second does is done to what the first has made.
function send(button) {
  const act = button?.value ?? "save";
  sends += 1;
  last = last.then(async () => {
    const focused = document.activeElement?.id;
    const sent = new Map([...form().elements].map((field) => [field, stands(field)]));
    const body = data();
    body.append("act", act);
    const idle = busy(act);
    const fresh = await post("/settings", body);
    if (fresh) take(parsed(fresh), focused, sent, button);
    else idle();
  }).catch(reportError);
}

// The pressed button says at once what it does, where that takes a while. What is given back undoes it.
function busy(act) {
  const pressed = [...form().querySelectorAll("[data-busy]")].find((it) => it.value === act);
  if (!pressed) return () => {};
  const words = [...pressed.childNodes];
  pressed.textContent = pressed.dataset.busy;
  pressed.disabled = true;
  pressed.ariaBusy = "true";
  return () => {
    pressed.ariaBusy = null;
    pressed.replaceChildren(...words);
    rest();
  };
}

// What was written while the form was on its way is written once more in the new one.
function keepLate(fresh, sent) {
  const base = form().querySelector("[name=base]").value;
  const late = [...sent].filter(([field, was]) => field.name && field.type !== "hidden" && stands(field) !== was);
  for (const [field] of late) {
    const same = [...fresh.getElementById("form").elements].find((it) => it.name === field.name
      && it.type === field.type && (it.value === field.value || !field.matches("[type=checkbox], [type=radio]")));
    if (!same) continue;
    // Somebody else has changed it: what was written counts against the file as it was, so that the save asks.
    if (begins(field) === sent.get(field) && stands(same) !== sent.get(field)) fresh.querySelector("[name=base]").value = base;
    if (same.type.match(/checkbox|radio/)) same.checked = field.checked;
    else same.value = field.value;
  }
  return late.map(([field]) => field.name);
}

function take(fresh, focused, sent, button) {
  const before = barHeight();
  const late = keepLate(fresh, sent);
  const field = document.activeElement;  // whoever writes on is not called away
  const writes = field.form === form() && !field.matches("button") && (field.id !== focused || late.includes(field.name));
  left.clear();
  for (const field of fresh.querySelectorAll("[aria-invalid]")) left.add(field.name.replace(/\+$/, ""));
  const open = new Set([...root.querySelectorAll("details[open]")].map((it) => it.id));
  fresh.querySelectorAll("details").forEach((it) => { if (open.has(it.id)) it.open = true; });
  for (const id of ["said", "silent", "form", "focus"]) become(document.getElementById(id), fresh.getElementById(id));
  showSliders(form());
  const wanted = writes ? "" : document.getElementById("focus").dataset.id;
  const at = writes ? field.id : focused;
  const target = document.getElementById(wanted) ?? (document.activeElement === document.body && document.getElementById(at));
  if (target) reach(target);
  else if (document.activeElement === document.body || document.activeElement.closest("[hidden]")) hearWhatCame();
  keepInSight(button?.isConnected ? button : document.activeElement, before);
  late.forEach(changed);
}

const barHeight = () => document.getElementById("bar").offsetHeight;

// The bar has come up, or grown: what is being worked in stays above it, of a tip all that is said of it.
function keepInSight(worked, before) {
  if (barHeight() <= before || !form().contains(worked) || worked.closest(".bar")) return;
  for (const it of [worked.closest(".tips-list > li")?.firstElementChild, worked]) it?.scrollIntoView({ block: "nearest" });
}

// The pressed button is gone: the focus goes to what came of it, which is in view wherever the page is.
function hearWhatCame() {
  const told = form().querySelector("#bar:not([hidden]) [role=status]") ?? document.getElementById("said");
  told.tabIndex = -1;
  told.focus({ preventScroll: true });
}

document.addEventListener("submit", (event) => {
  if (event.target !== form()) return;
  event.preventDefault();
  send(event.submitter);
});

// Enter in the field for one more adds it, and does not save.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches?.("[data-more]")) return;
  event.preventDefault();
  form().requestSubmit(event.target.closest(".row").querySelector("button"));
});

// --- a change: what it would do, asked one at a time, so that none waits for a picture that is out of date already ------

const touched = new Set();
const left = new Set();
let under = false;

function changed(name) {
  touched.add(name);
  if (!under) preview();
}

async function preview() {
  under = true;
  const [body, before] = [data(), sends];
  for (const name of touched) body.append("touched", name);
  for (const name of left) body.append("left", name);
  touched.clear();
  const fresh = await post("/settings/preview", body);
  if (fresh && sends === before) show(parsed(fresh));  // else the page itself has come anew, or is about to
  document.dispatchEvent(new CustomEvent("previewed"));
  under = false;
  if (touched.size) preview();
}

function show(fresh) {
  const before = barHeight();
  for (const part of [...fresh.body.children]) {
    const old = document.getElementById(part.id);
    if (!old || old.querySelector("[aria-busy]") || old.contains(document.activeElement) && old.matches(".band")) continue;
    if (part.matches(".error")) {
      const key = part.id.replace(/-wrong$/, "");
      for (const field of [...form().elements].filter((it) => it.type !== "hidden" && [key, `${key}+`].includes(it.id))) {
        if (part.childElementCount) field.setAttribute("aria-invalid", "true");
        else field.removeAttribute("aria-invalid");
      }
    }
    become(old, part);
  }
  if (!gone.hidden) rest();
  keepInSight(document.activeElement, before);
}

document.addEventListener("input", (event) => {
  const field = event.target;
  if (field.form !== form()) return;
  if (field.dataset.shown) document.getElementById(field.dataset.shown).textContent = field.value || field.placeholder;
  if (field.dataset.for) followSlider(field);
  changed(field.dataset.for ?? field.name);
});

// A field is left: now it may be said what is wrong with it.
document.addEventListener("change", (event) => {
  const field = event.target;
  if (field.form !== form()) return;
  followSlider(field);
  left.add((field.dataset.for ?? field.name).replace(/\+$/, ""));
  changed(field.dataset.for ?? field.name);
});

addEventListener("beforeunload", (event) => {
  if (document.querySelector("#bar:not([hidden]) [value=save]")) event.preventDefault();
});

// Without a server nothing can be saved; the notice above says why.
function rest() {
  for (const it of document.querySelectorAll("[data-busy]")) it.disabled = !gone.hidden;
}
new MutationObserver(rest).observe(gone, { attributeFilter: ["hidden"] });

followWeek(changed);
followSearch();
showSliders(root);

// Not every browser opens by itself what is folded around the place that a link of another page leads to.
const place = location.hash && document.getElementById(location.hash.slice(1));
if (place && place.closest("details:not([open])")) reach(place);

// --- first what is in sight is painted, then the rest laid out; whoever comes back to a place further down needs it at once

const whole = () => document.body.classList.add("whole");
if (performance.getEntriesByType("navigation")[0].type === "navigate") requestAnimationFrame(() => setTimeout(whole));
else whole();

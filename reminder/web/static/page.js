// Keeps an open page as the program is, and sends its forms without leaving it.
//
//   /live says "changed", or a form comes back ─▶ the same page anew ─▶ take(): its parts, by their ids
//
// A part is an element with `data-part`. What a person is at work on stays: the focus, what is open, what was typed.

const gone = document.getElementById("gone");

// `sent`: what stood in the fields when a form was sent that this is the answer to; what was typed later stays.
function take(text, sent) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const { id: focused, dataset } = document.activeElement ?? document.body;
  for (const part of document.querySelectorAll(sent ? "#said, [data-part]" : "[data-part]")) {
    const other = fresh.getElementById(part.id);
    if (!other) continue;
    const open = [...part.querySelectorAll("details")].map((it) => it.open);
    [...other.querySelectorAll("details")].forEach((it, at) => { it.open = open[at] ?? it.open; });
    for (const field of part.querySelectorAll("input[id]")) {
      const same = fresh.getElementById(field.id);
      if (same && field.value !== (sent?.get(field.id) ?? field.defaultValue)) same.value = field.value;
    }
    become(part, other);
  }
  if (focused && document.activeElement === document.body) (document.getElementById(focused) ?? document.getElementById(dataset.else))?.focus();
  document.body.dataset.seen = fresh.body.dataset.seen ?? "";
  document.dispatchEvent(new CustomEvent("taken"));
}

// What is the same stays in its place: a button that is being pressed, what has the focus, where one writes in a field.
export function become(old, fresh) {
  if (old.isEqualNode(fresh) && !old.querySelector?.("input, select, textarea") && !old.matches?.("input, select, textarea")) return;
  if (old.nodeName !== fresh.nodeName || old.nodeType !== Node.ELEMENT_NODE || old.id !== fresh.id) {
    old.replaceWith(fresh);
    return;
  }
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const name of ["checked", "selected"]) if (name in old) old[name] = fresh[name];
  const { value } = fresh;
  fill(old, [...fresh.childNodes]);
  if (old.matches("input, textarea, select") && old.value !== value) old.value = value;
}

// Each child becomes the one with its id, else the one in its place; none is moved, for that would cost it the focus.
function fill(old, children) {
  const ids = new Set(children.map((it) => it.id));
  let spot = old.firstChild;
  for (const child of children) {
    let same = spot;
    while (same && child.id && same.id !== child.id) same = same.nextSibling;
    while (child.id && same && spot !== same) spot = drop(spot);
    if (!spot || (spot.id && spot.id !== child.id && ids.has(spot.id))) old.insertBefore(child, spot);
    else {
      const next = spot.nextSibling;
      become(spot, child);
      spot = next;
    }
  }
  while (spot) spot = drop(spot);
}

function drop(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

function lose() {
  gone.hidden = false;
}

// What it answers where it has no page to show.
function complain(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const notice = document.createElement("div");
  notice.className = "notice bad";
  notice.append((fresh.querySelector("h1") ?? fresh.body).textContent.trim());
  document.getElementById("said").replaceChildren(notice);
}

export async function refresh() {
  const answer = await fetch(location.href, { headers: { "X-Refreshes": "1" } });
  if (!answer.ok) return;
  const fresh = await answer.text();
  await released();
  take(fresh);
}

let last = Promise.resolve();

// One after the other: each answer says what came of it, and says so once.
function send(form, submitter) {
  const { action } = form;
  const body = new URLSearchParams(new FormData(form, submitter));
  const sent = new Map([...document.querySelectorAll("input[id]")].map((it) => [it.id, it.value]));
  last = last.then(async () => {
    const fresh = await post(action, body);
    if (fresh) take(fresh, sent);
  }).catch(reportError);
}

// --- what is held down stays in its place until it is let go, for a press on what is replaced meanwhile is lost ---------

const TAP = 50;  // milliseconds, in which the click of a tap follows
let held = Promise.resolve();

function hold(...ends) {
  const over = new AbortController();
  held = new Promise((resolve) => {
    const end = () => { over.abort(); setTimeout(resolve, TAP); };
    for (const it of [...ends, "blur"]) addEventListener(it, end, over);
  });
}

addEventListener("pointerdown", ({ target }) => {
  if (!target.closest?.("[type=range], [role=slider]")) hold("pointerup", "pointercancel");  // what is drawn follows these
});
addEventListener("keydown", ({ key, target }) => {
  if (key === " " && target.matches?.("button, summary, [type=checkbox], [type=radio]")) hold("keyup");
});

async function released() {
  for (let seen; seen !== held;) await (seen = held);
}

// --- forms --------------------------------------------------------------------------------------------------------------

// The text of the page that comes back, once nothing is held down; null: none did, and the person is told why.
export async function post(where, body) {
  try {
    const answer = await fetch(where, { method: "POST", body });
    const text = await answer.text();
    await released();
    if (answer.ok) return text;
    complain(text);
  } catch {
    lose();
  }
  return null;
}

document.addEventListener("submit", (event) => {
  if (event.target.method !== "post" || event.target.hasAttribute("data-plain")) return;
  event.preventDefault();
  send(event.target, event.submitter);
});

// One of the open pages listens for all: a browser has six connections to a server, and six that listen leave none.
const pages = new BroadcastChannel("pages");

function hear(news) {
  if (news === "changed") refresh().catch(lose);
  else gone.hidden = news === "open";
}

function tell(news) {
  hear(news);
  pages.postMessage(news);
}

function listen() {
  const source = new EventSource(`/live?seen=${document.body.dataset.seen ?? ""}`);
  source.addEventListener("changed", () => tell("changed"));
  source.addEventListener("open", () => tell("open"));
  source.addEventListener("error", () => tell("gone"));
  source.addEventListener("over", () => {  // what listens at that address next may be anybody's
    source.close();
    tell("gone");
  });
  return new Promise(() => {});
}

pages.addEventListener("message", (event) => hear(event.data));
navigator.locks.request("listens", listen);

// --- what has gone well is told for a while; then it is in nobody's way, and still there for whoever has it read out -----

const SEEN = 20_000;  // milliseconds, in which it is read twice
const said = document.getElementById("said");
let seen;

function beSeen() {
  clearTimeout(seen);
  if (said.querySelector(".good:not(.hear)")) seen = setTimeout(letGo, SEEN);
}

async function letGo() {
  if (document.hidden || said.matches(":hover, :focus")) return beSeen();
  const told = said.querySelector(".good"), mine = seen;
  const slowly = matchMedia("(prefers-reduced-motion: no-preference)").matches;
  await told.animate({ opacity: 0 }, slowly ? 400 : 0).finished;
  await released();
  if (seen === mine) told.classList.add("hear");  // else it says something else by now
}

new MutationObserver(beSeen).observe(said, { subtree: true, childList: true, attributeFilter: ["class"] });
beSeen();

function turnDial() {
  const dial = document.querySelector("[data-at]");
  if (!dial) return;
  const left = Math.max(0, (new Date(dial.dataset.at) - Date.now()) / 1000);
  dial.querySelector("text").textContent = Math.ceil(left / 60);
  dial.querySelector(".left").setAttribute("stroke-dasharray", `${Math.min(100, 100 * left / dial.dataset.every)} 100`);
}
setInterval(turnDial, 10_000);
document.addEventListener("visibilitychange", turnDial);

// Keeps an open page as the program is, and sends its forms without leaving it.
//
//   /live says "changed", or a form comes back ─▶ the same page anew ─▶ take(): its parts, by their ids
//
// A part is an element with `data-part`. What a person is at work on stays: the focus, what is open, what was typed.

const gone = document.getElementById("gone");

function take(text, everything) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const { id: focused, dataset } = document.activeElement ?? document.body;
  for (const part of document.querySelectorAll(everything ? "#said, [data-part]" : "[data-part]")) {
    const other = fresh.getElementById(part.id);
    if (!other || other.isEqualNode(part)) continue;
    const open = [...part.querySelectorAll("details")].map((it) => it.open);
    const typed = everything ? [] : [...part.querySelectorAll("input[id]")].filter((it) => it.value !== it.defaultValue);
    part.replaceChildren(...other.childNodes);
    [...part.querySelectorAll("details")].forEach((it, at) => { it.open = open[at] ?? it.open; });
    for (const { id, value } of typed) if (document.getElementById(id)) document.getElementById(id).value = value;
  }
  if (focused && document.activeElement === document.body) (document.getElementById(focused) ?? document.getElementById(dataset.else))?.focus();
  document.body.dataset.seen = fresh.body.dataset.seen ?? "";
  document.dispatchEvent(new CustomEvent("taken"));
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
  take(fresh, false);
}

async function send(form, submitter) {
  const fresh = await post(form.action, new URLSearchParams(new FormData(form, submitter)));
  if (fresh) take(fresh, true);
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

function turnDial() {
  const dial = document.querySelector("[data-at]");
  if (!dial) return;
  const left = Math.max(0, (new Date(dial.dataset.at) - Date.now()) / 1000);
  dial.querySelector("text").textContent = Math.ceil(left / 60);
  dial.querySelector(".left").setAttribute("stroke-dasharray", `${Math.min(100, 100 * left / dial.dataset.every)} 100`);
}
setInterval(turnDial, 10_000);
document.addEventListener("visibilitychange", turnDial);

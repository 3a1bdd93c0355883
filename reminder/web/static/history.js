// The days behind: a day is chosen without leaving the page, the table of weeks is one tab stop, and what deletes asks
// in a dialog. Without this each is a link to a page that does the same.

import { refresh } from "./page.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function cells() {
  return [...document.querySelectorAll(".heat a")];
}

function rove(to = document.querySelector(".heat a[aria-current]") ?? cells().at(-1)) {
  for (const cell of cells()) cell.tabIndex = cell === to ? 0 : -1;
}

document.addEventListener("keydown", (event) => {
  const cell = event.target.closest(".heat a"), step = ARROWS[event.key];
  if (!cell || !step || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  const to = step[0] ? cells()[cells().indexOf(cell) + step[0]] : beside(cell, step[1]);
  if (!to) return;
  rove(to);
  to.focus();
});

function beside(cell, weeks) {
  const at = cell.parentElement.cellIndex;
  for (let row = cell.closest("tr"); row; row = weeks < 0 ? row.previousElementSibling : row.nextElementSibling) {
    const other = row.cells[at]?.querySelector("a");
    if (other && other !== cell) return other;
  }
}

async function choose() {
  await refresh();
  document.getElementById("chosen").textContent = document.getElementById("day-h").textContent;
  const day = document.getElementById("day"), { top } = day.getBoundingClientRect();
  if (top < 0 || top > innerHeight / 2) day.scrollIntoView();
}

async function ask(link) {
  const page = new DOMParser().parseFromString(await (await fetch(link.href)).text(), "text/html");
  const dialog = document.getElementById("ask");
  dialog.replaceChildren(page.getElementById("asked"));
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const leave = () => location.assign(link.href);
  if (link.getAttribute("href").startsWith("?day=")) {
    event.preventDefault();
    history.pushState(null, "", link.href);
    choose().catch(leave);
  } else if (link.hasAttribute("data-ask")) {
    event.preventDefault();
    ask(link).catch(leave);
  } else if (link.closest("dialog")) {
    event.preventDefault();
    link.closest("dialog").close();
  }
});

addEventListener("popstate", () => refresh());
document.addEventListener("taken", () => rove());
rove();

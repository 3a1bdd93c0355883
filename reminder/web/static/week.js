// The ends of the working hours: dragged, or moved by the arrow keys a quarter of an hour, by the page keys an hour.
//
// The text field beside the picture is the value; here only the one end in it that was moved is written anew.

const QUARTER = 15, HOUR = 60, DAY = 24 * HOUR;
const STEPS = { ArrowLeft: -QUARTER, ArrowDown: -QUARTER, ArrowRight: QUARTER, ArrowUp: QUARTER, PageDown: -HOUR, PageUp: HOUR };

function clock(minute) {
  if (minute === DAY) return "24:00";
  const at = ((minute % DAY) + DAY) % DAY;
  return `${String(Math.floor(at / HOUR)).padStart(2, "0")}:${String(at % HOUR).padStart(2, "0")}`;
}

const now = (handle) => Number(handle.getAttribute("aria-valuenow"));

function put(handle, wanted, changed) {
  const band = handle.closest(".band");
  const handles = [...band.querySelectorAll(".handle")];
  const at = handles.indexOf(handle);
  const [from, to] = [Number(band.dataset.from), Number(band.dataset.to)];
  const low = at ? now(handles[at - 1]) : 0;
  const high = handles[at + 1] ? now(handles[at + 1]) : Math.max(DAY, Math.min(to, now(handles[0]) + DAY));
  const minute = Math.max(low, Math.min(high, Math.round(wanted / QUARTER) * QUARTER));
  if (minute === now(handle)) return;
  const x = (it) => `${100 * (it - from) / (to - from)}%`;
  handle.setAttribute("x", x(minute));
  handle.setAttribute("aria-valuenow", minute);
  handle.setAttribute("aria-valuetext", clock(minute));
  const [begin, end] = handles.filter((it) => it.dataset.span === handle.dataset.span).map(now);
  const span = band.querySelector(`.plan[data-span="${handle.dataset.span}"]`);
  span.setAttribute("x", x(begin));
  span.setAttribute("width", `${100 * (end - begin) / (to - from)}%`);
  const starts = handles.filter((_, n) => n % 2 === 0);
  const left = starts.map((it, n) => [now(it), now(handles[2 * n + 1])]).filter(([first, last]) => first < last);
  const field = document.getElementById(band.dataset.field);
  field.value = left.map((ends) => ends.map(clock).join("-")).join(", ");
  changed(field.name);
}

export function followWeek(changed) {
  document.addEventListener("keydown", (event) => {
    const handle = event.target.closest?.(".handle[role=slider]");
    if (!handle) return;
    const { from, to } = handle.closest(".band").dataset;
    const wanted = { Home: Number(from), End: Number(to) }[event.key] ?? (STEPS[event.key] && now(handle) + STEPS[event.key]);
    if (wanted === undefined) return;
    event.preventDefault();
    put(handle, wanted, changed);
  });

  document.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest?.(".handle[role=slider]");
    if (!handle) return;
    event.preventDefault();
    handle.focus();
    handle.setPointerCapture(event.pointerId);
    const band = handle.closest(".band");
    const [from, to] = [Number(band.dataset.from), Number(band.dataset.to)];
    const move = ({ clientX }) => {
      const box = band.getBoundingClientRect();
      put(handle, from + (to - from) * (clientX - box.left) / box.width, changed);
    };
    handle.addEventListener("pointermove", move);
    // Also where the drag is taken away, by a scroll or another window.
    handle.addEventListener("lostpointercapture", () => {
      handle.removeEventListener("pointermove", move);
      if (band.querySelector(".plan[width='0%']")) document.getElementById(band.dataset.field).focus();  // let it go
      changed(band.dataset.field);
    }, { once: true });
  });
}

// An interval: a slider over sensible steps, and a field that takes people's words, which moves the slider when it is left.

const words = (slider) => [...slider.parentElement.querySelectorAll(".steps span")].map((it) => it.dataset.word);

function fill(slider) {
  slider.style.setProperty("--fill", `${100 * slider.value / slider.max}%`);
}

// What the step is called; what the field says where that is between two.
function say(slider, text) {
  slider.setAttribute("aria-valuetext", text);
  fill(slider);
}

export function showSliders(root) {
  for (const slider of root.querySelectorAll("input[type=range][data-for]")) {
    say(slider, document.getElementById(slider.dataset.for).value);
  }
}

// Minutes, of what is surely a length; the server reads all the rest.
function minutes(text) {
  const found = text.trim().toLowerCase().match(/^(?:(\d+)\s*h(?:ours?)?)?\s*(?:(\d+)\s*(?:m(?:in(?:utes?)?)?)?)?$/);
  return found && (found[1] || found[2]) ? 60 * (found[1] ?? 0) + Number(found[2] ?? 0) : null;
}

// A label of a step is pressed: the slider stands there.
document.addEventListener("click", (event) => {
  const step = event.target.closest(".steps span");
  const slider = step?.closest(".slide").querySelector("input[type=range]:enabled");
  if (!slider) return;
  slider.value = [...step.parentElement.children].indexOf(step);
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  slider.focus();
});

export function followSlider(field) {
  if (field.dataset.for) {
    const text = words(field)[field.value];
    document.getElementById(field.dataset.for).value = text;
    say(field, text);
    return;
  }
  const slider = document.querySelector(`input[type=range][data-for="${field.id}"]`);
  const wanted = slider && minutes(field.value);
  if (!wanted) return;
  const far = words(slider).map((text) => Math.abs(minutes(text) - wanted));
  slider.value = far.indexOf(Math.min(...far));
  say(slider, field.value);
}

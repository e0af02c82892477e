// The keyboard. A key is written on what it does: data-key="n" is clicked (or, a field, focused),
// data-go="w" is gone to after g. j and k move .at through the .lines; a data-key inside a line
// means the line one stands on. Nothing works while typing, and all of it can be switched off.

const SWITCH = "keys";
const dialog = document.getElementById("keys");
const box = document.getElementById("keys-on");
let going = 0;

box.checked = localStorage.getItem(SWITCH) !== "off";
box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "on" : "off"));

const typing = (element) =>
  element.matches("input:not([type=checkbox], [type=radio]), textarea, select") ||
  element.isContentEditable;

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    const form = event.target.form ?? event.target.closest("form");
    if (form) form.requestSubmit();
    return;
  }
  const elsewhere = event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
  if (elsewhere || typing(event.target) || document.querySelector("dialog[open]")) return;
  if (box.checked && act(event.key, event)) event.preventDefault();
});

function act(key, event) {
  if (Date.now() - going < 1500) {
    going = 0;
    return press(find("data-go", key));
  }
  if (key === "g") {
    going = Date.now();
    return true;
  }
  if (key === "?") {
    dialog.showModal();
    return true;
  }
  if (key === "j" || key === "k") return move(key === "j" ? 1 : -1);
  if (key === "Enter") {
    return event.target === document.body && press(document.querySelector(".line.at .title"));
  }
  return press(find("data-key", key));
}

// In the line one stands on first, then anywhere outside the lines.
function find(attribute, key) {
  if (key.length !== 1) return null;
  const name = `[${attribute}="${CSS.escape(key)}"]`;
  const outside = [...document.querySelectorAll(name)].find((el) => !el.closest(".line"));
  return document.querySelector(`.line.at ${name}`) ?? outside;
}

function press(element) {
  if (!element) return false;
  if (element.matches("input, textarea, select") && element.checkVisibility()) element.focus();
  else if (element.matches("input")) element.form.requestSubmit();
  else element.click();
  return true;
}

function move(step) {
  const lines = [...document.querySelectorAll(".line")].filter((line) => line.checkVisibility());
  if (!lines.length) return false;
  const now = lines.findIndex((line) => line.classList.contains("at"));
  const next = lines[Math.min(Math.max(now + step, 0), lines.length - 1)];
  next.querySelector(".title").focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  return true;
}

document.addEventListener("focusin", (event) => {
  const line = event.target.closest(".line");
  if (!line || line.matches(".at")) return;
  document.querySelector(".line.at")?.classList.remove("at");
  line.classList.add("at");
});

// The keyboard. A key is written on what it does: data-key="n" is clicked (or, a field, focused),
// data-go="w" is gone to after g. j and k move .at through the .lines, x selects one; a data-key
// inside a line means the line one stands on. Nothing works while typing, and all of it can be switched off.

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
    const again = event.shiftKey ? form?.querySelector("[data-again]") : null;
    if (again) again.click(); // as htmx sends along only a button that was clicked
    else if (form) form.requestSubmit();
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
  if (key === "J" || key === "K") return select(true) && move(key === "J" ? 1 : -1) && select(true);
  if (key === "x") return select();
  if (key === "b") return focusOn(document.querySelector(".bulk button"));
  if (key === "Enter") {
    return event.target === document.body && press(document.querySelector(".line.at .title"));
  }
  return press(find("data-key", key));
}

// What is done with all that is selected, else in the line one stands on, else outside the lines.
function find(attribute, key) {
  if (key.length !== 1) return null;
  const name = `[${attribute}="${CSS.escape(key)}"]`;
  const outside = [...document.querySelectorAll(name)].find((el) => !el.closest(".line, .bulk"));
  const selected = document.querySelector(`.bulk ${name}`);
  if (selected?.checkVisibility()) return selected;
  return document.querySelector(`.line.at ${name}`) ?? outside;
}

function press(element) {
  if (!element) return false;
  if (element.matches("input, textarea, select") && element.checkVisibility()) element.focus();
  else if (element.matches("input")) element.form.requestSubmit();
  else element.click();
  return true;
}

// Selects the line one stands on, or no longer where it was; a line one goes past stays selected.
function select(always = false) {
  const pick = document.querySelector(".line.at .pick");
  if (pick && !(always && pick.checked)) pick.click();
  return Boolean(pick) || always;
}

function focusOn(element) {
  if (!element?.checkVisibility()) return false;
  element.focus();
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

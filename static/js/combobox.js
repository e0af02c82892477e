// A field with a list under it, filled by htmx while one types (the ARIA combobox pattern).
// <input role="combobox" aria-controls="people" data-fills="requester"> and <ul id="people" role="listbox">
// with <li role="option" data-value="12" data-text="Daan Visser">: choosing fills the field named by
// data-fills, and with data-text the words themselves. Editing forgets what was chosen when data-strict.

const boxOf = (list) => document.querySelector(`[role=combobox][aria-controls="${list.id}"]`);
const listOf = (box) => document.getElementById(box.getAttribute("aria-controls"));
const optionsOf = (list) => [...list.querySelectorAll("[role=option][data-value]")];

function show(box, list, open) {
  list.hidden = !open;
  box.setAttribute("aria-expanded", String(open));
  if (!open) box.removeAttribute("aria-activedescendant");
}

function mark(box, list, option) {
  for (const other of optionsOf(list)) other.setAttribute("aria-selected", String(other === option));
  if (!option) return;
  box.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function fill(field, value) {
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function choose(box, list, option) {
  show(box, list, false);
  if (option.dataset.text) box.value = option.dataset.text;
  fill(box.form.elements[box.dataset.fills], option.dataset.value);
  const next = box.dataset.next && document.getElementById(box.dataset.next);
  if (next) next.focus();
}

document.addEventListener("htmx:afterSwap", (event) => {
  const list = event.detail.target;
  const box = list.matches?.("[role=listbox]") && boxOf(list);
  if (!box) return;
  const waiting = document.activeElement === box && list.childElementCount > 0;
  show(box, list, waiting);
  if (waiting) mark(box, list, optionsOf(list)[0]);
});

document.addEventListener("input", (event) => {
  const box = event.target;
  if (!box.matches("[role=combobox][data-strict]")) return;
  const filled = box.form.elements[box.dataset.fills];
  if (filled.value) fill(filled, "");
});

const steps = { ArrowDown: 1, ArrowUp: -1 };

function step(box, list, by) {
  const options = optionsOf(list);
  if (!options.length) return;
  const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  const next = list.hidden ? Math.max(at, 0) : (at + by + options.length) % options.length;
  show(box, list, true);
  mark(box, list, options[next]);
}

// Before anyone else hears the key: Escape closes the list first, and only then what it lies in.
document.addEventListener(
  "keydown",
  (event) => {
    const box = event.target;
    if (!box.matches?.("[role=combobox]") || event.ctrlKey || event.metaKey || event.isComposing) return;
    const list = listOf(box);
    const chosen = list.hidden ? null : list.querySelector("[aria-selected=true]");
    if (steps[event.key]) step(box, list, steps[event.key]);
    else if (event.key === "Enter" && chosen) choose(box, list, chosen);
    else if (event.key === "Escape" && !list.hidden) show(box, list, false);
    else if (event.key !== "Enter") return;
    event.preventDefault();
  },
  true,
);

document.addEventListener("mousedown", (event) => {
  const option = event.target.closest("[role=listbox] [role=option][data-value]");
  if (!option) return;
  event.preventDefault();
  const list = option.closest("[role=listbox]");
  choose(boxOf(list), list, option);
});

document.addEventListener("focusout", (event) => {
  if (event.target.matches("[role=combobox]")) show(event.target, listOf(event.target), false);
});

// <button data-clear="service">: empties that field again.
document.addEventListener("click", (event) => {
  const clear = event.target.closest("[data-clear]");
  if (clear) fill(clear.form.elements[clear.dataset.clear], "");
});

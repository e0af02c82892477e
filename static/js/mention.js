// <textarea data-mentions="colleagues" aria-autocomplete="list" aria-controls="colleagues"> and <ul id="colleagues"
// role="listbox" hidden> with <li role="option" data-name="Joost Mulder">: typing @ and part of a name offers who is
// meant; arrows choose, Enter or Tab takes, Escape closes. What is typed by hand is understood just as well.

const asked = (box) => /(?:^|[\s(])@([\p{L}' -]{0,40})$/u.exec(box.value.slice(0, box.selectionStart));
const listOf = (box) => document.getElementById(box.dataset.mentions);
const shownIn = (list) => [...list.querySelectorAll("[role=option]:not([hidden])")];

function mark(box, list, option) {
  for (const other of list.children) other.setAttribute("aria-selected", String(other === option));
  if (option) box.setAttribute("aria-activedescendant", option.id);
  else box.removeAttribute("aria-activedescendant");
}

function offer(box) {
  const list = listOf(box);
  const words = asked(box)?.[1].toLowerCase();
  for (const option of list.children) {
    const name = option.dataset.name.toLowerCase();
    option.hidden = words === undefined || name === words || !` ${name}`.includes(` ${words}`);
  }
  const [first] = shownIn(list);
  list.hidden = !first;
  mark(box, list, first);
}

function close(box) {
  const list = listOf(box);
  list.hidden = true;
  mark(box, list, null);
}

function take(box, option) {
  const at = box.selectionStart - asked(box)[1].length;
  box.setRangeText(`${option.dataset.name} `, at, box.selectionStart, "end");
  close(box);
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-mentions]")) offer(event.target);
});

const steps = { ArrowDown: 1, ArrowUp: -1 };

// Before anyone else hears the key: Escape closes the list first, and only then what it lies in.
document.addEventListener(
  "keydown",
  (event) => {
    const box = event.target;
    if (!box.matches?.("[data-mentions]") || listOf(box).hidden || event.ctrlKey || event.isComposing) return;
    const options = shownIn(listOf(box));
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (steps[event.key]) mark(box, listOf(box), options[(at + steps[event.key] + options.length) % options.length]);
    else if (event.key === "Enter" || event.key === "Tab") take(box, options[at]);
    else if (event.key === "Escape") close(box);
    else return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

document.addEventListener("mousedown", (event) => {
  const option = event.target.closest("[role=option][data-name]");
  if (!option) return;
  event.preventDefault();
  take(document.querySelector(`[data-mentions="${option.parentElement.id}"]`), option);
});

document.addEventListener("focusout", (event) => {
  if (event.target.matches?.("[data-mentions]")) close(event.target);
});

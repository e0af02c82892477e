// <details class="menu texts"> in a form, with <a data-insert="words">: choosing one puts its words in the form's field
// named text, where the cursor is, and there they can be changed. Arrows go from one to the next.

function insert(link) {
  const box = link.closest("form").elements.text;
  box.setRangeText(link.dataset.insert, box.selectionStart, box.selectionEnd, "end");
  link.closest("details").open = false;
  box.focus();
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-insert]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  insert(link);
});

document.addEventListener(
  "toggle",
  (event) => {
    if (event.target.matches("details.texts[open]")) event.target.querySelector("a").focus();
  },
  true,
);

const steps = { ArrowDown: 1, ArrowUp: -1 };

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.texts[open]");
  if (!menu || !steps[event.key]) return;
  event.preventDefault();
  const links = [...menu.querySelectorAll("a")];
  const at = links.indexOf(document.activeElement);
  links[(at + steps[event.key] + links.length) % links.length].focus();
});

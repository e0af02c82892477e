// <details class="menu texts"> in a form, with <button data-insert="words">: choosing one puts its words in the form's
// field named text, where the cursor is, and there they can be changed. Arrows go from one to the next.

function insert(button) {
  const box = button.form.elements.text;
  box.setRangeText(button.dataset.insert, box.selectionStart, box.selectionEnd, "end");
  button.closest("details").open = false;
  box.focus();
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

const choices = "a, button";

// The first is ready for the next key at once: a browser says only later that the menu is open.
document.addEventListener("click", (event) => {
  const menu = event.target.closest(".texts > summary")?.parentElement;
  if (menu && !menu.open) {
    event.preventDefault();
    menu.open = true;
    menu.querySelector(choices).focus();
  }
  const button = event.target.closest("[data-insert]");
  if (!button) return;
  event.preventDefault();
  insert(button);
});

const steps = { ArrowDown: 1, ArrowUp: -1 };

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.texts[open]");
  if (!menu || !steps[event.key]) return;
  event.preventDefault();
  const offered = [...menu.querySelectorAll(choices)];
  const at = offered.indexOf(document.activeElement);
  offered[(at + steps[event.key] + offered.length) % offered.length].focus();
});

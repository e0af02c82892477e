// Writing a draft. <form data-writes> sends itself by htmx while one types (see its hx-trigger): what was
// sent and kept need not be kept in this tab any longer (draft.js), unless more was typed meanwhile.

const sent = new WeakMap();
const typed = (form) => new URLSearchParams(new FormData(form)).toString();

document.addEventListener("htmx:beforeSend", (event) => {
  const form = event.target.closest("form[data-writes]");
  if (form) sent.set(form, typed(form));
});

document.addEventListener("draft-kept", (event) => {
  const form = event.target.closest("form[data-writes]");
  if (!form || typed(form) !== sent.get(form)) return;
  form.dispatchEvent(new CustomEvent("draft-saved", { bubbles: true }));
});

// <ol data-rows> with <li data-row> and a [data-grip] in it: dragged to another place, the form sends
// the order it then has. On a touch screen the buttons beside it do the same.
let dragged = null;

document.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest("[data-grip]");
  if (!grip || event.button || event.pointerType === "touch") return;
  event.preventDefault();
  dragged = grip.closest("[data-row]");
  dragged.classList.add("dragged");
  grip.setPointerCapture(event.pointerId);
});

document.addEventListener("pointermove", (event) => {
  if (!dragged) return;
  const under = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-row]");
  if (!under || under === dragged || under.parentElement !== dragged.parentElement) return;
  const box = under.getBoundingClientRect();
  const after = event.clientY > box.top + box.height / 2;
  under[after ? "after" : "before"](dragged);
});

for (const end of ["pointerup", "pointercancel"]) {
  document.addEventListener(end, () => {
    if (!dragged) return;
    const [row] = [dragged];
    dragged = null;
    row.classList.remove("dragged");
    row.closest("form").dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// The panel: a page that opens over any other. A link with data-panel is a plain link too; with
// htmx its view answers only the form, which fills #panel and asks [autofocus] where to begin.
// After saving the view answers with the header HX-Trigger: panel-close.

const panel = document.getElementById("panel");

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-panel]");
  const plainClick = !(event.ctrlKey || event.metaKey || event.shiftKey || event.button);
  if (link && plainClick) {
    event.preventDefault();
    if (!panel.open) openPanel(link.href);
  } else if (event.target.closest("[data-panel-close]")) {
    event.preventDefault();
    leave();
  }
});

async function openPanel(url) {
  await htmx.ajax("GET", url, { target: "#panel", swap: "innerHTML" });
  if (!panel.childElementCount || panel.open) return;
  panel.showModal();
  panel.dispatchEvent(new CustomEvent("panel-open", { bubbles: true }));
}

// What was sent from a page and answers in the panel opens it.
panel.addEventListener("htmx:afterSwap", (event) => {
  if (event.target !== panel || panel.open || !panel.querySelector("form")) return;
  panel.showModal();
  panel.dispatchEvent(new CustomEvent("panel-open", { bubbles: true }));
});

// Leaving with something typed asks once; the draft is kept either way (draft.js, kept.js).
function leave() {
  const form = panel.querySelector("form[data-dirty]");
  if (form && !window.confirm(form.dataset.leave)) return;
  panel.dispatchEvent(new CustomEvent("panel-leave", { bubbles: true }));
  panel.close();
}

panel.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  event.preventDefault();
  leave();
});

panel.addEventListener("cancel", (event) => {
  event.preventDefault();
  leave();
});

panel.addEventListener("close", () => panel.replaceChildren());

document.addEventListener("panel-close", () => panel.close());

// <form data-draft="name" data-leave="Leave? ...">: what is typed survives a reload, within this
// tab and for this person. With data-draft-url the server keeps it as well (kept.js); a hidden
// field that says which form it is, data-kept, comes back too.

const key = (form) => `draft:${document.body.dataset.person}:${form.dataset.draft}`;

const skipped = (field) =>
  !field.name ||
  (["hidden", "password", "file", "submit", "button"].includes(field.type) &&
    !field.matches("[data-kept]"));

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.matches("[data-draft]")) return;
  const values = [...form.elements]
    .filter((field) => !skipped(field))
    .filter((field) => !["checkbox", "radio"].includes(field.type) || field.checked)
    .map((field) => [field.name, field.value]);
  sessionStorage.setItem(key(form), JSON.stringify(values));
  form.dataset.dirty = "";
});

// What was typed in this tab, unless the form that was opened is another one than that was.
function typed(form) {
  const values = JSON.parse(sessionStorage.getItem(key(form)));
  const opened = form.matches("[data-begun]") && form.querySelector("[data-kept]");
  if (!values || !opened) return values;
  return values.some(([, value]) => value === opened.value) ? values : null;
}

// Gives these fields of a form what was typed in them before.
function restore(form, values, fields) {
  for (const field of fields) {
    if (skipped(field)) continue;
    const [was, wasChecked] = [field.value, field.checked];
    const own = values.filter(([name]) => name === field.name).map(([, value]) => value);
    if (["checkbox", "radio"].includes(field.type)) field.checked = own.includes(field.value);
    else if (own.length) field.value = own[0];
    if (field.value === was && field.checked === wasChecked) continue;
    field.dispatchEvent(new CustomEvent("draft-restored", { bubbles: true }));
  }
  form.dataset.dirty = "";
}

const restoreAll = (root) => {
  for (const form of root.querySelectorAll("form[data-draft]")) {
    const values = typed(form);
    if (values) restore(form, values, form.elements);
    const itself = values && form.querySelector("[data-kept]")?.value;
    form.querySelector(`[data-draft-of="${itself}"]`)?.remove();
    if (!form.querySelector("[data-draft-of]")) form.querySelector("#drafts")?.remove();
  }
};

// Fields that arrive later, such as the questions of the service that was chosen.
document.addEventListener("htmx:load", (event) => {
  const arrived = event.detail.elt;
  const form = arrived.parentElement?.closest("form[data-draft]");
  const values = form && typed(form);
  if (!values) return;
  const fields = [...arrived.querySelectorAll("input, select, textarea")];
  if (fields.every((field) => field.type === "hidden")) return; // nothing one types in
  restore(form, values, fields);
  if (fields.some((field) => !skipped(field) && field.value)) {
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }
});

document.addEventListener("DOMContentLoaded", () => restoreAll(document));
document.addEventListener("panel-open", (event) => restoreAll(event.target));

// Saved: by htmx the view says so with HX-Trigger: panel-close, or draft-saved for a form in a
// page; a plain form forgets when it is sent, as the browser keeps it on the way back.
for (const saved of ["panel-close", "draft-saved"]) {
  document.addEventListener(saved, (event) => {
    const form = event.target.closest?.("form[data-draft]");
    if (form) forget(form);
  });
}
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-draft]:not([hx-post])")) forget(form);
});

document.addEventListener("reset", (event) => forget(event.target));

function forget(form) {
  sessionStorage.removeItem(key(form));
  delete form.dataset.dirty;
}

window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-dirty]")) event.preventDefault();
});

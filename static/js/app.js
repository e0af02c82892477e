// Small manners of every page: menus that close, lines that go away, lists that narrow, text to copy.

document.addEventListener("click", (event) => {
  const target = event.target;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    const chosen = target.closest(".menu-body a[hx-get]"); // what opens elsewhere on the page
    if (!menu.contains(target) || menu.contains(chosen)) menu.open = false;
  }
  const dismiss = target.closest("[data-dismiss]");
  if (dismiss) dismiss.closest(dismiss.dataset.dismiss).remove();

  const opens = target.closest("[data-open]");
  if (opens) document.getElementById(opens.dataset.open).showModal();

  const copy = target.closest("[data-copy]");
  if (copy) copyText(copy);

  if (target.closest("[data-print]")) window.print();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// <button data-copy="#promise" data-copied="Copied">: the words of that element but for what is
// data-left-out, then a word of thanks; a role="status" beside it says so aloud.
async function copyText(button) {
  const source = document.querySelector(button.dataset.copy);
  const label = button.querySelector("[data-label]") ?? button;
  const aloud = button.parentElement.querySelector("[role=status]");
  const [before, leftOut] = [label.textContent, source.querySelectorAll("[data-left-out]")];
  for (const part of leftOut) part.hidden = true;
  const words = source.innerText.trim();
  for (const part of leftOut) part.hidden = false;
  await navigator.clipboard.writeText(words);
  label.textContent = button.dataset.copied;
  if (aloud) aloud.textContent = button.dataset.copied;
  setTimeout(() => {
    label.textContent = before;
    if (aloud) aloud.textContent = "";
  }, 2000);
}

// <button formaction="/requests/12/pick-up/" hx-post>: goes where it goes without a script.
document.addEventListener("htmx:configRequest", (event) => {
  const { elt } = event.detail;
  if (elt.getAttribute("hx-post") === "") event.detail.path = elt.formAction;
});

// <input data-filter="#list">: shows the [data-filter-item]s with all its words, and their groups.
document.addEventListener("input", (event) => {
  const list = event.target.dataset?.filter && document.querySelector(event.target.dataset.filter);
  if (!list) return;
  const words = plain(event.target.value).split(/\s+/);
  for (const item of list.querySelectorAll("[data-filter-item]")) {
    const text = plain(item.dataset.filterItem);
    item.hidden = !words.every((word) => text.includes(word));
  }
  const found = "[data-filter-item]:not([hidden])";
  for (const group of list.querySelectorAll("[data-filter-group]")) {
    group.hidden = !group.querySelector(found);
  }
  list.querySelector("[data-filter-none]").hidden = Boolean(list.querySelector(found));
});

// What a form sent was kept (HX-Trigger: kept): it is empty for the next.
document.addEventListener("kept", (event) => event.target.closest("form")?.reset());

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

// <form data-goes-by-itself>: sends what was chosen in a mail at the first sign of a person. Only
// opening the page does nothing, for programs that scan mail do that too.
const goesByItself = document.querySelector("form[data-goes-by-itself]");
for (const sign of goesByItself ? ["pointermove", "pointerdown"] : []) {
  document.addEventListener(sign, (event) => {
    if (!event.isTrusted || goesByItself.dataset.gone !== undefined) return;
    goesByItself.dataset.gone = "";
    goesByItself.requestSubmit();
  });
}

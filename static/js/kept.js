// <form data-draft-url="/requests/new/draft/">: what is typed is kept on the server as well, a
// second after typing stops, so that it is there after signing out and on another computer.
// Typing never waits for it, and what goes wrong with it is tried again with the next word.

const QUIET = 1000;
const NOTHING_TO_SHOW = 204;
const waiting = new WeakMap(); // the timer of a form of which something is not sent yet
const underWay = new WeakMap();

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.matches("[data-draft-url]")) return;
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(() => keep(form), QUIET));
});

// One at a time, so that an older text never comes in after a newer one.
async function keep(form, { keepalive = false } = {}) {
  if (!waiting.has(form)) return true;
  clearTimeout(waiting.get(form));
  if (!keepalive) await underWay.get(form);
  if (!waiting.delete(form)) return true;
  const sent = send(form, keepalive);
  underWay.set(form, sent);
  const said = form.querySelector("[data-draft-kept]");
  const kept = await sent;
  if (said) said.hidden = !kept;
  if (!kept && !waiting.has(form)) waiting.set(form, 0);
  return kept;
}

async function send(form, keepalive) {
  const body = new FormData(form);
  for (const field of form.querySelectorAll("[type=file]")) body.delete(field.name);
  const options = { method: "POST", body, redirect: "manual", keepalive };
  try {
    return (await fetch(form.dataset.draftUrl, options)).status === NOTHING_TO_SHOW;
  } catch {
    return false;
  }
}

const drop = (form) => {
  clearTimeout(waiting.get(form));
  waiting.delete(form);
};

// Before the page goes away; what it is too late for, this tab still has (draft.js).
window.addEventListener("pagehide", () => {
  for (const form of document.querySelectorAll("[data-draft-url]")) keep(form, { keepalive: true });
});

// The panel is closed over it: the server has it from now on, and the next form begins empty.
document.addEventListener("panel-leave", async (event) => {
  const form = event.target.querySelector("[data-draft-url]");
  const kept = form && (await keep(form, { keepalive: true }));
  if (kept && !document.querySelector("dialog[open] [data-draft-url]")) forget(form);
});

// What is saved, is no draft any more.
for (const saved of ["panel-close", "draft-saved"]) {
  document.addEventListener(saved, (event) => {
    const form = event.target.closest?.("[data-draft-url]");
    if (form) drop(form);
  });
}

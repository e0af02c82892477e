// Lists that refresh themselves ([data-live], see base.html): what changed glows once, and where
// someone stands, what is selected, has the focus or is folded open survive the swap.

const before = new Map();

const versions = (root) =>
  new Map([...root.querySelectorAll(".line[id]")].map((line) => [line.id, line.dataset.version]));

// What can have the focus in a line, or in what has none; the bell is all of it itself.
const controls = (line) => [line, ...line.querySelectorAll("a, button, summary, input, select")];

// Which control has the focus, said in a way that still holds when the list is drawn again.
function focusIn(root) {
  const active = document.activeElement;
  if (!root.contains(active)) return null;
  const line = active.closest(".line[id]") ?? root;
  return { line: line.id, order: controls(line).indexOf(active) };
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, requestConfig } = event.detail;
  const polled = elt.matches("[data-live]") && !requestConfig.triggeringEvent;
  const typedIn = elt.querySelector("form[data-draft]"); // a list waits while a form in it is open
  if (polled && (document.hidden || typedIn)) event.preventDefault();
});

function remember(root) {
  before.set(root.id, {
    versions: versions(root),
    at: root.querySelector(".line.at")?.id,
    open: [...root.querySelectorAll("details[open][id]")].map((details) => details.id),
    ticked: [...root.querySelectorAll(".tick:checked[id]")].map((tick) => tick.id),
    chosen: [...root.querySelectorAll(".pick:checked")].map((pick) => pick.value),
    focus: focusIn(root),
  });
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, shouldSwap } = event.detail;
  if (shouldSwap && target.matches("[data-live]")) remember(target);
});

// A page that refreshes in pieces: each piece is drawn again out of band.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  if (event.detail.shouldSwap) remember(event.detail.target);
});

document.addEventListener("htmx:afterSettle", () => {
  for (const [id, was] of before) {
    const root = document.getElementById(id);
    if (root) putBack(root, was);
  }
  before.clear();
});

function putBack(root, was) {
  for (const [id, version] of versions(root)) {
    if (was.versions.get(id) !== version) document.getElementById(id).classList.add("fresh");
  }
  if (was.at) document.getElementById(was.at)?.classList.add("at");
  for (const pick of root.querySelectorAll(".pick")) pick.checked = was.chosen.includes(pick.value);
  for (const id of was.ticked) document.getElementById(id)?.setAttribute("checked", "");
  for (const id of was.open) document.getElementById(id)?.setAttribute("open", "");
  if (!was.focus || was.focus.order < 0 || root.contains(document.activeElement)) return;
  const line = document.getElementById(was.focus.line);
  const left = line ? controls(line) : [];
  (left[was.focus.order] ?? left[1])?.focus({ preventScroll: true });
}

// A connection that is lost says so, and says nothing once it is back.
const notice = () => document.getElementById("offline");
for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => (notice().hidden = false));
}
document.addEventListener("htmx:afterOnLoad", () => (notice().hidden = true));

// The server refused or failed: what was typed is still there, say so.
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.elt.matches("[data-live]")) return;
  const template = document.getElementById("failed");
  document.getElementById("messages").append(template.content.cloneNode(true));
});

// Lines one selects to do something with all of them at once (.pick, and the bar #bulk). A click with
// Shift selects all in between; what was selected stays so while the list refreshes (live.js).

const picks = () => [...document.querySelectorAll(".line .pick")];
let last = null;

function tell() {
  const count = document.getElementById("bulk-count");
  if (!count) return;
  const chosen = picks().filter((pick) => pick.checked).length;
  const said = count.dataset[chosen === 1 ? "one" : "many"].replace("{}", chosen);
  if (chosen && count.textContent !== said) count.textContent = said;
}

function check(some, checked) {
  for (const pick of some) pick.checked = checked;
  tell();
}

document.addEventListener("click", (event) => {
  const pick = event.target.closest(".pick");
  if (pick) {
    const all = picks();
    const [from, to] = [all.findIndex((one) => one.value === last), all.indexOf(pick)].sort((a, b) => a - b);
    if (event.shiftKey && from >= 0) check(all.slice(from, to + 1), pick.checked);
    last = pick.value;
  }
  const button = event.target.closest("[data-select]");
  if (button) check(picks(), button.dataset.select === "all");
});

// Enter on a line's box opens that line, as it does on the line; it sends nothing.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches?.(".pick")) return;
  event.preventDefault();
  event.stopPropagation();
  event.target.closest(".line").querySelector(".title").click();
}, true);

document.addEventListener("change", (event) => {
  if (event.target.matches(".pick")) tell();
});
document.addEventListener("htmx:afterSettle", tell);
document.addEventListener("bulk-done", () => check(picks(), false));

// A new request: answers that came from last time, and the way to a request that is open already.

// [data-last-time] stands beside such an answer, until it is typed over.
for (const changed of ["input", "draft-restored"]) {
  document.addEventListener(changed, (event) => {
    const mark = event.target.closest(".fields > *")?.querySelector("[data-last-time]");
    if (mark) own(mark);
  });
}

function own(mark) {
  const answers = mark.closest("section");
  mark.remove();
  if (!answers.querySelector("[data-last-time]")) {
    answers.querySelector("[data-from-last-time]")?.remove();
  }
}

// <button data-clear-last-time>: empties them all.
document.addEventListener("click", (event) => {
  const clear = event.target.closest("[data-clear-last-time]");
  if (!clear) return;
  const answers = clear.closest("section");
  const filled = [...answers.querySelectorAll("[data-last-time]")].map((mark) =>
    mark.parentElement.querySelector("input:not([type=hidden]), select, textarea"),
  );
  for (const field of filled) fill(field, "");
  filled[0]?.focus();
});

// <button data-alt="1">: Alt and that digit go to it, also while one types.
document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || !/^Digit\d$/.test(event.code)) return;
  const there = document.querySelector(`[data-alt="${event.code.at(-1)}"]`);
  if (!there) return;
  event.preventDefault();
  there.focus();
});

// A norm is dragged and last year's share that would have met it moves along. <div data-backtest> holds all
// norms of the curve, so nothing is asked of the server; a number between them is (its form).
// Of each norm: amount, words, percent, met, of, x, y.

const curveOf = (box) => (box.curve ??= JSON.parse(box.dataset.backtest));

function show(box, place) {
  const [, words, percent, met, of, x, y] = curveOf(box)[place];
  const share = percent === null ? "–" : `${percent} %`;
  const cases = box.querySelector("[data-cases]");
  const slide = box.querySelector("[data-slide]");
  box.querySelector("[data-said=words]").textContent = words;
  box.querySelector("[data-said=percent]").textContent = share;
  cases.textContent = percent === null ? "–" : cases.dataset.cases.replace("{met}", met).replace("{of}", of);
  box.querySelector("[data-goal]").setAttribute("d", `M${x} 170V${y}`);
  box.querySelector("[data-dot]").setAttribute("cx", x);
  box.querySelector("[data-dot]").setAttribute("cy", y);
  slide.value = place;
  slide.setAttribute("aria-valuetext", `${words}: ${share}`);
}

function typedFor(field, amount) {
  const [hours, minutes] = [Math.floor(amount / 60), amount % 60].map((part) => String(part).padStart(2, "0"));
  return field.type === "time" ? `${hours}:${minutes}` : String(amount);
}

document.addEventListener("input", (event) => {
  const box = event.target.closest("[data-backtest]");
  if (!box) return;
  const typed = box.querySelector("[data-typed]");
  if (event.target.matches("[data-slide]")) {
    const place = Number(event.target.value);
    typed.value = typedFor(typed, curveOf(box)[place][0]);
    show(box, place);
  } else if (event.target === typed) {
    const place = curveOf(box).findIndex(([amount]) => typedFor(typed, amount) === typed.value);
    if (place >= 0) show(box, place);
  }
});

const showSlides = () => document.querySelectorAll("[data-slide][hidden]").forEach((slide) => (slide.hidden = false));
document.addEventListener("htmx:load", showSlides);
document.addEventListener("DOMContentLoaded", showSlides);

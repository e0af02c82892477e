// <time data-since="2026-03-02T10:00:00+01:00">12 min</time>: how long a timer has run, kept up.

const inWords = (minutes) => {
  const hours = Math.floor(minutes / 60);
  return `${hours}:${String(minutes % 60).padStart(2, "0")}`;
};

function keepUp(root = document) {
  for (const shown of root.querySelectorAll("time[data-since]")) {
    const ran = Math.max(0, Date.now() - Date.parse(shown.dataset.since));
    shown.textContent = inWords(Math.floor(ran / 60_000));
  }
}

setInterval(keepUp, 10_000);
document.addEventListener("DOMContentLoaded", () => keepUp());
document.addEventListener("htmx:afterSettle", () => keepUp());

// In a list of many, "why?" is a plain link to the page that tells it (requests/_line.html). Here it becomes
// the menu it is on other pages (requests/_why.html), made of #why-menu, before live.js opens it again.

document.addEventListener("htmx:load", (event) => {
  for (const link of event.target.querySelectorAll("a.why")) {
    const menu = menuFor(link);
    link.replaceWith(menu);
    htmx.process(menu);
  }
});

function menuFor(link) {
  const menu = document.getElementById("why-menu").content.firstElementChild.cloneNode(true);
  const [summary, body] = menu.children;
  menu.id = `why-${link.closest("[id]").id}`;
  summary.textContent = link.textContent;
  summary.setAttribute("aria-describedby", link.getAttribute("aria-describedby"));
  body.setAttribute("hx-get", link.getAttribute("href"));
  body.firstElementChild.href = link.href;
  return menu;
}

"""Going through a page as somebody without a mouse does."""

from playwright.sync_api import Page, expect

NAME_OF_FOCUS = """() => {
  const element = document.activeElement;
  const pressed = "a, button, input, textarea, select, summary.btn"; // not “why?”, nor the page
  if (!element.matches(pressed)) return "";
  const labels = [...(element.labels ?? [])].map((label) => label.innerText);
  return [...labels, element.ariaLabel ?? "", element.innerText ?? ""].join(" ");
}"""


def sign_in(page: Page, person) -> None:
    person.set_password("demo")
    person.save()
    page.goto("/")
    expect(page.get_by_label("E-mail")).to_be_focused()
    page.keyboard.type(person.email)
    page.keyboard.press("Tab")
    page.keyboard.type("demo")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def tab_to(page: Page, name: str, *, most: int = 90) -> None:
    """Press Tab until what has the focus is called so: by its words, its label or its name."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if name in page.evaluate(NAME_OF_FOCUS):
            return
    raise AssertionError(f"no way to {name!r} by keyboard")


def press(page: Page, name: str) -> None:
    """Go to a button or link that is called so, and press it."""
    tab_to(page, name)
    page.keyboard.press("Enter")


def choose(page: Page, option: str) -> None:
    """Take the first of what is suggested, once that is this."""
    expect(page.locator(".hit:visible").first).to_contain_text(option)
    page.keyboard.press("Enter")

"""The work on a request by keyboard, in Dutch, at a desk and on a phone: steps, time and files."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from requests import actions
from requests.models import ServiceRequest, TimeEntry
from tests.browser.driving import session_of
from tests.browser.test_accessible import violations
from tests.factories import a_request, a_service, always_open
from tests.requests.files import EXE, PDF

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def it(noord, fatima, daan, settings, tmp_path):
    settings.ATTACHMENTS_DIR = tmp_path / "media"
    always_open(noord)
    service = a_service(steps=["Zaal zoeken", "Boeken", "Bevestigen"])
    service_request = a_request(
        daan, by=fatima, service=service, received_at=timezone.now(), text="Voor acht mensen"
    )
    actions.pick_up(service_request, by=fatima, now=timezone.now())
    return service_request


WIDTHS = pytest.mark.parametrize(("width", "height"), [(1440, 900), (360, 740)])


def press(page, name, key="Enter", role="button"):
    """Go to what is called so, and press a key on it."""
    page.get_by_role(role, name=name).first.focus()
    page.keyboard.press(key)


@WIDTHS
def test_steps_are_ticked_and_added_by_keyboard(enter, it, fatima, width, height):
    page = enter(fatima, width=width, height=height)
    page.goto(it.get_absolute_url())

    press(page, "Zaal zoeken pool", "Space", role="checkbox")
    ticked = page.get_by_role("checkbox", name="Zaal zoeken")
    expect(ticked).to_have_attribute("aria-checked", "true")
    expect(ticked).to_be_focused()
    expect(page.locator("#story")).to_contain_text("Fatima vinkte af")
    page.get_by_label("Eigen stap").focus()
    page.keyboard.type("Sleutel halen")
    page.keyboard.press("Enter")

    expect(page.locator("#checklist")).to_contain_text("1 van 4")
    expect(page.get_by_label("Eigen stap")).to_have_value("")


@WIDTHS
def test_time_is_kept_by_keyboard(enter, it, fatima, width, height):
    page = enter(fatima, width=width, height=height)
    page.goto(it.get_absolute_url())

    press(page, "Start de tijd")
    expect(page.locator("#timer")).to_contain_text(it.number if width > 400 else "0:0")
    press(page, "Stop de tijd voor")
    expect(page.locator("#messages")).to_contain_text("1 min geboekt op")
    expect(page.locator("#time")).to_contain_text("Je eigen tijd, die alleen jij ziet: 1 min")
    page.locator("#time-by-hand summary").focus()
    page.keyboard.press("Enter")
    page.locator("#minutes-by-hand").focus()
    page.keyboard.type("1 u 15")
    page.keyboard.press("Enter")

    expect(page.locator("#time-title")).to_contain_text("1 u 16")


@WIDTHS
def test_files_are_added_and_saved_by_keyboard(enter, it, fatima, width, height):
    page = enter(fatima, width=width, height=height)
    page.goto(it.get_absolute_url())

    page.get_by_label("ook de klant").focus()
    page.keyboard.press("Space")
    page.locator("#files").set_input_files(
        [
            {"name": "agenda.pdf", "mimeType": "application/pdf", "buffer": PDF},
            {"name": "factuur.pdf.exe", "mimeType": "application/pdf", "buffer": EXE},
        ]
    )
    expect(page.locator("#attachments")).to_contain_text("agenda.pdf")
    expect(page.locator("#messages")).to_contain_text("“factuur.pdf.exe” is niet toegevoegd")
    with page.expect_download() as saved:
        press(page, "agenda.pdf", role="link")

    assert saved.value.suggested_filename == "agenda.pdf"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []


def test_a_file_that_is_dropped_or_pasted_is_sent(enter, it, fatima):
    page = enter(fatima)
    page.goto(it.get_absolute_url())
    for event, name in (("drop", "gesleept.txt"), ("paste", "geplakt.txt")):
        page.evaluate(
            """([event, name]) => {
                const data = new DataTransfer();
                data.items.add(new File(["Hallo"], name, {type: "text/plain"}));
                const carried = event === "drop" ? {dataTransfer: data} : {clipboardData: data};
                const Kind = event === "drop" ? DragEvent : ClipboardEvent;
                const field = document.querySelector(".composer textarea");
                field.dispatchEvent(new Kind(event, {...carried, bubbles: true, cancelable: true}));
            }""",
            [event, name],
        )
        expect(page.locator("#attachments")).to_contain_text(name, timeout=15_000)


@pytest.mark.parametrize("who", ["fatima", "daan"])
def test_how_far_a_large_file_is_stands_there_in_words(enter, it, request, who):
    page = enter(request.getfixturevalue(who))
    page.goto(it.get_absolute_url() if who == "fatima" else f"/portal/requests/{it.pk}/")
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 200_000}
    network.send("Network.emulateNetworkConditions", slow)

    large = {"name": "lang.txt", "mimeType": "text/plain", "buffer": b"Hallo\n" * 60_000}
    page.locator("#files").set_input_files(large)

    expect(page.get_by_text("De bestanden worden verstuurd…")).to_be_visible()
    expect(page.get_by_role("progressbar", name="De bestanden worden verstuurd…")).to_be_visible()
    expect(page.locator("#attachments")).to_contain_text("lang.txt")
    expect(page.locator(".sending")).to_be_hidden()
    expect(page.locator("#messages")).to_contain_text("lang.txt is toegevoegd")
    expect(page.locator("#files")).to_have_value("")
    page.reload()
    expect(page.locator("#attachments")).to_contain_text("lang.txt")


def test_what_a_colleague_does_comes_in_and_typing_goes_on(enter, it, fatima, joost):
    page = enter(fatima)
    page.goto(it.get_absolute_url())
    page.get_by_label("Eigen stap").focus()
    page.keyboard.type("Sleutel")
    fresh = ServiceRequest.objects.get(pk=it.pk)

    actions.add_item(fresh, text="Koffie", by=joost, now=timezone.now())
    actions.tick(fresh, key=fresh.checklist_items.get().key, by=joost, now=timezone.now())

    expect(page.get_by_role("checkbox", name="Koffie")).to_have_attribute("aria-checked", "true")
    page.keyboard.type(" halen")
    expect(page.get_by_label("Eigen stap")).to_have_value("Sleutel halen")
    expect(page.get_by_label("Eigen stap")).to_be_focused()


def test_all_of_it_works_without_script(chromium, live_server, enter, it, fatima):
    enter(fatima)  # the address of the server is allowed
    context = chromium.new_context(
        base_url=live_server.url, java_script_enabled=False, locale="nl-NL"
    )
    context.add_cookies([session_of(fatima, live_server.url)])
    page = context.new_page()
    page.goto(it.get_absolute_url())
    page.get_by_role("checkbox", name="Boeken").click()
    expect(page.get_by_role("checkbox", name="Boeken")).to_have_attribute("aria-checked", "true")
    page.locator("#files").set_input_files(
        {"name": "agenda.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.locator("#attach noscript button, #attach form > button").first.click()
    expect(page.locator("#attachments")).to_contain_text("agenda.pdf")
    page.get_by_role("button", name="Start de tijd").click()
    page.locator("#time").get_by_role("button", name="Stop").click()
    context.close()
    assert TimeEntry.objects.of(fatima).total() == 1

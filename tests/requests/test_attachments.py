"""Files of a request: for who may see it, never run by a browser, no row without a file."""

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import travel

from requests import actions
from requests.attachments import store
from requests.attachments.adding import sweep_strays
from requests.models import Attachment, Event, Notification
from tests.factories import NOW, a_request, later
from tests.requests import files
from tests.requests.files import a_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_ten_oclock", "own_store")]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def own_store(settings, tmp_path):
    settings.ATTACHMENTS_DIR = tmp_path / "media"
    return settings.ATTACHMENTS_DIR


@pytest.fixture
def it(daan, fatima):
    return a_request(daan, by=fatima)


def send(visitor, service_request, *uploads, name="attach", **data):
    address = reverse(f"requests:{name}", args=[service_request.pk])
    return visitor.post(address, data | {"files": list(uploads)}, headers=HTMX)


def added(visitor, service_request, upload=None, **data):
    send(visitor, service_request, upload or a_file(), **data)
    return service_request.attachments.last()


def take(visitor, attachment):
    return visitor.get(reverse("requests:attachment", args=[attachment.pk]))


def lying_there(place):
    return [path for path in place.rglob("*") if path.is_file()]


def test_files_are_kept_with_what_they_are_and_told_in_one_line(desk, it, fatima, own_store):
    answer = send(desk, it, a_file(), a_file("foto.png", files.PNG))

    html = answer.content.decode()
    assert "agenda.pdf, foto.png are added." in html
    assert 'id="attachments"' in html
    first, _second = it.attachments.all()
    assert (first.name, first.size, first.internal) == ("agenda.pdf", len(files.PDF), True)
    assert (first.uploaded_by, first.uploaded_at) == (fatima, NOW)
    told = it.events.get(kind=Event.Kind.ATTACHED)
    assert (told.text, told.internal) == ("agenda.pdf\nfoto.png", True)
    assert {path.name for path in lying_there(own_store)} == {
        one.stored.hex for one in it.attachments.all()
    }
    assert {path.stat().st_mode & 0o777 for path in lying_there(own_store)} == {0o600}


def test_what_is_good_is_added_and_what_is_not_says_why(desk, it):
    html = send(
        desk, it, a_file(), a_file("factuur.pdf.exe", files.EXE), a_file("x.pdf", files.EXE)
    ).content.decode()

    assert "agenda.pdf is added." in html
    assert "“factuur.pdf.exe” was not added." in html
    assert "“x.pdf” was not added. What is in this file is not what its name says" in html
    assert it.attachments.count() == 1


@pytest.mark.parametrize("name", ["<img src=x onerror=alert(1)>.pdf", "';--.pdf"])
def test_a_name_is_never_html(desk, it, name):
    html = (
        send(desk, it, a_file(name)).content.decode()
        + desk.get(it.get_absolute_url()).content.decode()
    )

    assert "<img src=x" not in html


def test_a_file_is_only_ever_something_to_save(desk, it):
    file = added(desk, it, a_file("Verslag “café”.pdf"))

    answer = take(desk, file)

    assert b"".join(answer.streaming_content) == files.PDF
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer["Cache-Control"]


def test_who_works_on_it_has_all_and_who_asked_what_is_theirs(
    client, it, fatima, joost, daan, sanne, stranger
):
    client.force_login(fatima)
    internal = added(client, it)
    shown = added(client, it, a_file("voor daan.pdf"), seen_by="client")

    def gets(person):
        client.force_login(person)
        return [take(client, file).status_code for file in (internal, shown)]

    assert gets(joost) == [200, 200]
    assert gets(daan) == [404, 200]
    assert gets(sanne) == gets(stranger) == [404, 404]
    client.logout()
    assert take(client, shown).status_code == 302


def test_of_a_confidential_request_only_who_is_named_has_the_files(client, daan, fatima, joost):
    secret = a_request(daan, by=fatima, confidential=True)
    client.force_login(fatima)
    file = added(client, secret, seen_by="client")

    for person, status in ((joost, 404), (daan, 200), (fatima, 200)):
        client.force_login(person)
        assert take(client, file).status_code == status


def test_a_client_sees_their_files_and_adds_some_and_the_pool_hears(client, it, fatima, daan):
    client.force_login(fatima)
    added(client, it, a_file("intern.pdf"))
    added(client, it, a_file("voor daan.pdf"), seen_by="client")
    actions.pick_up(it, by=fatima, now=NOW)
    client.force_login(daan)

    address = reverse("requests:portal_attach", args=[it.pk])
    answer = client.post(address, {"files": [a_file("van daan.pdf")]})

    page = client.get(answer.url).content.decode()
    assert "voor daan.pdf" in page
    assert "van daan.pdf" in page
    assert "intern.pdf" not in page
    event = it.events.filter(kind=Event.Kind.ATTACHED).last()
    assert (event.by, event.internal) == (daan, False)
    assert Notification.objects.filter(event=event, recipient=fatima).exists()


def test_a_client_sees_at_once_what_was_sent_and_what_was_not(client, it, fatima, daan):
    client.force_login(fatima)
    added(client, it, a_file("intern.pdf"))
    client.force_login(daan)

    address = reverse("requests:portal_attach", args=[it.pk])
    both = {"files": [a_file("van daan.pdf"), a_file("fout.exe", files.EXE)]}
    answer = client.post(address, both, headers=HTMX)

    html = answer.content.decode()
    assert html.count('id="attachments"') == 1
    assert "van daan.pdf" in html
    assert "“fout.exe” was not added" in html
    assert "intern.pdf" not in html
    assert answer["HX-Trigger"] == "kept"


@pytest.mark.parametrize("name", ["attach", "portal_attach"])
def test_strangers_add_nothing(client, it, sanne, stranger, own_store, name):
    for person in (sanne, stranger):
        client.force_login(person)
        assert send(client, it, a_file(), name=name).status_code == 404
    assert lying_there(own_store) == []


def remove(visitor, file, **data):
    return visitor.post(reverse("requests:remove_attachment", args=[file.pk]), data, headers=HTMX)


def test_who_added_it_takes_it_away_within_a_day(
    desk, it, own_store, django_capture_on_commit_callbacks
):
    file = added(desk, it)

    with django_capture_on_commit_callbacks(execute=True):
        html = remove(desk, file).content.decode()

    assert "agenda.pdf is removed." in html
    assert take(desk, file).status_code == 404
    assert lying_there(own_store) == []
    assert it.events.last().kind == Event.Kind.UNATTACHED
    assert "agenda.pdf" in desk.get(it.get_absolute_url()).content.decode()  # the line stays
    assert remove(desk, file).status_code == 404


def test_later_or_of_somebody_else_it_goes_with_a_reason(client, it, fatima, joost):
    client.force_login(fatima)
    file = added(client, it)
    client.force_login(joost)

    refused = remove(client, file)
    assert "Say why this file goes." in refused.content.decode()
    assert refused["HX-Reswap"] == "none"
    client.force_login(fatima)
    with travel(later(hours=25), tick=False):
        assert "Say why" in remove(client, file).content.decode()
        remove(client, file, reason="verkeerd dossier")

    assert it.events.last().text == "agenda.pdf: verkeerd dossier"
    file.refresh_from_db()
    assert file.removed_by == fatima


def test_a_client_takes_back_their_own_only_and_never_reads_why_the_pool_did(
    client, it, fatima, daan
):
    client.force_login(fatima)
    ours = added(client, it, a_file("van ons.pdf"), seen_by="client")
    client.force_login(daan)
    send(client, it, a_file("van daan.pdf"), name="portal_attach")
    own = it.attachments.get(name="van daan.pdf")

    remove(client, ours, reason="weg")
    remove(client, own)

    assert [file.name for file in it.attachments.there()] == ["van ons.pdf"]
    actions.remove_attachment(ours, reason="geheim", by=fatima, now=NOW)
    page = client.get(reverse("requests:portal_detail", args=[it.pk])).content.decode()
    assert "geheim" not in page


@pytest.mark.parametrize(
    ("each", "together", "sizes", "words"),
    [
        (1, 100, [1024 * 1024 + 1], "larger than 1 MB"),
        (20, 1, [600_000, 600_000], "can be 1 MB"),
        (20, 100, [0], "is empty"),
    ],
)
def test_what_is_too_much_is_refused_in_words(
    desk, it, settings, own_store, each, together, sizes, words
):
    settings.ATTACHMENT_MEGABYTES, settings.ATTACHMENTS_MEGABYTES = each, together
    contents = [(files.PDF + b" " * size)[: size or 0] for size in sizes]

    html = send(desk, it, *(a_file(content=one) for one in contents)).content.decode()

    assert words in html
    assert it.attachments.count() == 0
    assert lying_there(own_store) == []


def test_an_upload_without_end_is_cut_while_it_comes_in(desk, it, settings, monkeypatch):
    settings.ATTACHMENT_MEGABYTES = 1
    written = []
    write = TemporaryUploadedFile.__init__
    monkeypatch.setattr(
        TemporaryUploadedFile,
        "__init__",
        lambda self, *args, **kwargs: (write(self, *args, **kwargs), written.append(self))[0],
    )

    html = send(desk, it, a_file(content=files.PDF + b" " * 5 * 1024 * 1024)).content.decode()

    assert "larger than 1 MB" in html
    assert written[0].size < 1.2 * 1024 * 1024


def test_nothing_chosen_is_said(desk, it):
    assert "Choose a file first." in send(desk, it).content.decode()


def test_a_row_that_cant_be_written_leaves_no_file(desk, it, own_store, monkeypatch):
    def fail(*_args, **_kwargs):
        raise DatabaseError("the disk of the database is full")

    monkeypatch.setattr(Attachment.objects, "bulk_create", fail)

    with pytest.raises(DatabaseError):
        send(desk, it, a_file())

    assert lying_there(own_store) == []
    assert it.attachments.count() == 0


def test_what_a_crash_left_is_swept_and_what_has_a_row_stays(desk, it, own_store):
    kept = added(desk, it)
    stray = store.put([b"half"])
    for path in lying_there(own_store):
        path.touch()

    assert sweep_strays(now=later(days=36500)) == 1  # the clock of the files is that of the machine
    assert not store.path_of(stray.stored).exists()
    assert store.path_of(kept.stored).exists()
    store.put([b"just now"])
    assert sweep_strays(now=NOW) == 0


def test_what_a_system_keeps_beside_the_files_is_left_alone(own_store):
    stray = store.put([b"half"])
    (own_store / "lost+found").mkdir()
    (own_store / "lost+found" / "#12").touch()
    (own_store / ".keep").touch()
    (store.path_of(stray.stored).parent / ".nfs0001").touch()

    assert sweep_strays(now=later(days=36500)) == 1
    assert len(lying_there(own_store)) == 3


def test_a_file_never_takes_the_place_of_another(own_store, monkeypatch):
    first = store.put([b"een"])
    monkeypatch.setattr("requests.attachments.store.uuid4", lambda: first.stored)

    with pytest.raises(FileExistsError):
        store.put([b"twee"])
    with store.read(first.stored) as file:
        assert file.read() == b"een"


def test_a_colleague_hears_of_a_file(desk, it, joost):
    address = it.get_absolute_url()
    seen = desk.get(address).context["version"]
    desk.force_login(joost)
    added(desk, it)

    news = desk.get(address, {"seen": seen}, headers=HTMX).content.decode()

    assert 'id="attachments" hx-swap-oob="true"' in news
    assert "agenda.pdf" in news


def test_the_page_costs_the_same_however_many_files_there_are(desk, it, daan):
    pages = [it.get_absolute_url(), reverse("requests:portal_detail", args=[it.pk])]

    def queries(page, person):
        desk.force_login(person)
        with CaptureQueriesContext(connection) as captured:
            desk.get(page)
        return len(captured)

    fatima = added(desk, it, seen_by="client").uploaded_by
    visits = list(zip(pages, (fatima, daan), strict=True))
    few = [queries(*visit) for visit in visits for _twice in range(2)][1::2]
    desk.force_login(fatima)
    send(desk, it, *(a_file(f"{number}.pdf") for number in range(9)), seen_by="client")

    assert [queries(*visit) for visit in visits] == few

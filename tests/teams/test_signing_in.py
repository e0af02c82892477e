import pytest
from django.urls import reverse

from tests import factories
from tests.factories import a_client, a_coordinator, a_manager, a_pool, a_secretary

pytestmark = pytest.mark.django_db


def a_person(name="Fatima Bouzid", **fields):
    """Somebody with a password."""
    person = factories.a_person(name, **fields)
    person.set_password("demo")
    person.save()
    return person


def sign_in(client, person, password="demo", **extra):
    credentials = {"username": person.email, "password": password}
    return client.post(reverse("teams:sign_in"), credentials | extra)


def test_email_and_password_open_the_door_however_the_address_is_written(client):
    person = a_person()

    answer = client.post(
        reverse("teams:sign_in"), {"username": person.email.upper(), "password": "demo"}
    )

    assert answer.url == reverse("home")
    assert client.session["_auth_user_id"] == str(person.pk)


def test_a_wrong_password_is_refused_in_words_and_keeps_the_address(client):
    answer = sign_in(client, a_person(), password="guess")

    assert answer.status_code == 200
    assert "fatima.bouzid@example.org" in answer.text
    assert answer.context["form"].non_field_errors()
    assert "_auth_user_id" not in client.session


def test_after_signing_in_one_returns_to_the_page_one_came_for(client):
    answer = sign_in(client, a_person(), next="/somewhere/?q=1")

    assert answer.url == "/somewhere/?q=1"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:x", "foo", "?x=1"]
)
def test_signing_in_never_leads_to_another_site(client, elsewhere):
    answer = sign_in(client, a_person(), next=elsewhere)

    assert answer.url == reverse("home")


def test_the_screen_speaks_the_language_of_the_person(client):
    sign_in(client, a_person(language="en"))

    assert client.cookies["django_language"].value == "en"


def test_a_language_chosen_in_this_browser_goes_before(client):
    client.cookies["django_language"] = "nl"

    sign_in(client, a_person(language="en"))

    assert client.cookies["django_language"].value == "nl"


def test_a_language_one_chooses_is_also_that_of_the_mails(client):
    person = a_person(language="nl")
    client.force_login(person)

    client.post(reverse("teams:choose_language"), {"language": "en", "next": "/"})

    person.refresh_from_db()
    assert (person.language, client.cookies["django_language"].value) == ("en", "en")


@pytest.mark.parametrize("language", ["", "xx", "nl; drop"])
def test_an_unknown_language_changes_nothing(client, language):
    person = a_person(language="nl")
    client.force_login(person)

    client.post(reverse("teams:choose_language"), {"language": language})

    person.refresh_from_db()
    assert person.language == "nl"


def test_an_ended_session_takes_the_whole_page_to_sign_in(client):
    page = "http://testserver/requests/?pool=NOORD"

    answer = client.get(
        reverse("home"),
        headers={"hx-request": "true", "hx-current-url": page},
        follow=True,
    )

    assert answer["HX-Redirect"] == (
        f"{reverse('teams:sign_in')}?next=%2Frequests%2F%3Fpool%3DNOORD"
    )
    assert answer.content == b""


def test_signing_out_is_a_post_and_ends_the_session(client):
    client.force_login(a_person())

    assert client.get(reverse("teams:sign_out")).status_code == 405
    client.post(reverse("teams:sign_out"))

    assert "_auth_user_id" not in client.session


def test_the_demo_lets_one_be_anyone(client, settings):
    settings.DEMO = True
    fatima = a_secretary(a_pool())

    page = client.get(reverse("teams:sign_in"))
    client.post(reverse("teams:sign_in_as", args=[fatima.pk]))

    assert reverse("teams:sign_in_as", args=[fatima.pk]) in page.text
    assert client.session["_auth_user_id"] == str(fatima.pk)


def test_outside_the_demo_nobody_can_be_someone_else(client, settings):
    settings.DEMO = False
    fatima = a_secretary(a_pool())

    page = client.get(reverse("teams:sign_in"))
    answer = client.post(reverse("teams:sign_in_as", args=[fatima.pk]))

    assert fatima.get_full_name() not in page.text
    assert answer.status_code == 404
    assert "_auth_user_id" not in client.session


def test_the_demo_starts_with_people_who_can_play_the_whole_chain(client, settings):
    settings.DEMO = True
    small, large = a_pool("A"), a_pool("B")
    a_secretary(small, "Ilse")
    people = [a_secretary(large, name) for name in ("Fatima", "Joost", "Karin")]
    marieke = a_coordinator(large)
    a_manager(a_client(small, "A"), "Anna")
    daan = a_manager(a_client(large, "B"))

    first = client.get(reverse("teams:sign_in")).context["guests"].first

    assert [member.user for member in first] == [*people[:2], marieke, daan]


def test_the_list_of_people_costs_two_queries(client, settings, django_assert_num_queries):
    settings.DEMO = True
    pool = a_pool()
    for name in ("Fatima", "Joost", "Karin"):
        a_secretary(pool, name)
        a_manager(a_client(pool, name), f"Boss of {name}")

    with django_assert_num_queries(2):
        client.get(reverse("teams:sign_in"))


def test_everyone_starts_in_their_own_room(client):
    pool = a_pool()
    starts = [
        (a_secretary(pool), "requests:queue"),
        (a_coordinator(pool), "requests:queue"),
        (a_manager(a_client(pool)), "requests:portal"),
    ]
    for person, room in starts:
        client.force_login(person)
        assert client.get(reverse("home")).url == reverse(room)


def test_who_belongs_nowhere_is_told_so_kindly_and_has_no_rooms(client):
    client.force_login(a_person("Noor"))

    answer = client.get(reverse("home"))

    assert answer.status_code == 200
    assert "Noor" in answer.text
    assert answer.context["shell"].rooms == []

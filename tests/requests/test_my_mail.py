"""Everyone chooses their mails: only what concerns them, and never what was agreed."""

import pytest

from requests.mail.kinds import (
    ALWAYS,
    OF_ANYBODY,
    OF_CLIENT,
    OF_COORDINATOR,
    OF_SECRETARY,
    MailKind,
)

PAGE = "/me/messages/"

pytestmark = pytest.mark.usefixtures("monday_ten_oclock")


@pytest.fixture
def sits(client):
    """Let somebody sit at this browser."""

    def sit(person):
        client.force_login(person)
        return client

    return sit


def offered(browser) -> set[str]:
    groups = browser.get(PAGE).context["form"].groups
    return {choice.kind for group in groups if not group.fixed for choice in group.choices}


def test_everyone_is_offered_what_can_concern_them(sits, fatima, marieke, daan):
    assert offered(sits(fatima)) == {*OF_SECRETARY, *OF_ANYBODY}
    assert offered(sits(marieke)) == {*OF_SECRETARY, *OF_COORDINATOR, *OF_ANYBODY}
    assert offered(sits(daan)) == {*OF_CLIENT, *OF_ANYBODY}


def test_every_kind_of_mail_can_be_chosen_by_somebody_or_always_comes():
    assert {*OF_CLIENT, *OF_SECRETARY, *OF_COORDINATOR, *OF_ANYBODY, *ALWAYS} == set(MailKind)


def test_what_is_not_ticked_is_no_longer_mailed(sits, daan):
    sits(daan).post(PAGE, {"wanted": [MailKind.DONE, MailKind.MOVED]})

    daan.refresh_from_db()
    assert set(daan.unwanted_mail) == {*OF_CLIENT, *OF_ANYBODY} - {MailKind.DONE, MailKind.MOVED}
    page = sits(daan).get(PAGE).content.decode()
    assert 'value="done" checked' in page
    assert 'value="received" checked' not in page


def test_what_was_agreed_stays_ticked_and_can_t_be_switched_off(sits, daan):
    sits(daan).post(PAGE, {})

    daan.refresh_from_db()
    assert not set(ALWAYS) & set(daan.unwanted_mail)
    page = sits(daan).get(PAGE).content.decode()
    assert 'value="escalation" checked disabled' in page
    assert "can't be switched off" in page


def test_a_choice_from_another_role_is_kept(sits, fatima):
    fatima.unwanted_mail = [MailKind.DONE]
    fatima.save()

    sits(fatima).post(PAGE, {"wanted": [*OF_SECRETARY, *OF_ANYBODY]})

    fatima.refresh_from_db()
    assert fatima.unwanted_mail == [MailKind.DONE]


def test_an_unknown_kind_changes_nothing(sits, fatima):
    sits(fatima).post(PAGE, {"wanted": ["everything"]})

    fatima.refresh_from_db()
    assert fatima.unwanted_mail == []


def test_the_person_menu_leads_to_it(sits, daan):
    assert f'href="{PAGE}"' in sits(daan).get("/portal/").content.decode()


def test_a_stranger_is_sent_to_sign_in(client, db):
    assert client.get(PAGE).url.startswith("/sign-in/")

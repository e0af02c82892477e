"""Who is asked gets a mail, and one more a week before the end; each once."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from sla.models import SurveyInvitation
from sla.survey.inviting import mail_invitations
from sla.tasks import invite_to_surveys
from tests.factories import NOW, later
from tests.requests.test_races import at_once
from tests.sla.survey.test_survey import CLOSES, ON, agreement, answered, opened, six

__all__ = ["agreement", "six"]


def told():
    return sorted(address for letter in mail.outbox for address in letter.to)


@pytest.mark.django_db
class TestInviting:
    def test_everybody_is_told_once_where_and_until_when(self, agreement, six, marieke):
        six[0].language = "nl"
        six[0].save()
        survey = opened(agreement, marieke)

        assert mail_invitations(now=NOW, limit=100) == 6
        assert mail_invitations(now=later(hours=1), limit=100) == 0

        assert told() == sorted(person.email for person in six)
        (in_dutch,) = [letter for letter in mail.outbox if letter.to == [six[0].email]]
        assert "23 maart 2026" in in_dutch.body
        assert survey.get_absolute_url() in in_dutch.body

    def test_who_did_not_answer_is_told_once_more(self, agreement, six, marieke):
        survey = opened(agreement, marieke)
        mail_invitations(now=NOW, limit=100)
        answered(survey, six[:4])
        mail.outbox.clear()

        assert mail_invitations(now=later(days=13), limit=100) == 0
        assert mail_invitations(now=later(days=14), limit=100) == 2
        assert mail_invitations(now=later(days=15), limit=100) == 0
        assert told() == sorted(person.email for person in six[4:])

    def test_a_short_one_is_told_once(self, agreement, six, marieke):
        opened(agreement, marieke, closes_on=ON + timedelta(days=7))
        mail_invitations(now=NOW, limit=100)

        assert mail_invitations(now=later(days=3), limit=100) == 0

    def test_after_its_end_nobody_is_told(self, agreement, six, marieke):
        opened(agreement, marieke)

        assert mail_invitations(now=later(days=(CLOSES - ON).days + 1), limit=100) == 0

    def test_what_could_not_be_mailed_is_tried_again(self, agreement, six, marieke, monkeypatch):
        opened(agreement, marieke)

        def hang_up(_letter):
            raise ConnectionError

        with monkeypatch.context() as broken:
            broken.setattr(EmailMessage, "send", hang_up)
            with pytest.raises(ConnectionError):
                mail_invitations(now=NOW, limit=100)

        assert not SurveyInvitation.objects.exclude(mailed_at=None).exists()
        assert mail_invitations(now=NOW, limit=100) == 6

    def test_a_worker_does_it(self, agreement, six, marieke):
        opened(agreement, marieke, closes_on=later(days=80).date())
        SurveyInvitation.objects.update(mailed_at=None)
        agreement.surveys.update(closes_on="2040-01-01")

        invite_to_surveys()

        assert len(mail.outbox) == 6


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_everybody_once(agreement, six, marieke):
    opened(agreement, marieke)

    at_once(*[lambda: mail_invitations(now=NOW, limit=100)] * 2)

    assert told() == sorted(person.email for person in six)

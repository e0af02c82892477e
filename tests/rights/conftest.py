"""A world with one of everything that has an address."""

from types import SimpleNamespace
from uuid import uuid4

import pytest

from pdc.drafting import start_service
from pdc.proposals import propose
from pdc.publishing.auditing import ask_audit, give_verdict
from pdc.writing.remarks import say
from requests import actions
from requests.attachments import store
from requests.exporting import ask_for_spreadsheet
from requests.feed.links import renew
from requests.models import Event, Notification, TimeEntry
from sla.actions import draft
from sla.agreeing.starting import start_next
from sla.exchange import as_json, stored
from sla.models import Calendar
from sla.talks.actions import add_action
from teams.longwork.making import make_next
from teams.models import Absence
from tests.factories import (
    NOW,
    a_request,
    a_round,
    a_service,
    a_signpost,
    a_talk,
    a_text,
    an_agreement,
    an_article,
    later,
)
from tests.requests.files import PDF, kept
from tests.rights.people import everybody


@pytest.fixture
def people(noord, projecten, zuid):
    return everybody(noord, projecten, zuid)


def the_work_on(request, by):
    """Book time on a request and attach a file to it, that the client may see."""
    attachment = kept(stored=store.put([PDF]).stored)
    actions.attach_as_pool(request, files=[attachment], internal=False, by=by, now=NOW)
    entry = TimeEntry.objects.create(
        service_request=request, by=by, day=NOW.date(), minutes=5, written_at=NOW
    )
    secret = renew(by=request.requested_by, now=NOW)
    return {"attachment": attachment.pk, "time_entry": entry.pk, "calendar_secret": secret}


def an_absence(person):
    days = {"since": later(days=3).date(), "until": later(days=4).date()}
    return Absence.objects.create(user=person, **days)


def a_long_task(person, pool):
    """A spreadsheet that was asked for and is ready."""
    how = {"pools": [pool], "by": person, "now": NOW}
    task = ask_for_spreadsheet("", [], name="rij.xlsx", **how)
    make_next(now=NOW)
    return task


def a_notification(request, person):
    event = Event.objects.filter(service_request=request).first()
    told = {"service_request": request, "event": event, "recipient": person}
    return Notification.objects.create(**told, created_at=NOW)


def a_finding(people):
    """What the coordinator found in a draft of the secretary."""
    draft = a_service("PO-88", status="draft", author=people["secretary"])
    audit = ask_audit(draft, auditor=people["coordinator"], by=people["secretary"], now=NOW)
    how = {"by": people["coordinator"], "now": NOW, "said": ""}
    give_verdict(draft, verdict="rework", found=[("name", "Te lang")], **how)
    return audit.findings.get().pk


def a_remark(person):
    """What somebody said of the draft of a new service."""
    version = start_service("Fietsen", by=person, now=NOW).versions.get()
    return say(version, part="", text="Kort en goed", by=person, now=NOW)


def a_catalogue_file(person):
    """The catalogue as it is, to bring in."""
    return person.catalogue_files.create(name="c.json", content=as_json(stored()), at=NOW)


def what_is_written(people):
    """Drafts in several states, and the catalogue as a file."""
    remark = a_remark(people["secretary"])
    return {
        "drafted_service": remark.version.service.code,
        "remark": remark.pk,
        "finding": a_finding(people),
        "audited_service": "PO-88",
        "exchanged": "catalogue",
        "file_kind": "json",
        "catalogue_file": a_catalogue_file(people["coordinator"]).pk,
    }


def a_remark_on(agreement, by):
    """Something that was said of a version."""
    return agreement.remarks.create(text="Liever drie dagen", side="provider", by=by, at=NOW)


def a_survey(agreement, by):
    """A survey that was closed this morning."""
    return agreement.surveys.create(
        opened_on=later(days=-20).date(), closes_on=later(days=-1).date(), opened_by=by
    )


def a_prepared_talk(agreement, people):
    """A conversation that is prepared, with something to do after it."""
    by = people["coordinator"]
    talk = a_talk(agreement, by)
    said = {"text": "Bellen", "owner": people["asker"], "due_on": NOW.date()}
    return {"talk": talk.pk, "talk_action": add_action(talk, **said, by=by, now=NOW).pk}


def an_agreement_draft(agreement, by):
    """The next version of an agreement, with its first line."""
    draft = start_next(agreement, by=by, now=NOW)
    line = draft.lines.get()
    return {"agreement_draft": draft.pk, "agreement_line": line.pk, "agreement_part": "needs"}


def about_the_agreement(agreement, people):
    """A version with a line, what was said and asked about it, and the next one as a draft."""
    by = people["coordinator"]
    return {
        "agreement": agreement.pk,
        "line": agreement.lines.get().pk,
        "survey": a_survey(agreement.agreement, by).pk,
        "deed": "say",
        "agreement_remark": a_remark_on(agreement, by).pk,
        **a_prepared_talk(agreement, people),
        **an_agreement_draft(agreement, by),
    }


@pytest.fixture
def world(people, noord, projecten, monday_ten_oclock, settings, tmp_path):
    service = a_service()
    agreement = an_agreement(projecten, services=[service.service])
    request, secret = (
        a_request(people["asker"], by=people["secretary"], service=service, confidential=hidden)
        for hidden in (False, True)
    )
    calendar = Calendar.objects.get(pools__pool=noord)
    hours = calendar.schedule().to_dict()
    drafted = draft(calendar, hours, note="Storing", by=people["coordinator"], now=NOW)
    settings.ATTACHMENTS_DIR = tmp_path
    work = the_work_on(request, people["secretary"])
    return SimpleNamespace(
        **work,
        **what_is_written(people),
        **about_the_agreement(agreement, people),
        request=request.pk,
        secret=secret.pk,
        promise=request.promise_id,
        secret_promise=secret.promise_id,
        service=service.service.code,
        theme=service.service.theme_id,
        calendar=calendar.code,
        draft=drafted.pk,
        pool=noord.code,
        absence=an_absence(people["secretary"]).pk,
        guide="coordinator",
        notification=a_notification(request, people["secretary"]).pk,
        signpost=a_signpost().pk,
        article=an_article(people["secretary"]).pk,
        view=people["secretary"].saved_views.create(name="Van mij", query="show=mine").pk,
        text=a_text(noord, people["secretary"]).pk,
        inventory=a_round(noord, people["coordinator"]).pk,
        proposal=propose("new", "Fietsen", "", None, by=people["asker"], now=NOW).pk,
        token=uuid4(),
        long_task=a_long_task(people["secretary"], noord).pk,
    )

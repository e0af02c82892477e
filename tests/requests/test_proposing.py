"""From the page of a request one proposes a change of its service; an address tells nothing."""

import pytest

from pdc.models import Proposal
from tests.factories import a_request, a_service

pytestmark = pytest.mark.usefixtures("monday_ten_oclock")


def test_the_form_begins_with_the_service_and_the_subject(client, daan, fatima):
    it = a_request(daan, by=fatima, service=a_service(), subject="Zaal <b>groot</b>")
    address = f"/requests/{it.pk}/propose/"
    for person, page in ((fatima, it.get_absolute_url()), (daan, f"/portal/requests/{it.pk}/")):
        client.force_login(person)
        assert address in client.get(page).content.decode()
        form = client.get(address).content.decode()
        assert 'value="Zaal &lt;b&gt;groot&lt;/b&gt;"' in form
        assert 'action="/proposals/new/?service=PO-10"' in form

        sent = {"kind": "change", "title": "Groter", "why": "Wij zijn met meer"}
        client.post("/proposals/new/?service=PO-10", sent)
        made = Proposal.objects.get(made_by=person)
        assert made.service == it.promise.service_version.service


def test_nothing_of_what_is_confidential_is_filled_in(client, daan, fatima, joost):
    it = a_request(daan, by=fatima, service=a_service(), subject="Ontslag", confidential=True)
    it.named.add(fatima)
    client.force_login(fatima)
    form = client.get(f"/requests/{it.pk}/propose/").content.decode()
    assert "Ontslag" not in form
    assert 'action="/proposals/new/?service=PO-10"' in form

    client.force_login(joost)
    assert client.get(f"/requests/{it.pk}/propose/").status_code == 404


def test_what_is_offered_no_longer_is_proposed_as_new(client, daan, fatima):
    version = a_service()
    it = a_request(daan, by=fatima, service=version)
    type(version).objects.filter(pk=version.pk).update(valid_until=version.valid_from)
    client.force_login(fatima)
    assert 'action="/proposals/new/"' in client.get(f"/requests/{it.pk}/propose/").content.decode()

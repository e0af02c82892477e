"""A bare page of Django: fifty rows out of one query, in a table, for who signed in.

It runs in the same server in the same minute as what is measured, so that the two can be
compared on a machine that others use too.
"""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from django.views.decorators.http import require_GET

from config.urls import urlpatterns as ours
from requests.models import ServiceRequest

ROWS = 50
TABLE = """<!doctype html><title>{{ user }}</title><table>{% for one in rows %}
<tr><td>{{ one.number }}</td><td><a href="{{ one.get_absolute_url }}">{{ one.subject }}</a></td>
<td>{{ one.requested_by }}</td><td>{{ one.promise.client }}</td>
<td>{{ one.get_status_display }}</td><td>{{ one.assignee|default:"" }}</td>
<td>{{ one.promise.next_due_at|date:"j M H:i" }}</td></tr>
{% endfor %}</table>"""


@require_GET
def bare(request: HttpRequest) -> HttpResponse:
    """Show the newest requests, whoever may see them."""
    rows = ServiceRequest.objects.with_people().order_by("-pk")[:ROWS]  # type: ignore[attr-defined]
    template = engines["django"].from_string(TABLE)
    return HttpResponse(template.render({"rows": rows}, request))


urlpatterns = [*ours, path("bare/", bare, name="bare")]

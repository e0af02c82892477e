"""The standard texts that the pools of the demo keep."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from requests.demo.teams import Team
from requests.models import AnswerTemplate

A_MONTH = timedelta(days=31)

TEXTS = {
    "Ontvangst": "Dag {voornaam},\n\n"
    "We hebben je verzoek “{onderwerp}” ({nummer}) en gaan ermee aan de slag. "
    "Het is klaar op {klaar}.",
    "Welke dag en hoe laat?": "Dag {voornaam},\n\n"
    "Voor “{onderwerp}” weten we de dag en de tijd nog niet. "
    "Wanneer begint het, en hoe lang duurt het?",
    "Wij wachten op een ander": "Dag {voornaam},\n\n"
    "Voor “{onderwerp}” wachten we op {wie}. Zodra we meer weten, hoor je het van ons.",
    "Klaar": "Dag {voornaam},\n\n“{onderwerp}” is geregeld. Klopt er iets niet, laat het ons weten "
    "en noem {nummer}.",
    "Iets later": "Dag {voornaam},\n\n“{onderwerp}” lukt niet op tijd: {waarom}. "
    "Het is klaar op {klaar}. Past dat voor jou?",
}


def keep_texts(crews: Mapping[int, Team], start: datetime) -> None:
    """Let each team have some texts, of which somebody in it wrote each."""
    AnswerTemplate.objects.bulk_create(
        AnswerTemplate(
            pool_id=pool,
            name=name,
            text=text,
            changed_at=start - A_MONTH,
            changed_by=team.members[place % len(team.members)].user,
        )
        for pool, team in crews.items()
        for place, (name, text) in enumerate(TEXTS.items())
    )

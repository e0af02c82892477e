"""What the pools of the demo know: articles about services, and who masters which."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from pdc.models import Article, Competence, Service
from requests.demo.teams import Team
from teams.models import User

A_DAY = timedelta(days=1)
Level = Competence.Level


class Known(NamedTuple):
    """An article of the demo: in how many days it is looked at again, and who reads it."""

    title: str
    codes: tuple[str, ...]
    words: list[str]
    again: int
    for_clients: bool
    body: str


ARTICLES = [
    Known(
        "Welke zaal past bij je overleg?",
        ("PO-10", "PO-15"),
        ["zaalgrootte", "opstelling", "scherm"],
        200,
        True,
        "Kies eerst het aantal mensen, dan de opstelling.\n\n"
        "| Zaal | Plaatsen | Scherm | Geschikt voor |\n|---|--:|---|---|\n"
        "| De Stuw | 8 | ja | teamoverleg |\n| Het Gemaal | 16 | ja, met camera | hybride |\n"
        "| De Kwelder | 40 | ja | bijeenkomst |\n| Het Peil | 4 | nee | tweegesprek |\n\n"
        "## Wist je dat\n\n- Een zaal met camera is **dinsdag en donderdag** snel vol.\n"
        "- Gaat het overleg niet door? Geef het door: een ander zoekt vaak nog een zaal.",
    ),
    Known(
        "Lunch bestellen: hoeveel en vanaf wanneer",
        ("FG-10", "PO-10"),
        ["broodjes", "dieet", "catering"],
        120,
        True,
        "Reken op anderhalf broodje de man en één drankje extra voor wie van buiten komt.\n\n"
        "1. Vraag naar **dieetwensen** als je de uitnodiging stuurt.\n"
        "2. Geef het aantal uiterlijk om 12:00 de werkdag ervoor door.\n"
        "3. Minder mensen? Dan kun je tot 9:00 op de dag zelf nog afbestellen.",
    ),
    Known(
        "Een buitenlandse reis in vijf stappen",
        ("PO-21", "PO-22"),
        ["visum", "paspoort", "vlucht"],
        -12,
        False,
        "1. Kijk of er **toestemming** is van de leidinggevende, op naam en datum.\n"
        "2. Vraag de naam *zoals die in het paspoort staat*.\n3. Controleer de geldigheid: nog zes "
        "maanden na terugkomst.\n4. Boek eerst het vervoer, dan pas het hotel.\n"
        "5. Zet het noodnummer van het reisbureau in de agenda-afspraak.\n\n"
        "> Wijzigt er iets onderweg? Bel het reisbureau, mail komt te laat.",
    ),
    Known(
        "Notuleren: wat schrijf je wel en niet op",
        ("PO-13", "PO-14"),
        ["verslag", "samenvatten"],
        300,
        False,
        "Een lezer die er niet bij was, moet weten **wat er is besloten en waarom**.\n\n"
        "## Wel\n\n- het besluit, in één zin\n- de twee of drie argumenten die de doorslag gaven\n"
        "- wie wat doet, en voor welke dag\n\n## Niet\n\n"
        "- wie wat zei, tenzij iemand daarom vraagt\n"
        "- grapjes en uitweidingen\n\nTwijfel je over een besluit? Vraag het dezelfde dag na.",
    ),
    Known(
        "Stukken voor de bestuursvergadering: de week ervoor",
        ("PO-16", "IM-15"),
        ["bestuursvoorstel", "aanlevertermijn"],
        60,
        False,
        "| Dag | Wat |\n|---|---|\n| maandag | laatste voorstellen binnen |\n"
        "| dinsdag | controle op bijlagen en paraaf |\n| woensdag | stukken in de vergaderapp |\n"
        "| donderdag | vragen van bestuursleden rondzetten |\n\n"
        "Komt een voorstel te laat? Bel de secretaris van het bestuur; die beslist.",
    ),
    Known(
        "Bezoek aanmelden en laten parkeren",
        ("FG-01", "FG-02"),
        ["receptie", "kenteken", "gast"],
        180,
        True,
        "Geef naam, organisatie en tijd door, en het **kenteken** als de gast met de auto komt.\n\n"
        "- De slagboom leest het kenteken een kwartier voor tot een uur na de afspraak.\n"
        "- Zijn de plaatsen vol, dan staat het "
        "[parkeerterrein bij het station](https://parkeren.delta-en-duin.example/) open.",
    ),
    Known(
        "De eerste week van een nieuwe collega",
        ("PT-01",),
        ["inwerken", "onboarding"],
        -3,
        False,
        "Wat klaar moet liggen: pas, laptop, telefoon en een werkplek.\n\n"
        "- Vraag de pas **tien werkdagen** van tevoren aan.\n"
        "- Plan de eerste dag een lunch met het team.\n"
        "- Zet kennismakingen in de tweede week; de eerste is vol genoeg.",
    ),
]
MASTERED = ("PO-10", "PO-13", "PO-14", "PO-21", "PO-16", "FG-10", "IM-15", "PT-01")
BY_ONE = ("PO-21", "IM-15")


def tell_what_is_known(crews: Mapping[int, Team], start: datetime) -> None:
    """Let colleagues keep articles up, and say what they master or learn."""
    people = [member.user for team in crews.values() for member in team.members]
    services = {service.code: service for service in Service.objects.all()}
    _keep_articles(people, services, start)
    Competence.objects.bulk_create(_competences(people, services))


def _keep_articles(people: list[User], services: Mapping[str, Service], start: datetime) -> None:
    for place, known in enumerate(ARTICLES):
        owner = people[place % len(people)]
        article = Article.objects.create(
            title=known.title,
            body=known.body,
            keywords=known.words,
            owner=owner,
            review_on=timezone.localdate(start + known.again * A_DAY),
            published=True,
            for_clients=known.for_clients,
            written_at=start - (place * 9 + 20) * A_DAY,
            written_by=owner,
        )
        article.services.set(services[code] for code in known.codes if code in services)


def _competences(people: list[User], services: Mapping[str, Service]) -> Iterable[Competence]:
    """Yield for each service two who master it and one who learns; some only one masters."""
    for place, code in enumerate(code for code in MASTERED if code in services):
        levels = [Level.MASTERS, Level.LEARNS if code in BY_ONE else Level.MASTERS, Level.LEARNS]
        for step, level in enumerate(levels[: 2 if code in BY_ONE else 3]):
            person = people[(place * 2 + step) % len(people)]
            yield Competence(service=services[code], person=person, level=level)

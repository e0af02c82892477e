"""The signpost of the demo, and what its coordinators decide outside the catalogue."""

from typing import Any

from core.likeness import stems_of, telling_words
from pdc.models import Signpost
from requests.models import Decision, OffCatalogueKind, ServiceRequest

# What a word of the signpost itself counts; less is a coincidence.
SURE = 2.0

SIGNPOSTS: list[dict[str, Any]] = [
    {
        "name": "ICT-servicedesk",
        "belongs": "Laptop, telefoon, beeldscherm, programma’s en inloggen",
        "phone": "088-000 3100",
        "email": "servicedesk@delta-en-duin.example",
        "url": "https://servicedesk.delta-en-duin.example/",
        "keywords": ["laptop", "beeldscherm", "wachtwoord", "inloggen", "macro", "printer"],
    },
    {
        "name": "Facilitair",
        "belongs": "Meubels, storingen in het gebouw, schoonmaak en dienstauto’s",
        "phone": "088-000 3110",
        "email": "facilitair@delta-en-duin.example",
        "keywords": ["bureaustoel", "verlichting", "verwarming", "schoonmaak", "verhuizing"],
    },
    {
        "name": "HR-loket",
        "belongs": "Salaris, verlof, scholing en afspraken over je werk",
        "phone": "088-000 3120",
        "email": "hr@delta-en-duin.example",
        "keywords": ["salarisstrook", "verlofsaldo", "scholingsrecht", "pensioen", "loonstrook"],
    },
    {
        "name": "Vertrouwenspersoon",
        "belongs": "Ruzie, pesten en andere zorgen op het werk, in vertrouwen",
        "phone": "088-000 3121",
        "keywords": ["ruzie", "bemiddelen", "pesten", "ongewenst"],
    },
    {
        "name": "Communicatie",
        "belongs": "Pers, sociale media, campagnes en de website",
        "phone": "088-000 3130",
        "email": "communicatie@delta-en-duin.example",
        "keywords": ["persbericht", "krant", "campagne", "drone", "podcast", "website"],
    },
    {
        "name": "Inkoop en contracten",
        "belongs": "Offertes beoordelen, gunnen en onderhandelen",
        "email": "inkoop@delta-en-duin.example",
        "keywords": ["onderhandelen", "gunnen", "aannemer", "aanbesteding"],
    },
    {
        "name": "Juridische zaken",
        "belongs": "Juridisch advies, bezwaar en de rechtbank",
        "phone": "088-000 3140",
        "email": "juridisch@delta-en-duin.example",
        "keywords": ["juridisch", "bezwaar", "rechtbank"],
    },
    {
        "name": "Privacy en informatieveiligheid",
        "belongs": "Datalekken, inzageverzoeken en veilig werken",
        "email": "privacy@delta-en-duin.example",
        "keywords": ["datalek", "autoriteit", "phishing", "avg"],
    },
    {
        "name": "Documentaire informatie (DIV)",
        "belongs": "Bewaren, vernietigen en het archief",
        "phone": "088-000 3150",
        "email": "div@delta-en-duin.example",
        "keywords": ["vernietigen", "bewaartermijn", "archiefkelder"],
    },
    {
        "name": "Peilbeheer en klantmeldingen",
        "belongs": "Inhoudelijke vragen van bewoners en storingen aan gemalen",
        "phone": "088-000 3160",
        "keywords": ["bewoner", "klacht", "monteur", "hoogwater"],
    },
    {
        "name": "Projectbeheersing",
        "belongs": "Risicoanalyses, berekeningen en planning van projecten",
        "email": "projectbeheersing@delta-en-duin.example",
        "keywords": ["risicoanalyse", "berekening", "stikstofdepositie"],
    },
]
TREATS = frozenset(
    {
        "cake",
        "sinterklaasgedicht",
        "pubquiz",
        "filmpje",
        "speellijst",
        "fotocollage",
        "versieren",
        "versier",
        "planten",
    }
)
PRIVATE = frozenset(
    {
        "dochter",
        "moeder",
        "oppas",
        "overhemd",
        "stomerij",
        "parkeerboete",
        "vrouw",
        "boodschappen",
        "auto",
    }
)
NEW = frozenset(
    {
        "bibliotheek",
        "bedrijfsfietsen",
        "nieuwsbrief",
        "borden",
        "fotocollectie",
        "vakboeken",
        "pachters",
    }
)
PRIVATE_WAY_ON = "Privézaken doen we niet. De personeelsvereniging weet vaak wie wel kan helpen."


def put_up_signposts() -> None:
    """Put up the signpost of the water authority."""
    Signpost.objects.bulk_create(Signpost(**signpost) for signpost in SIGNPOSTS)


def decision_on(service_request: ServiceRequest) -> dict[str, Any]:
    """Return what the coordinator decides: what a request is about says so."""
    words = telling_words(f"{service_request.subject} {service_request.text}")
    if PRIVATE.intersection(words):
        return {"decision": Decision.DECLINE, "text": PRIVATE_WAY_ON}
    said = stems_of(words)
    signposts = Signpost.objects.active().meant_by(" ".join(words))
    if signposts and signposts[0].fits(said) >= SURE:
        return {"decision": Decision.REFER, "text": "", "signpost": signposts[0]}
    if NEW.intersection(words):
        return {"decision": Decision.PROPOSE_SERVICE, "text": ""}
    kind = OffCatalogueKind.TREAT if TREATS.intersection(words) else ""
    return {"decision": Decision.DO_ONCE, "text": "", "kind": kind}

"""What is asked in the history: short subjects in plain Dutch, by service, with what it is for."""

import random
from datetime import datetime

from django.utils import timezone

from pdc.models import ServiceVersion

MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni", "juli"),
    *("augustus", "september", "oktober", "november", "december"),
)
SUBJECTS: dict[str, tuple[str, ...]] = {
    "PO-01": ("Agenda bijwerken", "Agenda van volgende week nalopen", "Vaste blokken in agenda"),
    "PO-02": ("Afspraak verzetten", "Afspraak inplannen", "Bila inplannen", "Afspraak afzeggen"),
    "PO-03": ("Datumprikker uitzetten", "Moment zoeken met zes mensen", "Groepsoverleg plannen"),
    "PO-10": ("Zaal voor acht personen", "Zaal met scherm", "Vergaderzaal voor een ochtend"),
    "PO-12": ("Agenda en stukken", "Vergaderset samenstellen", "Stukken opvragen"),
    "PO-13": ("Notulist met verslag", "Verslag van de vergadering", "Notuleren"),
    "PO-14": ("Actielijst van het overleg", "Besluitenlijst maken"),
    "PO-15": ("Hybride overleg inrichten", "Link voor online overleg"),
    "PO-20": ("Treinreis boeken", "Dienstreis regelen"),
    "PO-21": ("Reis naar Brussel", "Reis naar het buitenland"),
    "PO-23": ("Poolauto voor een dag", "Busje reserveren", "Deelauto voor een middag"),
    "PO-33": ("Werkbezoek aan een gemaal", "Rondleiding regelen"),
    "IM-01": ("Mailbox bijhouden", "Mailbox opschonen"),
    "IM-02": ("Teammailbox bijhouden", "Vragen in de projectmailbox"),
    "IM-03": ("Post inboeken", "Aangetekende brief registreren", "Poststukken verdelen"),
    "IM-04": ("Pakket per koerier", "Brieven aangetekend versturen"),
    "IM-10": ("Brief in de huisstijl", "Memo opmaken", "Brief met bijlagen opmaken"),
    "IM-11": ("Presentatie opmaken", "Dia’s in de huisstijl"),
    "IM-12": ("Tekst nakijken", "Taalcheck"),
    "IM-14": ("Laten ondertekenen", "Parafenroute starten"),
    "IM-15": ("Bestuursvoorstel in de route", "Voorstel voor het dagelijks bestuur"),
    "IM-20": ("Dossier aanmaken", "Dossier bijwerken"),
    "IM-21": ("Oud dossier opvragen", "Archiefstuk uit de kelder"),
    "IM-30": ("Actiepunten nalopen", "Termijnen bewaken"),
    "IM-33": ("Maandcijfers verzamelen", "Overzicht samenstellen"),
    "FG-01": ("Bezoeker aanmelden", "Drie gasten aanmelden", "Gast aanmelden bij de balie"),
    "FG-10": ("Lunch voor twaalf", "Koffie en thee", "Broodjes, twee vegetarisch"),
    "FG-22": ("Lamp kapot", "Te koud in de kamer", "Deur klemt"),
    "PT-03": ("Jaargesprekken plannen", "Gesprekken inplannen"),
    "PT-04": ("Sollicitatiegesprekken plannen", "Kandidaten uitnodigen"),
    "PT-05": ("Verlofoverzicht", "Bezetting van de komende weken"),
    "PT-10": ("Bloemen sturen", "Kaart en attentie"),
    "FI-01": ("Bonnetjes declareren", "Reiskosten declareren"),
    "FI-02": ("Bestelling aanmaken", "Inkooporder voor een offerte"),
    "FI-03": ("Factuur coderen", "Prestatie verklaren"),
}
ABOUT: dict[str, tuple[str, ...]] = {
    "PO": (
        *("voor het teamoverleg", "voor het projectoverleg", "met de gemeente", "met de provincie"),
        *("voor de stuurgroep", "voor het werkoverleg", "met de aannemer", "voor het kwartaal"),
    ),
    "IM": (
        *("over het peilbesluit", "over de dijkversterking", "over de vergunning"),
        *("over het beheerplan", "voor de jaarstukken", "over de subsidie", "over het bezwaar"),
    ),
    "FG": ("op de begane grond", "voor het overleg", "op de derde verdieping", "op de werf"),
    "PT": ("voor het team", "voor de afdeling", "voor een collega", "voor de zomer"),
    "FI": ("van de leverancier", "voor het project", "voor de opleiding", "van het onderhoud"),
}
MORE = (
    *("Graag zo snel als het past.", "Bel gerust als er iets niet duidelijk is.", ""),
    *("Zelfde opzet als de vorige keer.", "De stukken staan in het dossier.", "", ""),
)
URGENT = ("Het is morgen al nodig.", "De gast komt vandaag.", "Het bestuur vraagt er nu om.")
CANCELLED = ("Niet meer nodig.", "Het overleg gaat niet door.", "We hebben het zelf al opgelost.")
DECLINED = (
    "Dit kan de aanvrager zelf in het portaal regelen.",
    "Facilitair kan hier wel mee helpen.",
)
AGAIN = (
    *("Er ontbreekt nog een bijlage.", "De datum klopt niet.", "Er komt nog iemand bij."),
    "De verkeerde versie is verstuurd.",
)


def said(version: ServiceVersion, at: datetime, dice: random.Random) -> tuple[str, str]:
    """Return the subject and the text of a request for a service."""
    code = version.service.code
    what = dice.choice(SUBJECTS.get(code, (version.name,)))
    about = dice.choice(ABOUT.get(code.partition("-")[0], ("",)))
    month = MONTHS[timezone.localtime(at).month - 1]
    when = dice.choice(("", "", f", {month}"))
    more = dice.choice(MORE)
    return f"{what} {about}{when}", f"{what} {about}. {more}".strip()

"""What secretaries of the demo write down: short, friendly, in plain Dutch."""

import random

NEWS = {
    "PO": [
        "De uitnodiging is verstuurd. Twee deelnemers moeten nog reageren.",
        "Ik heb drie momenten voorgesteld. Laat je weten welk moment past?",
        "De zaal staat in optie. Ik bevestig hem zodra het aantal klopt.",
        "Het reisschema is klaar. Je krijgt het vanmiddag in je mail.",
        "De agenda is bijgewerkt. Er zit nog een dubbele afspraak in.",
    ],
    "IM": [
        "Het stuk staat in het goede sjabloon. Ik kijk nog naar de bijlagen.",
        "Het dossier is gevonden. Ik zet het vandaag klaar.",
        "De eerste versie is af. Kijk je even mee naar bladzijde twee?",
        "Ik heb bij vier teams de cijfers opgevraagd. Twee zijn er binnen.",
        "De mailbox is bijgewerkt. Drie berichten vragen jouw aandacht.",
    ],
    "FG": [
        "De bezoekers zijn aangemeld. De balie weet ervan.",
        "De bestelling is geplaatst. Levering volgt nog.",
        "De storing is gemeld. De monteur komt langs.",
        "De lunch is besteld, met vier keer vegetarisch.",
    ],
    "PT": [
        "De gesprekken staan gepland. Twee mensen zoeken nog een moment.",
        "Het overzicht is bijna klaar. Ik wacht nog op één team.",
        "De bloemen zijn besteld. De kaart volgt.",
        "De kandidaten hebben een uitnodiging gekregen.",
    ],
    "FI": [
        "De factuur ligt bij de budgethouder.",
        "De order is aangemaakt. Het nummer volgt.",
        "De declaratie is gecontroleerd en doorgezet.",
    ],
    "": [
        "We kijken wie dit het beste kan doen. Je hoort morgen meer.",
        "Ik heb je vraag besproken met de coördinator.",
        "Ik ben ermee bezig. Het lukt waarschijnlijk deze week.",
        "Ik heb het nagevraagd bij de afdeling die hierover gaat.",
    ],
}
ASKED = [
    "Er ontbreken nog gegevens. Ik heb gevraagd of je ze wilt doorgeven.",
    "Gebeld: we weten nog niet alles om te beginnen. Je stuurt het vandaag op.",
    "Gevraagd om de laatste gegevens voor deze aanvraag.",
]
MISSING = ["De aanvraag is nog niet compleet.", "We missen nog een paar gegevens."]
REASONS = [
    "Je zoekt uit welke datum het beste past.",
    "We wachten op jouw akkoord op het voorstel.",
    "Je controleert de deelnemerslijst.",
    "We wachten op de definitieve tekst.",
    "Je overlegt eerst met je team.",
]
THIRD_PARTIES = [
    "De locatie laat weten of er plaats is.",
    "De leverancier komt met een offerte.",
    "We wachten op antwoord van de gemeente.",
]
ANSWERED = [
    "Antwoord gekregen, we gaan verder.",
    "Teruggebeld: het is akkoord.",
    "De gegevens zijn binnen.",
]
HANDED_BACK = [
    "Ik ben morgen vrij. Wie neemt dit over?",
    "Dit past beter bij iemand die de locatie kent.",
    "Ik kom er vandaag niet aan toe.",
]
NOTES = [
    "Vorige keer duurde dit langer door de zomervakantie.",
    "Staat ook op de lijst voor het werkoverleg.",
    "Graag via de mobiele telefoon bellen, niet via de afdeling.",
]
DONE = [
    "Het is geregeld. Je hebt de bevestiging in je mail.",
    "Klaar. Laat het weten als er nog iets verandert.",
    "Afgerond en verstuurd.",
    "Alles staat klaar. Fijne dag!",
]
DONE_OUTSIDE = [
    "Voor deze keer hebben we het gedaan.",
    "Het is geregeld. Handig voor een volgende keer: het staat nog niet in onze PDC.",
    "Klaar. We kijken of we dit vaker kunnen doen.",
]
STILL_ASKED = [
    "Toch nog iets: er is een deelnemer bij gekomen.",
    "De verkeerde versie zit erbij. Kun je nog eens kijken?",
    "Het scherm in de zaal doet het niet.",
]
TO_DISCUSS = [
    "Kan dit volgend jaar sneller?",
    "Dit vragen we elke maand. Kan het vanzelf?",
    "",
]
THANKS = ["Snel en duidelijk.", "Fijn dat je meedacht.", "Alles klopte.", ""]
BETTER = ["Ik moest twee keer bellen.", "Het duurde langer dan ik dacht.", ""]
ANSWER = "zie de mail van de aanvrager"


def news(theme: str, rng: random.Random) -> str:
    """Return a line about work under way, for a theme of the catalogue or outside it."""
    return rng.choice(NEWS.get(theme, NEWS[""]))

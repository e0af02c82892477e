"""How alike Dutch sentences are: their telling words, stemmed, and groups of those that share them.

Pure, and the same each time: no order of a set and no chance decides anything.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import log, sqrt

import snowballstemmer

LIKE_WORD = 0.5  # share of three-letter pieces that makes two words the same, typed wrong
LIKE_TEXT = 0.36
ONLY_HERE = 0.4  # what a word weighs that no other text has: it parts, but can't bring together
SHORTEST, SHORTEST_HEAD, LONGEST = 3, 5, 40
MOST_WORDS = 60

# What people write around what they ask.
EMPTY = frozenset(
    re.findall(
        r"\w+",
        """
        a aan aanvraag af afdeling al alle alleen allemaal als alsjeblieft alstublieft alvast
        anders bedankt behulp belt ben bent beste beter bij bijhouden binnen buiten collega
        collegas could daar daarom dag dan dank dankje dankjewel dat de deze dinsdag dit do doe
        doen doet donderdag door dus een eens enige er even fijn flink for fw fwd ga gaan gaat
        gauw gebeld geen geregeld gevraagd gisteren gr graag groet groeten groetjes haast had
        hallo hartelijke heb hebben heeft heel hele help helpen hem hen het hier hoe hoi hoor
        hulp i idee iemand iets ik in is ja jaar je jij jou jouw jullie kan kom komen komt
        krijg krijgen kun kunnen kunt laat langs laten liefst lijkt like los maak maand maandag
        maanden maar mag maken me mee meer men met mij mijn misschien mobiel moet moeten
        mondeling morgen my na naar neem nemen niet nieuw nieuwe nodig nog nu of om omdat ons
        onze ook op opnieuw our over passen please pool prima re regel regelen regelverzoek s
        samen schrijf schrijven secretariaat snel some sommige spoed staat steeds straks te
        telefoon telefoonnotitie terug terugbellen the this tijdens to toch toen tot u uit uur
        van vandaag vanmiddag vanuit vanwege veel vergaderverzoek verzoek verzorgen volgend
        volgende voor vraag vraagje vragen vriendelijke vrijdag wat we week weken wel weten wij
        wil willen with woensdag worden wordt would you your zal zaterdag ze zeer zelf zet
        zetten zich zie zien zijn zo zoals zodat zondag zou zouden zullen
        acht drie elf leuk leuke max maximaal minuten minuut negen tien twaalf twee vier vijf
        zes zeven
        """,
    )
)

STEMMER = snowballstemmer.stemmer("dutch")


def plain(text: str) -> str:
    """Return a text in small letters without accents."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def telling_words(text: str, *, without: Iterable[str] = ()) -> list[str]:
    """Return the words that say what a text is about, once each and in their order.

    `without` are words, such as the names of who wrote it, that say nothing of that.
    """
    left_out = {word for each in without for word in re.findall(r"\w+", plain(each))}
    said = re.findall(r"[^\W\d_]+", plain(text).replace("-", ""))
    kept = [word[:LONGEST] for word in said if len(word) >= SHORTEST]
    telling = [word for word in kept if word not in EMPTY and word not in left_out]
    return list(dict.fromkeys(telling))[:MOST_WORDS]


def stems_of(words: Sequence[str]) -> list[str]:
    """Return the stem of each word."""
    stems: list[str] = STEMMER.stemWords(list(words))
    return stems


def shared_words(texts: Sequence[Mapping[str, float]], most: int) -> list[str]:
    """Return the words most texts share, each as it is written most; most shared first."""
    said = list(dict.fromkeys(word for text in texts for word in text))
    stems = dict(zip(said, stems_of(said), strict=True))
    weight: dict[str, float] = defaultdict(float)
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for word, counts in text.items():
            weight[stems[word]] += counts
            written[stems[word]][word] += 1
    least = 1.0 if len(texts) > 1 else 0.0
    order = sorted(weight, key=lambda stem: (-weight[stem], stem))
    shared = [stem for stem in order if weight[stem] > least][:most] or order[:1]
    return [min(written[stem], key=lambda word: (-written[stem][word], word)) for stem in shared]


def pieces(word: str) -> frozenset[str]:
    """Return the three-letter pieces of a word and its edges."""
    edged = f" {word} "
    return frozenset(edged[at : at + 3] for at in range(len(edged) - 2))


def word_likeness(one: str, other: str) -> float:
    """Return how much of the pieces of two words they share: 1 for the same word."""
    ones, others = pieces(one), pieces(other)
    return len(ones & others) / len(ones | others)


def groups(texts: Sequence[Mapping[str, float]]) -> list[list[int]]:
    """Return the places of texts, each its words with what they weigh, in groups of those alike.

    Each text in turn joins the group it is most like, or begins one. A word weighs more the
    fewer texts have it; of a compound its last part counts too.
    """
    features = _features(texts)
    spread = Counter(word for words in features for word in words)
    rarity = {
        word: log(1 + len(texts) / times) * (1 if times > 1 else ONLY_HERE)
        for word, times in spread.items()
    }
    found: list[_Group] = []
    with_word: dict[str, list[int]] = defaultdict(list)
    for place, words in enumerate(features):
        length = sqrt(sum((rarity[word] * weight) ** 2 for word, weight in words.items())) or 1
        text = {word: rarity[word] * weight / length for word, weight in words.items()}
        best = _most_like(text, found, with_word)
        if best is None:
            best = len(found)
            found.append(_Group())
        for word in found[best].add(place, text):
            with_word[word].append(best)
    return [group.places for group in found]


class _Group:
    """Texts that are alike, and how often they have which word."""

    def __init__(self) -> None:
        self.places: list[int] = []
        self.sum: dict[str, float] = {}
        self.square = 0.0

    def add(self, place: int, text: Mapping[str, float]) -> list[str]:
        """Take a text in; return the words that are new to the group."""
        self.places.append(place)
        new = []
        for word, weight in text.items():
            before = self.sum.get(word)
            if before is None:
                new.append(word)
            after = (before or 0.0) + weight
            self.square += after**2 - (before or 0.0) ** 2
            self.sum[word] = after
        return new


def _most_like(
    text: Mapping[str, float], found: Sequence[_Group], with_word: Mapping[str, list[int]]
) -> int | None:
    """Return the group a text is most like, the oldest of equals; None where none is enough."""
    shared: dict[int, float] = defaultdict(float)
    for word, weight in text.items():
        for group in with_word.get(word, ()):
            shared[group] += weight * found[group].sum[word]
    likeness = [(dot / sqrt(found[group].square), -group) for group, dot in shared.items()]
    best, group = max(likeness, default=(0.0, 0))
    return -group if best >= LIKE_TEXT else None


def _features(texts: Sequence[Mapping[str, float]]) -> list[dict[str, float]]:
    """Return for each text its stems, those typed wrong put right, and the heads of compounds."""
    words = list(dict.fromkeys(word for text in texts for word in text))
    stems = dict(zip(words, stems_of(words), strict=True))
    spread = Counter(stem for text in texts for stem in {stems[word] for word in text})
    meant = _meant(spread)
    whole: list[dict[str, float]] = []
    for text in texts:
        features: dict[str, float] = {}
        for word, weight in text.items():
            stem = meant.get(stems[word], stems[word])
            for feature in (stem, *_heads(stem, spread)):
                features[feature] = max(features.get(feature, 0), weight)
        whole.append(features)
    return whole


def _heads(stem: str, known: Counter[str]) -> Iterator[str]:
    """Yield what a compound ends in, where that is a word of its own: bedrijfsfiets, fiets."""
    for at in range(3, len(stem) - SHORTEST_HEAD + 1):
        if stem[at:] in known:
            yield stem[at:]


def _meant(spread: Counter[str]) -> dict[str, str]:
    """Return for words that only one text has which more usual word they are a slip of."""
    usual = defaultdict(list)
    for word, times in sorted(spread.items()):
        if times > 1 and len(word) > SHORTEST_HEAD:
            for piece in pieces(word):
                usual[piece].append(word)
    meant = {}
    for word, times in spread.items():
        if times == 1 and len(word) > SHORTEST_HEAD:
            near = Counter(other for piece in pieces(word) for other in usual.get(piece, ()))
            alike = [(word_likeness(word, other), other) for other, _shared in near.most_common(5)]
            best, other = max(alike, default=(0.0, ""))
            if best >= LIKE_WORD:
                meant[word] = other
    return meant

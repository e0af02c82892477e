"""The plainest thing to compare with: TF-IDF of words and of groups of letters, by cosine."""

import json
import math
import re
from collections import Counter
from collections.abc import Sequence

from core.likeness import plain

Vector = dict[str, float]


class Tfidf:
    """Documents as vectors of everything in them, and how near a text comes to each."""

    def __init__(self, documents: Sequence[object]) -> None:
        counted = [features(json.dumps(each, ensure_ascii=False)) for each in documents]
        spread = Counter(feature for each in counted for feature in each)
        self.worth = {
            feature: math.log((1 + len(counted)) / (1 + times)) + 1
            for feature, times in spread.items()
        }
        self.documents = [self.vector(each) for each in counted]

    def vector(self, counted: Counter[str]) -> Vector:
        """Return what is counted as a vector of length one."""
        weights = {
            feature: (1 + math.log(times)) * self.worth[feature]
            for feature, times in counted.items()
            if feature in self.worth
        }
        length = math.sqrt(sum(weight**2 for weight in weights.values())) or 1
        return {feature: weight / length for feature, weight in weights.items()}

    def scores(self, text: str) -> list[float]:
        """Return how near a text comes to each document."""
        asked = self.vector(features(text))
        return [
            sum(weight * document.get(feature, 0.0) for feature, weight in asked.items())
            for document in self.documents
        ]


def features(text: str) -> Counter[str]:
    """Return the words of a text, and their groups of three to five letters."""
    words = re.findall(r"[^\W\d_]{2,}", plain(text))
    found = Counter(f"={word}" for word in words)
    for word in words:
        edged = f" {word} "
        for length in (3, 4, 5):
            found.update(edged[at : at + length] for at in range(len(edged) - length + 1))
    return found

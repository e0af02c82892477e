"""An agreement as a tagged PDF, whole or on one page."""

import json
import unicodedata
from dataclasses import asdict
from enum import Enum
from pathlib import Path

from django.utils.translation import gettext as _

from sla.documents.contents import Document
from sla.handbook.printing import Signs, printed, shown

SIGNS = Signs()


class Look(Enum):
    """How an agreement can be put on paper."""

    WHOLE = Path(__file__).with_name("agreement.typ")
    ONE_PAGE = Path(__file__).with_name("summary.typ")


def on_paper(document: Document, look: Look) -> bytes:
    """Return an agreement as a PDF, in the language it was written out in."""
    told = asdict(document) | {"said": _said()}
    plain = json.loads(unicodedata.normalize("NFC", json.dumps(told, ensure_ascii=False)))
    return printed(str(look.value), json.dumps(shown(plain, SIGNS), ensure_ascii=False))


def _said() -> dict[str, str]:
    return {
        "needs": _("What the client needs"),
        "services": _("Services and norms"),
        "service": _("Service"),
        "a_month": _("a month"),
        "response": _("first reaction"),
        "ready": _("ready"),
        "share": _("share"),
        "sides": _("What each side does"),
        "otherwise": _("When it does not go as agreed"),
        "step": _("step"),
        "moment": _("when"),
        "who": _("who"),
        "facts": _("Hours, people and dates"),
        "notes": _("Notes"),
        "none": _("nothing written down"),
        "more": _("and {more} more, which are in the agreement itself"),
    }

"""A program of its own that puts the handbook on paper: its text comes in, and a PDF goes out.

Typesetting two thousand services takes more than a gigabyte, which a worker would keep. This ends
and gives it back. The fonts are those inside typst, so that it looks the same everywhere.
"""

import json
import sys
from pathlib import Path
from typing import Any

import typst

LOOK = Path(__file__).with_name("handbook.typ")
UNKNOWN = "\N{WHITE SQUARE}"
A_SIGN = b'#set document(title: "x")\nx#sys.inputs.data;x'


def main() -> None:
    """Print what comes in, after the look beside this file."""
    book = shown(json.load(sys.stdin.buffer), Signs())
    sys.stdout.buffer.write(printed(str(LOOK), json.dumps(book, ensure_ascii=False)))


class Signs(dict[int, str]):
    """Each sign as the fonts can show it, tried once: a PDF for every reader has no holes."""

    def __missing__(self, number: int) -> str:
        sign = chr(number)
        if sign.isspace():
            self[number] = sign if sign == "\n" else " "
        else:
            self[number] = sign if is_known(sign) else UNKNOWN
        return self[number]


def shown(value: Any, signs: Signs) -> Any:
    """Return data with in its texts only signs that can be shown."""
    if isinstance(value, str):
        return value.translate(signs)
    if isinstance(value, list):
        return [shown(one, signs) for one in value]
    if isinstance(value, dict):
        return {name: shown(one, signs) for name, one in value.items()}
    return value


def is_known(sign: str) -> bool:
    """Return whether the fonts can show a sign."""
    try:
        printed(A_SIGN, sign)
    except typst.TypstError:
        return False
    return True


def printed(look: str | bytes, text: str) -> bytes:
    """Return a PDF after the rules of PDF/UA."""
    how: dict[str, Any] = {"ignore_system_fonts": True, "pdf_standards": ["ua-1"]}
    pdf: bytes = typst.compile(look, sys_inputs={"data": text}, **how)
    return pdf


if __name__ == "__main__":
    main()

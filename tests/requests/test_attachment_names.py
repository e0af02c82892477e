"""Names and types of files: whatever is sent, what is kept is plain and what it says it is."""

import re
import unicodedata
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from requests.attachments.names import LONGEST, NotAllowed, clean_name
from requests.attachments.types import ALLOWED, type_of
from tests.requests import files

FITTING = {
    "pdf": files.PDF,
    "docx": files.DOCX,
    "xlsx": files.XLSX,
    "pptx": files.PPTX,
    "odt": files.ODT,
    "ods": files.ODS,
    "odp": files.ODP,
    "txt": "Hallo café\n".encode(),
    "csv": "naam;aantal\r\nDaan;8\r\n".encode("cp1252"),
    "png": files.PNG,
    "jpg": files.JPG,
    "jpeg": files.JPG,
    "heic": files.HEIC,
    "eml": files.EML,
    "msg": files.MSG,
}


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("agenda.pdf", "agenda.pdf"),
        ("Agenda 24 nov (v1.2).PDF", "Agenda 24 nov (v1.2).pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\daan\\begroting.xlsx", "begroting.xlsx"),
        ("nota\u202efdp.txt", "notafdp.txt"),
        ("on\u200bzicht\x00baar\n.pdf", "onzichtbaar.pdf"),
        ("a<b>:c|d?.pdf", "a_b__c_d_.pdf"),
        ("  ..verslag. .pdf", "verslag.pdf"),
        ("CON.txt", "_CON.txt"),
        ("lpt1.tekst.txt", "_lpt1.tekst.txt"),
        ("www.voorbeeld.com.pdf", "www.voorbeeld.com.pdf"),
        ("cafe\u0301.pdf", "café.pdf"),
        (f"{'x' * 300}.pdf", f"{'x' * (LONGEST - 4)}.pdf"),
    ],
)
def test_a_name_is_made_plain(raw, name):
    assert clean_name(raw) == name


@pytest.mark.parametrize(
    "raw",
    [
        "factuur.pdf.exe",
        "factuur.exe.pdf",
        "x.html",
        "x.svg",
        "x.docm",
        "x.zip",
        "pdf",
        ".pdf",
        "",
        "a.exe .pdf",
        "a.pdf\u202e.exe",
        "a.js.txt",
    ],
)
def test_what_could_be_a_program_or_has_no_known_type_is_refused_in_words(raw):
    with pytest.raises(NotAllowed, match=r"\w+"):
        clean_name(raw)


@given(st.text(max_size=200), st.sampled_from([*sorted(ALLOWED), "exe", "html"]))
@example("..\\..\\con", "pdf")
@example("\u202e", "pdf")
@example(". . .", "pdf")
def test_whatever_is_sent_the_name_is_safe_and_stays_as_it_is(stem, extension):
    with suppress(NotAllowed):
        name = clean_name(f"{stem}.{extension}")

        assert 0 < len(name) <= LONGEST + 1
        assert not re.search(r'[<>:"/\\|?*]', name)
        assert all(unicodedata.category(sign)[0] != "C" for sign in name)
        assert name[0] not in ". "
        assert name.rsplit(".", 1)[1] in ALLOWED
        assert clean_name(name) == name


@pytest.mark.parametrize("extension", sorted(ALLOWED))
def test_a_file_is_what_its_name_says(extension):
    fits = type_of(f"x.{extension}").fits

    assert fits(FITTING[extension], FITTING[extension])
    assert not fits(files.EXE, files.EXE)
    for other in (files.PDF, files.PNG, files.DOCX, files.ODT, files.MSG):
        own = FITTING[extension] == other
        as_text = extension in ("txt", "csv", "eml") and other == files.PDF
        assert fits(other, other) == (own or as_text)


def test_a_document_with_macros_is_refused():
    assert not type_of("x.docx").fits(files.MACROS, files.MACROS)


@given(st.binary(max_size=400))
def test_whatever_it_holds_looking_at_it_never_fails(content):
    for kind in ALLOWED.values():
        assert kind.fits(content, content) in (True, False)

"""What colleagues type in Markdown becomes HTML that can do no harm."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdc.markdown import LONGEST, render

TAGS = {
    *[
        "p",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "a",
        "strong",
        "em",
        "s",
        "code",
        "pre",
        "blockquote",
        "hr",
        "br",
    ]
}
TAGS |= {*["table", "thead", "tbody", "tr", "th", "td"]}
ATTRIBUTES = {"href", "title", "rel", "dir", "class", "start", "style", "tabindex"}


class Seen(HTMLParser):
    """Which tags, attributes and addresses some HTML has."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.links = set(), set(), []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _value in attrs}
        self.links += [value for name, value in attrs if name == "href"]


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<b>vet</b>",
        "<!-- stil -->",
        "```\n<script>alert(1)</script>\n```",
        '[a](https://x.nl "\\"><script>alert(1)</script>")',
        '<https://x.nl/"><script>',
        "&lt;script&gt;",
    ],
)
def test_html_that_is_typed_is_shown_as_it_was_typed(typed):
    assert not Seen(render(typed)).tags & {"script", "img", "b"}
    assert "<!--" not in render(typed)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "javascript&colon;alert(1)",
        "java&#10;script:alert(1)",
        "&#x6A;avascript:alert(1)",
        "\\javascript:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "file:///etc/passwd",
        "tel:112",
    ],
)
def test_no_link_leads_to_anything_but_a_page_or_a_mail(address):
    for typed in (f"[a]({address})", f"<{address}>", f"[a][b]\n\n[b]: {address}"):
        assert Seen(render(typed)).links == []


@pytest.mark.parametrize(
    "address", ["https://x.nl/a?b=1:2", "http://x.nl", "mailto:a@b.nl", "/catalogue/PO-10/", "#a"]
)
def test_a_link_leads_to_pages_and_mails_and_tells_nobody_where_from(address):
    seen = Seen(render(f"[lees]({address})"))

    assert seen.links == [address]
    assert 'rel="noreferrer"' in render(f"[lees]({address})")


def test_a_picture_is_a_link_to_it():
    assert Seen(render("![zaal](https://x.nl/a.png)")).tags == {"p", "a"}


def test_headings_begin_under_that_of_the_page():
    assert Seen(render("# Een\n\n## Twee\n\n###### Zes")).tags == {"h2", "h3", "h6"}


def test_the_highest_heading_is_the_second_of_the_page_whatever_its_level():
    assert Seen(render("### Een\n\n#### Twee")).tags == {"h2", "h3"}


def test_a_table_is_a_table():
    html = render("| Zaal | Plaatsen |\n|---|--:|\n| De Stuw | 8 |")

    assert {"table", "th", "td"} <= Seen(html).tags
    assert "<td>De Stuw</td>" in html


def test_what_is_written_from_right_to_left_is_read_so_and_emoji_stay():
    html = render("שלום \u202eabc 🦆👩🏽‍💻\n\n- مرحبا")

    assert '<p dir="auto">שלום \u202eabc 🦆👩🏽‍💻</p>' in html
    assert '<ul dir="auto">' in html


@given(st.text(alphabet="ab[]()<>!*_`#|-&;:\\/\"' \n\tjavscript\0\u202e🦆", max_size=80))
def test_nothing_that_is_typed_becomes_anything_else(typed):
    seen = Seen(render(typed))

    assert seen.tags <= TAGS
    assert seen.attributes <= ATTRIBUTES
    assert all(":" not in link.split("/")[0] for link in seen.links if link)


@pytest.mark.parametrize(
    "piece",
    ["> ", "- ", "[", "![", "*a ", "**a_", "`", "[a](", "|-", "~~a", "a\n", "<", "[x]: y\n"],
)
def test_a_hundred_thousand_characters_of_anything_are_rendered(piece):
    """Work that grew with the square of it would take hours, and never end here."""
    html = render(piece * (LONGEST // len(piece)))

    assert len(html) < 15 * LONGEST


def test_what_is_nested_too_deep_ends_and_what_comes_after_is_still_read():
    assert "daarna" in render("> " * 500 + "diep\n\ndaarna")


def test_more_than_the_longest_text_is_not_read():
    assert "einde" not in render("a " * (LONGEST // 2) + "einde")

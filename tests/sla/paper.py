"""A PDF read back: its words, its tags and its bookmarks."""

from io import BytesIO

from pypdf import PdfReader


def read(pdf):
    return PdfReader(BytesIO(pdf))


def words(reader):
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def tags(reader):
    """Return the tags of the document in the order in which they are read."""
    found = []

    def walk(node):
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for kid in node:
                walk(kid)
        elif isinstance(node, dict):
            found.append(node.get("/S"))
            walk(node.get("/K", []))

    walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])
    return [tag for tag in found if tag]


def bookmarks(reader):
    def flat(outline, depth=0):
        for one in outline:
            if isinstance(one, list):
                yield from flat(one, depth + 1)
            else:
                yield depth, one.title

    return list(flat(reader.outline))


def levels(reader):
    """Return the levels of the headings in the order in which they are read."""
    return [int(tag[2:]) for tag in tags(reader) if tag[:2] == "/H" and tag[2:].isdecimal()]

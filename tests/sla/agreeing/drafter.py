"""Somebody with the page of a draft open, who writes in one part of it."""

from tests.pdc.writing import HTMX, Writer


class Drafter(Writer):
    """Sends what was typed to the address of a part, with the stamps of when it was opened."""

    def __init__(self, person, draft) -> None:
        super().__init__(person, f"/agreements/{draft.pk}/draft/")

    def writes(self, part: str, typed, do: str = "", *, plain: bool = False):
        sent = self.fields | dict(typed) | ({"do": do} if do else {})
        headers = None if plain else HTMX
        return self.visitor.post(f"{self.address}{part}/", sent, headers=headers)


class LineWriter(Writer):
    """Somebody with one line of a draft open."""

    def __init__(self, person, line) -> None:
        super().__init__(person, f"/agreements/{line.version_id}/draft/lines/{line.pk}/")
        self.line = line

    def types(self, do: str = "", *, plain: bool = False, **typed: str):
        """Send the line as it is in English, besides what is typed."""
        said = {
            "volume_per_month": "12",
            "volume_unit": "vergadering",
            "response": "4 working hours",
            "turnaround": "1 working day",
            "kpi_percent": "95",
            "effort_minutes": "",
            "deviation": "stuurgroepen",
        }
        sent = {f"line{self.line.pk}-{name}": value for name, value in (said | typed).items()}
        return self.sends(sent, do, plain=plain)

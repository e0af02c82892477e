"""What is filled in about the catalogue and what is beside it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pdc.models import Signpost


class SignpostForm(forms.ModelForm):  # type: ignore[type-arg]
    """Who helps with what is not ours."""

    url = forms.URLField(label=_("Web page"), required=False, assume_scheme="https")
    keywords = forms.CharField(
        label=_("Search words"),
        required=False,
        help_text=_("What people call it, with commas between: wachtwoord, laptop, inloggen."),
    )

    class Meta:
        model = Signpost
        fields = ["name", "belongs", "phone", "email", "url", "keywords", "active"]
        labels = {
            "name": _("Name"),
            "belongs": _("What belongs there?"),
            "phone": _("Telephone"),
            "email": _("E-mail"),
            "active": _("In use: somebody can be referred to it"),
        }
        widgets = {"belongs": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.initial["keywords"] = ", ".join(self.instance.keywords)
        else:
            del self.fields["active"]

    def clean_keywords(self) -> list[str]:
        """Return the words apart, each once."""
        words = (" ".join(word.split()) for word in self.cleaned_data["keywords"].split(","))
        return list(dict.fromkeys(word for word in words if word))

    def clean(self) -> dict[str, Any]:
        """Ask for one way to reach them."""
        said = self.cleaned_data
        if not any(said.get(way) or way in self.errors for way in ("phone", "email", "url")):
            self.add_error("phone", _("Fill in a telephone number, an e-mail address or a page."))
        return said

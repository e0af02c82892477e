"""What is filled in about the catalogue and what is beside it."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pdc import markdown
from pdc.drafting import LONGEST_NAME
from pdc.models import Article, Proposal, Service, Signpost
from teams.models import PoolMembership, User

MOST_SAID = 5_000


def apart(text: str) -> list[str]:
    """Return words or codes with commas between apart, each once."""
    words = (" ".join(word.split()) for word in text.split(","))
    return list(dict.fromkeys(word for word in words if word))


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
        return apart(self.cleaned_data["keywords"])

    def clean(self) -> dict[str, Any]:
        """Ask for one way to reach them."""
        said = self.cleaned_data
        if not any(said.get(way) or way in self.errors for way in ("phone", "email", "url")):
            self.add_error("phone", _("Fill in a telephone number, an e-mail address or a page."))
        return said


class ArticleForm(forms.ModelForm):  # type: ignore[type-arg]
    """What somebody knows and others need, and who keeps it right until when."""

    body = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=markdown.LONGEST,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_("**bold**, - list, ## heading, [words](https://address)."),
    )
    services = forms.CharField(
        label=_("About which services?"),
        required=False,
        max_length=2_000,
        help_text=_("Their codes, with commas between: PO-10, PO-13."),
    )
    keywords = forms.CharField(
        label=_("Search words"),
        required=False,
        max_length=2_000,
        help_text=_("What people call it, with commas between."),
    )

    class Meta:
        model = Article
        fields = [
            *("title", "body", "services", "keywords"),
            *("owner", "review_on", "for_clients", "published"),
        ]
        labels = {
            "title": _("Title"),
            "owner": _("Who keeps it right?"),
            "review_on": _("Look again on"),
            "for_clients": _("Clients read it too"),
            "published": _("To be read: it is finished"),
        }
        help_texts = {
            "review_on": _("Who keeps it right gets a mail on that day."),
            "for_clients": "",
        }
        widgets = {"review_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        at_work = PoolMembership.objects.on(on).values("user")
        keepers = User.objects.filter(pk__in=at_work, is_active=True)
        kept_by = User.objects.filter(pk=self.instance.owner_id or 0)
        self.fields["owner"].queryset = keepers | kept_by  # type: ignore[attr-defined]
        if self.instance.pk:
            codes = self.instance.services.values_list("code", flat=True)
            self.initial["services"] = ", ".join(codes)
            self.initial["keywords"] = ", ".join(self.instance.keywords)

    def clean_keywords(self) -> list[str]:
        """Return the words apart, each once."""
        return apart(self.cleaned_data["keywords"])

    def clean_services(self) -> list[Service]:
        """Find the services by their codes; say which are none."""
        codes = [code.upper() for code in apart(self.cleaned_data["services"])]
        found = list(Service.objects.filter(code__in=codes))
        if unknown := set(codes) - {service.code for service in found}:
            said = {"codes": ", ".join(sorted(unknown))}
            raise ValidationError(_("Not a code of the catalogue: %(codes)s.") % said)
        return found

    def clean(self) -> dict[str, Any]:
        """Ask for words before others read it."""
        said = self.cleaned_data
        if said.get("published") and not said.get("body") and "body" not in self.errors:
            self.add_error("body", _("Write the text first, or keep it unfinished."))
        return said


class NewServiceForm(forms.Form):
    """What a service that is not in the catalogue yet is called."""

    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )


class ProposalForm(forms.Form):
    """What somebody proposes; of a service that there is, whether it changes or goes."""

    kind = forms.ChoiceField(
        label=_("What should happen?"),
        choices=[
            choice for choice in Proposal.Kind.choices if choice[0] != Proposal.Kind.NEW.value
        ],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    title = forms.CharField(
        label=_("In a few words"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    why = forms.CharField(
        label=_("Why?"),
        max_length=MOST_SAID,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 5}),
    )

    def __init__(self, *args: Any, about: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not about:
            del self.fields["kind"]

    def clean(self) -> dict[str, Any]:
        """Say that what is about no service that there is, is about a new one."""
        return {"kind": Proposal.Kind.NEW} | self.cleaned_data


class ProposalRemarkForm(forms.Form):
    """What somebody says of a proposal."""

    text = forms.CharField(
        label=_("Your words"),
        max_length=MOST_SAID,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 3}),
    )


class DeclineForm(forms.Form):
    """Why what is proposed will not be so."""

    reason = forms.CharField(
        label=_("Why not?"),
        max_length=MOST_SAID,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 3}),
    )

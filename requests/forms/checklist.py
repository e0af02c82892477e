"""What is filled in to add a step to a checklist."""

from django import forms
from django.utils.translation import gettext_lazy as _

from requests.actions.checklist import LONGEST


class StepForm(forms.Form):
    """A step that only this request needs."""

    text = forms.CharField(label=_("Step of your own"), max_length=LONGEST)

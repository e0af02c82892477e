"""What a conversation is about, unless those who hold it leave it out."""

from django.utils.translation import gettext_lazy as _

TOPICS = (
    _("Looking back: norms met, what was late and why"),
    _("What was asked and done outside the catalogue"),
    _("Which services come, go or change"),
    _("Busy times and absence ahead"),
    _("What both sides expect of each other and do"),
    _("Quality and satisfaction of each service"),
    _("What the manager can do alone or digitally"),
    _("Agreements with an owner and a date"),
)

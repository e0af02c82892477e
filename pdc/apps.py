from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PdcConfig(AppConfig):
    name = "pdc"
    verbose_name = _("Catalogue")

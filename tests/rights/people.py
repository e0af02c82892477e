"""Everybody who could try a door, and who may pass which kind of door."""

from teams.models import ClientMembership, User
from tests import factories

POOL = {"secretary", "colleague", "coordinator"}
OTHER_POOL = {"other_secretary", "other_coordinator"}
UNIT = {"asker", "delegate", "unit_mate"}
OTHER_UNITS = {"other_unit", "stranger"}
DESK = POOL | OTHER_POOL
COORDINATORS = {"coordinator", "other_coordinator"}
CLIENTS = UNIT | OTHER_UNITS
SOMEBODY = DESK | CLIENTS
SIGNED_IN = SOMEBODY | {"administrator", "roleless"}
EVERYBODY = SIGNED_IN | {"anonymous"}


def everybody(noord, projecten, zuid) -> dict[str, User | None]:
    """Return each of them: two pools, three units, and some without a place anywhere."""
    unit_of_noord = factories.a_client(noord, "HRM", name="Personeel")
    unit_of_zuid = factories.a_client(zuid, "FIN", name="Financiën")
    delegate = factories.a_manager(projecten, "Eva Bos")
    delegate.client_memberships.update(role=ClientMembership.Role.DELEGATE)
    return {
        "secretary": factories.a_secretary(noord, "Fatima Bouzid"),
        "colleague": factories.a_secretary(noord, "Joost Mulder"),
        "coordinator": factories.a_coordinator(noord, "Marieke Postma"),
        "other_secretary": factories.a_secretary(zuid, "Sanne Kok"),
        "other_coordinator": factories.a_coordinator(zuid, "Karin Smit"),
        "asker": factories.a_manager(projecten, "Daan Visser"),
        "delegate": delegate,
        "unit_mate": factories.a_manager(projecten, "Piet Hein"),
        "other_unit": factories.a_manager(unit_of_noord, "Iris Blom"),
        "stranger": factories.a_manager(unit_of_zuid, "Otto Vreemd"),
        "administrator": factories.a_person("Ad Beheer", is_staff=True),
        "roleless": factories.a_person("Niek Nergens"),
        "anonymous": None,
    }

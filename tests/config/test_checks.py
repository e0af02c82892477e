"""The people of the demo, whose password is known, never reach production."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.checks import no_demo_people_in_production, refuse_demo_people
from teams.models import User

pytestmark = pytest.mark.django_db


def someone(email: str) -> User:
    return User.objects.create_user(email, given_name="Fatima", family_name="Haddad")


def test_people_of_the_demo_stop_production(settings):
    settings.IN_PRODUCTION = True
    someone("f.haddad@delta-en-duin.example")

    (problem,) = no_demo_people_in_production(databases=["default"])

    assert problem.id == "config.E001"
    with pytest.raises(ImproperlyConfigured, match="people of the demo"):
        refuse_demo_people()


def test_people_of_a_real_organisation_do_not(settings):
    settings.IN_PRODUCTION = True
    someone("f.haddad@example.org")

    assert no_demo_people_in_production(databases=["default"]) == []
    refuse_demo_people()


def test_elsewhere_the_people_of_the_demo_are_welcome(settings):
    settings.IN_PRODUCTION = False
    someone("f.haddad@delta-en-duin.example")

    assert no_demo_people_in_production(databases=["default"]) == []


def test_a_check_that_may_not_touch_the_database_leaves_it_alone(
    settings, django_assert_num_queries
):
    settings.IN_PRODUCTION = True

    with django_assert_num_queries(0):
        assert no_demo_people_in_production(databases=None) == []

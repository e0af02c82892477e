"""`make check`: everything about the source that a machine can judge without running it."""

import os
import secrets
import subprocess
import sys
import time

PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "ALLOWED_HOSTS": "pdc.example.org",
    "BASE_URL": "https://pdc.example.org",
    "EMAIL_URL": "smtp+tls://localhost:587",
    "DEBUG": "",
    "DEMO": "",
}
CHECKS: list[tuple[str, list[str], dict[str, str]]] = [
    ("style", ["-m", "ruff", "check", "--quiet"], {}),
    ("format", ["-m", "ruff", "format", "--check", "--quiet"], {}),
    ("types", ["-m", "mypy", "--no-error-summary", "."], {}),
    ("layers", [f"{sys.prefix}/bin/lint-imports"], {}),
    ("migrations", ["manage.py", "makemigrations", "--check", "--dry-run"], {}),
    ("translations", ["manage.py", "messages", "--check"], {}),
    (
        "production",
        ["manage.py", "check", "--deploy", "--fail-level", "WARNING", "--database", "default"],
        PRODUCTION,
    ),
]


def main() -> int:
    """Run every check, also after one failed; return how many did."""
    failed = [name for name, command, extra in CHECKS if not passes(name, command, extra)]
    print(f"failed: {', '.join(failed)}" if failed else "all checks passed")
    return len(failed)


def passes(name: str, command: list[str], extra: dict[str, str]) -> bool:
    """Run one check, and show what it said only where it failed."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, *command],
        env={**os.environ, **extra},
        capture_output=True,
        text=True,
        check=False,
    )
    passed = done.returncode == 0
    print(f"{'ok  ' if passed else 'FAIL'} {name} ({time.monotonic() - began:.1f} s)", flush=True)
    if not passed:
        print(done.stdout + done.stderr, flush=True)
    return passed


if __name__ == "__main__":
    sys.exit(main())

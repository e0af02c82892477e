"""`python -m config.supervise demo|run`: web server, worker and beat under one supervisor.

Runs inside `python -m core.embedded`, which brings the database and Redis. `demo` first
loads the organisation and serves as in production; `run` reloads when the source changes.
"""

import http.client
import json
import multiprocessing
import os
import shlex
import signal
import socket
import sys
import time
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from honcho.manager import Manager

from core.translations import compile_catalogues

PROJECT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
READY_SECONDS = 120
PATIENCE_SECONDS = 2

CELERY = "exec {python} -m celery -A config --quiet"
WORKER = " worker --concurrency 2 --without-gossip --without-mingle"
PROCESSES = {
    "demo": {
        "web": "exec {python} -m gunicorn -c config/gunicorn.py config.wsgi",
        "worker": CELERY + WORKER,
        "beat": CELERY + " beat",
    },
    "run": {
        "web": "exec {python} manage.py runserver {host}:{port}",
        "worker": "exec {python} manage.py reloading -- " + CELERY.removeprefix("exec ") + WORKER,
        "beat": CELERY + " beat",
    },
}


def main(kind: str) -> int:
    """Prepare the database, then run the processes until told to stop."""
    port = int(os.environ.get("PORT") or 8000)
    if not _is_free(port):
        print(f"port {port} is taken: stop what listens there, or set PORT.", file=sys.stderr)
        return 1
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.update(PORT=str(port), BASE_URL=f"http://{HOST}:{port}")
    # Celery's warning to root; here root is somebody's container, and the data a demo's.
    os.environ.setdefault("PYTHONWARNINGS", "ignore:You're running the worker")
    outbox = Path(os.environ["DATA_DIR"]) / "outbox"
    os.environ.setdefault("EMAIL_URL", f"filemail:///{outbox}")
    _prepare()
    announcer = multiprocessing.Process(target=_announce, args=(port,), daemon=True)
    announcer.start()
    manager = Manager()
    for name, command in PROCESSES[kind].items():
        python = shlex.quote(sys.executable)
        manager.add_process(name, command.format(python=python, host=HOST, port=port))
    manager.loop()
    # Asked to stop and stopped: that is success, whatever signal asked.
    stopped = {128 + signal.SIGINT, 128 + signal.SIGTERM}
    return 0 if manager.returncode in stopped else manager.returncode or 1


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As the web server does: a connection that lingers after a stop is no obstacle.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _prepare() -> None:
    compile_catalogues(PROJECT / "locale")
    django.setup()
    print("bringing the database up to date", flush=True)
    call_command("migrate", interactive=False, verbosity=0)
    if settings.DEMO:
        call_command("load_demo")
    connections.close_all()


def _announce(port: int) -> None:
    """Say when everything works, or what still doesn't after a long wait."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    until = time.monotonic() + READY_SECONDS
    status, answer = 0, "no answer"
    while status != http.HTTPStatus.OK:
        if time.monotonic() > until:
            print(f"not ready after {READY_SECONDS} seconds: {answer}", file=sys.stderr)
            return
        time.sleep(0.1)
        status, answer = _health(port)
    print(f"ready http://{HOST}:{port}", flush=True)


def _health(port: int) -> tuple[int, str]:
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", "/healthz")
        response = connection.getresponse()
        return response.status, json.dumps(json.loads(response.read()))
    except (OSError, http.client.HTTPException, ValueError) as error:
        return 0, str(error)
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

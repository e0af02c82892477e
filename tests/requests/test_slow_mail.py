"""The outbox and a mail server that does not answer: the good mails go out once, whatever hangs.

The rows are committed, so these tests clean the database by emptying it.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from smtplib import SMTPSenderRefused, SMTPServerDisconnected
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Thread

import pytest
from django.core import mail
from django.db import Error, connection, connections

from requests.mail.outbox import hung_up, send_due_mail
from requests.models import Notification
from tests.factories import NOW, a_manager, a_request, later

pytestmark = pytest.mark.django_db(transaction=True)


class Answering(StreamRequestHandler):
    """Speaks enough SMTP to take a mail; once it hears of somebody called Stil it is silent."""

    def handle(self):
        self.say(b"220 here")
        for line in self.rfile:
            match line[:4].upper():
                case b"RCPT" if b"stil" in line:
                    self.server.silences += 1
                    self.rfile.read()
                    return
                case b"RCPT":
                    to = line.decode().split("<")[1].split(">")[0]
                    self.say(b"250 known")
                case b"DATA":
                    self.say(b"354 go on")
                    while self.rfile.readline() != b".\r\n":
                        pass
                    self.server.taken.append(to)
                    self.say(b"250 taken")
                case _:
                    self.say(b"250 fine")

    def say(self, words):
        self.wfile.write(words + b"\r\n")


@pytest.fixture
def mail_server(settings):
    with ThreadingTCPServer(("127.0.0.1", 0), Answering) as server:
        server.daemon_threads, server.block_on_close = True, False
        server.taken, server.silences = [], 0
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_TIMEOUT = 0.2
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def ask(projecten, fatima, *names):
    people = [a_manager(projecten, name) for name in names]
    for person in people:
        a_request(person, by=fatima)
    return people


def run():
    """Send in a thread, over a connection of its own."""
    tried = send_due_mail(now=NOW, limit=100)
    connections.close_all()
    return tried


def test_who_hangs_holds_up_nobody_and_nothing_goes_out_twice(
    mail_server, projecten, fatima, monkeypatch
):
    monkeypatch.setattr("requests.mail.outbox.RUN", 0.3)
    silent = ask(projecten, fatima, *(f"Stil {number}" for number in "ABCDE"))
    good = ask(projecten, fatima, "Anna Berg", "Bas Dijk", "Cor Eik")

    runs = []
    while tried := send_due_mail(now=NOW, limit=100):
        runs.append(tried)

    assert max(runs) < sum(runs) == 8
    assert Counter(mail_server.taken) == dict.fromkeys([person.email for person in good], 1)
    kept = Notification.objects.filter(sent_at=None)
    assert {message.recipient for message in kept} == set(silent)
    assert {(message.attempts, message.send_at) for message in kept} == {(1, later(minutes=1))}
    assert all("timed out" in message.last_error for message in kept)


def test_a_mail_that_hangs_is_not_tried_twice_in_a_run(mail_server, projecten, fatima):
    """Unlike one during which the server hung up: that may be the fault of the connection."""
    ask(projecten, fatima, "Anna Berg", "Stil A", "Bas Dijk")

    assert send_due_mail(now=NOW, limit=100) == 3

    assert mail_server.silences == 1
    assert mail_server.taken == ["anna.berg@example.org", "bas.dijk@example.org"]


@pytest.mark.parametrize(
    ("problem", "ended"),
    [
        (SMTPServerDisconnected("Connection unexpectedly closed"), True),
        (SMTPSenderRefused(421, b"Too many mails", "pdc@example.org"), True),
        (SMTPSenderRefused(550, b"Not you", "pdc@example.org"), False),
        (OSError("No route to host"), False),
    ],
)
def test_a_server_hangs_up_by_ending_the_connection_or_by_saying_so(problem, ended):
    assert hung_up(problem) == ended


def test_while_one_run_hangs_no_other_begins(projecten, fatima, monkeypatch):
    ask(projecten, fatima, "Anna Berg", "Bas Dijk")
    begun, go_on = Event(), Event()
    sent = []

    def send(self):
        begun.set()
        assert go_on.wait(10)
        sent.extend(self.to)

    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", send)
    with ThreadPoolExecutor(1) as worker:
        first = worker.submit(run)
        assert begun.wait(10)
        assert send_due_mail(now=NOW, limit=100) == 0
        go_on.set()
        assert first.result() == 2

    assert sorted(sent) == ["anna.berg@example.org", "bas.dijk@example.org"]
    assert send_due_mail(now=NOW, limit=100) == 0


def test_a_run_whose_connection_died_is_over(projecten, fatima, monkeypatch):
    ask(projecten, fatima, "Anna Berg")

    def lose_the_connection(_mail):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with monkeypatch.context() as fatal:
        fatal.setattr(mail.EmailMultiAlternatives, "send", lose_the_connection)
        with pytest.raises(Error):
            send_due_mail(now=NOW, limit=100)
    connection.close()

    with ThreadPoolExecutor(1) as worker:
        assert worker.submit(run).result() == 1

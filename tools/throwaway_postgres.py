"""Run a command with a PostgreSQL server of its own, which is deleted afterwards.

    python tools/throwaway_postgres.py -- python -m pytest tests/members

The command finds the server in `DATABASE_URL`. PostgreSQL refuses to run as root: then its programs run as
`postgres` or, where that user is missing, as `nobody`. The server listens on a socket in its own folder and on
no network address.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

UNPRIVILEGED_USERS = ("postgres", "nobody")
#: Tests may lose their data with the power; they must not wait for a disk.
SERVER_OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
}


class PostgresMissingError(Exception):
    """No PostgreSQL server programs were found on this machine."""


def find_programs() -> Path:
    """Return the folder with initdb and pg_ctl: on the path, or the newest one where Debian puts it.

    Raises PostgresMissingError when there is none.
    """
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not versions:
        raise PostgresMissingError("PostgreSQL server programs are missing. On Debian: apt-get install postgresql")
    return versions[-1].parent


def server_user() -> str | None:
    """Return the user to run the server as, or None for the current one."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in UNPRIVILEGED_USERS if name in known)


def _run(command: list[str], user: str | None) -> None:
    """Run a program of the server, as `user`; its output is shown only when it fails."""
    result = subprocess.run(
        command,
        user=user,
        group=pwd.getpwnam(user).pw_gid if user else None,
        extra_groups=[] if user else None,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if result.returncode:
        raise RuntimeError(f"{Path(command[0]).name} failed:\n{result.stdout}")


@contextmanager
def throwaway_postgres() -> Iterator[str]:
    """Start a server in a new folder, yield its address for `DATABASE_URL`, then stop and delete it."""
    programs, user = find_programs(), server_user()
    # A socket's path may have about a hundred characters: not below a deep TMPDIR.
    with tempfile.TemporaryDirectory(prefix="tafelrunde-pg-", dir="/tmp") as scratch:
        folder = Path(scratch)
        if user:
            os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
        data, log = folder / "data", folder / "server.log"
        control = [str(programs / "pg_ctl"), "--pgdata", str(data), "--wait", "--silent"]
        options = " ".join(f"-c {name}='{value}'" for name, value in SERVER_OPTIONS.items())
        _run(
            [
                *(str(programs / "initdb"), "--pgdata", str(data), "--username", "tafelrunde"),
                *("--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"),
            ],
            user,
        )
        _run([*control, "--log", str(log), "--options", f"{options} -k {folder}", "start"], user)
        try:
            _run([str(programs / "createdb"), "-h", str(folder), "-U", "tafelrunde", "tafelrunde"], user)
            # django-environ reads the folder of a socket from the path, before the database's name.
            yield f"postgres://tafelrunde@/{folder}/tafelrunde"
        finally:
            _run([*control, "--mode", "immediate", "stop"], user)


def main(arguments: list[str]) -> int:
    """Run the command after ``--`` and return its exit code."""
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        with throwaway_postgres() as url:
            return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode
    except PostgresMissingError as error:
        print(error, file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Everything `make test` runs: the whole suite on SQLite, then what a database can change on PostgreSQL.

Arguments go to pytest: `make test ARGS="tests/members -k outbox"`.
"""

import os
import subprocess
import sys
from pathlib import Path

from throwaway_postgres import PostgresMissingError, throwaway_postgres

ROOT = Path(__file__).resolve().parent.parent
#: Tests that no other database can change run once.
NOT_ON_POSTGRESQL = "not browser and not packaging and not static"
NO_TESTS_COLLECTED = 5


def run_pytest(title: str, arguments: list[str], *, database_url: str = "") -> int:
    """Run pytest on all cores and return its exit code; `database_url` empty means SQLite."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    if database_url:
        environment["DATABASE_URL"] = database_url
    print(f"\n── {title}", flush=True)
    command = [sys.executable, "-m", "pytest", "--numprocesses", "auto", "--dist", "loadgroup", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def run_on_postgresql(arguments: list[str]) -> int:
    """Run the database's part of the suite on a server of its own; without server programs say so loudly."""
    try:
        with throwaway_postgres() as url:
            code = run_pytest("Tests on PostgreSQL", [*arguments, "-m", NOT_ON_POSTGRESQL], database_url=url)
    except PostgresMissingError as error:
        print(f"\n!!! NOT TESTED ON POSTGRESQL: {error}", file=sys.stderr)
        return int(bool(os.environ.get("CI")))
    # A selection of tests may hold none for this database.
    return 0 if arguments and code == NO_TESTS_COLLECTED else code


def main() -> int:
    """Run both; fail when one fails."""
    arguments = sys.argv[1:]
    on_sqlite = run_pytest("Tests on SQLite", arguments)
    on_postgresql = run_on_postgresql(arguments)
    print(f"\nSQLite: {'passed' if on_sqlite == 0 else 'FAILED'}   "
          f"PostgreSQL: {'passed' if on_postgresql == 0 else 'FAILED'}")  # fmt: skip
    return on_sqlite or on_postgresql


if __name__ == "__main__":
    sys.exit(main())

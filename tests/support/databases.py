"""The test database: whatever `DATABASE_URL` names, and never SQLite in memory.

Several threads that share one in-memory database hide exactly the locking we want to test.
`python tools/throwaway_postgres.py -- python -m pytest …` runs tests on PostgreSQL.
"""

import hashlib
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from tests.support.prerequisites import ROOT


def is_sqlite() -> bool:
    """Tell whether the settings name SQLite."""
    return settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")


def migrations_digest() -> str:
    """Return a name for the state of a migrated database: our migrations and the versions of everybody else's."""
    digest = hashlib.sha256((ROOT / "requirements" / "dev.txt").read_bytes())
    for path in sorted(ROOT.glob("*/tafelrunde_*/migrations/*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    digest.update("".join(settings.INSTALLED_APPS).encode())
    return digest.hexdigest()[:16]


@pytest.fixture(scope="session")
def migrated_template(pytestconfig: pytest.Config) -> Path:
    """Where a migrated SQLite database is kept between runs; running 200 migrations takes longer than most tests."""
    return pytestconfig.cache.mkdir("databases") / f"{migrations_digest()}.sqlite3"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_modify_db_settings_parallel_suffix: None,
    migrated_template: Path,
) -> None:
    """Keep SQLite in a file of this worker, with write-ahead log and locks as in production."""
    if is_sqlite():
        path = tmp_path_factory.mktemp("database") / "test.sqlite3"
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(path)
        if migrated_template.exists():
            shutil.copyfile(migrated_template, path)


@pytest.fixture(scope="session")
def django_db_keepdb(pytestconfig: pytest.Config, migrated_template: Path) -> bool:
    """Let Django complete a copied database instead of making it anew."""
    return pytestconfig.option.reuse_db or (is_sqlite() and migrated_template.exists())


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any, migrated_template: Path) -> None:
    """Keep the migrated database for the next run, before any test has written to it."""
    if is_sqlite() and not migrated_template.exists():
        with django_db_blocker.unblock():
            connection.ensure_connection()
            partial = migrated_template.with_suffix(f".{Path(connection.settings_dict['NAME']).parent.parent.name}")
            with sqlite3.connect(partial) as target:
                connection.connection.backup(target)
            target.close()
            connection.close()
        partial.replace(migrated_template)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give tests that commit (real transactions, live server) the rows of the migrations back afterwards.

    Django empties all tables after them, and Wagtail without its root page and site is no Wagtail.
    """
    for item in items:
        marker = item.get_closest_marker("django_db")
        options = dict(marker.kwargs) if marker else {}
        if {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ())):
            options["transaction"] = True
        if options.get("transaction"):
            item.add_marker(pytest.mark.django_db(**{**options, "serialized_rollback": True}), append=False)


@pytest.fixture
def on_postgresql(db: None) -> bool:
    """Tell whether the test runs on PostgreSQL."""
    return connection.vendor == "postgresql"


def pytest_report_header(config: pytest.Config) -> str:
    """Name the database in the head of the report: two runs of the suite look alike otherwise."""
    return f"database: {settings.DATABASES['default']['ENGINE'].rsplit('.', 1)[-1]}"

"""The test database: whatever `DATABASE_URL` names, and never SQLite in memory.

Several threads that share one in-memory database hide exactly the locking we want to test.
`python tools/throwaway_postgres.py -- python -m pytest …` runs tests on PostgreSQL.
"""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_modify_db_settings_parallel_suffix: None,
) -> None:
    """Keep SQLite in a file of this worker, with write-ahead log and locks as in production."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture
def on_postgresql(db: None) -> bool:
    """Tell whether the test runs on PostgreSQL."""
    return connection.vendor == "postgresql"


def pytest_report_header(config: pytest.Config) -> str:
    """Name the database in the head of the report: two runs of the suite look alike otherwise."""
    database = settings.DATABASES["default"]
    engine = database["ENGINE"].rsplit(".", 1)[-1]
    return f"database: {engine}" + ("" if engine == "sqlite3" else f" ({Path(str(database['HOST'])).name})")

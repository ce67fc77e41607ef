"""The test database keeps its promises."""

import threading

import pytest
from django.db import connection
from wagtail.models import Page, Site


def count_roots() -> int:
    try:
        return Page.objects.filter(depth=1).count()
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_committing_tests_find_the_rows_of_the_migrations(turn):
    assert Page.objects.filter(depth=1).exists()
    assert Site.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_threads_see_what_another_one_committed():
    """SQLite in memory would show a thread an empty database, or lock all of it."""
    found = []
    thread = threading.Thread(target=lambda: found.append(count_roots()))
    thread.start()
    thread.join()
    assert found == [1]


@pytest.mark.django_db
def test_sqlite_is_a_file_with_a_write_ahead_log(on_postgresql):
    if on_postgresql:
        pytest.skip("about SQLite")
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)

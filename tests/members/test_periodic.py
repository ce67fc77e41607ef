"""Everything periodic, by one command."""

import io

import pytest
from django.core.management import CommandError, call_command, get_commands

from tafelrunde_members.domain import periodic
from tafelrunde_members.domain.periodic import register_job, run_due


@pytest.fixture
def jobs(monkeypatch):
    monkeypatch.setattr(periodic, "_jobs", {})


def fail() -> str:
    raise OSError("no disk")


def test_one_failing_job_stops_no_other(jobs):
    register_job("first", fail)
    register_job("second", lambda: "done")
    assert [(report.name, report.outcome, report.failed) for report in run_due()] == [
        ("first", "OSError: no disk", True),
        ("second", "done", False),
    ]


def test_a_name_is_registered_once(jobs):
    register_job("one", lambda: "old")
    register_job("one", lambda: "new")
    assert [report.outcome for report in run_due()] == ["new"]


def test_the_command_fails_when_a_job_did(jobs):
    register_job("first", fail)
    with pytest.raises(CommandError):
        call_command("run_due", stderr=io.StringIO())


def test_the_command_comes_with_the_plugin_that_keeps_the_jobs():
    assert get_commands()["run_due"] == "tafelrunde_members"


@pytest.mark.django_db
def test_all_plugins_have_their_jobs_and_nothing_due_is_no_failure():
    output = io.StringIO()
    call_command("run_due", stdout=output)
    call_command("run_due", stdout=output)
    for name in ("outbox", "scheduled pages", "horizon of series"):
        assert output.getvalue().count(f"{name}: ") == 2

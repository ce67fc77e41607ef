"""Fetching the foreign calendars that are due, and what is remembered of every fetch.

A worker claims a source by one conditional UPDATE, so that two never fetch the same; the network is asked outside of
transactions. An address may be a secret: neither log nor report names it.
"""

import datetime as dt
import logging
from hashlib import sha256
from typing import Any

from django.db.models import Q
from django.utils import timezone

from tafelrunde_events import engine
from tafelrunde_events.domain.imports.facts import window_on
from tafelrunde_events.domain.imports.fetching import Fetched, FetchError, fetch_calendar
from tafelrunde_events.domain.imports.taking_over import Outcome, read_foreign, take_over
from tafelrunde_events.models import CalendarSource, ImportRun

logger = logging.getLogger("tafelrunde.imports")

#: A source that failed this often in a row is left alone until somebody asks for it.
MOST_FAILURES = 10
#: How many reports of a source are kept, and how many skipped entries one names.
KEPT_RUNS = 30
SHOWN_SKIPPED = 100
_INTERVAL = dt.timedelta(hours=1)
_FIRST_PAUSE, _LONGEST_PAUSE = dt.timedelta(minutes=15), dt.timedelta(hours=24)
#: Longer than a fetch may take; a worker that was killed blocks a source no longer than that.
_CLAIM = dt.timedelta(minutes=10)
_AT_ONCE = 20


def fetch_due() -> tuple[int, int]:
    """Fetch the sources whose time has come, the longest waiting first, and at most a few in one go.

    Returns how many were fetched and how many of them failed.
    """
    due = _due(timezone.now()).order_by("next_fetch_at").values_list("pk", flat=True)[:_AT_ONCE]
    runs = [run for pk in list(due) if (run := _fetch_claimed(_due(timezone.now()).filter(pk=pk)))]
    return len(runs), sum(bool(run.error) for run in runs)


def fetch_source(source: CalendarSource) -> ImportRun | None:
    """Fetch a source now, whatever happened before; None when somebody else is fetching it."""
    return _fetch_claimed(CalendarSource.objects.filter(pk=source.pk).exclude(url=""))


def note_run(source: CalendarSource, outcome: Outcome, **facts: Any) -> ImportRun:
    """Remember what one fetch or upload did, and forget the oldest ones."""
    skipped = [
        # What is private over there is not named here either.
        {"line": one.line, "title": "" if one.reason == "not_public" else one.title[:200], "reason": one.reason}
        for one in outcome.skipped[:SHOWN_SKIPPED]
    ]
    run = ImportRun.objects.create(
        source=source,
        created=outcome.created,
        updated=outcome.updated,
        removed=outcome.removed,
        held_back=outcome.held_back,
        skipped=skipped,
        skipped_count=len(outcome.skipped),
        **facts,
    )
    kept = source.runs.values_list("pk", flat=True)[:KEPT_RUNS]
    source.runs.exclude(pk__in=list(kept)).delete()
    return run


def _due(now: dt.datetime) -> Any:
    sources = CalendarSource.objects.filter(active=True, next_fetch_at__lte=now, failures__lt=MOST_FAILURES)
    return sources.exclude(url="")


def _fetch_claimed(sources: Any) -> ImportRun | None:
    """Fetch the one source of a queryset, if nobody else is at it."""
    now = timezone.now()
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
    pk = sources.values_list("pk", flat=True).first()
    claim = now + _CLAIM
    if pk is None or not sources.filter(free).update(claimed_until=claim):
        return None
    source = CalendarSource.objects.select_related("organisation", "region").get(pk=pk)
    try:
        return _fetch(source)
    except Exception:
        # The source must not be asked again at once, and no other one may suffer. The address is in no message of ours.
        logger.exception("Taking over the foreign calendar %s failed.", source.pk)
        return _note_failure(source, "internal")
    finally:
        # Whoever took longer than the claim lasts has lost it, and ends nobody else's.
        CalendarSource.objects.filter(pk=pk, claimed_until=claim).update(claimed_until=None)


def _fetch(source: CalendarSource) -> ImportRun:
    window = window_on(timezone.localdate())
    # In a new month dates come within reach that an unchanged calendar told before.
    known = source.fetched_at is not None and window_on(timezone.localdate(source.fetched_at)) == window
    conditions = {"etag": source.etag, "last_modified": source.last_modified} if known else {}
    try:
        fetched = fetch_calendar(source.url, **conditions)
        content = fetched.content
        digest = source.content_hash if content is None else sha256(f"{window}".encode() + content).hexdigest()
        if content is None or digest == source.content_hash:
            return _note_unchanged(source, fetched)
        outcome = take_over(source, read_foreign(content))
    except FetchError as error:
        return _note_failure(source, error.code, error.detail)
    except engine.EngineError as error:
        return _note_failure(source, error.code)
    _note_success(source, fetched, digest)
    return note_run(source, outcome)


def _note_success(source: CalendarSource, fetched: Fetched, digest: str) -> None:
    """Remember what the next conditional request sends back, unless the address was changed meanwhile."""
    now = timezone.now()
    CalendarSource.objects.filter(pk=source.pk, url=source.url).update(
        etag=fetched.etag,
        last_modified=fetched.last_modified,
        content_hash=digest,
        fetched_at=now,
        next_fetch_at=now + _INTERVAL,
        failures=0,
    )


def _note_unchanged(source: CalendarSource, fetched: Fetched) -> ImportRun:
    """Remember that nothing changed: one report for all such fetches in a row, so that those that tell more stay."""
    _note_success(source, fetched, source.content_hash)
    last = source.runs.first()
    if last is None or not last.unchanged:
        return note_run(source, Outcome(), unchanged=True)
    last.started_at = timezone.now()
    last.save(update_fields=["started_at"])
    return last


def _note_failure(source: CalendarSource, code: str, detail: str = "") -> ImportRun:
    """Remember a failure and wait longer each time, from a quarter of an hour to a day."""
    failures = source.failures + 1
    pause = min(_FIRST_PAUSE * 2 ** min(source.failures, 10), _LONGEST_PAUSE)
    CalendarSource.objects.filter(pk=source.pk).update(failures=failures, next_fetch_at=timezone.now() + pause)
    return note_run(source, Outcome(), error=code[:40], error_detail=detail[:200])

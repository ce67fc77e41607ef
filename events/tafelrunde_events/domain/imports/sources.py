"""What staff does with foreign calendars: keep them, upload files, hide single events, decide about losses."""

import datetime as dt
import zlib

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from wagtail.log_actions import log

from tafelrunde_events import engine
from tafelrunde_events.domain.applying import may_vanish
from tafelrunde_events.domain.changing import changing
from tafelrunde_events.domain.imports.facts import in_site_language, organisers_of, visibility_of_import
from tafelrunde_events.domain.imports.owners import OwnerKind, owner_of, set_owner
from tafelrunde_events.domain.imports.runs import note_run
from tafelrunde_events.domain.imports.taking_over import (
    ImportRefusedError,
    Outcome,
    read_foreign,
    take_over,
    withdraw_gone,
)
from tafelrunde_events.domain.publishing import withdraw_event
from tafelrunde_events.domain.scheduling import write_facts
from tafelrunde_events.domain.versions import note_change
from tafelrunde_events.models import CalendarSource, CalendarUpload, ImportedEvent, ImportRun

#: Log actions; their texts are registered in `wagtail_hooks`.
EVENT_HIDDEN = "tafelrunde_events.imported_event_hidden"
EVENT_SHOWN = "tafelrunde_events.imported_event_shown"
LOSSES_CONFIRMED = "tafelrunde_events.import_losses_confirmed"
FILE_TAKEN_OVER = "tafelrunde_events.calendar_file_taken_over"

_ENTERED = ("name", "url", "active", "region", "kind", "visibility")
#: How long an uploaded file waits for somebody to take it over.
_UPLOAD_KEPT = dt.timedelta(days=1)


def save_source(source: CalendarSource, *, kind: OwnerKind, owner: Model, by: AbstractBaseUser) -> None:
    """Store a new or changed source with its owner; events that came from there follow its visibility and kind.

    Another address is another calendar: it is fetched as soon as possible, as if for the first time.
    """
    with transaction.atomic():
        before = CalendarSource.objects.select_for_update().filter(pk=source.pk).first()
        # The rest is written by whoever fetches it, perhaps just now.
        written = [*_ENTERED]
        if before is None or before.url != source.url:
            source.etag = source.last_modified = source.content_hash = ""
            source.failures, source.next_fetch_at = 0, timezone.now() if source.url else None
            written += ["etag", "last_modified", "content_hash", "failures", "next_fetch_at"]
        if before is None:
            source.created_by_id = by.pk
        source.save(update_fields=written if before else None)
        set_owner(source, kind, owner)
        log(instance=source, action="wagtail.edit" if before else "wagtail.create", user=by)
        if before is not None and _says_to_events(before) != _says_to_events(source):
            for imported in source.imported.select_related("event"):
                _follow_source(source, imported)
        note_change()


def delete_source(source: CalendarSource, *, by: AbstractBaseUser) -> None:
    """Delete a source with its reports; its events are withdrawn, those that nobody can have seen vanish (law 2)."""
    reason = in_site_language("source_deleted", source=source.name)
    with transaction.atomic():
        for imported in source.imported.select_related("event"):
            if may_vanish(imported.event):
                imported.event.delete()
            else:
                withdraw_event(imported.event, reason=reason)
        log(instance=source, action="wagtail.delete", user=by, deleted=True)
        source.delete()
        note_change()


def hide_event(imported: ImportedEvent, *, by: AbstractBaseUser) -> None:
    """Take one event out of the calendar, and keep it out when its source is fetched again.

    It leaves lists and feeds, and calendars that subscribe to these, with the next answer. It is not called off: it
    takes place over there, and an entry that says otherwise would be wrong and show what somebody wanted hidden. Its
    row with UID and SEQUENCE stays (law 2), so that `show_event` continues the same entry.
    """
    _set_hidden(imported, hidden=True, action=EVENT_HIDDEN, by=by)


def show_event(imported: ImportedEvent, *, by: AbstractBaseUser) -> None:
    """Let an event that was hidden be seen again by those for whom its source is."""
    _set_hidden(imported, hidden=False, action=EVENT_SHOWN, by=by)


def confirm_losses(source: CalendarSource, *, by: AbstractBaseUser) -> int:
    """Take the events away that a calendar suddenly had no more; return how many."""
    missing = list(source.imported.filter(missing_since__isnull=False).select_related("event"))
    with transaction.atomic():
        count = withdraw_gone(source, missing)
        log(instance=source, action=LOSSES_CONFIRMED, user=by)
    return count


def keep_upload(source: CalendarSource, *, name: str, content: bytes) -> CalendarUpload:
    """Keep a file until its report was looked at, in the place of one that was uploaded before."""
    facts = {"file_name": name[-120:], "content": zlib.compress(content), "uploaded_at": timezone.now()}
    upload, _created = CalendarUpload.objects.update_or_create(source=source, defaults=facts)
    return upload


def read_upload(upload: CalendarUpload) -> engine.ForeignCalendar:
    """Return the calendar in a kept file; raise EngineError (``not_a_calendar``)."""
    return read_foreign(zlib.decompress(upload.content))


def take_over_upload(upload: CalendarUpload, *, by: AbstractBaseUser) -> ImportRun:
    """Take a file over completely, or nothing of it, and forget the file.

    Whoever confirmed the report has seen what the file no longer has, so that nothing is held back.
    """
    source = upload.source
    calendar = read_upload(upload)
    with transaction.atomic():
        upload.delete()
        try:
            outcome = take_over(source, calendar, confirmed=True, whole=True)
        except ImportRefusedError as error:
            return note_run(source, Outcome(skipped=[error.skipped]), error="refused", file_name=upload.file_name)
        CalendarSource.objects.filter(pk=source.pk).update(fetched_at=timezone.now())
        log(instance=source, action=FILE_TAKEN_OVER, user=by)
        return note_run(source, outcome, file_name=upload.file_name)


def forget_uploads() -> int:
    """Delete files that nobody took over; return how many."""
    count, _per_model = CalendarUpload.objects.filter(uploaded_at__lt=timezone.now() - _UPLOAD_KEPT).delete()
    return count


def owner_name(source: CalendarSource) -> str:
    """Return to whom a source belongs, in words."""
    found = owner_of(source)
    return str(found[1]) if found else ""


def _says_to_events(source: CalendarSource) -> tuple[object, ...]:
    return source.kind, source.visibility, source.organisation_id


def _follow_source(source: CalendarSource, imported: ImportedEvent) -> None:
    visibility = visibility_of_import(source, hidden=imported.hidden)
    event, organisers = imported.event, organisers_of(source)
    with changing(event) as plan:
        write_facts(plan, {"visibility": visibility, "organisers": organisers})
        event.kind = source.kind


def _set_hidden(imported: ImportedEvent, *, hidden: bool, action: str, by: AbstractBaseUser) -> None:
    with transaction.atomic():
        imported.hidden = hidden
        imported.save(update_fields=["hidden"])
        with changing(imported.event) as plan:
            write_facts(plan, {"visibility": visibility_of_import(imported.source, hidden=hidden)})
        log(instance=imported.source, action=action, user=by)

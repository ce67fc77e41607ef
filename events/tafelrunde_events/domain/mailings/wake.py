"""Telling a background worker that a mailing was released. `run_due` finds all of them without being told."""

from django.db import transaction
from django.utils import timezone

from tafelrunde_events.models import EventMailing


def prepare_on_commit(mailing: EventMailing) -> None:
    """Ask for a worker once the transaction is committed, unless the mailing has to wait for its time."""
    if mailing.scheduled_for is None or mailing.scheduled_for <= timezone.now():
        transaction.on_commit(wake_worker, robust=True)


def wake_worker() -> None:
    """Enqueue the background task; without a queue the periodic job prepares what is due."""
    from tafelrunde_events.tasks import prepare_mailings, works_in_background  # noqa: PLC0415 (builds on us)

    if works_in_background():
        prepare_mailings.enqueue()

"""Telling a background worker that there is mail. The outbox does not depend on it: `send_mail` finds all work."""

from django.db import transaction

from tafelrunde_members.models.mail import DeliveryState


def wake_worker_on_commit() -> None:
    """Ask for a worker once the transaction is committed, once per transaction however many messages it queues."""
    connection = transaction.get_connection()
    # Rolling back a savepoint takes its callbacks along, which a flag of our own would not notice.
    if not any(callback is wake_worker for _, callback, *_ in connection.run_on_commit):
        transaction.on_commit(wake_worker, robust=True)


def wake_worker() -> None:
    """Enqueue one background task, unless one waits already that will find the new messages as well."""
    from tafelrunde_members.tasks import task_waits, work_on_outbox, works_in_background  # noqa: PLC0415 (builds on us)

    if not works_in_background():
        return
    state, _ = DeliveryState.objects.get_or_create(pk=1)
    if state.waiting_task and task_waits(state.waiting_task):
        return
    result = work_on_outbox.enqueue()
    DeliveryState.objects.filter(pk=1).update(waiting_task=str(result.id))

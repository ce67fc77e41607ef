"""The periodic jobs of the members plugin."""

import time

from tafelrunde_members.domain.mail.feedback import work_feedback
from tafelrunde_members.domain.mail.inbound.fetching import describe_fetch, fetch_mailbox
from tafelrunde_members.domain.mail.inbound.working import forget_inbound, work_inbound
from tafelrunde_members.domain.mail.work import work_outbox
from tafelrunde_members.domain.periodic import register_job

SECONDS_OF_SWEEP = 60


def register_jobs() -> None:
    """Register what `run_due` does for this plugin."""
    register_job("inbound", take_in_mail)
    register_job("delivery", apply_feedback)
    register_job("outbox", sweep_outbox)


def apply_feedback() -> str:
    """Work on news of delivery that no background task dealt with, or that came before what it is about."""
    applied = work_feedback()
    return f"{applied} pieces of news" if applied else "nothing new"


def sweep_outbox() -> str:
    """Send what is due, also where no worker runs or one was killed with messages in hand.

    Not for ever: where a pace is set or the server is slow, other jobs have their turn and the next run goes on.
    """
    end = time.monotonic() + SECONDS_OF_SWEEP
    report = work_outbox(should_stop=lambda: time.monotonic() >= end)
    counts = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in report.counts().items() if number)
    outage = f"the mail server does not answer: {report.outage}" if report.outage else ""
    return "; ".join(part for part in (counts, outage) if part) or "nothing due"


def take_in_mail() -> str:
    """Look into the mailbox, work on all that waits (webhooks bring mail, too) and forget what was kept long enough."""
    fetched = fetch_mailbox()
    worked = work_inbound()
    forgotten = forget_inbound()
    parts = [
        describe_fetch(fetched) if fetched and not fetched.outage else "",
        f"{worked.done} worked on" if worked.done else "",
        f"{worked.failed} failed" if worked.failed else "",
        f"{forgotten} forgotten" if forgotten else "",
        f"the mailbox does not answer: {fetched.outage}" if fetched and fetched.outage else "",
    ]
    return "; ".join(part for part in parts if part) or "nothing due"

"""The periodic jobs of the members plugin."""

from tafelrunde_members.domain.mail.work import work_outbox
from tafelrunde_members.domain.periodic import register_job


def register_jobs() -> None:
    """Register what `run_due` does for this plugin."""
    register_job("outbox", sweep_outbox)


def sweep_outbox() -> str:
    """Send what is due, also where no worker runs or one was killed with messages in hand."""
    report = work_outbox()
    counts = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in report.counts().items() if number)
    outage = f"the mail server does not answer: {report.outage}" if report.outage else ""
    return "; ".join(part for part in (counts, outage) if part) or "nothing due"

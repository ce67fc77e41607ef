"""The periodic jobs of the events plugin."""

import io

from django.core.management import call_command

from tafelrunde_events.domain.certificates import issue_due
from tafelrunde_events.domain.evaluations import forget_tickets, release_responses
from tafelrunde_events.domain.imports.runs import fetch_due
from tafelrunde_events.domain.imports.sources import forget_uploads
from tafelrunde_events.domain.mailings.preparing import prepare_due
from tafelrunde_events.domain.registrations.ending import lapse_due
from tafelrunde_events.domain.registrations.news import tell_changes_due
from tafelrunde_events.domain.registrations.places import refresh_bookings
from tafelrunde_events.domain.registrations.retention import apply_retention
from tafelrunde_events.domain.registrations.thanks import thank_due
from tafelrunde_events.domain.reminder_work import work_reminders
from tafelrunde_events.domain.scheduling import extend_horizon
from tafelrunde_events.domain.subscriptions.feeds import forget_ended_feeds
from tafelrunde_events.domain.subscriptions.mail import forget_subscriptions
from tafelrunde_events.domain.subscriptions.mail_digests import work_digests
from tafelrunde_events.domain.versions import advance
from tafelrunde_events.models import Reminder
from tafelrunde_members.domain.periodic import register_job


def register_jobs() -> None:
    """Register what `run_due` does for events."""
    register_job("scheduled pages", publish_scheduled_pages)
    register_job("horizon of series", extend_series)
    register_job("beginning of feeds", advance_feeds)
    register_job("ended personal calendars", forget_ended_calendars)
    register_job("foreign calendars", fetch_foreign_calendars)
    register_job("mails about new dates", write_to_subscribers)
    register_job("ended subscriptions by mail", forget_subscribers)
    register_job("data of registrations", forget_participants)
    register_job("changes told to participants", tell_participants)
    register_job("automatic reminders", write_reminders)
    register_job("places", give_lapsed_places)
    register_job("mailings", prepare_mailings)
    register_job("certificates", issue_certificates_due)
    register_job("evaluations", work_evaluations)
    register_job("thanks to participants", thank_participants)


def publish_scheduled_pages() -> str:
    """Publish and expire pages whose time has come; their events follow."""
    output = io.StringIO()
    call_command("publish_scheduled", stdout=output)
    return " ".join(output.getvalue().split()) or "done"


def extend_series() -> str:
    """Store the dates that came within the rolling horizon."""
    return f"{extend_horizon()} new dates"


def advance_feeds() -> str:
    """Let dates leave the feeds that ended long ago."""
    return "moved on" if advance() else "nothing left"


def forget_ended_calendars() -> str:
    """Delete the addresses of personal calendars that ended long enough ago."""
    return f"{forget_ended_feeds()} deleted"


def fetch_foreign_calendars() -> str:
    """Fetch the foreign calendars whose time has come, and forget files that nobody took over."""
    forget_uploads()
    fetched, failed = fetch_due()
    return f"{fetched} fetched, {failed} failed"


def issue_certificates_due() -> str:
    """Issue the certificates of trainings that are over and whose attendance was noted."""
    return f"{issue_due()} issued"


def work_evaluations() -> str:
    """Let opinions into the figures that are several, and forget who might answer evaluations that have closed."""
    released = release_responses()
    return f"{released} released, {forget_tickets()} tickets deleted"


def prepare_mailings() -> str:
    """Prepare the mailings that were released and whose time has come."""
    report = prepare_due()
    return f"{report.recipients} recipients of {report.mailings} mailings, {report.failed} failed"


def give_lapsed_places() -> str:
    """Give on the places that were held or offered for too long, and open and close registrations on time."""
    lapsed = lapse_due()
    return f"{lapsed} lapsed, {refresh_bookings()} opened or closed"


def tell_participants() -> str:
    """Tell those who registered what changed some minutes ago."""
    return f"{tell_changes_due()} queued"


def thank_participants() -> str:
    """Thank those who were at a training that ended yesterday."""
    return f"{thank_due()} queued"


def write_reminders() -> str:
    """Write the automatic reminders that are due."""
    outcomes = work_reminders()
    return f"{outcomes[Reminder.Outcome.WRITTEN]} written, {outcomes[Reminder.Outcome.LAPSED]} lapsed"


def write_to_subscribers() -> str:
    """Queue the mails about new dates that are due, after everything above that makes dates public."""
    return f"{work_digests()} queued"


def forget_subscribers() -> str:
    """Delete the addresses that nobody confirmed in time and those that unsubscribed a while ago."""
    return f"{forget_subscriptions()} deleted"


def forget_participants() -> str:
    """Delete and make anonymous what is kept of registrations no longer than needed."""
    return str(apply_retention())

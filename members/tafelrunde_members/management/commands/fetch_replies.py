"""`manage.py fetch_replies`: looks into the mailbox that answers and returned mail arrive in."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tafelrunde_members.domain.mail.inbound.fetching import describe_fetch, fetch_mailbox
from tafelrunde_members.domain.mail.inbound.working import work_inbound


class Command(BaseCommand):
    """May run at any time, several times at once, and be cut short; `run_due` does the same."""

    help = "Fetches what arrived in the mailbox of TAFELRUNDE_IMAP_URL: answers, returned mail, letters."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Fetch once, work on what waits, and fail when the mailbox does not answer."""
        try:
            report = fetch_mailbox()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        waiting = work_inbound()
        if report is None:
            raise CommandError(_("No mailbox is configured: TAFELRUNDE_IMAP_URL is empty."))
        if not report.outage or report.new:
            self.stdout.write(describe_fetch(report))
        if waiting.failed:
            self.stderr.write(_("%(count)s mails could not be worked on.") % {"count": waiting.failed})
        if report.outage:
            raise CommandError(_("The mailbox does not answer: %(answer)s") % {"answer": report.outage})

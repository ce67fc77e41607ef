"""News of delivery that mail servers send: found again to the message they speak of, and to no other.

Anybody can write such a report. It counts only with what nobody but the recipient and the servers on the way knows of
our message: the address it returns to, which holds a proof (`mail.bounce_addresses`), or its random Message-ID. So a
forged one can concern nobody but its own writer.
"""

from django.utils.translation import gettext as _

from tafelrunde_members.domain.mail.feedback import note_event
from tafelrunde_members.domain.mail.inbound.handlers import InboundOutcome
from tafelrunde_members.domain.mail.inbound.parsing import InboundMail
from tafelrunde_members.mail.bounce_addresses import find_by_bounce_address
from tafelrunde_members.mail.reports import DeliveryReport, News, looks_returned, quoted_message_ids, read_reports
from tafelrunde_members.models.mail import OutboxMessage
from tafelrunde_members.models.mail_feedback import DeliveryEvent, InboundMessage

SOURCE = "DSN"
Kind = DeliveryEvent.Kind

KINDS: dict[News, DeliveryEvent.Kind] = {
    "delivered": Kind.DELIVERED,
    "delayed": Kind.DELAYED,
    "soft": Kind.SOFT_BOUNCE,
    "hard": Kind.HARD_BOUNCE,
    "complaint": Kind.COMPLAINT,
    "other": Kind.OTHER,
}


def read_bounce(mail: InboundMail) -> InboundOutcome | None:
    """Note what a mail server tells of one of our messages; None when the mail is no such news."""
    reports = read_reports(mail.message)
    if not reports and not _is_old_style(mail):
        return None
    message = _message_of(mail)
    if message is None:
        return InboundOutcome(InboundMessage.Kind.BOUNCE, _("It names no message of ours and changed nothing."))
    report = _report_about(message, reports)
    kind = _note(mail, message, report)
    return InboundOutcome(
        InboundMessage.Kind.BOUNCE,
        _("Message %(id)s: %(news)s.") % {"id": message.pk, "news": kind.label},
    )


def _is_old_style(mail: InboundMail) -> bool:
    """Tell whether a mail came back in words of a server's own: to the return address, and from no person."""
    answered = mail.field("Auto-Submitted").lower().startswith("auto-replied")
    return not answered and looks_returned(mail.message, sender=mail.sender) and _returned(mail) is not None


def _returned(mail: InboundMail) -> OutboxMessage | None:
    """Return the message whose return address the mail came to."""
    found = (find_by_bounce_address(address) for address in mail.recipients)
    return next((message for message in found if message is not None), None)


def _message_of(mail: InboundMail) -> OutboxMessage | None:
    """Return the message that a report speaks of, provided that it was given to a mail server."""
    message = _returned(mail)
    if message is None:
        message = OutboxMessage.objects.filter(message_id__in=quoted_message_ids(mail.message)).order_by("pk").first()
    return message if message is not None and _left(message) else None


def _left(message: OutboxMessage) -> bool:
    return message.attempts > 0 or message.sent_at is not None


def _report_about(message: OutboxMessage, reports: list[DeliveryReport]) -> DeliveryReport:
    """Return the report on the address we wrote to, or else on the one that the mailbox forwards to."""
    exact = (report for report in reports if message.address in report.recipients)
    return next(exact, None) or next(iter(reports), None) or DeliveryReport("other")


def _kind_of(message: OutboxMessage, report: DeliveryReport) -> DeliveryEvent.Kind:
    """Return the news; that an address somebody forwards to is gone does not mean that the mailbox itself is."""
    elsewhere = bool(report.recipients) and message.address not in report.recipients
    return Kind.SOFT_BOUNCE if report.news == "hard" and elsewhere else KINDS[report.news]


def _note(mail: InboundMail, message: OutboxMessage, report: DeliveryReport) -> DeliveryEvent.Kind:
    """Hand the news on, once however often the same mail comes."""
    kind = _kind_of(message, report)
    note_event(
        kind=kind,
        source=SOURCE,
        event_id=f"{message.pk} {kind} {mail.message_id or mail.row.fingerprint}",
        outbox_id=message.pk,
        address=message.address,
        answer=report.answer,
    )
    return kind

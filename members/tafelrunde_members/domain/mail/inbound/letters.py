"""Mail that no program understands: nothing of it is kept here, and nothing is ever answered (RFC 3834)."""

from django.utils.translation import gettext as _

from tafelrunde_members.domain.mail.inbound.handlers import InboundOutcome
from tafelrunde_members.domain.mail.inbound.parsing import InboundMail
from tafelrunde_members.models.mail_feedback import InboundMessage


def leave_to_people(mail: InboundMail) -> InboundOutcome:
    """Tell automatic answers (out of office, confirmations of receipt) from letters that somebody should read."""
    if mail.is_automatic or mail.message.get_content_type() == "multipart/report":
        return InboundOutcome(InboundMessage.Kind.AUTOMATIC, _("Changed nothing and was not answered."))
    return InboundOutcome(InboundMessage.Kind.OTHER, _("Left in the mailbox, for people to read."))

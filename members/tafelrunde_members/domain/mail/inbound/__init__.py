"""Mail to the site's own addresses: stored as it came, worked on later by those who understand it."""

from tafelrunde_members.domain.mail.inbound.handlers import InboundHandler, InboundOutcome, register_inbound_handler
from tafelrunde_members.domain.mail.inbound.parsing import InboundMail
from tafelrunde_members.domain.mail.inbound.receiving import receive
from tafelrunde_members.domain.mail.inbound.working import work_inbound

__all__ = [
    "InboundHandler",
    "InboundMail",
    "InboundOutcome",
    "receive",
    "register_inbound_handler",
    "work_inbound",
]

"""Who understands which mail: plugins register here, and the first that recognises a mail has it."""

from collections.abc import Callable
from dataclasses import dataclass

from tafelrunde_members.domain.mail.inbound.parsing import InboundMail
from tafelrunde_members.models.mail_feedback import InboundMessage


@dataclass(frozen=True, slots=True)
class InboundOutcome:
    """What a mail turned out to be and what came of it.

    `text` is kept for weeks and shown to superusers: a plain sentence without names, addresses and tokens.
    """

    kind: InboundMessage.Kind
    text: str


#: Returns None for mail that it does not recognise. It runs in the transaction in which the mail becomes done, once per
#: mail; what it raises undoes all it wrote, and the mail is tried again later.
InboundHandler = Callable[[InboundMail], InboundOutcome | None]

_handlers: dict[str, InboundHandler] = {}


def register_inbound_handler(name: str, handler: InboundHandler) -> None:
    """Have a handler asked about each mail, in the order of registration; the same name again replaces it.

    Returned mail (RFC 3464) is recognised before any registered handler is asked; automatic answers and letters to
    people only after all of them, because calendar programs mark answers as automatic as well.
    """
    _handlers[name] = handler


def registered_handlers() -> tuple[InboundHandler, ...]:
    """Return the handlers that plugins registered."""
    return tuple(_handlers.values())

"""What stands in printed letters: the same words and facts as in the mail, with a code instead of a link."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override, pgettext

from tafelrunde_events import conf
from tafelrunde_events.domain.addressees import Addressee
from tafelrunde_events.domain.answer_links import answer_address, answer_token
from tafelrunde_events.domain.date_texts import short_day_text
from tafelrunde_events.domain.invitation_sections import sections_of
from tafelrunde_events.domain.letters.addressing import LetterRecipient, postal_lines, with_address
from tafelrunde_events.domain.mail_texts import (
    RECIPIENT_VALUES,
    Wording,
    event_values,
    fill,
    fill_subject,
    wording_of,
)
from tafelrunde_events.domain.placeholders import paragraphs
from tafelrunde_events.domain.places import shared_place
from tafelrunde_events.domain.plan import EventPlan, load_plans
from tafelrunde_events.domain.qr_code import qr_svg
from tafelrunde_events.domain.short_codes import grouped, short_code, short_form_address, store_paper_secrets
from tafelrunde_events.domain.typesetting import typeset
from tafelrunde_events.engine.texts import clean_line
from tafelrunde_events.enums import MailingKind
from tafelrunde_events.models import Event

TEMPLATE = Path(__file__).with_name("letter.typ")
#: Letters that ask for an answer.
ASKING_KINDS = (MailingKind.INVITATION, MailingKind.UPDATE, MailingKind.REMINDER)
#: Letters that leave out what nobody needs any more.
_ENDING_KINDS = (MailingKind.CANCELLATION, MailingKind.WITHDRAWAL)


def letters_pdf(
    event: Event, kind: str, recipients: Sequence[LetterRecipient], *, subject: str = "", message: str = ""
) -> bytes:
    """Return the letters of a mailing of some kind (`MailingKind`) as one PDF/UA-1, in the order of the recipients.

    `subject` replaces the usual one where it is given; `message` stands below the facts, or above them in a plain
    message. Both may hold placeholders. Whoever has no postal address is left out (`with_address`).
    Stores the hashes of the printed codes. Raises ValidationError (code ``no_letters``) when nobody is left.
    """
    printable, _lacking = with_address(recipients)
    if not printable:
        raise ValidationError(gettext("Nobody of those who get a letter has a postal address."), code="no_letters")
    with transaction.atomic():
        store_paper_secrets([recipient.invitation for recipient in printable if recipient.invitation])
    return typeset(TEMPLATE, letters_data(event, kind, printable, subject=subject, message=message))


def letters_data(
    event: Event, kind: str, recipients: Sequence[LetterRecipient], *, subject: str = "", message: str = ""
) -> dict[str, Any]:
    """Return the data that `letter.typ` takes; asks the database the same questions however many letters there are."""
    writer = _LetterWriter(event, kind, subject=subject, message=message)
    languages = {recipient.language for recipient in recipients}
    main = conf.language() if conf.language() in languages else min(languages)
    with override(main):
        title = gettext("Letters: %(title)s") % {"title": clean_line(event.title)}
    letters = [writer.letter(recipient) for recipient in recipients]
    return {"title": title, "author": conf.site_name(), "lang": main, "letters": letters}


class _LetterWriter:
    """Writes the letters about one event; what all readers of a language get alike is put into words once."""

    def __init__(self, event: Event, kind: str, *, subject: str, message: str) -> None:
        self.event = event
        self.kind = kind
        self.subject = subject
        self.message = message
        self.plan: EventPlan = load_plans([event])[0]
        self._shared: dict[str, tuple[Wording, dict[str, str], dict[str, Any]]] = {}

    def letter(self, recipient: LetterRecipient) -> dict[str, Any]:
        """Return the data of one letter."""
        language = recipient.language
        with override(language):
            if language not in self._shared:
                self._shared[language] = self._describe(language)
            wording, values, shared = self._shared[language]
            own = values | _own_values(recipient)
            return shared | {
                "address": postal_lines(recipient),
                "opening": _blocks(fill(wording.opening, own)),
                "message": _blocks(fill(self.message, own)),
                "closing": _blocks(fill(wording.closing, own)),
                "answer": self._answer(recipient),
            }

    def _describe(self, language: str) -> tuple[Wording, dict[str, str], dict[str, Any]]:
        wording = wording_of(self.event, self.kind, language=language)
        values = event_values(self.plan)
        sections = [] if self.kind in _ENDING_KINDS else sections_of(self.event)
        shared = {
            "lang": language.partition("-")[0],
            "sender": values["organisers"].partition("\n")[0],
            "return_address": fill_subject(wording.return_address, values),
            "date": short_day_text(timezone.localdate()),
            "subject": fill_subject(self.subject or wording.subject, values),
            "words_first": self.kind == MailingKind.MESSAGE,
            "facts": self._facts(values),
            "sections": [{"title": one.title, "items": [list(item) for item in one.items]} for one in sections],
            "signature": _blocks(fill(wording.signature, values)),
            "clause": _blocks(fill(wording.exclusion_clause, values)),
            "page": {
                "before": pgettext("number of a page in a letter", "Page"),
                "between": pgettext("number of a page in a letter", "of"),
            },
        }
        return wording, values, shared

    def _facts(self, values: dict[str, str]) -> list[tuple[str, list[str]]]:
        rows = [row for entry in self.plan.entries for row in entry.rows]
        access = shared_place(self.event, [row for row in rows if not row.is_cancelled] or rows).access
        facts = [
            (gettext("What"), values["title"]),
            (gettext("When"), values["dates"]),
            (gettext("Where"), "" if self.kind in _ENDING_KINDS else values["place"]),
            (gettext("Access"), "" if self.kind in _ENDING_KINDS else access),
            (gettext("Online"), "" if self.kind in _ENDING_KINDS else values["online"]),
            (gettext("Reason"), values["reason"] if self.kind in _ENDING_KINDS else ""),
        ]
        return [(label, text.split("\n")) for label, text in facts if text]

    def _answer(self, recipient: LetterRecipient) -> dict[str, str] | None:
        if recipient.invitation is None or self.kind not in ASKING_KINDS:
            return None
        nonce = recipient.invitation.nonce
        note = gettext("Code and QR code are meant for you alone; please do not pass them on.")
        if self.event.contact_email:
            by_mail = gettext("You can also answer by mail to %(address)s.") % {"address": self.event.contact_email}
            note = f"{by_mail} {note}"
        return {
            "title": gettext("Your answer"),
            "text": gettext(
                "Please tell us whether you will come, or who comes in your place: point the camera of a telephone at "
                "the QR code, or open this address and type the code below it."
            ),
            "address": short_form_address(),
            "code": grouped(short_code(nonce)),
            "note": note,
            "qr": qr_svg(answer_address(answer_token(nonce))),
            "alt": gettext("QR code that opens the page for your answer"),
        }


def _own_values(recipient: LetterRecipient) -> dict[str, str]:
    """Return what in the words is the recipient's own, as a mail says it too; the link is the one that can be typed."""
    if recipient.invitation is not None:
        addressee = Addressee.of_invitation(recipient.invitation)
    else:
        addressee = Addressee(address="", person=recipient.person, organisation=recipient.organisation)
    known = addressee.private_values() | addressee.values()
    own = {name: known[placeholder] for name, placeholder in RECIPIENT_VALUES.items()}
    return own | {"answer_url": short_form_address() if recipient.invitation else ""}


def _blocks(text: str) -> list[list[str]]:
    return [block.split("\n") for block in paragraphs(text)]

"""Writing the words of letters for the site or an owner such as a round table: checked, kept, taken back."""

from collections.abc import Collection, Mapping

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext
from wagtail.log_actions import log

from tafelrunde_events.domain.mail_texts import (
    CLAUSE_KINDS,
    InForce,
    built_in_letterhead,
    built_in_words,
    letterhead_in_force,
    words_in_force,
)
from tafelrunde_events.domain.placeholders import PLACEHOLDERS, SHARED_PLACEHOLDERS, check_words
from tafelrunde_events.domain.text_owners import SITE
from tafelrunde_events.engine.texts import clean_line, clean_text
from tafelrunde_events.models import Letterhead, MailText

WORDS_CHANGED = "tafelrunde_events.words_changed"
WORDS_RESET = "tafelrunde_events.words_reset"
#: Characters in one text: a letter, not a book.
TEXT_LENGTH = 5000

_LINES = {"subject", "return_address"}
_NO_WORDS = {"exclusion"}


def allowed_placeholders(field: str, kind: str = "") -> tuple[str, ...]:
    """Return what may stand in a field; what differs from recipient to recipient only in opening and closing.

    The personal link has a place only in letters that ask for an answer.
    """
    if field not in ("opening", "closing"):
        return SHARED_PLACEHOLDERS
    return tuple(name for name, one in PLACEHOLDERS.items() if not one.secret or kind in CLAUSE_KINDS)


def inherited_words(owner: str, kind: str, *, language: str) -> dict[str, InForce]:
    """Return what would be in force without the owner's own words."""
    if owner == SITE:
        return built_in_words(kind, language=language)
    return words_in_force(SITE, kind, language=language)


def inherited_letterhead(owner: str, *, language: str) -> dict[str, InForce]:
    """Return what would be in force without the owner's own letterhead."""
    return built_in_letterhead(language=language) if owner == SITE else letterhead_in_force(SITE, language=language)


def save_words(owner: str, kind: str, *, language: str, texts: Mapping[str, str], by: AbstractBaseUser | None) -> None:
    """Keep subject, opening and closing of a kind of letter.

    What is empty, or what is inherited anyway, is not stored, so that it follows later changes. Raises ValidationError
    by field for unknown placeholders, stray braces and texts that are too long; nothing is stored then.
    """
    texts = checked_texts(texts, kind)
    inherited = inherited_words(owner, kind, language=language)
    _store(MailText, texts, inherited, by, owner=owner, kind=kind, language=language)


def save_letterhead(owner: str, *, language: str, texts: Mapping[str, str], by: AbstractBaseUser | None) -> None:
    """Keep signature, exclusion clause and sender; as `save_words`."""
    texts = checked_texts(texts)
    inherited = inherited_letterhead(owner, language=language)
    _store(Letterhead, texts, inherited, by, owner=owner, language=language)


def reset_words(owner: str, kind: str, *, language: str, by: AbstractBaseUser | None) -> None:
    """Forget the owner's words of a kind of letter; doing it twice changes nothing."""
    _forget(MailText, by, owner=owner, kind=kind, language=language)


def reset_letterhead(owner: str, *, language: str, by: AbstractBaseUser | None) -> None:
    """Forget the owner's letterhead; doing it twice changes nothing."""
    _forget(Letterhead, by, owner=owner, language=language)


def checked_texts(texts: Mapping[str, str], kind: str = "") -> dict[str, str]:
    """Return the texts as they would be stored; raises ValidationError by field as `save_words` does."""
    clean: dict[str, str] = {}
    errors: dict[str, ValidationError] = {}
    for field, text in texts.items():
        clean[field] = clean_line(text) if field in _LINES else clean_text(text).strip()
        if field in _NO_WORDS:
            continue
        try:
            _check(clean[field], allowed_placeholders(field, kind))
        except ValidationError as error:
            errors[field] = error
    if errors:
        raise ValidationError(errors)
    return clean


def _check(text: str, allowed: Collection[str]) -> None:
    if len(text) > TEXT_LENGTH:
        message = gettext("Please write no more than %(limit)d characters.")
        raise ValidationError(message % {"limit": TEXT_LENGTH}, code="max_length")
    check_words(text, allowed=allowed)


def _store(
    model: type[MailText | Letterhead],
    texts: Mapping[str, str],
    inherited: Mapping[str, InForce],
    by: AbstractBaseUser | None,
    **identity: str,
) -> None:
    own = {field: "" if text == inherited[field].text else text for field, text in texts.items()}
    if not any(own.values()):
        _forget(model, by, **identity)
        return
    with transaction.atomic():
        row = model._default_manager.filter(**identity).first() or model(**identity)  # noqa: SLF001 (documented name)
        if row.pk and all(getattr(row, field) == text for field, text in own.items()):
            return
        for field, text in own.items():
            setattr(row, field, text)
        row.full_clean()
        row.save()
        log(instance=row, action=WORDS_CHANGED, user=by)


def _forget(model: type[MailText | Letterhead], by: AbstractBaseUser | None, **identity: str) -> None:
    with transaction.atomic():
        for row in model._default_manager.filter(**identity):  # noqa: SLF001 (as above)
            log(instance=row, action=WORDS_RESET, user=by)
            row.delete()

"""What the admin edits of the words of letters: one kind in one language, or the letterhead in one language."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.http import Http404
from django.utils.translation import get_language_info, gettext

from tafelrunde_events import conf
from tafelrunde_events.domain.editing_texts import (
    allowed_placeholders,
    checked_texts,
    inherited_letterhead,
    inherited_words,
    reset_letterhead,
    reset_words,
    save_letterhead,
    save_words,
)
from tafelrunde_events.domain.mail_texts import (
    CLAUSE_KINDS,
    InForce,
    Wording,
    letterhead_in_force,
    words_in_force,
)
from tafelrunde_events.domain.text_owners import SITE
from tafelrunde_events.domain.text_samples import SampleMail, sample_mail
from tafelrunde_events.enums import MailingKind
from tafelrunde_events.forms.mail_texts import LetterheadForm, WordsForm
from tafelrunde_events.models import Letterhead

#: What stands in addresses in the place of a kind of letter.
LETTERHEAD = "briefkopf"


def known_languages() -> dict[str, str]:
    """Return the languages of the site with their names in the active language."""
    return {code: str(get_language_info(code)["name_translated"]) for code in conf.languages()}


def part_of(owner: str, kind: str, language: str) -> "TextPart":
    """Return what an address of the admin names; raises Http404 for unknown kinds and languages."""
    if language not in conf.languages():
        raise Http404
    if kind == LETTERHEAD:
        return _Letterhead(owner, language)
    if kind not in MailingKind.values:
        raise Http404
    return _Words(owner, language, kind)


@dataclass(frozen=True)
class TextPart(ABC):
    """Something that is edited on one page."""

    owner: str
    language: str
    kind: str = ""

    @property
    @abstractmethod
    def title(self) -> str:
        """What it is."""

    @abstractmethod
    def in_force(self) -> dict[str, InForce]:
        """Return the texts that are in force."""

    @abstractmethod
    def inherited(self) -> dict[str, InForce]:
        """Return the texts that would be in force without own ones."""

    @abstractmethod
    def form(self, data: Any = None) -> forms.Form:
        """Return the form, with what is in force."""

    @abstractmethod
    def save(self, texts: Mapping[str, str], *, by: AbstractBaseUser) -> None:
        """Keep texts; raises ValidationError by field."""

    @abstractmethod
    def reset(self, *, by: AbstractBaseUser) -> None:
        """Forget own texts."""

    @abstractmethod
    def sample(self, texts: Mapping[str, str]) -> SampleMail:
        """Return a letter in these texts about nothing real."""

    @property
    def label(self) -> str:
        """What it is, and in which language."""
        return f"{self.title} ({known_languages()[self.language]})"

    def has_own(self) -> bool:
        """Tell whether the owner has words of their own here."""
        return any(text.origin.is_own_of(self.owner) for text in self.in_force().values())

    def allowed(self, field: str) -> tuple[str, ...]:
        """Return the placeholders of a field."""
        return () if field == "exclusion" else allowed_placeholders(field, self.kind)

    def checked(self, texts: Mapping[str, str]) -> dict[str, str]:
        """Return the texts as they would be in force; raises ValidationError by field."""
        clean = checked_texts(texts, self.kind)
        inherited = self.inherited()
        return {name: text or inherited[name].text for name, text in clean.items()}

    def _values(self) -> dict[str, str]:
        return {name: text.text for name, text in self.in_force().items()}


class _Words(TextPart):
    @property
    def title(self) -> str:
        return str(MailingKind(self.kind).label)

    def in_force(self) -> dict[str, InForce]:
        return words_in_force(self.owner, self.kind, language=self.language)

    def inherited(self) -> dict[str, InForce]:
        return inherited_words(self.owner, self.kind, language=self.language)

    def form(self, data: Any = None) -> forms.Form:
        return WordsForm(data, initial=self._values())

    def save(self, texts: Mapping[str, str], *, by: AbstractBaseUser) -> None:
        save_words(self.owner, self.kind, language=self.language, texts=texts, by=by)

    def reset(self, *, by: AbstractBaseUser) -> None:
        reset_words(self.owner, self.kind, language=self.language, by=by)

    def sample(self, texts: Mapping[str, str]) -> SampleMail:
        head = letterhead_in_force(self.owner, language=self.language)
        return _sample(texts, {name: text.text for name, text in head.items()}, self.kind, self.language)


class _Letterhead(TextPart):
    @property
    def title(self) -> str:
        return gettext("Letterhead")

    def in_force(self) -> dict[str, InForce]:
        return letterhead_in_force(self.owner, language=self.language)

    def inherited(self) -> dict[str, InForce]:
        return inherited_letterhead(self.owner, language=self.language)

    def form(self, data: Any = None) -> forms.Form:
        initial = self._values()
        if self.owner != SITE and not self.in_force()["exclusion"].origin.is_own_of(self.owner):
            initial["exclusion"] = Letterhead.Exclusion.AS_ABOVE
        return LetterheadForm(data, initial=initial, is_site=self.owner == SITE)

    def save(self, texts: Mapping[str, str], *, by: AbstractBaseUser) -> None:
        save_letterhead(self.owner, language=self.language, texts=texts, by=by)

    def reset(self, *, by: AbstractBaseUser) -> None:
        reset_letterhead(self.owner, language=self.language, by=by)

    def sample(self, texts: Mapping[str, str]) -> SampleMail:
        words = words_in_force(self.owner, MailingKind.INVITATION, language=self.language)
        return _sample({name: text.text for name, text in words.items()}, texts, MailingKind.INVITATION, self.language)


def _sample(words: Mapping[str, str], head: Mapping[str, str], kind: str, language: str) -> SampleMail:
    has_clause = kind in CLAUSE_KINDS and head["exclusion"] != Letterhead.Exclusion.NEVER
    wording = Wording(
        subject=words["subject"],
        opening=words["opening"],
        closing=words["closing"],
        signature=head["signature"],
        exclusion_clause=head["exclusion_clause"] if has_clause else "",
        return_address=head["return_address"],
    )
    return sample_mail(wording, kind, language=language)

"""The admin form of trainings: what keeps one from being published, and why."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from tafelrunde_events import engine
from tafelrunde_events.forms.pages import FACT_FIELDS, EventPageForm
from tafelrunde_events.models.terms import RegistrationTerms

_TERMS = tuple(field.name for field in RegistrationTerms._meta.local_fields)  # noqa: SLF001 (Django's documented name)


class TrainingPageForm(EventPageForm):
    """Checks drafted terms against each other, against the dates, and against those who are registered.

    A draft may contradict itself; all of this is asked only of what is to be published or approved.
    """

    fact_fields = (
        *FACT_FIELDS,
        *("audiences", "topics", "level", "format", "languages", "access", "target_region"),
        *("takes_registrations", "registration_url", "consents"),
        *_TERMS,
    )
    fact_rows = ("organisers", "partners", "trainers", "questions")

    def clean(self) -> dict[str, Any]:
        """Add what needs no dates."""
        cleaned: dict[str, Any] = super().clean()
        if not self.is_deferred_validation:
            self._check_ways(cleaned)
            self._check_numbers(cleaned)
            self._check_registered(cleaned.get("capacity"))
            self._check_questions()
        return cleaned

    def check_terms(self, cleaned: dict[str, Any], sessions: dict[int, engine.Session]) -> None:
        """Ask for no more sessions than there are, and for a registration that opens before the training begins."""
        if self.is_deferred_validation or not sessions or not cleaned.get("takes_registrations"):
            return
        slots = [slot for session in sessions.values() for slot in _slots(session)]
        is_endless = any(map(_is_endless, sessions.values()))
        needed = cleaned.get("certificate_sessions")
        if needed and needed > len(slots) and not is_endless:
            self._refuse_field(
                "certificate_sessions",
                ngettext("There is only one session.", "There are only %(count)s sessions.", len(slots)),
                count=len(slots),
            )
        opens = cleaned.get("opens_at")
        if opens and slots and opens >= min(slot.start_utc for slot in slots):
            self._refuse_field("opens_at", gettext("The registration opens only after the training has begun."))

    def _check_ways(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("takes_registrations") and cleaned.get("registration_url"):
            self._refuse_field(
                "registration_url",
                gettext("People register either on this site or elsewhere. Please decide for one of them."),
            )

    def _check_numbers(self, cleaned: dict[str, Any]) -> None:
        capacity = cleaned.get("capacity")
        if capacity is None:
            return
        messages = {
            "reserved": gettext("More places are reserved than there are (%(count)s)."),
            "minimum": gettext("The training would need more people than there are places (%(count)s)."),
            "group_size": gettext("More people in one registration than there are places (%(count)s)."),
        }
        for name, message in messages.items():
            if (cleaned.get(name) or 0) > capacity:
                self._refuse_field(name, message, count=capacity)

    def _check_registered(self, capacity: int | None) -> None:
        from tafelrunde_events.domain.obstacles import (  # noqa: PLC0415 (page models import this form)
            capacity_obstacle,
        )

        if self.event and (obstacle := capacity_obstacle(self.event, capacity)):
            self._refuse_field("capacity", obstacle)

    def _check_questions(self) -> None:
        """Refuse two questions of the same words: lists and exports could not tell them apart."""
        seen: set[str] = set()
        for form in self.formsets["questions"].forms if "questions" in self.formsets else []:
            if not form.is_valid() or form.cleaned_data.get("DELETE"):
                continue
            label = " ".join(form.cleaned_data.get("label", "").casefold().split())
            if label in seen:
                form.add_error("label", gettext("Another question has the same words."))
            seen.add(label)

    def _refuse_field(self, name: str, message: str, **params: Any) -> None:
        if name in self.fields:
            self.add_error(name, ValidationError(message, code=name, params=params))


def _slots(session: engine.Session) -> list[engine.Slot]:
    from tafelrunde_events.domain.applying import horizon  # noqa: PLC0415 (page models import this form)

    return list(engine.expand(session, horizon=horizon(timezone.now())))


def _is_endless(session: engine.Session) -> bool:
    return session.rule is not None and session.rule.count is None and session.rule.until is None

"""The admin forms of event pages."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.admin.forms.pages import CopyForm, WagtailAdminPageForm
from wagtail.blocks import StreamBlock, StreamValue
from wagtail.blocks.stream_block import StreamBlockValidationError

from tafelrunde_events import engine
from tafelrunde_events.blocks import refusal, schedule_error
from tafelrunde_members.permissions import AnyUser

#: Facts of the event: on pages that do not control it they are not drafted at all.
FACT_FIELDS = ("schedule", "zone", "venue", "room", "online_url", "contact_email", "booking")
_SCHEMES = ("https://", "http://")
#: A rule whose next date is further away is not what somebody publishes.
_YEARS_AHEAD = dt.timedelta(days=731)


class CopyWithoutAliasForm(CopyForm):
    """Copies start without dates; aliases of event pages do not exist (law 2)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("alias", None)


class EventPageForm(WagtailAdminPageForm):
    """Checks the drafted dates and says on the spot what is wrong with them."""

    #: Fields and rows that only the page has that controls the event.
    fact_fields: tuple[str, ...] = FACT_FIELDS
    fact_rows: tuple[str, ...] = ("organisers",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from tafelrunde_events.domain.publishing import controls_event  # noqa: PLC0415 (page models import this form)

        super().__init__(*args, **kwargs)
        self.event = self.instance.find_event()
        if not controls_event(self.instance, self.event):
            for name in self.fact_fields:
                self.fields.pop(name, None)
            for name in self.fact_rows:
                self.formsets.pop(name, None)
        elif self.instance._state.adding:  # noqa: SLF001
            self.initial["schedule"] = _one_empty_session(self.instance.schedule.stream_block)
        if "venue" in self.fields and self.for_user is not None:
            self.fields["venue"].queryset = self._venues(self.for_user)

    def _venues(self, user: AnyUser) -> QuerySet[Any]:
        """Return the venues that the editor may know of, and the one that was chosen before."""
        venues = self.fields["venue"].queryset
        return venues.visible_to(user) | venues.filter(pk=self.instance.venue_id)

    def clean(self) -> dict[str, Any]:
        """Check the schedule as a whole; drafts may be incomplete but not wrong."""
        cleaned: dict[str, Any] = super().clean()
        if "zone" in cleaned:
            self._check_zone(cleaned["zone"])
        if "schedule" in cleaned and "zone" in cleaned and not self.has_error("zone"):
            sessions = self._valid_sessions(cleaned["schedule"], cleaned["zone"])
            if not self.has_error("schedule"):
                self._check_sessions(sessions)
                self.check_terms(cleaned, sessions)
        self._check_addresses(cleaned)
        if not self.is_deferred_validation:
            self._check_image(cleaned.get("image"))
        return cleaned

    def check_terms(self, cleaned: dict[str, Any], sessions: dict[int, engine.Session]) -> None:
        """Check what page types add to the facts, against the drafted sessions."""

    def _check_addresses(self, cleaned: dict[str, Any]) -> None:
        """Refuse addresses that browsers do not open."""
        for name, field in self.fields.items():
            value = cleaned.get(name)
            if isinstance(field, forms.URLField) and value and not value.lower().startswith(_SCHEMES):
                message = gettext("Please enter an address that begins with https:// or http://.")
                self.add_error(name, ValidationError(message, code="scheme"))

    def _check_image(self, image: Any) -> None:
        from tafelrunde_events.domain.obstacles import image_obstacle  # noqa: PLC0415 (page models import this form)

        if obstacle := image_obstacle(image):
            self.add_error("image", ValidationError(obstacle, code="description"))

    def _check_zone(self, zone: str) -> None:
        try:
            engine.get_zone(zone)
        except engine.ZoneError as error:
            self.add_error("zone", ValidationError(refusal(error), code=error.code))

    def _valid_sessions(self, schedule: Any, zone: str) -> dict[int, engine.Session]:
        """Return the sessions of the draft by their position, and report the ones that cannot be."""
        sessions: dict[int, engine.Session] = {}
        errors: dict[int, ValidationError] = {}
        for position, block in enumerate(schedule):
            if block.value.is_complete:
                session = block.value.to_session(key=block.id or f"draft-{position}", zone=zone)
                try:
                    session.validate()
                except engine.ScheduleError as error:
                    errors[position] = schedule_error(error, block.block)
                sessions[position] = session
        if errors:
            self.add_error("schedule", StreamBlockValidationError(block_errors=errors))
        return sessions

    def _check_sessions(self, sessions: dict[int, engine.Session]) -> None:
        if self.event is not None:
            self._refuse_frozen(sessions)
        elif not self.is_deferred_validation and sessions and all(map(_is_over, sessions.values())):
            self._refuse(gettext("The date is in the past."), code="past")
        if not sessions and not self.is_deferred_validation:
            self._refuse(gettext("Please enter at least one date."), code="required")

    def _refuse(self, message: str, *, code: str) -> None:
        error = forms.ValidationError(message, code=code)
        self.add_error("schedule", StreamBlockValidationError(non_block_errors=[error]))

    def _refuse_frozen(self, sessions: dict[int, engine.Session]) -> None:
        """Say why a changed date would stay as it is (law 1), instead of ignoring the change."""
        from tafelrunde_events.domain.applying import frozen_keys  # noqa: PLC0415 (page models import this form)

        frozen = frozen_keys(self.event, list(sessions.values()))
        message = gettext(
            "This date was moved or cancelled by itself, or people have answered to it or registered for it. "
            "Publishing does not change it. "
            "Please put back what was here, and move the date itself."
        )
        errors = {
            position: ValidationError(message, code="frozen")
            for position, session in sessions.items()
            if session.key in frozen
        }
        if errors:
            self.add_error("schedule", StreamBlockValidationError(block_errors=errors))


def _is_over(session: engine.Session) -> bool:
    now = timezone.now()
    slots = engine.expand(session, horizon=now.date() + _YEARS_AHEAD)
    return all(slot.end_utc <= now for slot in slots)


def _one_empty_session(block: StreamBlock) -> StreamValue:
    """Return what a new page asks for: one date to fill in. A button alone is easily overlooked."""
    return block.normalize([("session", block.child_blocks["session"].get_default())])

"""Drafts that keep in step: what was done to the dates of an event is said by its page and its revisions too.

Otherwise the next publication of an unchanged page would undo it, or leave the editor with a form that no longer says
what holds. Everything else that stands in a draft stays there.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q
from wagtail.models import Revision

from tafelrunde_events.domain.plan import EventPlan, applied_mark
from tafelrunde_events.engine import Session

if TYPE_CHECKING:
    from tafelrunde_events.models.pages import BaseEventPage

_Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Edit:
    """What changed in a schedule: sessions by their key, as they were and as they are, and those split off."""

    changed: dict[str, tuple[Session, Session]]
    parted: dict[str, Session]

    def apply(self, blocks: list[_Block]) -> list[_Block]:
        """Return the blocks of a draft with the changes in them; what a draft no longer has is not put back."""
        edited = []
        for block in blocks:
            key, value = block.get("id"), block["value"]
            changes = _values(self.changed[key][1], unlike=self.changed[key][0]) if key in self.changed else {}
            edited.append({**block, "value": value | _fitting(value, changes)})
            if key in self.parted:
                session = self.parted[key]
                edited.append({**block, "id": session.key, "value": value | _fitting(value, _values(session))})
        return edited


def keep_drafts_in_step(
    plan: EventPlan, before: Mapping[str, Session], *, parted: Mapping[str, str], with_venue: bool
) -> None:
    """Write what differs from the sessions `before` into the page of the event and its current revisions.

    `parted` names the keys of split-off series with the keys they came from; `with_venue` writes the event's place
    too. Afterwards the schedule counts as applied: publishing the page as it is changes nothing.
    """
    after = {entry_plan.entry.key: entry_plan.session for entry_plan in plan.entries}
    changed = {key: (old, after[key]) for key, old in before.items() if key in after and after[key] != old}
    page = _page_of(plan)
    if page is not None and (changed or with_venue):
        edit = _Edit(changed, {old: after[new] for new, old in parted.items()})
        facts = {"venue": plan.event.venue_id, "room": plan.event.room} if with_venue else {}
        _edit_page(page, edit, facts)
        drafted = {session.key for session in page.drafted_sessions()}
        known = _Edit(changed, {old: session for old, session in edit.parted.items() if session.key in drafted})
        _edit_revisions(page, known, facts)
    _mark_as_applied(plan, page, keys={*changed, *parted}, new=set(parted))


def _page_of(plan: EventPlan) -> "BaseEventPage | None":
    page = plan.event.page
    return cast("BaseEventPage", page.specific) if page is not None else None


def _edit_page(page: "BaseEventPage", edit: _Edit, facts: Mapping[str, Any]) -> None:
    blocks = json.loads(json.dumps(page.schedule.get_prep_value(), cls=DjangoJSONEncoder))
    setattr(page, "schedule", json.dumps(edit.apply(blocks)))  # noqa: B010 (the field takes stored text as well)
    if facts:
        page.venue_id, page.room = facts["venue"], facts["room"]
    # Only these columns: a page that is stored as a whole applies its draft.
    page.save(clean=False, update_fields=["schedule", "venue", "room"])


def _edit_revisions(page: "BaseEventPage", edit: _Edit, facts: Mapping[str, Any]) -> None:
    """Edit the revisions that publishing can come to by itself: the latest, the live one, and scheduled ones."""
    current = Q(pk__in=[page.latest_revision_id, page.live_revision_id]) | Q(approved_go_live_at__isnull=False)
    for revision in Revision.page_revisions.filter(current, object_id=str(page.pk)):
        content = {**revision.content, **facts}
        content["schedule"] = json.dumps(edit.apply(json.loads(content["schedule"])))
        if content != revision.content:
            Revision.objects.filter(pk=revision.pk).update(content=content)


def _mark_as_applied(plan: EventPlan, page: "BaseEventPage | None", *, keys: set[str], new: set[str]) -> None:
    """Remember what the page drafts as applied; a split-off series that no page knows stands for itself."""
    drafted = {session.key: session for session in page.drafted_sessions()} if page is not None else {}
    for entry_plan in plan.entries:
        entry = entry_plan.entry
        if entry.key in keys and entry.key in drafted:
            entry.applied = applied_mark(drafted[entry.key])
        elif entry.key in new:
            entry.split_off = True


def _values(session: Session, *, unlike: Session | None = None) -> _Block:
    """Return what a block says of a session; only what another session says differently, when one is given."""
    if unlike is not None:
        others = _values(unlike)
        # Weekdays may stand in a block without need, and mean another day when the first date moves.
        return {name: value for name, value in _values(session).items() if value != others[name] or name == "weekdays"}
    start, end, rule = session.start, session.end, session.rule
    values: _Block = {"all_day": session.all_day, "start_time": None, "end_time": None}
    first, _t, clock = start.isoformat().partition("T")
    last, _t, end_clock = end.isoformat().partition("T")
    values |= {"start_date": first, "end_date": last if last != first else None}
    if clock:
        values |= {"start_time": clock, "end_time": end_clock}
    if rule is not None:
        values |= {"until": rule.until and rule.until.isoformat(), "count": rule.count}
        values["weekdays"] = [str(day) for day in rule.by_weekday] if not rule.by_set_pos else []
    return values


def _fitting(value: _Block, changes: _Block) -> _Block:
    """Return the changes that a block has a part for."""
    return {name: change for name, change in changes.items() if name in value or change}

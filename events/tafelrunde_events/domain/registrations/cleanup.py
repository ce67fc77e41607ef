"""Against invented registrations: groups of those that nobody confirmed, removed at once; approval of each from now on.

Nothing here touches anybody who confirmed their address: those keep their place, and their place in the order.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, TextChoices
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from wagtail.log_actions import log

from tafelrunde_events.domain.registrations.places import lock_places, release_holds
from tafelrunde_events.domain.registrations.waiting_list import give_on
from tafelrunde_events.enums import RegistrationState
from tafelrunde_events.models import Event, Registration
from tafelrunde_events.models.registrations import RegistrationQuerySet

#: So many unconfirmed registrations with one trait in common are shown as a group.
SUSPICIOUS = 5
#: A burst: at least so many, each at most so long after the one before.
BURST = 10
BURST_GAP = dt.timedelta(seconds=60)
#: More groups than these of one sort are not shown: the largest come first.
SHOWN_GROUPS = 20
#: Log actions; their texts are registered in `wagtail_hooks`.
REGISTRATIONS_REMOVED = "tafelrunde_events.registrations_removed"
APPROVAL_SWITCHED = "tafelrunde_events.approval_switched"


class Trait(TextChoices):
    """What the registrations of a group have in common."""

    ALL = "all", pgettext_lazy("registrations", "all that are not confirmed")
    NETWORK = "network", pgettext_lazy("registrations", "from the same network")
    DOMAIN = "domain", pgettext_lazy("registrations", "addresses at the same mail provider")
    BURST = "burst", pgettext_lazy("registrations", "shortly after each other")


@dataclass(frozen=True, slots=True)
class Suspects:
    """Unconfirmed registrations that have something in common; `key` says which group of its trait it is."""

    trait: Trait
    key: str
    count: int
    first: dt.datetime
    last: dt.datetime

    @property
    def label(self) -> str:
        """What they have in common, in words; of a network nothing is known but that it is one."""
        if self.trait == Trait.DOMAIN:
            return gettext("addresses at %(domain)s") % {"domain": self.key}
        return str(self.trait.label)


@dataclass(frozen=True, slots=True)
class _Entry:
    pk: int
    network: str
    domain: str
    at: dt.datetime


def removable(event: Event) -> RegistrationQuerySet:
    """Return the registrations that nobody confirmed: neither the contact nor anybody registered along."""
    confirmed = Registration.objects.filter(contact=OuterRef("pk")).exclude(state=RegistrationState.UNCONFIRMED)
    rows = Registration.objects.filter(event=event, state=RegistrationState.UNCONFIRMED)
    return rows.filter(~Exists(confirmed))


def suspects(event: Event) -> list[Suspects]:
    """Return the groups of unconfirmed registrations: all of them, then those with something in common; one query."""
    entries = _entries(event)
    groups = [_group(Trait.ALL, "", entries)] if entries else []
    for trait in (Trait.NETWORK, Trait.DOMAIN, Trait.BURST):
        found = [_group(trait, key, members) for key, members in _members(trait, entries)]
        groups += sorted(found, key=lambda group: -group.count)[:SHOWN_GROUPS]
    return groups


def find_group(event: Event, *, trait: str, key: str) -> Suspects | None:
    """Return the group as it is now; None where there is none, or no longer."""
    entries = _entries(event)
    members = entries if trait == Trait.ALL else _chosen(trait, key, entries)
    return _group(Trait(trait), key, members) if members else None


def remove_group(event: Event, *, trait: str, key: str, by: AbstractBaseUser) -> int:
    """Delete a group of unconfirmed registrations for good, give out the places that they held, return how many.

    What was confirmed meanwhile stays. Raises ValidationError (code ``gone``) where nothing is left of the group.
    """
    with transaction.atomic():
        places = lock_places(event)
        entries = _entries(event)
        members = entries if trait == Trait.ALL else _chosen(trait, key, entries)
        if not members:
            raise ValidationError(gettext("Nothing is left of this group."), code="gone")
        for batch in _batches([entry.pk for entry in members]):
            Registration.objects.filter(pk__in=batch).delete()
        log(instance=event, action=REGISTRATIONS_REMOVED, user=by)
        give_on(places, now=timezone.now())
    return len(members)


def ask_approval(event: Event, *, wanted: bool, by: AbstractBaseUser) -> None:
    """Let staff approve each registration from now on, or no longer.

    It holds until the page is published again, which sets what the page says.
    """
    with transaction.atomic():
        places = lock_places(event)
        if places.needs_approval == wanted:
            return
        places.needs_approval = wanted
        places.save(update_fields=["needs_approval"])
        log(instance=event, action=APPROVAL_SWITCHED, user=by)
        release_holds(places)
        give_on(places, now=timezone.now())


def _entries(event: Event) -> list[_Entry]:
    rows = removable(event).in_order().values_list("pk", "network", "address", "submitted_at")
    return [_Entry(pk, network, address.rpartition("@")[2], at) for pk, network, address, at in rows]


def _members(trait: Trait, entries: list[_Entry]) -> Iterator[tuple[str, list[_Entry]]]:
    """Return the groups of one sort that are large enough, with their keys."""
    if trait == Trait.BURST:
        for burst in _bursts(entries):
            yield _burst_key(burst), burst
        return
    counts = Counter(_value(trait, entry) for entry in entries)
    for key, number in counts.items():
        if key and number >= SUSPICIOUS:
            yield key, [entry for entry in entries if _value(trait, entry) == key]


def _chosen(trait: str, key: str, entries: list[_Entry]) -> list[_Entry]:
    """Return who is in the group that a page showed a moment ago, even where it has become smaller since."""
    if trait == Trait.BURST:
        first, _separator, last = key.partition("-")
        if not (first.isdecimal() and last.isdecimal()):
            return []
        return [entry for entry in entries if int(first) <= _milliseconds(entry.at) <= int(last)]
    if trait not in (Trait.NETWORK, Trait.DOMAIN) or not key:
        return []
    return [entry for entry in entries if _value(Trait(trait), entry) == key]


def _value(trait: Trait, entry: _Entry) -> str:
    return entry.network if trait == Trait.NETWORK else entry.domain


def _bursts(entries: list[_Entry]) -> Iterator[list[_Entry]]:
    run: list[_Entry] = []
    for entry in entries:
        if run and entry.at - run[-1].at > BURST_GAP:
            if len(run) >= BURST:
                yield run
            run = []
        run.append(entry)
    if len(run) >= BURST:
        yield run


def _burst_key(burst: list[_Entry]) -> str:
    return f"{_milliseconds(burst[0].at)}-{_milliseconds(burst[-1].at)}"


def _milliseconds(moment: dt.datetime) -> int:
    return int(moment.timestamp() * 1000)


def _group(trait: Trait, key: str, members: list[_Entry]) -> Suspects:
    return Suspects(trait=trait, key=key, count=len(members), first=members[0].at, last=members[-1].at)


def _batches(keys: list[int], size: int = 500) -> Iterable[list[int]]:
    return (keys[start : start + size] for start in range(0, len(keys), size))

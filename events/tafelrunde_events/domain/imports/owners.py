"""To whom a foreign calendar can belong: an organisation, or what higher plugins register, such as a round table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.models import CalendarSource
from tafelrunde_members.enums import EDITING_ROLES, Visibility
from tafelrunde_members.models import Organisation
from tafelrunde_members.permissions import AnyUser, is_superuser, roles_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class OwnerKind:
    """One kind of owner.

    `path` leads from a source to its owner, as `select_related` takes it. `candidates` returns whose calendars the
    user may look after; it must agree with `permissions.source_scope`. `attach` makes somebody the owner, or ends that
    nobody of this kind is. `visibilities` are the circles that dates of such a source can have.
    """

    name: str
    label: "StrOrPromise"
    path: str
    candidates: Callable[[AnyUser], QuerySet[Any]]
    attach: Callable[[CalendarSource, Any], None]
    visibilities: tuple[Visibility, ...]

    def owner_of(self, source: CalendarSource) -> Model | None:
        """Return the owner of this kind, if it has one."""
        found: Any = source
        for name in self.path.split("__"):
            found = getattr(found, name, None)
            if found is None:
                return None
        owner: Model = found
        return owner


_kinds: dict[str, OwnerKind] = {}


def register_owner_kind(kind: OwnerKind) -> None:
    """Add a kind of owner; the same name again replaces it."""
    _kinds[kind.name] = kind


def owner_kinds() -> list[OwnerKind]:
    """Return all kinds in the order of their registration."""
    return list(_kinds.values())


def owner_of(source: CalendarSource) -> tuple[OwnerKind, Model] | None:
    """Return to whom a source belongs."""
    for kind in _kinds.values():
        owner = kind.owner_of(source)
        if owner is not None:
            return kind, owner
    return None


def with_owners(sources: QuerySet[CalendarSource]) -> QuerySet[CalendarSource]:
    """Fetch the owners in the same query."""
    return sources.select_related(*(kind.path for kind in _kinds.values()))


def set_owner(source: CalendarSource, kind: OwnerKind, owner: Model) -> None:
    """Make somebody the only owner of a stored source."""
    for other in _kinds.values():
        other.attach(source, owner if other == kind else None)


def _organisations(user: AnyUser) -> QuerySet[Organisation]:
    editing = is_superuser(user) or not roles_of(user).isdisjoint(EDITING_ROLES)
    organisations = Organisation.objects.visible_to(user)
    return organisations if editing else organisations.none()


def _attach_organisation(source: CalendarSource, organisation: Organisation | None) -> None:
    if source.organisation != organisation:
        source.organisation = organisation
        source.save(update_fields=["organisation"])


organisation_kind = OwnerKind(
    name="organisation",
    label=_("Institutions"),
    path="organisation",
    candidates=_organisations,
    attach=_attach_organisation,
    visibilities=(Visibility.PUBLIC, Visibility.NETWORK),
)

"""Who comes, who has not answered and which sector is missing: the answers to one event at a glance."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tafelrunde_events.domain.invitation_post import Delivery, deliveries
from tafelrunde_events.enums import ATTENDING_ANSWERS, Answer
from tafelrunde_events.models import Event, Invitation, Reply
from tafelrunde_members.models import Person, Sector
from tafelrunde_members.permissions import AnyUser

#: Who has not answered stands first: that is what somebody has to do something about.
ORDER_OF_ANSWERS = (Answer.NEEDS_ACTION, Answer.ACCEPTED, Answer.DELEGATED, Answer.TENTATIVE, Answer.DECLINED)


@dataclass(frozen=True)
class BoardRow:
    """One invitation. `name` is empty when this reader must not know who was invited (law 12)."""

    invitation: Invitation
    name: str
    sector: Sector | None
    delivery: Delivery | None
    replies: list[Reply]


@dataclass
class SectorCount:
    """How a sector of society is going to be represented."""

    sector: Sector | None
    invited: int = 0
    coming: int = 0
    open: int = 0

    @property
    def is_missing(self) -> bool:
        """Whether nobody of the sector comes and nobody may still say so."""
        return not self.coming and not self.open


@dataclass(frozen=True)
class AnswerBoard:
    """All invitations of an event, by answer and then by sector and organisation."""

    groups: list[tuple[Answer, list[BoardRow]]] = field(default_factory=list)
    withdrawn: list[BoardRow] = field(default_factory=list)
    sectors: list[SectorCount] = field(default_factory=list)

    @property
    def counts(self) -> list[tuple[Answer, int]]:
        """How often each answer was given."""
        return [(answer, len(rows)) for answer, rows in self.groups]

    @property
    def troubled(self) -> list[BoardRow]:
        """Invitations whose mail did not arrive."""
        rows = [row for _, group in self.groups for row in group]
        return [row for row in rows if row.delivery is not None and row.delivery.is_trouble]

    @property
    def is_empty(self) -> bool:
        """Whether nobody was ever invited."""
        return not self.withdrawn and not any(rows for _, rows in self.groups)


def answer_board(event: Event, *, user: AnyUser) -> AnswerBoard:
    """Return the answers to an event as this user may see them; five queries however many were invited."""
    invitations = (
        Invitation.objects.managed_by(user)
        .filter(event=event)
        .select_related("person", "organisation__sector")
        .prefetch_related("replies__recorded_by")
    )
    known = set(Person.objects.visible_to(user).filter(invitations__event=event).values_list("pk", flat=True))
    mails = deliveries(event)
    rows = sorted((_row(invitation, known, mails) for invitation in invitations), key=_position)
    current = [row for row in rows if row.invitation.withdrawn_at is None]
    return AnswerBoard(
        groups=[(answer, [row for row in current if row.invitation.answer == answer]) for answer in ORDER_OF_ANSWERS],
        withdrawn=[row for row in rows if row.invitation.withdrawn_at is not None],
        sectors=_count_sectors(current),
    )


def shown_name(person: Person, *, user: AnyUser) -> str:
    """Return the person's name, or nothing when this user must not know it."""
    if person.protected and not Person.objects.visible_to(user).filter(pk=person.pk).exists():
        return ""
    return person.full_name


def _row(invitation: Invitation, known: set[int], mails: dict[int, Delivery]) -> BoardRow:
    person = invitation.person
    organisation = invitation.organisation
    return BoardRow(
        invitation=invitation,
        name="" if person.protected and person.pk not in known else person.full_name,
        sector=organisation.sector if organisation else None,
        delivery=mails.get(invitation.pk),
        replies=list(invitation.replies.all()),
    )


def _position(row: BoardRow) -> tuple[bool, int, str, str, int]:
    organisation = row.invitation.organisation
    return (
        row.sector is None,
        row.sector.position if row.sector else 0,
        organisation.name if organisation else "",
        row.name,
        row.invitation.pk,
    )


def _count_sectors(rows: Iterable[BoardRow]) -> list[SectorCount]:
    counts: dict[int | None, SectorCount] = {}
    for row in rows:
        count = counts.setdefault(row.sector.pk if row.sector else None, SectorCount(row.sector))
        count.invited += 1
        count.coming += row.invitation.answer in ATTENDING_ANSWERS
        count.open += row.invitation.answer in (Answer.NEEDS_ACTION, Answer.TENTATIVE)
    return list(counts.values())

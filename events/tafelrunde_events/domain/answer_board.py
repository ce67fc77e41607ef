"""Who comes, who has not answered and which sector is missing: the answers to one event at a glance."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext

from tafelrunde_events.domain.board_deliveries import Deliveries, Delivery
from tafelrunde_events.domain.quorums import Quorum, quorum_needed
from tafelrunde_events.enums import ATTENDING_ANSWERS, Answer, ReplySource
from tafelrunde_events.models import Event, Invitation, Occurrence, Reply
from tafelrunde_events.person_links import pages_of_people
from tafelrunde_members.models import Person, Sector
from tafelrunde_members.permissions import AnyUser

#: Who has not answered stands first: that is what somebody has to do something about.
ORDER_OF_ANSWERS = (Answer.NEEDS_ACTION, Answer.ACCEPTED, Answer.DELEGATED, Answer.TENTATIVE, Answer.DECLINED)


@dataclass(frozen=True)
class BoardRow:
    """One invitation. Where this reader must not know who was invited (law 12), it `is_hidden` and has no `name`.

    Whoever comes in somebody's place has an invitation of their own; it is the `deputy` here and no row of the board.
    `person_url` leads to where this reader corrects the address.
    """

    invitation: Invitation
    name: str
    sector: Sector | None
    delivery: Delivery
    replies: list[Reply]
    person_url: str = ""
    is_hidden: bool = False
    deputy: "BoardRow | None" = None

    @property
    def organisation(self) -> str:
        """Whom the invitee speaks for; empty for somebody who speaks for themselves."""
        return self.invitation.organisation.name if self.invitation.organisation else ""

    @property
    def title(self) -> str:
        """Whom the row is about, as far as this reader may know."""
        return self.organisation or self.shown_name

    @property
    def shown_name(self) -> str:
        """Who is invited, or in words that this reader must not know."""
        return gettext("Specially protected person") if self.is_hidden else self.name

    @property
    def answer(self) -> Answer:
        """The answer that counts."""
        return Answer(self.invitation.answer)

    @property
    def deputy_name(self) -> str:
        """Who comes instead; empty where nobody does."""
        if self.answer != Answer.DELEGATED:
            return ""
        if self.deputy is None or not (self.deputy.name or self.deputy.is_hidden):
            return self.invitation.deputy_name
        return self.deputy.shown_name

    @property
    def hides_deputy(self) -> bool:
        """Whether this reader must not know who the deputy is, although the answer names them."""
        return self.deputy is not None and self.deputy.is_hidden

    @property
    def deputy_declined(self) -> bool:
        """Whether the deputy said that they do not come, so that the place stays empty."""
        return self.answer == Answer.DELEGATED and self.deputy is not None and self.deputy.answer == Answer.DECLINED

    @property
    def is_coming(self) -> bool:
        """Whether somebody sits in this place."""
        return self.answer in ATTENDING_ANSWERS and not self.deputy_declined

    @property
    def is_open(self) -> bool:
        """Whether somebody may still come."""
        return self.answer in (Answer.NEEDS_ACTION, Answer.TENTATIVE) or self.deputy_declined

    @property
    def guests(self) -> int:
        """How many people the invitee, or whoever comes instead, brings along."""
        if not self.is_coming:
            return 0
        return self.invitation.guests or (self.deputy.invitation.guests if self.deputy else 0)

    @property
    def newest(self) -> Reply | None:
        """The answer given last that was not for a single date; None where nobody answered or was asked anew."""
        last = next((reply for reply in self.replies if reply.occurrence_id is None), None)
        return None if last is None or last.source == ReplySource.RESET else last

    @property
    def was_asked_anew(self) -> bool:
        """Whether an answer was given that no longer counts, because the date changed."""
        return self.answer == Answer.NEEDS_ACTION and bool(self.replies) and self.newest is None

    @property
    def single_answers(self) -> list[Reply]:
        """The newest answer for each single date of a series that was answered for by itself, in order of dates."""
        newest: dict[Occurrence, Reply] = {}
        for reply in self.replies:
            if reply.occurrence is not None:
                newest.setdefault(reply.occurrence, reply)
        return [newest[date] for date in sorted(newest, key=lambda date: (date.start, newest[date].pk))]

    @property
    def is_troubled(self) -> bool:
        """Whether a mail to the invitee or to the deputy did not arrive."""
        return self.delivery.is_trouble or (self.deputy is not None and self.deputy.delivery.is_trouble)

    @property
    def searchable(self) -> str:
        """What a search for text looks at, in lower case; nothing that this reader must not know."""
        parts = (self.organisation, self.name, self.deputy_name, self.invitation.comment)
        return "\n".join(parts).casefold()


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
class BoardFilter:
    """What a reader wants to see of a board; empty parts narrow nothing. A sector of 0 means those without one."""

    answer: str = ""
    sector: int | None = None
    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.answer or self.sector is not None or self.text)

    def matches(self, row: BoardRow) -> bool:
        """Tell whether the row is to be shown."""
        if self.answer and row.answer != self.answer:
            return False
        if self.sector is not None and (row.sector.pk if row.sector else 0) != self.sector:
            return False
        return self.text.casefold() in row.searchable


@dataclass(frozen=True)
class AnswerBoard:
    """All invitations of an event, by sector and organisation."""

    rows: list[BoardRow] = field(default_factory=list)
    withdrawn: list[BoardRow] = field(default_factory=list)
    needed: int | None = None

    @property
    def counts(self) -> list[tuple[Answer, int]]:
        """How often each answer was given."""
        return [(answer, sum(row.answer == answer for row in self.rows)) for answer in ORDER_OF_ANSWERS]

    @property
    def unanswered(self) -> int:
        """How many have not answered."""
        return sum(row.answer == Answer.NEEDS_ACTION for row in self.rows)

    @property
    def coming(self) -> int:
        """How many places are taken, by those invited or by deputies."""
        return sum(row.is_coming for row in self.rows)

    @property
    def guests(self) -> int:
        """How many guests are brought along."""
        return sum(row.guests for row in self.rows)

    @property
    def heads(self) -> int:
        """How many people to set chairs for."""
        return self.coming + self.guests

    @property
    def troubled(self) -> list[BoardRow]:
        """Invitations whose mail did not arrive."""
        return [row for row in self.rows if row.is_troubled]

    @property
    def sectors(self) -> list[SectorCount]:
        """Who comes, by sector of society."""
        counts: dict[int | None, SectorCount] = {}
        for row in self.rows:
            count = counts.setdefault(row.sector.pk if row.sector else None, SectorCount(row.sector))
            count.invited += 1
            count.coming += row.is_coming
            count.open += row.is_open
        return list(counts.values())

    @property
    def missing_sectors(self) -> list[Sector]:
        """Sectors of which nobody will come."""
        return [count.sector for count in self.sectors if count.sector is not None and count.is_missing]

    @property
    def quorum(self) -> Quorum | None:
        """How it stands with the quorum: an institution counts once, however many of its people come."""
        if self.needed is None:
            return None
        coming = {_voice(row) for row in self.rows if row.is_coming}
        undecided = {_voice(row) for row in self.rows if row.is_open} - coming
        return Quorum(needed=self.needed, coming=len(coming), open=len(undecided))

    @property
    def is_empty(self) -> bool:
        """Whether nobody was ever invited."""
        return not self.rows and not self.withdrawn

    def groups(self, wanted: BoardFilter) -> list[tuple[Answer, list[BoardRow]]]:
        """Return the rows that a reader wants to see by their answers, whoever has not answered first."""
        shown = [row for row in self.rows if wanted.matches(row)]
        return [(answer, [row for row in shown if row.answer == answer]) for answer in ORDER_OF_ANSWERS]


def answer_board(event: Event, *, user: AnyUser) -> AnswerBoard:
    """Return the answers to an event as this user may see them; the same queries however many were invited."""
    invitations = list(
        Invitation.objects.managed_by(user)
        .filter(event=event)
        .select_related("person", "organisation__sector")
        .prefetch_related("replies__recorded_by", "replies__occurrence")
    )
    rows = _rows(event, invitations, user)
    return AnswerBoard(
        rows=[row for row in rows if row.invitation.withdrawn_at is None],
        withdrawn=[row for row in rows if row.invitation.withdrawn_at is not None],
        needed=quorum_needed(event),
    )


def invitee_name(invitation: Invitation, *, user: AnyUser) -> str:
    """Return who is invited, or nothing when this user must not know it."""
    person = invitation.person
    if person is None:
        return invitation.name
    if person.protected and not Person.objects.visible_to(user).filter(pk=person.pk).exists():
        return ""
    return person.full_name


def _rows(event: Event, invitations: Iterable[Invitation], user: AnyUser) -> list[BoardRow]:
    """Return a row for each invitation but those of deputies, which are a part of the row they come for."""
    invitations = list(invitations)
    people = [invitation.person for invitation in invitations if invitation.person is not None]
    known = set(Person.objects.visible_to(user).filter(invitations__event=event).values_list("pk", flat=True))
    pages = pages_of_people(event, (person for person in people if person.pk in known), user=user)
    mails = Deliveries(event)

    def row(invitation: Invitation, deputy: BoardRow | None = None) -> BoardRow:
        person, organisation = invitation.person, invitation.organisation
        hidden = person is not None and person.protected and person.pk not in known
        return BoardRow(
            invitation=invitation,
            name="" if hidden else person.full_name if person is not None else invitation.name,
            sector=organisation.sector if organisation else None,
            delivery=mails.of(invitation),
            replies=list(invitation.replies.all()),
            person_url=pages.get(person.pk, "") if person is not None else "",
            is_hidden=hidden,
            deputy=deputy,
        )

    deputies = {
        invitation.deputy_of_id: row(invitation)
        for invitation in invitations
        if invitation.deputy_of_id is not None and invitation.withdrawn_at is None
    }
    primary = (invitation for invitation in invitations if invitation.deputy_of_id is None)
    return sorted((row(invitation, deputies.get(invitation.pk)) for invitation in primary), key=_position)


def _position(row: BoardRow) -> tuple[bool, int, str, str, int]:
    sector = row.sector
    return (sector is None, sector.position if sector else 0, row.organisation, row.name, row.invitation.pk)


def _voice(row: BoardRow) -> tuple[str, int]:
    """Return whom an invitee speaks for: an institution, or only themselves."""
    organisation = row.invitation.organisation_id
    return ("invitation", row.invitation.pk) if organisation is None else ("organisation", organisation)

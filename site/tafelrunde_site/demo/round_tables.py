"""Makes the demo's round tables with seats, meetings, invitations and answers, all through the domain functions."""

import datetime as dt
import random
from collections.abc import Iterator

from django.utils import timezone
from django.utils.text import slugify

from tafelrunde_events.domain.answers import record_answer
from tafelrunde_events.enums import Answer, ReplySource
from tafelrunde_events.models import Venue
from tafelrunde_members.enums import Visibility
from tafelrunde_members.models import Affiliation, Organisation, Person, Region, Sector
from tafelrunde_roundtables.domain.agenda import AgendaEntry
from tafelrunde_roundtables.domain.attendance import invite_seats
from tafelrunde_roundtables.domain.meetings import cancel_meeting, plan_meeting
from tafelrunde_roundtables.domain.seats import assign_seat
from tafelrunde_roundtables.models import Meeting, RoundTable
from tafelrunde_site.demo.people import invent_people
from tafelrunde_site.demo.tables import TABLES, MeetingFact, SeatFact, TableFact, VenueFact
from tafelrunde_site.models import User

ZONE = "Europe/Berlin"
SEED = 20_200_124
#: How those who answer in the demo answer; who is not reached has not answered yet.
ANSWERS = (Answer.ACCEPTED, Answer.ACCEPTED, Answer.ACCEPTED, Answer.TENTATIVE, Answer.DECLINED, Answer.DELEGATED)
MEETING_LENGTH = dt.timedelta(hours=2)


def make_round_tables() -> None:
    """Make the tables that are missing, each with everything that belongs to it."""
    people = invent_people(SEED)
    state = None
    for fact in TABLES:
        table = RoundTable.objects.filter(slug=fact.slug).first() or make_table(fact, parent=state, people=people)
        state = state or table


def working_day(days: int) -> dt.date:
    """Return the day that many days from today, or a later one outside of weekends and the turn of the year."""
    day = timezone.localdate() + dt.timedelta(days=days)
    if (day.month, day.day) >= (12, 21) or (day.month, day.day) <= (1, 6):
        day += dt.timedelta(days=18)
    return day + dt.timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def make_venue(fact: VenueFact) -> Venue:
    """Make or find a venue."""
    values = {"street": fact.street, "postal_code": fact.postal_code, "access": fact.access, "listed": True}
    region = Region.objects.get(key=fact.region)
    return Venue.objects.get_or_create(name=fact.name, city=fact.city, defaults={**values, "region": region})[0]


def make_table(fact: TableFact, *, parent: RoundTable | None, people: Iterator[Person]) -> RoundTable:
    """Make one table with seats and meetings."""
    table = RoundTable.objects.create(
        slug=fact.slug,
        name=fact.name,
        level=fact.level,
        parent=parent,
        aim=fact.aim,
        rhythm=fact.rhythm,
        role_email=f"{fact.slug}@example.org",
        members_public=fact.members_public,
        quorum=fact.quorum,
        reminder_days=fact.reminder_days,
        convener=find_organisation(fact.convener, sector="verwaltung"),
    )
    table.regions.set(Region.objects.filter(key__in=fact.regions))
    for seat in fact.seats:
        make_seat(table, seat, people=people)
    for number, meeting in enumerate(fact.meetings):
        make_meeting(table, fact, meeting, seed=SEED + number)
    return table


def find_organisation(name: str, *, sector: str) -> Organisation:
    """Find an institution of the network by its address part, or make a local one by its name."""
    slug = slugify(name)[:100]
    values = {"name": name, "sector": Sector.objects.get(slug=sector), "role_email": f"{slug}@example.org"}
    return Organisation.objects.get_or_create(slug=slug, defaults=values)[0]


def make_seat(table: RoundTable, fact: SeatFact, *, people: Iterator[Person]) -> None:
    """Give an institution its seat with an invented delegate, who works there, and deputy."""
    delegate, deputy = next(people), next(people)
    delegate.protected = fact.protected
    sector = Sector.objects.get(slug=fact.sector)
    organisation = find_organisation(fact.organisation, sector=fact.sector)
    if fact.street:
        delegate.email, delegate.contact_by = "", Person.ContactBy.LETTER
        organisation.street, (organisation.postal_code, organisation.city) = fact.street, fact.town
        organisation.save(update_fields=["street", "postal_code", "city"])
    since = timezone.localdate() - dt.timedelta(days=400)
    assign_seat(
        table,
        organisation=organisation,
        sector=sector,
        delegate=delegate,
        deputy=deputy,
        role=fact.role,
        valid_from=since,
        by=None,
    )
    Affiliation.objects.create(person=delegate, organisation=organisation, valid_from=since)


def make_meeting(table: RoundTable, table_fact: TableFact, fact: MeetingFact, *, seed: int) -> Meeting:
    """Plan a meeting; invite and answer where the facts say so."""
    start = dt.datetime.combine(working_day(fact.days), dt.time(fact.hour))
    meeting = plan_meeting(
        table,
        title=fact.title,
        start=start,
        end=start + MEETING_LENGTH,
        zone=ZONE,
        venue=None if fact.online else make_venue(table_fact.venue),
        room="" if fact.online else table_fact.room,
        online_url="https://konferenz.example.org/raum" if fact.online else "",
        visibility=Visibility.PUBLIC if fact.public else Visibility.TABLE,
        public_agenda=fact.public,
        guests_allowed=fact.guests,
        agenda=[AgendaEntry(title=title, kind=kind, minutes=minutes) for title, kind, minutes in fact.agenda],
        by=None,
        allow_past=True,
    )
    if fact.invited:
        invite_seats(meeting, by=None)
        answer_some(meeting, seed=seed)
    if fact.cancelled:
        cancel_meeting(meeting, reason=fact.cancelled, by=None)
    return meeting


def answer_some(meeting: Meeting, *, seed: int) -> None:
    """Let most of those invited answer."""
    chance = random.Random(seed)  # noqa: S311 (picks sample answers, guards nothing)
    for invitation in meeting.event.invitations.order_by("pk"):
        answer = chance.choice([*ANSWERS, None])
        if answer:
            deputy = "Vertretung aus dem Vorstand" if answer == Answer.DELEGATED else ""
            record_answer(invitation, answer=answer, source=ReplySource.LINK, deputy_name=deputy)


def let_coordinate(user: User, *slugs: str) -> None:
    """Make an account coordinator of tables."""
    for table in RoundTable.objects.filter(slug__in=slugs):
        table.coordinators.add(user)

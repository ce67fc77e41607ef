"""How far a mailing got, and whom it did not reach."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from tafelrunde_events.domain.mailings.recipients import TROUBLED_STATUSES
from tafelrunde_events.enums import Answer, Obstacle
from tafelrunde_events.models import EventMailing, EventMailingRecipient
from tafelrunde_members.domain.mail import MailingProgress, mailing_progress
from tafelrunde_members.models.mail import ACCEPTED_STATUSES, UNFINISHED_STATUSES, MessageStatus, OutboxMessage

State = EventMailing.State
Way = EventMailingRecipient.Way


@dataclass(frozen=True)
class EventMailingProgress:
    """The figures of a released mailing: people by way and obstacle, and messages by what became of them."""

    state: str
    messages: MailingProgress
    by_email: int
    by_letter: int
    obstacles: list[tuple[str, int]]
    unanswered: int

    @property
    def state_label(self) -> str:
        """The state in words."""
        return str(State(self.state).label)

    @property
    def is_moving(self) -> bool:
        """Whether the figures change by themselves."""
        return self.state in (State.PREPARING, State.SENDING)

    @property
    def percent(self) -> int:
        """How much of the messages has been dealt with."""
        total = self.messages.total
        return 100 * (total - self.messages.waiting - self.messages.stopped) // total if total else 0


def progress_of(mailing: EventMailing) -> EventMailingProgress:
    """Return how far a mailing got; four queries at most. Changes nothing: the state is worked out from the outbox."""
    outbox = mailing.mailing
    messages = mailing_progress(outbox) if outbox else MailingProgress(0, 0, 0, 0, 0, 0)
    rows = mailing.recipients.order_by().values_list("way", "obstacle").annotate(count=Count("pk"))
    ways: Counter[str] = Counter()
    obstacles: Counter[str] = Counter()
    for way, obstacle, count in rows:
        ways[way] += count
        if obstacle:
            obstacles[obstacle] += count
    silent = mailing.recipients.filter(
        invitation__answer=Answer.NEEDS_ACTION,
        invitation__withdrawn_at__isnull=True,
        invitation__deputy_of__isnull=True,
    )
    return EventMailingProgress(
        state=state_of(mailing, messages),
        messages=messages,
        by_email=ways[Way.EMAIL],
        by_letter=ways[Way.LETTER],
        obstacles=[(str(Obstacle(key).label), count) for key, count in obstacles.most_common()],
        unanswered=silent.count(),
    )


@dataclass(frozen=True)
class MailingRow:
    """One mailing in a list of several."""

    mailing: EventMailing
    state: str
    by_email: int
    by_letter: int
    without: int
    accepted: int
    troubled: int

    @property
    def state_label(self) -> str:
        """The state in words."""
        return str(State(self.state).label)


def progress_list(mailings: QuerySet[EventMailing]) -> list[MailingRow]:
    """Return how far several mailings got, in three queries however many they are."""
    rows = list(mailings)
    ways: dict[int, Counter[str]] = {row.pk: Counter() for row in rows}
    recipients = EventMailingRecipient.objects.filter(mailing__in=ways).order_by()
    for pk, way, count in recipients.values_list("mailing", "way").annotate(count=Count("pk")):
        ways[pk][way] = count
    statuses: dict[int, Counter[str]] = {row.mailing_id: Counter() for row in rows if row.mailing_id}
    messages = OutboxMessage.objects.filter(mailing__in=statuses).order_by()
    for pk, status, count in messages.values_list("mailing", "status").annotate(count=Count("pk")):
        statuses[pk][status] = count
    return [_row(row, ways[row.pk], statuses.get(row.mailing_id or 0, Counter())) for row in rows]


def _row(mailing: EventMailing, ways: Counter[str], statuses: Counter[str]) -> MailingRow:
    left = sum(statuses[status] for status in (*UNFINISHED_STATUSES, MessageStatus.STOPPED))
    is_done = mailing.state == State.SENDING and not left
    return MailingRow(
        mailing=mailing,
        state=State.DONE if is_done else mailing.state,
        by_email=ways[Way.EMAIL],
        by_letter=ways[Way.LETTER],
        without=ways[Way.NONE],
        accepted=sum(statuses[status] for status in ACCEPTED_STATUSES if status != MessageStatus.BOUNCED),
        troubled=sum(statuses[status] for status in TROUBLED_STATUSES),
    )


def state_of(mailing: EventMailing, messages: MailingProgress) -> str:
    """Return the state of a mailing; done once nothing waits any more."""
    if mailing.state == State.SENDING and messages.is_finished:
        return State.DONE
    return mailing.state


def unreached(mailing: EventMailing) -> QuerySet[EventMailingRecipient]:
    """Return the recipients whose message did not arrive, with its answer from the mail server."""
    rows = mailing.recipients.filter(message__status__in=TROUBLED_STATUSES)
    return rows.select_related("person", "invitation__organisation", "registration__person", "message")

"""Writing to subscribers what is new, at most once in each of their periods.

Whoever asks for the same in the same language gets the same words, which are written and stored once. A batch of
subscriptions is one transaction whose first statement locks their rows, so that two workers never write to the same
one, and what it says is told and when the next mail is due are stored together with the messages: a run that is
missed, repeated or killed neither loses nor repeats anything.
"""

import datetime as dt
import logging
from collections.abc import Sequence
from itertools import groupby

from django.db import transaction
from django.db.models import F, Max, Min, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext, override

from tafelrunde_events.domain.subscriptions.mail import (
    LIST,
    list_name,
    manage_addresses,
    object_key,
)
from tafelrunde_events.domain.subscriptions.mail_news import News
from tafelrunde_events.domain.subscriptions.mail_periods import next_time
from tafelrunde_events.domain.subscriptions.mail_texts import MANAGE_URL
from tafelrunde_events.domain.subscriptions.selections import read_query
from tafelrunde_events.domain.versions import CalendarVersion, current_version
from tafelrunde_events.enums import DigestFrequency
from tafelrunde_events.models import MailSubscription, ScheduleEntry
from tafelrunde_members.domain.mail import Draft, Recipient, Stream, open_mailing, queue_drafts, store_body
from tafelrunde_members.domain.mail.unsubscribing import UNSUBSCRIBE_URL, list_fields, unsubscribe_links
from tafelrunde_members.enums import Visibility
from tafelrunde_members.models import Mailing

logger = logging.getLogger("tafelrunde.calendar")

BATCH_SIZE = 500
#: How late a transaction may end that makes something public: what was told of so recently is compared by its key.
OVERLAP = dt.timedelta(minutes=15)
#: A mail about new dates that did not get through for so long is of no use any more.
USEFUL_FOR = dt.timedelta(days=3)


def work_digests(now: dt.datetime | None = None) -> int:
    """Queue the mails that are due; return how many. May run at any time, twice, late, and in several places at once.

    The number of queries depends on how many different selections are due and on the batches of their subscribers.
    What cannot be written for one selection is logged, tried again by the next run, and keeps nobody else waiting.
    """
    now = now or timezone.now()
    due, version = _due(now), current_version()
    queued = 0
    for query, language in due.order_by("query", "language").values_list("query", "language").distinct():
        try:
            with override(language):
                queued += _work_group(query, due.filter(query=query, language=language), version, now)
        except Exception:
            logger.exception("The mails about new dates of one selection could not be written.")
    return queued


def _due(now: dt.datetime) -> "QuerySet[MailSubscription]":
    """Return the subscriptions to be looked at; those "at once" only where something became public lately."""
    newest = ScheduleEntry.objects.filter(visibility=Visibility.PUBLIC).aggregate(at=Max("first_public_at"))["at"]
    idle = Q(frequency=DigestFrequency.AT_ONCE)
    if newest is not None:
        idle &= Q(reported_until__gt=newest + OVERLAP)
    return MailSubscription.objects.active().filter(next_at__lte=now).exclude(idle)


def _work_group(query: str, due: "QuerySet[MailSubscription]", version: CalendarVersion, now: dt.datetime) -> int:
    """Write to everybody who asked for one selection in the active language."""
    since = due.aggregate(at=Min("reported_until"))["at"]
    if since is None:  # another worker was quicker
        return 0
    news = News(read_query(query, version), version, since=since - OVERLAP, now=now)
    queued, last = 0, 0
    while pks := list(due.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH_SIZE]):
        queued += _work_batch(due.filter(pk__in=pks), news, now)
        last = pks[-1]
    return queued


def _work_batch(due: "QuerySet[MailSubscription]", news: News, now: dt.datetime) -> int:
    queued = 0
    with transaction.atomic():
        due.update(next_at=F("next_at"))
        rows = sorted(due, key=lambda row: (row.frequency, row.pk))
        for frequency, members in groupby(rows, key=lambda row: row.frequency):
            queued += _write_to(list(members), frequency, news, now)
    return queued


def _write_to(members: Sequence[MailSubscription], frequency: str, news: News, now: dt.datetime) -> int:
    """Queue the mails to subscribers who get them equally often, and note what they were told."""
    following = next_time(frequency, now)
    new_to = {member.pk: news.keys(since=_told_since(member), told=member.reported) for member in members}
    readers = [member for member in members if new_to[member.pk]]
    queued = 0
    if readers:
        mailing = _open_mailing(frequency, following)
        queued = queue_drafts(
            mailing,
            _drafts(mailing, readers, new_to, news),
            stream=Stream.MAILING,
            expires_at=now + USEFUL_FOR,
        )
    MailSubscription.objects.filter(pk__in=[member.pk for member in members]).update(
        next_at=following, reported_until=now, reported=list(news.keys(since=now - OVERLAP))
    )
    return queued


def _told_since(member: MailSubscription) -> dt.datetime:
    """Return the moment after which everything is news for a subscriber that is not among the `reported`."""
    told = member.reported_until - OVERLAP if member.reported_until else None
    return max(filter(None, (told, member.confirmed_at)))


def _open_mailing(frequency: str, following: dt.datetime) -> Mailing:
    """Return the mailing of the period that ends at a moment: in each there is one mail to a subscriber."""
    return open_mailing(
        f"mail-subscriptions:{frequency}:{following:%Y-%m-%dT%H:%M:%S.%f}",
        kind="digest",
        title=gettext("New dates, %(frequency)s") % {"frequency": DigestFrequency(frequency).label},
        visibility=Visibility.COORDINATION,  # who subscribes is nobody's business
    )


def _drafts(
    mailing: Mailing, readers: Sequence[MailSubscription], new_to: dict[int, tuple[int, ...]], news: News
) -> list[Draft]:
    bodies = {}
    for keys in {new_to[reader.pk] for reader in readers}:
        words = news.words(keys)
        bodies[keys] = store_body(mailing, text=words.text, html=words.html)
    memberships = {reader.pk: (reader.email, list_name(reader.pk)) for reader in readers}
    leaving, managing = unsubscribe_links(memberships.values()), manage_addresses(list(readers))
    fields = list_fields(LIST)
    return [
        Draft(
            recipient=Recipient(email=reader.email),
            body=bodies[new_to[reader.pk]],
            subject=news.words(new_to[reader.pk]).subject,
            object_key=object_key(reader),
            private={MANAGE_URL: managing[reader.pk], UNSUBSCRIBE_URL: leaving[memberships[reader.pk]]},
            headers=fields,
        )
        for reader in readers
    ]

"""Subscriptions to new public dates by mail: asked for, confirmed, changed, left and forgotten.

One address subscribes to one selection once. Nothing but the request for a confirmation is sent before the address was
confirmed by the button behind its link, and nobody learns from the form which addresses are known.
"""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from tafelrunde_events import conf
from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.domain.subscriptions.mail_limits import CONFIRMATIONS, may_write_to
from tafelrunde_events.domain.subscriptions.mail_periods import next_time
from tafelrunde_events.domain.subscriptions.mail_texts import MANAGE_URL, confirmation_content
from tafelrunde_events.domain.subscriptions.selections import read_query, suggested_name
from tafelrunde_events.domain.versions import current_version
from tafelrunde_events.models import MailSubscription
from tafelrunde_members.domain.mail import (
    Recipient,
    cancel_messages,
    derive_token,
    hash_token,
    new_nonce,
    open_mailing,
    queue_message,
    register_secrets,
)
from tafelrunde_members.domain.mail.unsubscribing import (
    UNSUBSCRIBE_URL,
    MailingList,
    allow_mailings,
    forget_keys,
    has_left_mailings,
    register_list,
    unsubscribe_links,
)
from tafelrunde_members.enums import Visibility
from tafelrunde_members.models import OutboxMessage
from tafelrunde_members.models.mail import MessageStatus

#: The word of these lists; each subscription is one, so that one click leaves the one it came with.
LIST = "dates"
#: How long a subscription waits for its confirmation, and how long one that ended can be taken up again.
CONFIRMED_WITHIN = dt.timedelta(hours=48)
KEPT_AFTER_END = dt.timedelta(days=7)

_PURPOSE = "mail_subscription"
_OBJECT = "mail-subscription:"


def ask_for_subscription(
    address: str, selection: Selection, *, frequency: str, language: str, now: dt.datetime | None = None
) -> None:
    """Note that somebody wants mails about new dates, and ask the address whether that is so.

    An address that subscribes already is told so instead. At most one such mail an hour and three a day go to an
    address; what was asked for without one waits for its confirmation on the page behind the earlier link. Raises
    ValidationError for an address that cannot be delivered to.
    """
    now = now or timezone.now()
    with transaction.atomic():
        subscription = _note_wish(address.strip(), selection.query, frequency, language, now)
        if may_write_to(subscription.email, now):
            _ask(subscription, now)


def find_subscription(token: str, now: dt.datetime | None = None) -> MailSubscription | None:
    """Return the subscription of a link; None for an unknown one and for one that was not confirmed in time."""
    found = MailSubscription.objects.filter(token_hash=hash_token(token))
    return found.exclude(_unconfirmed_until(now or timezone.now())).first()


def siblings_of(subscription: MailSubscription) -> list[MailSubscription]:
    """Return everything the same address subscribed to, the given one included: whoever has its link reads its mail."""
    mine = MailSubscription.objects.of_address(subscription.email)
    return list(mine.exclude(_unconfirmed_until(timezone.now())).order_by("pk"))


def confirm(subscription: MailSubscription, now: dt.datetime | None = None) -> None:
    """Begin to send mails. Confirming twice changes nothing. The wish for these lifts an earlier unsubscription."""
    now = now or timezone.now()
    waiting = MailSubscription.objects.filter(pk=subscription.pk, confirmed_at__isnull=True)
    with transaction.atomic():
        if waiting.update(
            confirmed_at=now, reported_until=now, reported=[], next_at=next_time(subscription.frequency, now)
        ):
            allow_mailings(subscription.email)


def change_frequency(subscription: MailSubscription, frequency: str, now: dt.datetime | None = None) -> None:
    """Send mails at other times from now on; what is new since the last mail is told in the next one."""
    MailSubscription.objects.filter(pk=subscription.pk).update(
        frequency=frequency, next_at=next_time(frequency, now or timezone.now())
    )


def leave(subscription: MailSubscription, now: dt.datetime | None = None) -> None:
    """End a subscription and drop what still waits to be sent. Leaving twice keeps the first moment."""
    active = MailSubscription.objects.active().filter(pk=subscription.pk)
    with transaction.atomic():
        active.update(ended_at=now or timezone.now())
        waiting = OutboxMessage.objects.filter(object_key=object_key(subscription), status=MessageStatus.QUEUED)
        cancel_messages(waiting.exclude(mailing__key=CONFIRMATIONS).values_list("pk", flat=True))


def resume(subscription: MailSubscription, now: dt.datetime | None = None) -> None:
    """Take up a subscription again that was left; what is new since its last mail is told in the next one."""
    left = MailSubscription.objects.filter(pk=subscription.pk, ended_at__isnull=False)
    with transaction.atomic():
        left.update(ended_at=None, next_at=next_time(subscription.frequency, now or timezone.now()))
        allow_mailings(subscription.email)


def forget_subscriptions(now: dt.datetime | None = None) -> int:
    """Delete what was not confirmed in time and what ended long enough ago; return how many."""
    now = now or timezone.now()
    gone = MailSubscription.objects.filter(_unconfirmed_until(now) | Q(ended_at__lte=now - KEPT_AFTER_END))
    forgotten = 0
    while pks := list(gone.values_list("pk", flat=True)[:500]):
        with transaction.atomic():
            forget_keys([list_name(pk) for pk in pks])
            forgotten += gone.filter(pk__in=pks).delete()[0]
    return forgotten


def deleted_at(subscription: MailSubscription) -> dt.datetime | None:
    """Return when a subscription is forgotten that waits for its confirmation or was left; None for others."""
    if subscription.confirmed_at is None:
        return subscription.created_at + CONFIRMED_WITHIN
    return subscription.ended_at + KEPT_AFTER_END if subscription.ended_at else None


def words_of(subscription: MailSubscription) -> str:
    """Return the filters in words; empty where one of them no longer exists, so that nothing is found."""
    version = current_version()
    selection = read_query(subscription.query, version)
    return suggested_name(selection, version) if selection else ""


def manage_addresses(subscriptions: list[MailSubscription]) -> dict[int, str]:
    """Return the secret addresses of the pages where subscriptions are managed, by their keys.

    After a change of SECRET_KEY the links are new ones, which then replace the old: two statements at most.
    """
    tokens = {one.pk: derive_token(_PURPOSE, one.nonce) for one in subscriptions}
    outdated = [one for one in subscriptions if one.token_hash != hash_token(tokens[one.pk])]
    for one in outdated:
        one.token_hash = hash_token(tokens[one.pk])
    if outdated:
        MailSubscription.objects.bulk_update(outdated, ["token_hash"], batch_size=500)
    return {
        pk: conf.absolute_url(reverse("tafelrunde_events:mail_subscription", args=[token]))
        for pk, token in tokens.items()
    }


def object_key(subscription: MailSubscription) -> str:
    """Return what a mail to a subscriber is about."""
    return f"{_OBJECT}{subscription.pk}"


def list_name(pk: int) -> str:
    """Return the name of the list that one subscription is."""
    return f"{LIST}:{pk}"


def register_lists() -> None:
    """Say what unsubscribing means for these mails, and how to write their links again."""
    register_list(
        LIST,
        MailingList(title=_title, is_left=_is_left, leave=_leave_list, undo=_undo_leaving, language=_language),
    )
    register_secrets(_OBJECT, _secrets)


def _note_wish(address: str, query: str, frequency: str, language: str, now: dt.datetime) -> MailSubscription:
    """Return the subscription of an address to a selection as it is to be confirmed, or as it is in force."""
    known = MailSubscription.objects.of_address(address).filter(query=query)
    subscription = known.first()
    if subscription is None:
        nonce = new_nonce()
        subscription = MailSubscription(
            email=address, query=query, nonce=nonce, token_hash=hash_token(derive_token(_PURPOSE, nonce))
        )
    elif subscription.confirmed_at and not subscription.ended_at:
        return subscription
    subscription.frequency, subscription.language = frequency, language
    subscription.created_at, subscription.confirmed_at, subscription.ended_at = now, None, None
    try:
        with transaction.atomic():
            subscription.full_clean(validate_unique=False, validate_constraints=False)
            subscription.save()
    except IntegrityError:  # somebody sent the form twice at the same moment
        return known.get()
    return subscription


def _ask(subscription: MailSubscription, now: dt.datetime) -> None:
    mailing = open_mailing(
        CONFIRMATIONS,
        kind="subscription",
        title=_("Confirmation of subscriptions by mail"),
        visibility=Visibility.COORDINATION,
    )
    with override(subscription.language):
        content = confirmation_content(
            words=words_of(subscription),
            frequency=subscription.get_frequency_display(),
            subscribed=subscription.confirmed_at is not None,
            manage_url=manage_addresses([subscription])[subscription.pk],
        )
    queue_message(
        mailing,
        recipient=Recipient(email=subscription.email),
        content=content,
        object_key=object_key(subscription),
        sequence=int(now.timestamp()),
        expires_at=now + CONFIRMED_WITHIN,
    )


def _unconfirmed_until(now: dt.datetime) -> Q:
    return Q(confirmed_at__isnull=True, created_at__lte=now - CONFIRMED_WITHIN)


def _of_list(address: str, name: str) -> MailSubscription | None:
    pk = int(name.partition(":")[2])
    return MailSubscription.objects.of_address(address).filter(pk=pk).first()


def _title(_name: str) -> str:
    return _("mails about new dates")


def _language(address: str, name: str) -> str:
    subscription = _of_list(address, name)
    return subscription.language if subscription else ""


def _is_left(address: str, name: str) -> bool:
    subscription = _of_list(address, name)
    return subscription is None or subscription.ended_at is not None or has_left_mailings(address)


def _leave_list(address: str, name: str) -> None:
    if subscription := _of_list(address, name):
        leave(subscription)


def _undo_leaving(address: str, name: str) -> None:
    if subscription := _of_list(address, name):
        resume(subscription)


def _secrets(message: OutboxMessage) -> dict[str, str]:
    """Return the links of a mail that was sent before; none when the subscription is no more."""
    subscription = MailSubscription.objects.filter(pk=message.object_key.removeprefix(_OBJECT)).first()
    if subscription is None:
        return {}
    membership = (message.address, list_name(subscription.pk))
    return {
        MANAGE_URL: manage_addresses([subscription])[subscription.pk],
        UNSUBSCRIBE_URL: unsubscribe_links([membership])[membership],
    }

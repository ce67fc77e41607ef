"""The secret addresses of personal calendars: one for each device, ended one by one.

An address opens a calendar without a login, so it is treated like a password: it is shown once, and only its hash is
stored. Who subscribes with what concerns nobody else, so that nothing of it goes into the log of actions.
"""

import datetime as dt
import hashlib
import logging
import secrets

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tafelrunde_events import conf
from tafelrunde_events.models import PersonalFeed
from tafelrunde_members.domain.mail import derive_token, hash_token

logger = logging.getLogger("tafelrunde.calendar")

#: How many devices an account may have at the same time.
DEVICE_LIMIT = 20
#: How long an ended address still explains itself; afterwards it is as unknown as any other.
EXPLAINED = dt.timedelta(days=14)
#: The last use is noted at most this often: what it is for is finding devices that nobody uses any more.
_USE_COUNTED = dt.timedelta(hours=1)
_SECOND = dt.timedelta(seconds=1)


def new_form_key() -> str:
    """Return the key of one form for a new device: 256 random bits. Sent twice, it still makes one device."""
    return secrets.token_urlsafe(32)


def add_device(user: AbstractBaseUser, *, name: str, form_key: str) -> str:
    """Add a device and return its token, for this one time: only the hash is stored.

    The token follows from the key of the form and the site's secret key, so that a form that is sent again finds the
    device it made before. Raises ValidationError: ``used`` (this form made its device already) or ``limit``.
    """
    token = derive_token("personal_feed", f"{user.pk}.{form_key}")
    with transaction.atomic():
        # Devices of one account are added one after the other, so that their number is right.
        get_user_model()._default_manager.select_for_update().get(pk=user.pk)  # noqa: SLF001 (documented name)
        if PersonalFeed.objects.filter(token_hash=hash_token(token)).exists():
            raise ValidationError(
                _("This device has been added already. Its address was shown once and cannot be shown again."),
                code="used",
            )
        if PersonalFeed.objects.filter(user=user.pk).active().count() >= DEVICE_LIMIT:
            raise ValidationError(
                _("You have %(limit)d devices already. Please end one that you no longer use."),
                code="limit",
                params={"limit": DEVICE_LIMIT},
            )
        PersonalFeed.objects.create(user_id=user.pk, name=name.strip(), token_hash=hash_token(token))
    return token


def personal_address(token: str) -> str:
    """Return the absolute address behind which a device finds the dates."""
    return conf.absolute_url(reverse("tafelrunde_events:personal_feed", args=[token]))


def end_device(feed: PersonalFeed, *, now: dt.datetime | None = None) -> None:
    """End a device's address: it holds no dates any more, at once. Ending it twice keeps the first moment."""
    PersonalFeed.objects.filter(pk=feed.pk).active().update(revoked_at=now or timezone.now())


def find_feed(token: str, now: dt.datetime | None = None) -> PersonalFeed | None:
    """Return the device of an address; None for an unknown one, a closed account, or one that ended long ago.

    The look-up by a hash tells an attacker nothing by the time it takes.
    """
    feeds = PersonalFeed.objects.filter(token_hash=hash_token(token), user__is_active=True)
    explained = Q(revoked_at__isnull=True) | Q(revoked_at__gt=(now or timezone.now()) - EXPLAINED)
    return feeds.filter(explained).select_related("user").first()


def forget_ended_feeds(now: dt.datetime | None = None) -> int:
    """Delete the devices whose ended addresses no longer explain themselves; return how many."""
    ended = PersonalFeed.objects.filter(revoked_at__lte=(now or timezone.now()) - EXPLAINED)
    return ended.delete()[0]


def note_use(feed: PersonalFeed, content: bytes, *, now: dt.datetime | None = None) -> None:
    """Remember that the device asked, and since when it gets this content; the instance says so afterwards.

    Both are memories that no date depends on: where they cannot be written, the device gets its dates all the same.
    """
    now = now or timezone.now()
    try:
        _remember_content(feed, hashlib.sha256(content).hexdigest(), now)
        _count_use(feed, now)
    except DatabaseError:
        logger.warning("The use of a personal calendar could not be noted.", exc_info=True)


def _remember_content(feed: PersonalFeed, content_hash: str, now: dt.datetime) -> None:
    if feed.content_hash == content_hash:
        return
    before = feed.content_hash
    moment = now.replace(microsecond=0)
    if feed.content_changed_at:
        # HTTP counts in seconds: content that changed twice within one must not look unchanged.
        moment = max(moment, feed.content_changed_at + _SECOND)
    feed.content_hash, feed.content_changed_at = content_hash, moment
    unchanged = PersonalFeed.objects.filter(pk=feed.pk, content_hash=before)
    unchanged.update(content_hash=content_hash, content_changed_at=moment)


def _count_use(feed: PersonalFeed, now: dt.datetime) -> None:
    due = now - _USE_COUNTED
    if feed.last_used_at is not None and feed.last_used_at > due:
        return
    uncounted = PersonalFeed.objects.filter(Q(last_used_at__isnull=True) | Q(last_used_at__lte=due), pk=feed.pk)
    uncounted.update(last_used_at=now)

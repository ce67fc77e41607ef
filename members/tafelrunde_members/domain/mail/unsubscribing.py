"""Leaving a list of mailings: by one click of the mail program (RFC 8058), or by a link that everybody sees.

A key belongs to one address and one list. The name of a list is a word, with a number behind a colon where it consists
of single subscriptions: ``mailings``, ``dates:17``. What leaving means is known to whoever registered the word.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import punycode
from django.utils.translation import gettext_lazy as _

from tafelrunde_members import conf
from tafelrunde_members.domain.mail.tokens import derive_token, hash_token, new_nonce
from tafelrunde_members.mail.conf import sender
from tafelrunde_members.models.audiences import Consent, ConsentQuerySet
from tafelrunde_members.models.mail import OutboxMessage, Stream, Suppression
from tafelrunde_members.models.mail_feedback import UnsubscribeKey
from tafelrunde_members.models.people import Person

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: The list that everything belongs to that staff writes to audiences.
MAILINGS = "mailings"
#: Stands for the personal address of the page where one leaves, in words and in stored headers.
UNSUBSCRIBE_URL = "[[unsubscribe_url]]"

_PURPOSE = "unsubscribe"
_BATCH = 500
_NAME = re.compile(r"[a-z][a-z0-9-]*(:\d+)?")

#: An address and the name of a list.
Membership = tuple[str, str]


@dataclass(frozen=True)
class MailingList:
    """How to leave a list, and how to undo that. Each is called with an address in lower case and the list's name.

    `title` says in words what one no longer gets, `language` in which language its mails are written.
    """

    title: "Callable[[str], StrOrPromise]"
    is_left: Callable[[str, str], bool]
    leave: Callable[[str, str], None]
    undo: Callable[[str, str], None]
    language: Callable[[str, str], str]


_lists: dict[str, MailingList] = {}


def register_list(word: str, mailing_list: MailingList) -> None:
    """Say what leaving means for the lists of this word."""
    _lists[word] = mailing_list


def unsubscribe_headers(addresses: Iterable[str], *, list_name: str) -> dict[str, tuple[dict[str, str], str]]:
    """Return for each address the header fields of a mail to a list, and the personal address of the page to leave it.

    The fields hold `UNSUBSCRIBE_URL`: give the address in `private` of the message under that placeholder. Up to 500
    addresses cost the same few queries as one (SQLite writes new keys in smaller portions).
    """
    links = unsubscribe_links([(address, list_name) for address in addresses])
    fields = list_fields(list_name)
    return {address: (dict(fields), link) for (address, _name), link in links.items()}


def list_fields(list_name: str) -> dict[str, str]:
    """Return the header fields of a list: List-Id (RFC 2919), and how to leave by one click (RFC 2369, RFC 8058)."""
    domain = punycode(parseaddr(sender(Stream.MAILING))[1].rpartition("@")[2])
    return {
        "List-Id": f"<{word_of(list_name)}.{domain}>",
        "List-Unsubscribe": f"<{UNSUBSCRIBE_URL}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def unsubscribe_links(memberships: Iterable[Membership]) -> dict[Membership, str]:
    """Return the absolute address of the page on which each address leaves its list; keys are made where missing."""
    memberships = list(dict.fromkeys(memberships))
    tokens: dict[Membership, str] = {}
    for begin in range(0, len(memberships), _BATCH):
        wanted = {(address.lower(), name) for address, name in memberships[begin : begin + _BATCH]}
        tokens |= _tokens(wanted)
    return {
        (address, name): conf.absolute_url(
            reverse("tafelrunde_members:unsubscribe", args=[tokens[address.lower(), name]])
        )
        for address, name in memberships
    }


def unsubscribe_secrets(message: OutboxMessage, *, list_name: str = MAILINGS) -> dict[str, str]:
    """Return the secret of a mail to a list that was sent before, for `register_secrets`."""
    return {UNSUBSCRIBE_URL: unsubscribe_links([(message.address, list_name)])[message.address, list_name]}


def find_key(token: str) -> UnsubscribeKey | None:
    """Return the key of a token; None for an unknown one, and for one whose list nobody knows any more."""
    key = UnsubscribeKey.objects.filter(token_hash=hash_token(token)).first()
    return key if key and word_of(key.list_name) in _lists else None


def language_of(key: UnsubscribeKey) -> str:
    """Return the language of the mails that the key stood in; empty where nobody knows."""
    return _list_of(key).language(key.address, key.list_name)


def list_title(key: UnsubscribeKey) -> "StrOrPromise":
    """Return in words what a list is about."""
    return _list_of(key).title(key.list_name)


def has_left(key: UnsubscribeKey) -> bool:
    """Tell whether the address gets nothing from the list any more."""
    return _list_of(key).is_left(key.address, key.list_name)


def leave_list(key: UnsubscribeKey) -> None:
    """Take the address off the list. Doing it twice changes nothing."""
    with transaction.atomic():
        _list_of(key).leave(key.address, key.list_name)


def undo_leaving(key: UnsubscribeKey) -> None:
    """Put the address back on the list as if it had never left."""
    with transaction.atomic():
        _list_of(key).undo(key.address, key.list_name)


def leave_mailings(address: str, _list_name: str = MAILINGS) -> None:
    """End all mailings to an address, and withdraw the consents of the people who have it."""
    now = timezone.now()
    Suppression.objects.get_or_create(
        address=address.lower(), reason=Suppression.Reason.UNSUBSCRIBED, active=True, defaults={"at": now}
    )
    _consents(address).in_force().update(withdrawn_at=now)


def resume_mailings(address: str, _list_name: str = MAILINGS) -> None:
    """Undo that an address left the mailings; the consents that ended at that moment hold again."""
    left = Suppression.objects.filter(address=address.lower(), reason=Suppression.Reason.UNSUBSCRIBED, active=True)
    moments = list(left.values_list("at", flat=True))
    renewed = Consent.objects.in_force().filter(purpose=Consent.Purpose.MAILINGS).values("person")
    _consents(address).filter(withdrawn_at__in=moments).exclude(person__in=renewed).update(withdrawn_at=None)
    left.update(active=False)


def allow_mailings(address: str) -> None:
    """Let mails of lists reach an address that asks for one of them; consents that were withdrawn stay so."""
    Suppression.objects.filter(address=address.lower(), reason=Suppression.Reason.UNSUBSCRIBED, active=True).update(
        active=False
    )


def has_left_mailings(address: str, _list_name: str = MAILINGS) -> bool:
    """Tell whether an address left all mailings."""
    left = Suppression.objects.filter(address=address.lower(), active=True)
    return left.filter(reason=Suppression.Reason.UNSUBSCRIBED).exists()


def forget_keys(list_names: Sequence[str]) -> None:
    """Delete the keys of lists that no longer exist."""
    UnsubscribeKey.objects.filter(list_name__in=list_names).delete()


def word_of(list_name: str) -> str:
    """Return the word of a list: ``dates`` for ``dates:17``."""
    return list_name.partition(":")[0]


def _list_of(key: UnsubscribeKey) -> MailingList:
    return _lists[word_of(key.list_name)]


def _consents(address: str) -> ConsentQuerySet:
    people = Person.objects.with_address(address).values("pk")
    return Consent.objects.filter(person__in=people, purpose=Consent.Purpose.MAILINGS)


def _language_of_person(address: str, _name: str) -> str:
    return Person.objects.with_address(address).values_list("language", flat=True).order_by("pk").first() or ""


def _tokens(wanted: set[Membership]) -> dict[Membership, str]:
    """Return the tokens of up to 500 memberships in at most four statements."""
    for _address, name in wanted:
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name of a list.")
    keys = _stored(wanted)
    missing = wanted - keys.keys()
    if missing:
        UnsubscribeKey.objects.bulk_create([_new_key(*membership) for membership in missing], ignore_conflicts=True)
        keys |= _stored(missing)
    tokens = {membership: derive_token(_PURPOSE, key.nonce) for membership, key in keys.items()}
    # After a change of SECRET_KEY the link is another one, and the new one is to be found again.
    outdated = [key for membership, key in keys.items() if key.token_hash != hash_token(tokens[membership])]
    for key in outdated:
        key.token_hash = hash_token(derive_token(_PURPOSE, key.nonce))
    UnsubscribeKey.objects.bulk_update(outdated, ["token_hash"], batch_size=_BATCH)
    return tokens


def _stored(memberships: set[Membership]) -> dict[Membership, UnsubscribeKey]:
    rows = UnsubscribeKey.objects.filter(
        address__in={address for address, _name in memberships}, list_name__in={name for _address, name in memberships}
    )
    found = {(row.address, row.list_name): row for row in rows}
    return {membership: found[membership] for membership in memberships & found.keys()}


def _new_key(address: str, name: str) -> UnsubscribeKey:
    nonce = new_nonce()
    return UnsubscribeKey(
        address=address, list_name=name, nonce=nonce, token_hash=hash_token(derive_token(_PURPOSE, nonce))
    )


register_list(
    MAILINGS,
    MailingList(
        title=lambda _name: _("mailings of the network"),
        is_left=has_left_mailings,
        leave=leave_mailings,
        undo=resume_mailings,
        language=_language_of_person,
    ),
)

"""Whose certificate it is, kept so that a name can be compared and not be read (GDPR Art. 25).

Of the name a keyed hash is stored. Without the site's secret key nobody can try out names on a stolen database; with
another key no name can be compared, so the salt says which key it was: then the answer is "cannot be told", not "no".
"""

import secrets
import unicodedata
from dataclasses import dataclass

from django.utils.crypto import constant_time_compare, salted_hmac

from tafelrunde_events import conf

_PURPOSE = "tafelrunde_events.certificate_name"
_MARK_LENGTH = 10
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


@dataclass(frozen=True, slots=True)
class NameSeal:
    """What is stored of a name."""

    salt: str
    hash: str


def fold_name(name: str) -> str:
    """Return a name as it is compared: case, accents, hyphens and the order of its parts do not matter."""
    plain = unicodedata.normalize("NFC", name).casefold().translate(_UMLAUTS)
    letters = (char for char in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(char))
    return " ".join(sorted("".join(char if char.isalnum() else " " for char in letters).split()))


def seal_name(name: str) -> NameSeal:
    """Return salt and hash of a name, made with the key of today."""
    key = conf.secret_keys()[0]
    random = secrets.token_urlsafe(16)
    salt = random + _mark(random, key)
    return NameSeal(salt, _digest(salt, name, key))


def is_named(seal: NameSeal, name: str) -> bool | None:
    """Tell whether it is this name; None when the key it was sealed with is no longer known."""
    random, mark = seal.salt[:-_MARK_LENGTH], seal.salt[-_MARK_LENGTH:]
    for key in conf.secret_keys():
        if constant_time_compare(_mark(random, key), mark):
            return constant_time_compare(_digest(seal.salt, name, key), seal.hash)
    return None


def _mark(random: str, key: str) -> str:
    return salted_hmac(f"{_PURPOSE}.key", random, secret=key, algorithm="sha256").hexdigest()[:_MARK_LENGTH]


def _digest(salt: str, name: str, key: str) -> str:
    return salted_hmac(_PURPOSE + salt, fold_name(name), secret=key, algorithm="sha256").hexdigest()

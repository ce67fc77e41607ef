"""Seeds of second factors are encrypted in the database, so that a stolen dump opens no account."""

import base64

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes

PURPOSE = b"tafelrunde.second-factor"


def encrypt(text: str) -> str:
    """Encrypt with a key derived from `SECRET_KEY`."""
    return _cipher().encrypt(text.encode()).decode()


def decrypt(text: str) -> str:
    """Decrypt what `encrypt` returned, also under a former key in `SECRET_KEY_FALLBACKS`.

    Raises cryptography.fernet.InvalidToken when no key fits.
    """
    return _cipher().decrypt(text.encode()).decode()


def _cipher() -> MultiFernet:
    return MultiFernet([_derive(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _derive(secret: str | bytes) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(force_bytes(secret))
    return Fernet(base64.urlsafe_b64encode(key))

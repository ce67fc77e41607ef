"""Unguessable links that the database cannot give away.

A row stores a nonce and the hash of its token. The token follows from nonce, purpose and the site's secret key:
whoever steals the database learns no link, and a reminder can write the same link again.
"""

import hashlib
import secrets
from base64 import urlsafe_b64encode

from django.utils.crypto import salted_hmac


def new_nonce() -> str:
    """Return 128 random bits as 22 characters."""
    return secrets.token_urlsafe(16)


def derive_token(purpose: str, nonce: str) -> str:
    """Return the token (256 bits, 43 characters safe in a path) that belongs to a nonce, for one purpose only.

    It changes with `SECRET_KEY`: links already sent stay valid, because they are looked up by their stored hash,
    but a mail written after the change holds another link, whose hash must then be stored as well.
    """
    digest = salted_hmac(f"tafelrunde_members.token.{purpose}", nonce, algorithm="sha256").digest()
    return urlsafe_b64encode(digest).decode("ascii").rstrip("=")


def hash_token(token: str) -> str:
    """Return what is stored to find a token again: SHA-256 in hexadecimal, 64 characters."""
    return hashlib.sha256(token.encode()).hexdigest()

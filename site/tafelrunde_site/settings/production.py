"""Production: refuses to start until what it needs is there, and says what is missing."""

from email.utils import parseaddr

from django.core.exceptions import ImproperlyConfigured

from tafelrunde_site.settings.base import *
from tafelrunde_site.settings.environment import flag, number, public_address, required

MINIMUM_KEY_LENGTH = 50

DEBUG = False
SECRET_KEY = required("SECRET_KEY", why="it signs sessions and links in mails; use 50 random characters or more.")
if len(SECRET_KEY) < MINIMUM_KEY_LENGTH:
    raise ImproperlyConfigured("SECRET_KEY is too short: use 50 random characters or more.")
ALLOWED_HOSTS = [
    host.strip()
    for host in required("ALLOWED_HOSTS", why="the host names of this site, separated by commas.").split(",")
]
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured('ALLOWED_HOSTS must name the hosts of this site; "*" lets anybody choose one.')
public_address(
    required("TAFELRUNDE_BASE_URL", why="the public address, for links in mails and calendars."), ALLOWED_HOSTS
)
required("DATABASE_URL", why="for example postgres://user:password@localhost/tafelrunde")
required("EMAIL_URL", why="for example smtp://user:password@mail.example.org:587?tls=1")
if "@" not in parseaddr(required("TAFELRUNDE_FROM_EMAIL", why="the address that mails of this site come from."))[1]:
    raise ImproperlyConfigured("TAFELRUNDE_FROM_EMAIL is not an e-mail address.")

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = flag("SECURE_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = number("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = flag("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=False)
if flag("TAFELRUNDE_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # The limits on logins and subscriptions count by the visitor's address, which only the proxy knows.
    ALLAUTH_TRUSTED_PROXY_COUNT = TAFELRUNDE_TRUSTED_PROXIES = 1

# Limits count across all processes and machines, so they share the database; `migrate` creates the table.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "tafelrunde_cache",
        # Beyond Django's 300 it would forget counts that are still running, and proofs of work that are spent.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}

SILENCED_SYSTEM_CHECKS = [
    "security.W019",  # Wagtail shows its previews in frames of the same site
    "security.W021",  # a preload list binds the operator's whole domain for years: not ours to decide
]

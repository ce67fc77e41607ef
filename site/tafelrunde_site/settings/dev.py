"""Development and `make demo`: everything works on a fresh clone without a single variable set."""

from tafelrunde_site.settings.base import *

# A fresh clone has no folder for its database yet.
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.bool("DEBUG", default=True)
SECRET_KEY = env.str("SECRET_KEY", default="insecure-key-for-development-only")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", SITE_HOST])
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
#: Where `manage.py demo_inbox` keeps the mails that the page /demo/postfach/ shows.
TAFELRUNDE_DEMO_INBOX = DATA_DIR / "inbox"
#: Off, so that a newcomer gets in; the admin says so. `TAFELRUNDE_REQUIRE_SECOND_FACTOR=1` shows what production does.
TAFELRUNDE_REQUIRE_SECOND_FACTOR = flag("TAFELRUNDE_REQUIRE_SECOND_FACTOR", default=False)
#: Browsers accept passkeys on http://localhost.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True

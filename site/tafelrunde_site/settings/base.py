"""Settings that all environments share. Values of one installation come from the environment."""

import os
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _

from tafelrunde_site.settings.environment import (
    BASE_DIR,
    anymail_settings,
    data_dir,
    database,
    env,
    flag,
    mail_delivery,
    mailing_delivery,
    number,
)

DATA_DIR = data_dir()
BASE_URL = env.str("TAFELRUNDE_BASE_URL", default="http://localhost:8000").rstrip("/")

INSTALLED_APPS = [
    "tafelrunde_site",
    "tafelrunde_roundtables",
    "tafelrunde_events",
    "tafelrunde_members",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.locales",
    "wagtail.embeds",
    "wagtail.sites",
    "tafelrunde_site.accounts.apps.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "health_check",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tafelrunde_site.accounts.middleware.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tafelrunde_site.accounts.middleware.PersonalPagesMiddleware",
    "tafelrunde_site.accounts.middleware.SecondFactorMiddleware",
    "tafelrunde_members.admin_areas.AdminAreasMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "tafelrunde_site.urls"
WSGI_APPLICATION = "tafelrunde_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # In a checkout the templates stand beside the packages; the wheel carries them inside.
        "DIRS": [BASE_DIR / "templates" / "overrides", BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

# Forms of all plugins are shown in the theme's way; widgets are looked up like any other template.
FORM_RENDERER = "tafelrunde_site.forms.rendering.ThemeRenderer"

DATABASES = {"default": database(default=f"sqlite:///{DATA_DIR / 'tafelrunde.sqlite3'}")}
CACHES: dict[str, Any] = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTH_USER_MODEL = "tafelrunde_site.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "tafelrunde_site:account"
LOGOUT_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LANGUAGE_CODE = "de"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("de", _("German")), ("en", _("English"))]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("de", "Deutsch"), ("en", "English")]
WAGTAIL_I18N_ENABLED = True
WAGTAILSIMPLETRANSLATION_SYNC_PAGE_TREE = False
TIME_ZONE = "Europe/Berlin"
USE_I18N = True
FORMAT_MODULE_PATH = ["tafelrunde_site.formats"]
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Beside the media folder, not in it: documents are served after a check.
    "documents": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "documents", "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# A page with a long schedule has more fields than Django's default limit of 1,000.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Mail: everything enters through the outbox; only the worker speaks to the server named here.
EMAIL_BACKEND = "tafelrunde_members.mail.OutboxEmailBackend"
TAFELRUNDE_MAIL_DELIVERY = mail_delivery(env.str("EMAIL_URL", default=f"file://{DATA_DIR / 'mail'}"))
# Mailings may go another way and come from another address, so that complaints do not keep login codes from arriving.
TAFELRUNDE_MAILING_DELIVERY = mailing_delivery()
TAFELRUNDE_MAILING_FROM_EMAIL = env.str("TAFELRUNDE_MAILING_FROM_EMAIL", default="")
TAFELRUNDE_MAIL_PER_MINUTE = number("TAFELRUNDE_MAIL_PER_MINUTE", default=0)
TAFELRUNDE_MAILING_PER_MINUTE = number("TAFELRUNDE_MAILING_PER_MINUTE", default=0)
TAFELRUNDE_BOUNCE_ADDRESS = env.str("TAFELRUNDE_BOUNCE_ADDRESS", default="")
ANYMAIL = anymail_settings(os.environ)
if ANYMAIL:
    INSTALLED_APPS.append("anymail")
DEFAULT_FROM_EMAIL = env.str("TAFELRUNDE_FROM_EMAIL", default="netzwerk@example.org")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
#: Calendar programs answer there, with a tag of each invitation: antwort+…@example.org must reach antwort@example.org.
TAFELRUNDE_REPLY_ADDRESS = env.str("TAFELRUNDE_REPLY_ADDRESS", default="")
# Mail that arrives: the mailbox it is read from, and the mail server whose verdict on forgeries is believed.
TAFELRUNDE_IMAP_URL = env.str("TAFELRUNDE_IMAP_URL", default="")
TAFELRUNDE_IMAP_DONE_FOLDER = env.str("TAFELRUNDE_IMAP_DONE_FOLDER", default="")
TAFELRUNDE_TRUSTED_AUTHSERV = env.list("TAFELRUNDE_TRUSTED_AUTHSERV", default=[])
TAFELRUNDE_BASE_URL = BASE_URL
# Whose holidays editors are warned of, where the venue of a date lies in no known region.
TAFELRUNDE_HOLIDAY_STATE = env.str("TAFELRUNDE_HOLIDAY_STATE", default="MV")
# A calculation in the browser, which keeps robots from registering, and people without JavaScript too.
TAFELRUNDE_ALTCHA = flag("TAFELRUNDE_ALTCHA", default=False)
TAFELRUNDE_PERSONAL_CALENDARS_VIEW = "tafelrunde_site:calendars"

# The queue only says "work on the outbox"; the outbox itself owns retries and recovery.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Wagtail's picker puts today in the place of what it cannot read, so it has to read what people in Germany type.
WAGTAIL_DATE_FORMAT = "%d.%m.%Y"
WAGTAIL_DATETIME_FORMAT = "%d.%m.%Y %H:%M"
# People read it as the name of calendars they subscribed to, for years.
WAGTAIL_SITE_NAME = env.str("TAFELRUNDE_SITE_NAME", default="Tafelrunde")
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "ods", "odp", "pdf", "pptx", "txt", "xlsx", "zip"]
WAGTAILDOCS_DOCUMENT_MODEL = "tafelrunde_site.LibraryDocument"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAIL_FINISH_WORKFLOW_ACTION = "tafelrunde_events.domain.approving.publish_approved"
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False

# Accounts: an e-mailed code for everybody; staff may have a password or a passkey, and needs a second factor.
TAFELRUNDE_REQUIRE_SECOND_FACTOR = flag("TAFELRUNDE_REQUIRE_SECOND_FACTOR", default=True)
ACCOUNT_ADAPTER = "tafelrunde_site.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}
ACCOUNT_LOGIN_TIMEOUT = 30 * 60
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "20/m/ip,3/m/key,12/h/key",
    "login_failed": "10/m/ip,5/5m/key",
}
ACCOUNT_FORMS = {
    "request_login_code": "tafelrunde_site.accounts.forms.RequestLoginCodeForm",
    "confirm_login_code": "tafelrunde_site.accounts.forms.ConfirmLoginCodeForm",
    "login": "tafelrunde_site.accounts.forms.LoginForm",
}
MFA_ADAPTER = "tafelrunde_site.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "tafelrunde_site.accounts.forms.AuthenticateForm",
    "reauthenticate": "tafelrunde_site.accounts.forms.ReauthenticateForm",
    "activate_totp": "tafelrunde_site.accounts.forms.ActivateTOTPForm",
    "add_webauthn": "tafelrunde_site.accounts.forms.AddWebAuthnForm",
    "edit_webauthn": "tafelrunde_site.accounts.forms.EditWebAuthnForm",
}
WAGTAILUSERS_PASSWORD_REQUIRED = False

# A former key keeps second factors and open sessions valid while a new one takes over.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

# Cookies are set only where a form or a login needs one.
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
# Shows long forms again with what was typed.
CSRF_FAILURE_VIEW = "tafelrunde_site.views.forged_forms.csrf_failure"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 60 * 60
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    },
}

# Wagtail 8 starts its choosers, page lists and reports by scripts in the page and has styles and event handlers there.
# Everything else stays as strict as on public pages: nothing from elsewhere, no eval, no plugins.
TAFELRUNDE_ADMIN_SECURITY_POLICY = CONTENT_SECURITY_POLICY["DIRECTIVES"] | {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
}

SITE_HOST = urlsplit(BASE_URL).hostname or "localhost"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "tafelrunde_site.logs.RedactingFormatter",
            "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"tafelrunde": {"level": "INFO"}},
}

"""Settings of the events plugin; nothing else in it reads `django.conf.settings`."""

from email.utils import parseaddr

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language_info


def base_url() -> str:
    """Return the address of the site without a closing slash (`TAFELRUNDE_BASE_URL`), for links outside of pages."""
    return str(getattr(settings, "TAFELRUNDE_BASE_URL", "")).rstrip("/")


def absolute_url(path: str) -> str:
    """Return the address of a path of the site, for mails and calendars."""
    return base_url() + path


def languages() -> tuple[str, ...]:
    """Return the codes of the languages that the site speaks (`LANGUAGES`)."""
    return tuple(code for code, _name in settings.LANGUAGES)


def language_name(code: str) -> str:
    """Return the name of a language in that language itself: "Deutsch"; the code of one that nobody knows."""
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code


def language() -> str:
    """Return the language of events that no page brings a language to (`LANGUAGE_CODE`)."""
    return str(settings.LANGUAGE_CODE)


def horizon_months() -> int:
    """Return how far ahead the dates of a rule are stored (`TAFELRUNDE_HORIZON_MONTHS`, default 24)."""
    return int(getattr(settings, "TAFELRUNDE_HORIZON_MONTHS", 24))


def time_zone() -> str:
    """Return the IANA zone in which new dates are entered (`TIME_ZONE`)."""
    return str(settings.TIME_ZONE)


def site_name() -> str:
    """Return the name under which the site acts as organizer where an event names nobody (`WAGTAIL_SITE_NAME`)."""
    return str(getattr(settings, "WAGTAIL_SITE_NAME", ""))


def site_address() -> str:
    """Return the address the site sends from, and receives at (`DEFAULT_FROM_EMAIL` without a display name)."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def reply_address() -> str:
    """Return the mailbox that receives what calendar programs answer (`TAFELRUNDE_REPLY_ADDRESS`); empty without one.

    Such as ``antwort@example.org``; its server must deliver ``antwort+anything@example.org`` there too.
    """
    return str(getattr(settings, "TAFELRUNDE_REPLY_ADDRESS", "")).strip()


def personal_calendars_url() -> str:
    """Return the absolute address of the page where people set up their personal calendar.

    The host names its view in `TAFELRUNDE_PERSONAL_CALENDARS_VIEW`; empty without one.
    """
    view = getattr(settings, "TAFELRUNDE_PERSONAL_CALENDARS_VIEW", "")
    return absolute_url(reverse(view)) if view else ""


def trusted_proxies() -> int:
    """Return how many proxies of our own stand before the site and add to X-Forwarded-For.

    `TAFELRUNDE_TRUSTED_PROXIES`, none by default: then the header is what anybody may write, and is not read.
    """
    return int(getattr(settings, "TAFELRUNDE_TRUSTED_PROXIES", 0))


def list_page_size() -> int:
    """Return the number of dates on one page of the calendar (`TAFELRUNDE_LIST_PAGE_SIZE`, default 20)."""
    return int(getattr(settings, "TAFELRUNDE_LIST_PAGE_SIZE", 20))


def holiday_state() -> str:
    """Return the state whose holidays editors are warned of where a venue says nothing (`TAFELRUNDE_HOLIDAY_STATE`).

    Two letters of ISO 3166-2:DE, such as ``MV``. Empty, the default: dates without a place are not compared.
    """
    return str(getattr(settings, "TAFELRUNDE_HOLIDAY_STATE", "")).upper()


def import_ports() -> frozenset[int]:
    """Return the ports that foreign calendars may be fetched from: 80, 443 and those in `TAFELRUNDE_IMPORT_PORTS`."""
    return frozenset({80, 443, *getattr(settings, "TAFELRUNDE_IMPORT_PORTS", ())})


def import_allowed_hosts() -> frozenset[str]:
    """Return the hosts that foreign calendars may be fetched from although their addresses are not public.

    `TAFELRUNDE_IMPORT_ALLOWED_HOSTS`, empty by default. A risk: whoever may enter the address of a calendar makes this
    server ask such a host for any address on it. For development, and for a calendar inside one's own network.
    """
    return frozenset(host.lower() for host in getattr(settings, "TAFELRUNDE_IMPORT_ALLOWED_HOSTS", ()))


def secret_keys() -> tuple[str, ...]:
    """Return the secret key of today and those before it that still count (`SECRET_KEY`, `SECRET_KEY_FALLBACKS`)."""
    return (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


def asks_proof_of_work() -> bool:
    """Tell whether registering takes a calculation in the browser against robots (`TAFELRUNDE_ALTCHA`, off)."""
    return bool(getattr(settings, "TAFELRUNDE_ALTCHA", False))


def unconfirmed_days() -> int:
    """Return after how many days registrations are deleted whose address nobody confirmed.

    `TAFELRUNDE_UNCONFIRMED_DAYS`, default 7.
    """
    return int(getattr(settings, "TAFELRUNDE_UNCONFIRMED_DAYS", 7))


def network_hash_days() -> int:
    """Return how many days a hash of where a registration came from is kept (`TAFELRUNDE_NETWORK_HASH_DAYS`, 7)."""
    return int(getattr(settings, "TAFELRUNDE_NETWORK_HASH_DAYS", 7))


def sensitive_answer_days() -> int:
    """Return how many days after the last date answers to sensitive questions are kept.

    `TAFELRUNDE_SENSITIVE_ANSWER_DAYS`, default 7.
    """
    return int(getattr(settings, "TAFELRUNDE_SENSITIVE_ANSWER_DAYS", 7))


def registration_days() -> int:
    """Return how many days after the last date registrations keep their names (`TAFELRUNDE_REGISTRATION_DAYS`, 90)."""
    return int(getattr(settings, "TAFELRUNDE_REGISTRATION_DAYS", 90))


def consent_proof_days() -> int:
    """Return how many days a nameless proof of consent is kept, from its withdrawal or the end of the registration.

    `TAFELRUNDE_CONSENT_PROOF_DAYS`, default 1095: three years.
    """
    return int(getattr(settings, "TAFELRUNDE_CONSENT_PROOF_DAYS", 1095))

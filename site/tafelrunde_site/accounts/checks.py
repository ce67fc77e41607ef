"""What `manage.py check --deploy` says about the accounts."""

from typing import Any

from django.core import checks
from django.core.checks import CheckMessage, Tags, register

from tafelrunde_site.accounts import conf


@register(Tags.security, deploy=True)
def second_factor_is_required(**_options: Any) -> list[CheckMessage]:
    """Warn about an installation on which a password or a mailbox alone opens the admin."""
    if conf.second_factor_required():
        return []
    return [
        checks.Warning(
            "TAFELRUNDE_REQUIRE_SECOND_FACTOR is off: a password or a mailbox alone opens the administration.",
            id="tafelrunde_site.W001",
        )
    ]

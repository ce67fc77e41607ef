"""Where the limits on logins are counted."""

from typing import Any

from django.core.management import call_command


def create_cache_table(**_signal: Any) -> None:
    """Create the table of the shared cache where settings name one; creating it twice changes nothing.

    Runs after every migrate, so that nobody can forget it.
    """
    call_command("createcachetable", verbosity=0)

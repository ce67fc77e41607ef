"""Settings of the round-tables plugin, read here and nowhere else."""

from django.conf import settings


def time_zone() -> str:
    """IANA name of the zone in which meetings are planned."""
    return settings.TIME_ZONE

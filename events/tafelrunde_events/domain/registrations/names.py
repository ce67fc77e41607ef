"""What lists show of people who registered."""

from tafelrunde_events.models import Registration


def shown_name(registration: Registration) -> str:
    """Return the name for lists and papers; empty for specially protected people and for anonymous rows (law 12).

    Fetch `person` along with the rows.
    """
    person = registration.person
    if person is not None and person.protected:
        return ""
    return registration.full_name

"""What lists show of people who registered."""

from tafelrunde_events.models import Registration


def shown_name(registration: Registration, *, openly: bool = False) -> str:
    """Return the name for lists of the staff; empty for specially protected people and for anonymous rows (law 12).

    `openly` is for paper that goes round, where protected people write their names themselves or not; fetch `person`
    along with the rows.
    """
    person = registration.person
    if person is not None and person.protected:
        return ""
    del openly
    return registration.full_name

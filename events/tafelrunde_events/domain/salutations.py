"""How a formal letter begins, from the form of address that people gave."""

from django.utils.translation import gettext

from tafelrunde_members.models import Person


def salutation(person: Person) -> str:
    """Return the first line of a letter without its comma, in the active language.

    Nothing is guessed from first names: whoever gave no form of address is greeted by the full name.
    """
    formal_name = " ".join(part for part in (person.title, person.last_name) if part)
    if person.salutation == Person.Salutation.MS:
        return gettext("Dear Ms %(name)s") % {"name": formal_name}
    if person.salutation == Person.Salutation.MR:
        return gettext("Dear Mr %(name)s") % {"name": formal_name}
    return gettext("Good day %(name)s") % {"name": person.full_name}

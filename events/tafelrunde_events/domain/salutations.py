"""How a formal letter begins, from the form of address that people gave."""

from django.utils.translation import gettext

from tafelrunde_members.models import Person


def salutation(person: Person | None) -> str:
    """Return the first line of a letter without its comma, in the active language.

    Nothing is guessed from first names: whoever gave no form of address is greeted by the full name, and whoever is not
    known by name as one of many.
    """
    if person is None or not person.full_name.strip():
        return gettext("Dear Sir or Madam")
    formal_name = " ".join(part for part in (person.title, person.last_name) if part)
    if person.salutation == Person.Salutation.MS and person.last_name:
        return gettext("Dear Ms %(name)s") % {"name": formal_name}
    if person.salutation == Person.Salutation.MR and person.last_name:
        return gettext("Dear Mr %(name)s") % {"name": formal_name}
    return gettext("Good day %(name)s") % {"name": person.full_name}

"""Invented people of the demo. Any likeness to real names is chance; all addresses lie in a reserved domain."""

import random
from collections.abc import Iterator

from django.utils.text import slugify

from tafelrunde_members.models import Person

#: Everybody of the demo has an address here; deleting the demo finds people and mails by it.
DOMAIN = "demo.example.org"

FIRST_NAMES = {
    Person.Salutation.MS: (
        "Amira", "Birte", "Cordula", "Dörte", "Elif", "Friederike", "Gesa", "Hannelore", "Ineke", "Jördis",
        "Katarzyna", "Leonie", "Marit", "Nele", "Olga", "Petra", "Rieke", "Swantje", "Thea", "Ulrike",
    ),
    Person.Salutation.MR: (
        "Anton", "Björn", "Cem", "Detlef", "Enno", "Fiete", "Götz", "Hinrich", "Ilja", "Jannis",
        "Kasimir", "Lüder", "Malte", "Niklas", "Ole", "Piotr", "Reimer", "Sönke", "Tjark", "Uwe",
    ),
}  # fmt: skip
LAST_NAMES = (
    "Ahrendsee", "Birkenbruch", "Clausnitz-Moor", "Dünenberg", "Ebbesand", "Förde", "Grasmöller", "Heidekamp",
    "Inselmann", "Jasmundt", "Kranichfeld", "Lindenhain", "Moorweg", "Nebelung", "Ostersee", "Plauer", "Quast",
    "Rohrbeck", "Schilfrohr", "Tollense", "Uferloos", "Vogelsang-Petersen", "Warnowski", "Zaunkönig",
)  # fmt: skip


def spell_out(name: str) -> str:
    """Write umlauts as Germans do in addresses."""
    return name.lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")


def invent_people(seed: int) -> Iterator[Person]:
    """Yield unsaved people without end, the same ones for the same seed, no two with one address."""
    chance = random.Random(seed)  # noqa: S311 (invents names, guards nothing)
    used: set[str] = set()
    while True:
        salutation = chance.choice(list(FIRST_NAMES))
        first, last = chance.choice(FIRST_NAMES[salutation]), chance.choice(LAST_NAMES)
        name = f"{slugify(spell_out(first))}.{slugify(spell_out(last))}"
        if name in used:
            name = f"{name}{len(used)}"
        used.add(name)
        yield Person(
            salutation=salutation if chance.random() < 0.8 else Person.Salutation.UNKNOWN,
            title="Dr." if chance.random() < 0.1 else "",
            first_name=first,
            last_name=last,
            email=f"{name}@{DOMAIN}",
        )

"""Makes the logins of the demo."""

from dataclasses import dataclass

from tafelrunde_events.models import EventIndexPage, TrainingIndexPage
from tafelrunde_members.domain.roles import assign_role, grant_page_rights
from tafelrunde_members.enums import Role
from tafelrunde_roundtables.models import RoundTable
from tafelrunde_site.demo.people import DOMAIN
from tafelrunde_site.demo.round_tables import let_coordinate
from tafelrunde_site.models import HomePage, User

#: Printed at the start of the demo; the demo is no place for secrets.
PASSWORD = "runder-tisch-demo"  # noqa: S105


@dataclass(frozen=True)
class Login:
    """An account of the demo and what it is for."""

    address: str
    duty: str
    first_name: str
    last_name: str
    role: Role | None = None
    tables: tuple[str, ...] = ()


COORDINATOR = Login(
    f"koordination@{DOMAIN}", "Koordination Anklam", "Karla", "Koordinata", Role.COORDINATOR, ("anklam",)
)
OTHER_COORDINATOR = Login(
    f"buendnis@{DOMAIN}", "Koordination Ludwigslust", "Bendix", "Bündner", Role.COORDINATOR, ("ludwigslust",)
)
EDITOR = Login(f"redaktion@{DOMAIN}", "Redaktion Fortbildungen", "Renke", "Redakta", Role.TRAINING_EDITOR)
NETWORK = Login(f"netzwerk@{DOMAIN}", "Koordination des Netzwerks", "Nora", "Netzker", Role.NETWORK_COORDINATOR)
ADMINISTRATOR = Login(f"technik@{DOMAIN}", "technische Verwaltung", "Toni", "Technika")
STAFF = (COORDINATOR, OTHER_COORDINATOR, EDITOR, NETWORK, ADMINISTRATOR)


def make_accounts() -> None:
    """Make the logins that are missing, and give them their rights."""
    for login in STAFF:
        user = User.objects.filter(email=login.address).first() or User.objects.create_user(
            login.address, PASSWORD, first_name=login.first_name, last_name=login.last_name
        )
        if login.role:
            assign_role(user, role=login.role)
        else:
            user.is_superuser = user.is_staff = True
            user.save(update_fields=["is_superuser", "is_staff"])
        let_coordinate(user, *login.tables)
    for page in (*EventIndexPage.objects.all(), *TrainingIndexPage.objects.all()):
        grant_page_rights(Role.TRAINING_EDITOR, page)
    for home in HomePage.objects.all():
        grant_page_rights(Role.NETWORK_COORDINATOR, home)


def describe_logins() -> str:
    """Return what the newcomer needs to know about the logins, in German as the site is."""
    lines = [f"Anmeldungen der Demo (Passwort überall: {PASSWORD})", ""]
    lines += [f"  {login.address:<36} {login.duty}" for login in STAFF]
    seat = RoundTable.objects.get(slug="anklam").seats.select_related("delegate").order_by("pk")[2]
    if seat.delegate:
        lines.append(f"  {seat.delegate.email:<36} Mitglied in Anklam; ohne Passwort, der Code kommt ins Demo-Postfach")
    return "\n".join(lines)

"""Facts of the demo's round tables: three invented municipal ones, and the state network of real institutions."""

from dataclasses import dataclass

from tafelrunde_roundtables.enums import AgendaItemKind, SeatRole, TableLevel

Agenda = tuple[tuple[str, AgendaItemKind, int], ...]


@dataclass(frozen=True)
class SeatFact:
    """An institution at a table, its sector and its role. `protected`: its delegate is under special protection.

    `street` and `town` (with its postal code): its delegate has no e-mail address and gets letters there.
    """

    organisation: str
    sector: str
    role: SeatRole = SeatRole.MEMBER
    protected: bool = False
    street: str = ""
    town: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class MeetingFact:
    """A meeting, `days` from today (negative: past). `invited`: invitations went out, some were answered."""

    days: int
    title: str
    agenda: Agenda
    public: bool = False
    hour: int = 18
    online: bool = False
    invited: bool = False
    cancelled: str = ""
    guests: int = 0


@dataclass(frozen=True)
class VenueFact:
    """A place to meet."""

    name: str
    street: str
    postal_code: str
    city: str
    region: str
    access: str = ""


@dataclass(frozen=True)
class TableFact:
    """A round table with seats and meetings."""

    slug: str
    name: str
    level: TableLevel
    regions: tuple[str, ...]
    aim: str
    rhythm: str
    venue: VenueFact
    room: str
    seats: tuple[SeatFact, ...]
    meetings: tuple[MeetingFact, ...]
    convener: str = ""
    lead: str = ""
    members_public: bool = False
    quorum: int | None = None
    reminder_days: int | None = None


D, I, B = AgendaItemKind.DISCUSSION, AgendaItemKind.INFORMATION, AgendaItemKind.DECISION  # noqa: E741

OPENING = ("Begrüßung und Protokoll der letzten Sitzung", I, 10)
CLOSING = ("Nächste Schritte und Termin", B, 15)

ANKLAM = TableFact(
    slug="anklam",
    name="Runder Tisch für Demokratie Anklam",
    level=TableLevel.MUNICIPALITY,
    regions=("13075",),
    convener="Stadtverwaltung Anklam (Beispiel)",
    aim="Menschen aus Stadtgesellschaft und Verwaltung tauschen sich regelmäßig aus, "
    "stärken einander und planen gemeinsam, was das Miteinander in der Stadt trägt.",
    rhythm="viermal im Jahr",
    lead="Ein Tisch für alle, die in der Stadt Verantwortung übernehmen.",
    venue=VenueFact("Rathaus Anklam", "Markt 3", "17389", "Anklam", "13075", "stufenlos, Induktionsschleife"),
    room="Großer Saal",
    seats=(
        SeatFact("Stadtverwaltung Anklam (Beispiel)", "verwaltung", SeatRole.CHAIR),
        SeatFact("Stadtvertretung, Ausschuss für Soziales", "politik"),
        SeatFact("Kirchengemeinde St. Beispiel", "kirchen"),
        SeatFact("Sportverein Peene 90", "vereine"),
        SeatFact("Kreisverband der Gewerkschaften", "gewerkschaften"),
        SeatFact("Initiative Offener Hof", "initiativen", protected=True),
        SeatFact("Regionale Schule am Hafen", "schulen"),
        SeatFact("Jugendzentrum Mühlentreff", "jugend"),
        SeatFact("Polizeirevier Anklam (Beispiel)", "polizei-justiz", SeatRole.ADVISER),
    ),
    meetings=(
        MeetingFact(-98, "Sitzung: Sommer der Vereine", (OPENING, ("Rückblick auf das Stadtfest", D, 30), CLOSING)),
        MeetingFact(
            -35,
            "Sitzung: Sicher im Ehrenamt",
            (OPENING, ("Anfeindungen im Ehrenamt: Lage und Hilfen", D, 40), CLOSING),
        ),
        MeetingFact(
            41,
            "Öffentliche Sitzung: Jugendarbeit im ländlichen Raum",
            (
                OPENING,
                ("Jugendarbeit im ländlichen Raum", D, 40),
                ("Gemeinsame Aktionswoche im Mai", B, 30),
                CLOSING,
            ),
            public=True,
        ),
    ),
)

LUDWIGSLUST = TableFact(
    slug="ludwigslust",
    name="Bündnis für Ludwigslust",
    level=TableLevel.MUNICIPALITY,
    regions=("13076",),
    convener="Stadtverwaltung Ludwigslust (Beispiel)",
    aim="Das Bündnis bringt Vereine, Schulen, Betriebe und Verwaltung zusammen und begleitet Projekte vor Ort.",
    rhythm="alle zwei Monate",
    lead="Vereine, Schulen, Betriebe und Verwaltung an einem Tisch.",
    venue=VenueFact("Bürgerhaus Ludwigslust", "Schlossstraße 7", "19288", "Ludwigslust", "13076", "stufenlos"),
    room="Saal 2",
    seats=(
        SeatFact("Stadtverwaltung Ludwigslust (Beispiel)", "verwaltung", SeatRole.CHAIR),
        SeatFact("Stadtfraktionen im Gespräch", "politik"),
        SeatFact("Jugendverbände der demokratischen Parteien", "parteien"),
        SeatFact("Ökumenischer Arbeitskreis", "kirchen", street="Kirchenplatz 4", town=("19288", "Ludwigslust")),
        SeatFact("Feuerwehrverein Lindenallee", "vereine"),
        SeatFact("Holzbau Musterfeld GmbH", "wirtschaft"),
        SeatFact("Nachbarschaftshilfe Brücke", "initiativen"),
        SeatFact("Gymnasium am Kanal", "schulen"),
        SeatFact("Stadtanzeiger (Redaktion)", "medien", SeatRole.GUEST),
        SeatFact("Amtsgericht (Beispiel)", "polizei-justiz", SeatRole.ADVISER),
    ),
    meetings=(
        MeetingFact(
            -61, "Bündnistreffen: Demokratie am Arbeitsplatz", (OPENING, ("Bericht aus den Betrieben", I, 30), CLOSING)
        ),
        MeetingFact(
            19,
            "Bündnistreffen: Planung der Aktionstage",
            (OPENING, ("Programm der Aktionstage", D, 45), ("Verteilung der Aufgaben", B, 20), CLOSING),
            hour=17,
            guests=1,
        ),
        MeetingFact(75, "Bündnistreffen: Jahresplanung", (OPENING, ("Ziele für das Jahr", D, 60), CLOSING), hour=17),
    ),
    quorum=6,
    reminder_days=7,
)

GUESTROW = TableFact(
    slug="guestrow",
    name="Runder Tisch Güstrow",
    level=TableLevel.MUNICIPALITY,
    regions=("13072",),
    convener="Stadtverwaltung Güstrow (Beispiel)",
    aim="Austausch über die Lage in der Stadt, abgestimmtes Handeln, Unterstützung für Betroffene.",
    rhythm="vierteljährlich",
    lead="Wir reden miteinander, bevor wir übereinander reden.",
    venue=VenueFact("Haus der Vereine Güstrow", "Domplatz 16", "18273", "Güstrow", "13072", "Aufzug, stufenlos"),
    room="Raum 104",
    seats=(
        SeatFact("Stadtverwaltung Güstrow (Beispiel)", "verwaltung", SeatRole.CHAIR),
        SeatFact("Präsidium der Stadtvertretung", "politik"),
        SeatFact("Domgemeinde (Beispiel)", "kirchen"),
        SeatFact("Kreissportbund (Beispiel)", "vereine"),
        SeatFact("Unternehmerkreis Barlach", "wirtschaft"),
        SeatFact("Willkommen in Güstrow", "initiativen", protected=True),
        SeatFact("Jugendparlament", "jugend"),
        SeatFact("Polizeihauptrevier (Beispiel)", "polizei-justiz", SeatRole.ADVISER),
    ),
    meetings=(
        MeetingFact(-49, "Sitzung: Lagebild und Prävention", (OPENING, ("Lage in der Stadt", I, 30), CLOSING)),
        MeetingFact(
            26,
            "Sitzung: Schutz für Engagierte",
            (OPENING, ("Schutzkonzept der Stadt", D, 40), CLOSING),
            online=True,
            cancelled="Der Saal ist wegen eines Wasserschadens gesperrt; ein neuer Termin folgt.",
        ),
    ),
)

STATE_NETWORK = TableFact(
    slug="beratungsnetzwerk",
    name="Beratungsnetzwerk Demokratie und Toleranz Mecklenburg-Vorpommern",
    level=TableLevel.STATE,
    regions=("13",),
    convener="landeskoordinierungsstelle",
    aim="Fachlicher Austausch auf Augenhöhe, gemeinsame Strategien und schnelle Abstimmung, wenn es darauf ankommt.",
    rhythm="viermal im Jahr und bei Bedarf",
    lead="Elf ständige Mitglieder beraten, begleiten und stimmen sich ab.",
    venue=VenueFact("Haus der politischen Bildung", "Jägerweg 2", "19053", "Schwerin", "13004", "stufenlos"),
    room="Seminarraum 1",
    seats=(
        SeatFact("landeszentrale", "verwaltung", SeatRole.CHAIR),
        SeatFact("regionalzentren", "initiativen"),
        SeatFact("lobbi", "vereine"),
        SeatFact("betriebliches-beratungsteam", "wirtschaft"),
        SeatFact("jump", "vereine"),
        SeatFact("fachstelle-bidaya", "vereine"),
        SeatFact("dia-mv", "vereine"),
        SeatFact("bildungsministerium", "verwaltung"),
        SeatFact("sozialministerium", "verwaltung"),
        SeatFact("justizministerium", "polizei-justiz"),
        SeatFact("innenministerium", "polizei-justiz"),
    ),
    meetings=(
        MeetingFact(
            33,
            "Netzwerktreffen: Strategien für das kommende Jahr",
            (OPENING, ("Berichte der Mitglieder", I, 60), ("Schwerpunkte des kommenden Jahres", D, 60), CLOSING),
            hour=10,
            invited=True,
        ),
    ),
    members_public=True,
)

TABLES = (STATE_NETWORK, ANKLAM, LUDWIGSLUST, GUESTROW)

"""Facts of the demo's trainings: one of each form."""

from dataclasses import dataclass

from tafelrunde_events.enums import Audience, Booking, Format


@dataclass(frozen=True)
class SessionFact:
    """A session, `days` from today; `repeat`: monthly on this weekday, this many times."""

    days: int
    start: str = "09:00"
    end: str = "16:00"
    repeat: int = 0


@dataclass(frozen=True)
class TrainingFact:
    """A training as its editors enter it. `table` names the demo table whose venue it borrows; empty: online."""

    slug: str
    title: str
    lead: str
    body: str
    audiences: tuple[Audience, ...]
    topics: tuple[str, ...]
    sessions: tuple[SessionFact, ...]
    organisers: tuple[str, ...]
    table: str = ""
    booking: Booking = Booking.OPEN
    cancelled: str = ""
    #: Of a series: the number of a date that is held a week later, and one that is called off with its reason.
    later: int | None = None
    called_off: tuple[int, str] | None = None

    @property
    def format(self) -> Format:
        """On site where there is a venue."""
        return Format.IN_PERSON if self.table else Format.ONLINE


TRAININGS = (
    TrainingFact(
        "anfeindungen-im-amt",
        "Anfeindungen im Amt: handlungssicher bleiben",
        "Wie Beschäftigte mit Drohungen und Verschwörungserzählungen umgehen, was rechtlich trägt, wer hilft.",
        "<h2>Worum es geht</h2><p>Zwei Termine, eine Anmeldung. Am ersten Tag arbeiten Sie an Fällen aus Ihrem Alltag, "
        "am zweiten werten wir aus, was Sie erprobt haben.</p><ul><li>aktuelle Entwicklungen im Land</li>"
        "<li>Hausrecht, Dienstrecht, Strafanzeige: was wann hilft</li><li>Gespräche in angespannten Lagen</li></ul>",
        (Audience.ADMINISTRATION,),
        ("Recht", "Gesprächsführung"),
        (SessionFact(24), SessionFact(38, end="12:00")),
        ("regionalzentrum-westmecklenburg", "landeszentrale"),
        table="ludwigslust",
    ),
    TrainingFact(
        "rechtliche-grundlagen-kommunale-gremien",
        "Rechtliche Grundlagen für kommunale Gremien",
        "Geschäftsordnung, Hausrecht, Öffentlichkeit: was Mandatstragende sicher wissen sollten.",
        "<p>Ein Abend mit vielen Beispielen. Der Zugang kommt am Tag vorher per E-Mail.</p>",
        (Audience.ELECTED,),
        ("Recht", "Kommunalpolitik"),
        (SessionFact(31, "17:00", "20:00"),),
        ("landeskoordinierungsstelle",),
    ),
    TrainingFact(
        "erkennungszeichen-der-szene",
        "Erkennungszeichen der Szene",
        "Codes, Kleidung, Musik: erkennen, einordnen, handeln.",
        "<p>Mit Material für Schule, Verein und Jugendarbeit.</p>",
        (Audience.MULTIPLIERS, Audience.CIVIL_SOCIETY),
        ("Szene", "Prävention"),
        (SessionFact(17, "13:00", "17:00"),),
        ("regionalzentrum-suedvorpommern",),
        table="anklam",
        booking=Booking.FULL,
    ),
    TrainingFact(
        "argumentieren-gegen-parolen",
        "Argumentieren gegen Parolen",
        "Ein offener Übungsabend, jeden Monat.",
        "<p>Sie können jederzeit einsteigen. Wir üben an Sätzen, die Sie mitbringen.</p>",
        (Audience.CIVIL_SOCIETY, Audience.OTHER),
        ("Gesprächsführung",),
        (SessionFact(12, "18:00", "20:00", repeat=6),),
        ("regionalzentrum-region-rostock",),
        table="guestrow",
        later=1,
        called_off=(3, "Der Saal wird an diesem Abend für eine Wahl gebraucht."),
    ),
    TrainingFact(
        "moderation-runder-tische",
        "Moderation von Runden Tischen",
        "Ein Tag für alle, die Sitzungen vorbereiten und leiten.",
        "<p>Rollen klären, Tagesordnung bauen, Konflikte führen, Ergebnisse sichern.</p>",
        (Audience.ADMINISTRATION, Audience.MULTIPLIERS),
        ("Moderation",),
        (SessionFact(52),),
        ("landeskoordinierungsstelle", "regionalzentrum-mecklenburgische-seenplatte"),
        table="beratungsnetzwerk",
    ),
    TrainingFact(
        "fachtag-kommunale-buendnisse",
        "Fachtag Kommunale Bündnisse",
        "Was Bündnisse trägt und was sie müde macht.",
        "<p>Vorträge, Werkstätten und viel Zeit für Austausch.</p>",
        (Audience.ADMINISTRATION, Audience.ELECTED, Audience.CIVIL_SOCIETY),
        ("Vernetzung",),
        (SessionFact(60, "10:00", "16:00"),),
        ("landeskoordinierungsstelle",),
        table="beratungsnetzwerk",
        cancelled="Wir suchen einen neuen Termin im Herbst.",
    ),
)

"""Facts of the demo's trainings: one of each form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tafelrunde_events.enums import (
    AccessFact,
    Audience,
    Booking,
    Format,
    Level,
    OrganisationAsked,
    TeachingLanguage,
)


@dataclass(frozen=True)
class SessionFact:
    """A session, `days` from today (before it where negative); `repeat`: monthly on this weekday, this many times."""

    days: int
    start: str = "09:00"
    end: str = "16:00"
    repeat: int = 0


@dataclass(frozen=True)
class QuestionFact:
    """A question of the registration form; the types are those of Wagtail's form builder."""

    label: str
    field_type: str = "singleline"
    choices: str = ""
    help_text: str = ""
    required: bool = False
    sensitive: bool = False


@dataclass(frozen=True)
class TermsFact:
    """How one registers on this site, and who did. `fields` are those of the page.

    `opens_in` are days. Of the people who ask for a place, as many are `approved` or `cancelled` as said, and the last
    `unconfirmed` never confirmed their address.
    """

    fields: Mapping[str, Any]
    questions: tuple[QuestionFact, ...] = ()
    opens_in: int | None = None
    people: int = 0
    approved: int = 0
    cancelled: int = 0
    unconfirmed: int = 0


@dataclass(frozen=True)
class PersonFact:
    """Somebody who gives a training."""

    name: str
    function: str


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
    goals: str = ""
    level: Level = Level.ANY
    languages: tuple[TeachingLanguage, ...] = (TeachingLanguage.DE,)
    access: tuple[AccessFact, ...] = ()
    trainers: tuple[PersonFact, ...] = ()
    #: Of a training elsewhere; where `terms` are given, people register on this site.
    booking: Booking = Booking.OPEN
    terms: TermsFact | None = None
    #: Another training of which this is a further date.
    course: str = ""
    has_paper: bool = False
    cancelled: str = ""
    #: Of a series: the number of a date that is held a week later, and one that is called off with its reason.
    later: int | None = None
    called_off: tuple[int, str] | None = None
    #: What is entered in fields that few trainings use.
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def format(self) -> Format:
        """On site where there is a venue."""
        return Format.IN_PERSON if self.table else Format.ONLINE


FOOD = QuestionFact(
    "Essen und Unverträglichkeiten",
    help_text="Nur für die Küche; wird sieben Tage nach der Fortbildung gelöscht.",
    sensitive=True,
)
SUPPORT = QuestionFact(
    "Was brauchen Sie, um gut teilnehmen zu können?",
    field_type="multiline",
    help_text="Zum Beispiel Gebärdensprache oder einen Platz nahe der Tür.",
    sensitive=True,
)
PARTNER_CENTRE = "regionalzentrum-westmecklenburg"
ATTACKS = "anfeindungen-im-amt"
ATTACKS_FACTS: dict[str, Any] = {
    "title": "Anfeindungen im Amt: handlungssicher bleiben",
    "lead": "Wie Beschäftigte mit Drohungen und Verschwörungserzählungen umgehen, was rechtlich trägt, wer hilft.",
    "body": "<h2>Worum es geht</h2><p>Zwei Termine, eine Anmeldung. Am ersten Tag arbeiten Sie an Fällen aus Ihrem "
    "Alltag, am zweiten werten wir aus, was Sie erprobt haben.</p>",
    "goals": "<ul><li>aktuelle Entwicklungen im Land kennen</li>"
    "<li>wissen, was wann hilft: Hausrecht, Dienstrecht, Strafanzeige</li>"
    "<li>Gespräche in angespannten Lagen führen</li></ul>",
    "audiences": (Audience.ADMINISTRATION,),
    "topics": ("Recht", "Gesprächsführung"),
    "organisers": (PARTNER_CENTRE, "landeszentrale"),
    "access": (AccessFact.STEP_FREE, AccessFact.CATERING),
    "trainers": (
        PersonFact("Dr. Wiebke Sandvoss", "Rechtsanwältin"),
        PersonFact("Torge Bollhagen", "Trainer für Deeskalation"),
    ),
    "has_paper": True,
}
ATTACKS_TERMS: dict[str, Any] = {
    "capacity": 20,
    "minimum": 8,
    "reserved": 2,
    "group_size": 3,
    "organisation_asked": OrganisationAsked.REQUIRED,
    "certificate_sessions": 2,
    "certificate_hours": "12 Unterrichtsstunden zu 45 Minuten",
}

TRAININGS = (
    TrainingFact(
        f"{ATTACKS}-ludwigslust",
        sessions=(SessionFact(-45), SessionFact(-17, end="12:00")),
        table="ludwigslust",
        course=ATTACKS,
        terms=TermsFact({**ATTACKS_TERMS, "capacity": 14, "reserved": 0}, (FOOD,), people=15, cancelled=1),
        **ATTACKS_FACTS,
    ),
    TrainingFact(
        ATTACKS,
        sessions=(SessionFact(24), SessionFact(38, end="12:00")),
        table="anklam",
        terms=TermsFact(ATTACKS_TERMS, (FOOD, SUPPORT), people=9, cancelled=1, unconfirmed=1),
        **ATTACKS_FACTS,
    ),
    TrainingFact(
        f"{ATTACKS}-schwerin",
        sessions=(SessionFact(80), SessionFact(94, end="12:00")),
        table="beratungsnetzwerk",
        course=ATTACKS,
        terms=TermsFact(ATTACKS_TERMS, (FOOD, SUPPORT)),
        **ATTACKS_FACTS,
    ),
    TrainingFact(
        "rechtliche-grundlagen-kommunale-gremien",
        "Rechtliche Grundlagen für kommunale Gremien",
        "Geschäftsordnung, Hausrecht, Öffentlichkeit: was Mandatstragende sicher wissen sollten.",
        "<p>Ein Abend mit vielen Beispielen. Der Zugang steht kurz vorher auf Ihrer persönlichen Seite.</p>",
        (Audience.ELECTED,),
        ("Recht", "Kommunalpolitik"),
        (SessionFact(45, "17:00", "20:00"),),
        ("landeskoordinierungsstelle",),
        level=Level.BASIC,
        access=(AccessFact.SIGN_LANGUAGE, AccessFact.PLAIN_LANGUAGE),
        trainers=(PersonFact("Prof. Henning Achterdiek", "Hochschule Musterstadt"),),
        terms=TermsFact(
            {"capacity": 60, "join_url": "https://konferenz.example.org/gremien", "closes_days": 1}, opens_in=10
        ),
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
        access=(AccessFact.STEP_FREE, AccessFact.CHILD_CARE),
        trainers=(PersonFact("Merle Quitzow", "Bildungsreferentin"),),
        terms=TermsFact({"capacity": 12, "per_organisation": 4, "reply_hours": 48}, people=17, cancelled=1),
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
        languages=(TeachingLanguage.DE, TeachingLanguage.EN),
        later=1,
        called_off=(3, "Der Saal wird an diesem Abend für eine Wahl gebraucht."),
        more={"registration_url": "https://regionalzentrum.example.org/uebungsabend"},
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
        level=Level.ADVANCED,
        access=(AccessFact.STEP_FREE, AccessFact.CATERING),
        trainers=(PersonFact("Ortrun Lüttjohann", "Mediatorin"),),
        terms=TermsFact(
            {"capacity": 15, "needs_approval": True, "organisation_asked": OrganisationAsked.REQUIRED},
            (
                QuestionFact("Welchen Runden Tisch begleiten Sie?", required=True),
                QuestionFact(
                    "Wie oft haben Sie schon moderiert?", field_type="radio", choices="noch nie\nbis fünfmal\nöfter"
                ),
                SUPPORT,
            ),
            people=9,
            approved=5,
        ),
        more={"prerequisites": "Sie haben schon einmal eine Sitzung geleitet oder werden es bald tun."},
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
        terms=TermsFact({"capacity": 80}),
        cancelled="Wir suchen einen neuen Termin im Herbst.",
    ),
)

"""Texts of the demo's standard pages. They are samples: every operator writes their own."""

from dataclasses import dataclass

Body = list[tuple[str, str]]


@dataclass(frozen=True)
class StandardPageFact:
    """A page of text."""

    slug: str
    title: str
    lead: str
    html: str

    @property
    def body(self) -> Body:
        """The text as a stream of blocks."""
        return [("text", self.html)]


STANDARD_PAGES = (
    StandardPageFact(
        "impressum",
        "Impressum",
        "Diese Seiten sind eine Demonstration; Personen, Runde Tische und Termine sind erfunden.",
        "<h2>Anbieter</h2><p>Netzwerk für Demokratie (Demo)<br/>Jägerweg 2<br/>19053 Schwerin</p>"
        "<p>Telefon: 030 23125 100<br/>E-Mail: netzwerk@example.org</p>"
        "<h2>Verantwortlich</h2><p>Hier nennt die Betreiberin oder der Betreiber die Angaben nach § 5 DDG "
        "und § 18 MStV.</p>",
    ),
    StandardPageFact(
        "datenschutz",
        "Datenschutz",
        "Diese Seiten setzen kein Cookie, solange kein Formular eines braucht, und laden nichts von Dritten.",
        "<h2>Was gespeichert wird</h2><p>Wer eine Einladung beantwortet, übermittelt Antwort und Nachricht. "
        "Beides sieht nur die Koordination des Runden Tisches.</p>"
        "<h2>Kalender</h2><p>Kalender können Sie ohne Anmeldung abonnieren. Wir erfahren nicht, wer das tut.</p>"
        "<h2>Ihre Rechte</h2><p>Sie können Auskunft, Berichtigung und Löschung verlangen: "
        "datenschutz@example.org.</p>",
    ),
    StandardPageFact(
        "barrierefreiheit",
        "Erklärung zur Barrierefreiheit",
        "Diese Seiten sollen alle benutzen können.",
        "<h2>Stand</h2><p>Angestrebt wird WCAG 2.2, Stufe AA. Die Seiten werden mit Tastatur, Vergrößerung und "
        "Prüfprogrammen getestet.</p><h2>Rückmeldung</h2><p>Barrieren melden Sie bitte an "
        "barrierefreiheit@example.org. Wir antworten innerhalb eines Monats.</p>"
        "<h2>Durchsetzung</h2><p>Hier nennt die Betreiberin oder der Betreiber die zuständige Stelle des Landes.</p>",
    ),
    StandardPageFact(
        "kontakt",
        "Kontakt",
        "Schreiben Sie uns oder rufen Sie an.",
        "<p>Netzwerk für Demokratie (Demo)<br/>Telefon: 030 23125 100<br/>E-Mail: netzwerk@example.org</p>"
        "<p>Suchen Sie Beratung? Unter „Beratung“ finden Sie die Stelle für Ihren Landkreis.</p>",
    ),
    StandardPageFact(
        "leichte-sprache",
        "Leichte Sprache",
        "Hier steht alles Wichtige in einfachen Sätzen.",
        "<h2>Worum geht es hier?</h2><p>Demokratie heißt: Alle dürfen mitreden.</p><p>Manche Menschen wollen das "
        "nicht. Sie bedrohen andere.</p><p>Wir helfen dann.</p><h2>Was ist ein Runder Tisch?</h2>"
        "<p>An einem Runden Tisch treffen sich viele Gruppen. Sie reden miteinander. Sie planen zusammen.</p>"
        "<h2>Wer hilft mir?</h2><p>Klicken Sie auf „Beratung“. Wählen Sie Ihren Landkreis. "
        "Dann sehen Sie, wer Ihnen hilft. Die Hilfe kostet nichts.</p>",
    ),
    StandardPageFact(
        "gebaerdensprache",
        "Gebärdensprache",
        "Informationen in Deutscher Gebärdensprache.",
        "<p>An dieser Stelle zeigt die Betreiberin oder der Betreiber ein Video in Deutscher Gebärdensprache, "
        "von der eigenen Seite abgespielt. Die Demo enthält kein Video.</p>",
    ),
)

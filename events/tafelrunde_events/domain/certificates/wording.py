"""What stands on the certificates of a training, in one language, as it was on the day of issue."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bs4 import BeautifulSoup
from django.utils.translation import override

from tafelrunde_events import conf
from tafelrunde_events.domain.date_texts import when_text
from tafelrunde_events.engine.texts import clean_line
from tafelrunde_events.models import Event, Occurrence, TrainingPage
from tafelrunde_members.enums import Visibility

#: As much of the learning goals as leaves the certificate on one page.
MOST_LINES = 8
MOST_CHARACTERS = 700
_BLOCKS = ["p", "li", "h2", "h3", "h4"]


@dataclass(slots=True)
class CertificateTexts:
    """The texts of one training's certificates; each language is looked up once."""

    event: Event
    _found: dict[str, tuple[str, str]] = field(default_factory=dict)

    def title(self, language: str) -> str:
        """Return the title of the training in this language, or as it is called otherwise."""
        return self._in(language)[0]

    def contents(self, language: str) -> str:
        """Return the learning goals, one a line."""
        return self._in(language)[1]

    def organisers(self) -> str:
        """Return who holds the training, one a line; the site itself where nobody is named.

        Of public trainings only organisations that are public themselves: anybody with the code reads them.
        """
        rows = self.event.organiser_rows.select_related("organisation")
        is_public = self.event.visibility == Visibility.PUBLIC
        names = [
            row.organisation.name for row in rows if not is_public or row.organisation.visibility == Visibility.PUBLIC
        ]
        return "\n".join(names) or conf.site_name()

    def dates(self, attended: Sequence[Occurrence], language: str) -> str:
        """Return the sessions attended, one a line."""
        with override(language):
            return "\n".join(when_text(row) for row in attended)

    def _in(self, language: str) -> tuple[str, str]:
        if language not in self._found:
            page = self._page(language)
            goals = goal_lines(page.goals) if page else []
            self._found[language] = (page.title if page else self.event.title, "\n".join(goals))
        return self._found[language]

    def _page(self, language: str) -> TrainingPage | None:
        """Return the page of the training in this language, or in the one it was written in."""
        if self.event.translation_key is None:
            return None
        pages = TrainingPage.objects.filter(live=True, translation_key=self.event.translation_key)
        return pages.filter(locale__language_code=language).first() or pages.order_by("pk").first()


def goal_lines(goals: str) -> list[str]:
    """Return the paragraphs and points of rich text as plain lines, as many as fit on a certificate."""
    blocks = BeautifulSoup(goals, "html.parser").find_all(_BLOCKS)
    lines = [clean_line(block.get_text(" ", strip=True)) for block in blocks]
    kept: list[str] = []
    for line in filter(None, lines):
        if len(kept) == MOST_LINES or sum(map(len, kept)) + len(line) > MOST_CHARACTERS:
            break
        kept.append(line)
    return kept

"""By what the figures are grouped. All of it says something about trainings, nothing about people."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import TextChoices
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.domain.figures.counts import CountedTraining
from tafelrunde_events.enums import Audience
from tafelrunde_events.models import Event, EventAudience, EventOrganiser
from tafelrunde_members.models import Region


class Dimension(TextChoices):
    """What the rows of the figures stand for; the values are those of addresses."""

    AUDIENCE = "zielgruppe", pgettext_lazy("audience", "For whom")
    DISTRICT = "bezirk", _("District")
    TOPIC = "thema", _("Topic")
    ORGANISER = "einrichtung", _("Organiser")
    YEAR = "jahr", _("Year")


#: One training may stand in several rows of these: their sums are larger than the total.
OVERLAPPING = (Dimension.AUDIENCE, Dimension.TOPIC, Dimension.ORGANISER)


def labels_by_training(trainings: Sequence[CountedTraining], dimension: Dimension) -> dict[int, list[str]]:
    """Return for each training the rows in which it counts, by their labels; at least one each."""
    if dimension == Dimension.YEAR:
        return {training.event_id: [str(training.year)] for training in trainings}
    if dimension == Dimension.DISTRICT:
        return _districts(trainings)
    wanted = [training.event_id for training in trainings]
    pairs, missing = _PAIRS[dimension](wanted)
    labels = defaultdict(list)
    for event_id, label in pairs:
        labels[event_id].append(label)
    return {event_id: labels.get(event_id) or [missing] for event_id in wanted}


def row_order(labels: Iterable[str], dimension: Dimension) -> list[str]:
    """Return the labels in the order in which people look for them: vocabulary, years, or the alphabet."""
    if dimension == Dimension.AUDIENCE:
        vocabulary = [str(label) for label in Audience.labels]
        return sorted(labels, key=lambda label: vocabulary.index(label) if label in vocabulary else len(vocabulary))
    if dimension == Dimension.YEAR:
        return sorted(labels, reverse=True)
    return sorted(labels, key=str.casefold)


def _districts(trainings: Sequence[CountedTraining]) -> dict[int, list[str]]:
    """Return where each training is held, else for whom it is meant, else that it is online."""
    wanted = {training.region_key for training in trainings}
    found = {region.key: region for region in Region.objects.filter(key__in=wanted).select_related("parent__parent")}
    labels = {}
    for training in trainings:
        if region := found.get(training.region_key):
            label = (region.district or region).name
        else:
            label = gettext("online") if training.is_online else gettext("without place")
        labels[training.event_id] = [label]
    return labels


def _audiences(wanted: Sequence[int]) -> tuple[list[tuple[int, str]], str]:
    rows = EventAudience.objects.filter(event__in=wanted).values_list("event", "audience")
    return [(event_id, str(Audience(value).label)) for event_id, value in rows], pgettext("audience", "Everybody")


def _topics(wanted: Sequence[int]) -> tuple[list[tuple[int, str]], str]:
    rows = Event.objects.filter(pk__in=wanted, topics__isnull=False).order_by().values_list("pk", "topics__name")
    return list(rows), gettext("without topic")


def _organisers(wanted: Sequence[int]) -> tuple[list[tuple[int, str]], str]:
    rows = EventOrganiser.objects.filter(event__in=wanted).values_list("event", "organisation__name")
    return list(rows), gettext("without organiser")


_PAIRS = {Dimension.AUDIENCE: _audiences, Dimension.TOPIC: _topics, Dimension.ORGANISER: _organisers}

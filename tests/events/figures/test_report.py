"""Figures about trainings: what counts where, and what is hidden before it leaves the house."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tafelrunde_events.domain.figures import Dimension, Measure, figure_report, figures_table, for_passing_on
from tafelrunde_events.domain.figures.counts import counted_years
from tafelrunde_events.domain.scheduling import cancel_event
from tafelrunde_events.enums import Audience, Format, RegistrationState, Trait
from tafelrunde_events.models import EventTrait
from tafelrunde_members.enums import Role
from tests.events.figures.conftest import NOW, YEAR, make_training, register, topic
from tests.factories.events import VenueFactory
from tests.factories.members import OrganisationFactory, RegionFactory, UserFactory
from tests.factories.sources import make_source

pytestmark = pytest.mark.django_db
State = RegistrationState


def report_of(user, dimension=Dimension.AUDIENCE, year=YEAR, now=NOW):
    return figure_report(user, dimension=dimension, year=year, now=now)


def rows_of(report, measure=Measure.TRAININGS):
    return {row.label: row.cell(measure) for row in report.rows}


def total_of(report):
    return {measure.value: report.total.cell(measure) for measure in Measure}


def test_people_are_counted_by_how_their_registrations_ended(coordinator):
    event = make_training(dt.date(YEAR, 3, 10), dt.date(YEAR, 3, 17), capacity=8)
    register(event, State.PLACED, 4, sessions=2)
    register(event, State.PLACED, 1, sessions=1)
    register(event, State.PLACED, 2)
    register(event, State.WAITING, 3)
    register(event, State.CANCELLED, 2)
    register(event, State.CANCELLED, 1, confirmed_at=None)
    register(event, State.UNCONFIRMED, 5, confirmed_at=None)
    register(event, State.REFUSED, 5)
    register(event, State.LAPSED, 5)

    assert total_of(report_of(coordinator)) == {
        "trainings": 1,
        "places": 8,
        "placed": 7,
        "attended": 5,
        "missed": 2,
        "waiting": 3,
        "left": 2,
        "called_off": 0,
        "foreign": 0,
    }


def test_nobody_is_a_no_show_where_attendance_was_not_noted(coordinator):
    register(make_training(), State.PLACED, 6)
    assert total_of(report_of(coordinator))["missed"] == 0


def test_nobody_is_a_no_show_before_the_last_session_is_over(coordinator):
    event = make_training(dt.date(YEAR, 3, 10), dt.date(YEAR, 3, 17))
    register(event, State.PLACED, 5, sessions=1)
    register(event, State.PLACED, 1)
    between = dt.datetime(YEAR, 3, 12, tzinfo=dt.UTC)
    assert total_of(report_of(coordinator, now=between))["missed"] == 0
    assert total_of(report_of(coordinator))["missed"] == 1


def test_cancelled_and_imported_trainings_count_apart_without_places_and_people(coordinator):
    cancelled = make_training()
    register(cancelled, State.PLACED, 6)
    cancel_event(cancelled, reason="Krank")
    foreign = make_training(registers=False)
    make_source(organisation=OrganisationFactory()).imported.create(event=foreign, uid="1", content_hash="1")
    total = total_of(report_of(coordinator))
    assert (total["called_off"], total["foreign"]) == (1, 1)
    assert not any(total[name] for name in ("trainings", "places", "placed"))


def test_year_is_that_of_the_first_session_that_takes_place(coordinator):
    make_training(dt.date(YEAR, 12, 30), dt.date(YEAR + 1, 1, 6))
    assert rows_of(report_of(coordinator, Dimension.YEAR, year=None)) == {str(YEAR): 1}
    assert report_of(coordinator, year=YEAR + 1).rows == []
    assert counted_years(coordinator) == [YEAR]


def test_training_for_two_audiences_stands_in_both_rows_and_once_in_the_total(coordinator):
    make_training(audiences=(Audience.ELECTED, Audience.ADMINISTRATION))
    make_training()
    report = report_of(coordinator)
    assert [*rows_of(report).values()] == [1, 1, 1]
    assert report.is_overlapping
    assert report.total.counts.trainings == 2


def test_district_is_that_of_the_venue_then_of_the_people_then_online(coordinator):
    district = RegionFactory(name="Seenkreis")
    town = RegionFactory(name="Seestadt", kind="municipality", parent=district)
    make_training(venue=VenueFactory(region=town))
    meant = make_training()
    EventTrait.objects.create(event=meant, trait=Trait.REGION, value=RegionFactory(name="Küstenkreis").key)
    EventTrait.objects.create(event=make_training(), trait=Trait.FORMAT, value=Format.ONLINE)
    make_training()
    assert rows_of(report_of(coordinator, Dimension.DISTRICT)) == {
        "Küstenkreis": 1,
        "online": 1,
        "ohne Ort": 1,
        "Seenkreis": 1,
    }


def test_topics_and_organisers_group_too(coordinator):
    host = OrganisationFactory(name="Regionalzentrum")
    make_training(organisers=[host], topics=[topic("Recht"), topic("Szene")])
    assert rows_of(report_of(coordinator, Dimension.TOPIC)) == {"Recht": 1, "Szene": 1}
    assert rows_of(report_of(coordinator, Dimension.ORGANISER)) == {"Regionalzentrum": 1}


def test_trainings_without_number_of_places_are_told(coordinator):
    make_training(capacity=None)
    make_training(registers=False)
    counts = report_of(coordinator).total.counts
    assert (counts.trainings, counts.places, counts.unlimited, counts.elsewhere) == (2, 0, 1, 1)


def test_who_runs_no_trainings_counts_none():
    make_training()
    assert report_of(UserFactory(roles=(Role.COORDINATOR,))).rows == []
    assert report_of(UserFactory(roles=(Role.TRAINING_EDITOR,))).total.counts.trainings == 1


@pytest.mark.parametrize("dimension", Dimension)
def test_hundreds_of_trainings_cost_as_many_queries_as_one(coordinator, dimension):
    def make(number):
        for _number in range(number):
            event = make_training(audiences=(Audience.ELECTED,), topics=[topic("Recht")])
            register(event, State.PLACED, 2, sessions=1)

    def queries():
        coordinator.__dict__.pop("_tafelrunde_roles", None)
        with CaptureQueriesContext(connection) as captured:
            report_of(coordinator, dimension)
        return len(captured)

    make(1)
    few = queries()
    make(30)
    assert queries() == few
    assert few <= 5


def test_three_hundred_trainings_add_up(coordinator):
    for number in range(300):
        register(make_training(dt.date(YEAR, 1 + number % 12, 10), capacity=10), State.PLACED, 3, sessions=1)
    total = report_of(coordinator).total.counts
    assert (total.trainings, total.places, total.placed, total.attended) == (300, 3000, 900, 900)


def test_rows_about_few_people_are_hidden_before_they_leave_the_house(coordinator):
    register(make_training(audiences=(Audience.ELECTED,)), State.PLACED, 3)
    register(make_training(audiences=(Audience.ADMINISTRATION,)), State.WAITING, 4)
    register(make_training(audiences=(Audience.CIVIL_SOCIETY,)), State.PLACED, 9)
    report = for_passing_on(report_of(coordinator))
    assert list(rows_of(report, Measure.PLACED).values()) == ["verborgen", "verborgen", 9]
    assert list(rows_of(report, Measure.TRAININGS).values()) == [1, 1, 1]
    assert report.total.cell(Measure.PLACED) == 12
    assert report.has_hidden


def test_single_hidden_row_takes_the_next_one_along_lest_the_total_tell(coordinator):
    register(make_training(dt.date(YEAR, 3, 1), audiences=(Audience.ELECTED,)), State.PLACED, 3)
    register(make_training(dt.date(YEAR, 3, 1), audiences=(Audience.ADMINISTRATION,)), State.PLACED, 7)
    register(make_training(dt.date(YEAR, 3, 1), audiences=(Audience.CIVIL_SOCIETY,)), State.PLACED, 9)
    shown = rows_of(for_passing_on(report_of(coordinator)), Measure.PLACED)
    assert list(shown.values()) == ["verborgen", "verborgen", 9]


@pytest.mark.parametrize(
    ("third", "shown"), [(9, ["verborgen"] * 3 + [11]), (0, ["verborgen", "verborgen", 0, "verborgen"])]
)
def test_two_hidden_rows_with_one_person_each_are_not_told_together(coordinator, third, shown):
    register(make_training(dt.date(YEAR, 3, 1), audiences=(Audience.ELECTED,)), State.PLACED, 1)
    register(make_training(dt.date(YEAR, 3, 1), audiences=(Audience.ADMINISTRATION,)), State.PLACED, 1)
    register(make_training(dt.date(YEAR, 3, 1), audiences=(Audience.CIVIL_SOCIETY,)), State.PLACED, third)
    report = for_passing_on(report_of(coordinator))
    assert [*rows_of(report, Measure.PLACED).values(), report.total.cell(Measure.PLACED)] == shown


def test_only_row_is_hidden_with_its_total(coordinator):
    register(make_training(), State.PLACED, 3)
    report = for_passing_on(report_of(coordinator))
    assert report.total.cell(Measure.PLACED) == "verborgen"


def test_file_holds_the_same_numbers(coordinator):
    register(make_training(audiences=(Audience.ELECTED,)), State.PLACED, 12)
    report = report_of(coordinator)
    table = figures_table(report)
    assert list(table.rows) == [[report.rows[0].label, *report.rows[0].cells], ["Insgesamt", *report.total.cells]]
    assert len(table.headings) == 10

"""Figures and questions in the admin."""

import io

import pytest
import tablib
from django.urls import reverse

from tafelrunde_events.domain.evaluations import release_responses
from tafelrunde_events.domain.evaluations.questions import change_question
from tafelrunde_events.models import EvaluationQuestion
from tafelrunde_members.enums import Role
from tests.events.evaluations.conftest import answer_as
from tests.factories.members import UserFactory
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db


def page(name, *args):
    return reverse(f"tafelrunde_evaluations:{name}", args=args)


@pytest.fixture
def staff(client, editor, afterwards):
    client.force_login(editor)
    return client


@pytest.fixture
def answered(participants, afterwards):
    """Six opinions: five fours and a one."""
    for number, registration in enumerate(participants[:6]):
        answer_as(registration, number=1 if number == 0 else 4, words=f"Satz {number}")
    release_responses()


def test_figures_stand_as_numbers_and_as_bars(staff, training, answered):
    html = staff.get(page("training", training.pk)).content.decode()

    assert "Mittelwert 3,5" in html
    assert "6 Rückmeldungen" in html
    assert '<rect class="evaluation__part" width="83"' in html
    assert "83 %" in html
    assert "Satz 0" in html
    assert "style=" not in html[html.index('class="evaluation"') :]


def test_all_trainings_stand_together_without_words(staff, training, answered):
    html = staff.get(page("index")).content.decode()

    assert training.title in html
    assert "Mittelwert 3,5" in html
    assert "Satz 0" not in html


def test_halves_are_rounded_up(staff, training, participants, afterwards):
    for place, registration in enumerate(participants[:8]):
        answer_as(registration, number=5 if place < 5 else 3)
    release_responses()

    html = staff.get(page("training", training.pk)).content.decode()

    assert "Mittelwert 4,3" in html
    assert "63 %" in html
    assert "38 %" in html


def test_years_can_be_chosen(staff, training, answered):
    year = training.occurrences.get().start_date.year

    assert "Mittelwert 3,5" in staff.get(page("index"), {"jahr": year}).content.decode()
    assert "Mittelwert" not in staff.get(page("index"), {"jahr": year - 1}).content.decode()
    assert staff.get(page("index"), {"jahr": "abc"}).status_code == 200


def test_below_five_there_is_nothing_to_see(staff, training, participants, afterwards):
    for registration in participants[:4]:
        answer_as(registration, words="Unverkennbar")
    release_responses()

    for name in ("training", "training_print", "training_export"):
        content = staff.get(page(name, training.pk), {"format": "csv"}).content.decode()
        assert "Unverkennbar" not in content
        assert "Mittelwert 4" not in content
    assert "sobald 5 Teilnehmende geantwortet haben" in staff.get(page("training", training.pk)).content.decode()


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "ods"])
def test_files_hold_the_same_figures(staff, training, answered, file_format):
    response = staff.get(page("training_export", training.pk), {"format": file_format})

    assert response.status_code == 200
    if file_format == "xlsx":
        sheet = tablib.Dataset().load(io.BytesIO(response.content), format="xlsx")
        first = sheet[0]
        assert first[:3] == ("Die Fortbildung hat meine Erwartungen erfüllt.", 6, "3,5")
        assert first[3:8] == (1, 0, 0, 5, 0)
        assert sorted(row[-1] for row in sheet if row[-1]) == sorted([f"Satz {number}" for number in range(6)] * 2)


def test_an_unknown_kind_of_file_is_not_there(staff, training, answered):
    assert staff.get(page("export"), {"format": "exe"}).status_code == 404


def test_words_that_look_like_a_formula_are_disarmed(staff, training, participants, afterwards):
    for registration in participants[:5]:
        answer_as(registration, words="=1+1")
    release_responses()

    content = staff.get(page("training_export", training.pk), {"format": "csv"}).content.decode()

    assert "'=1+1" in content


@pytest.mark.parametrize("name", ["index", "print", "export", "questions", "question_add"])
def test_coordinators_of_tables_find_nothing(client, name, db):
    client.force_login(UserFactory(roles=(Role.COORDINATOR,)))

    assert client.get(page(name)).status_code == 404


def test_the_print_has_the_same_figures(staff, training, answered):
    assert "Mittelwert 3,5" in staff.get(page("print")).content.decode()
    assert "Satz 3" in staff.get(page("training_print", training.pk)).content.decode()


def test_the_queries_do_not_grow_with_opinions(staff, training, participants, answered):
    staff.get(page("training", training.pk))
    few = count_queries(staff, page("training", training.pk)), count_queries(staff, page("index"))
    for registration in participants[6:]:
        answer_as(registration, words="Mehr")
    release_responses()

    assert (count_queries(staff, page("training", training.pk)), count_queries(staff, page("index"))) == few


def test_new_words_for_an_answered_question_are_a_new_question(editor, answered):
    question = EvaluationQuestion.objects.filter(kind="scale").first()
    old = question.label

    new = change_question(question, label="Es war gut.", by=editor)

    question.refresh_from_db()
    assert (question.label, question.is_active) == (old, False)
    assert (new.label, new.is_active, new.position, new.kind) == ("Es war gut.", True, question.position, "scale")
    assert not new.answers.exists()


def test_an_unanswered_question_is_changed_itself(staff):
    question = EvaluationQuestion.objects.first()
    data = {"label": "Neu?", "label_en": "New?", "kind": "yes-no"}

    staff.post(page("question_change", question.pk), data)

    question.refresh_from_db()
    assert (question.label, question.kind) == ("Neu?", "yes-no")


def test_a_missing_translation_may_be_added(editor, answered):
    question = EvaluationQuestion.objects.filter(kind="scale").first()
    EvaluationQuestion.objects.filter(pk=question.pk).update(label_en="")
    question.refresh_from_db()

    assert change_question(question, label_en="Good?", by=editor).pk == question.pk


def test_an_answered_question_is_not_deleted(staff, answered):
    question = EvaluationQuestion.objects.filter(kind="scale").first()

    response = staff.post(page("question_action", question.pk), {"action": "delete"}, follow=True)

    assert EvaluationQuestion.objects.filter(pk=question.pk).exists()
    assert "nicht löschen" in response.content.decode()


def test_questions_are_added_moved_stopped_and_deleted(staff):
    staff.post(page("question_add"), {"label": "Noch etwas?", "label_en": "", "kind": "text"})
    new = EvaluationQuestion.objects.get(label="Noch etwas?")
    assert list(EvaluationQuestion.objects.all())[-1] == new

    act = page("question_action", new.pk)
    staff.post(act, {"action": "up"})
    assert list(EvaluationQuestion.objects.all())[-2] == new
    staff.post(act, {"action": "stop"})
    assert not EvaluationQuestion.objects.get(pk=new.pk).is_active
    staff.get(act)
    staff.post(act, {"action": "delete"})
    assert not EvaluationQuestion.objects.filter(pk=new.pk).exists()

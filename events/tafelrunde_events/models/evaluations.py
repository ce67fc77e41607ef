"""What participants think of a training, without anybody being able to tell who said what."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.enums import EvaluationKind
from tafelrunde_events.models.events import Event


class EvaluationQuestion(models.Model):
    """A question that the whole site asks after trainings, so that figures compare across trainings and years."""

    label = models.CharField(_("question"), max_length=255)
    label_en = models.CharField(_("question in English"), max_length=255, blank=True)
    kind = models.CharField(_("kind"), max_length=8, choices=EvaluationKind.choices, default=EvaluationKind.SCALE)
    required = models.BooleanField(_("required"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    is_active = models.BooleanField(
        _("is asked"), default=True, help_text=_("A question that was answered once is no longer asked, not deleted.")
    )

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("question of the evaluation")
        verbose_name_plural = _("questions of the evaluation")

    def __str__(self) -> str:
        return self.label


class EvaluationTicket(models.Model):
    """The right to answer once. Nothing in the row leads to a participant or to an answer.

    A running number would tell in which order the participants were written to: the hash is the key.
    """

    token_hash = models.CharField(primary_key=True, max_length=64, editable=False)
    event = models.ForeignKey(Event, models.CASCADE, related_name="evaluation_tickets", verbose_name=_("event"))
    is_used = models.BooleanField(_("used"), default=False)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["token_hash"]
        verbose_name = _("ticket of an evaluation")
        verbose_name_plural = _("tickets of evaluations")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class EvaluationResponse(models.Model):
    """One participant's opinion. Neither its key nor its day tells in which order opinions came."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, models.CASCADE, related_name="evaluations", verbose_name=_("event"))
    year = models.PositiveSmallIntegerField(
        _("year"), help_text=_("In which the training ended, whenever the answer came.")
    )
    is_released = models.BooleanField(
        _("counts in the figures"),
        default=False,
        help_text=_("Opinions are let into the figures together with others, never alone."),
    )

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["id"]
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class EvaluationAnswer(models.Model):
    """What an opinion says to one question."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(
        EvaluationResponse, models.CASCADE, related_name="answers", verbose_name=_("evaluation")
    )
    question = models.ForeignKey(EvaluationQuestion, models.PROTECT, related_name="answers", verbose_name=_("question"))
    number = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)
    text = models.TextField(_("words"), blank=True, max_length=2000)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["id"]
        verbose_name = _("answer of an evaluation")
        verbose_name_plural = _("answers of evaluations")
        constraints = [models.UniqueConstraint(fields=["response", "question"], name="evaluation_answer_once")]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

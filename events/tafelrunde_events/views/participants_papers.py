"""Papers for participants, kept from everybody who guesses the address at which Wagtail serves documents."""

from typing import Any

from django.http import Http404, HttpRequest

from tafelrunde_events.models import TrainingDocument


def refuse_papers_for_participants(document: Any, request: HttpRequest) -> None:
    """Raise Http404 for a paper that trainings hold for participants alone, but for whoever works in the admin.

    Participants get it on their personal page, once the training is over.
    """
    kept = set(TrainingDocument.objects.filter(document=document).values_list("for_participants", flat=True))
    if kept == {True} and not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404

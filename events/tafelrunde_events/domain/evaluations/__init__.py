"""The anonymous evaluation of trainings: what is asked, the right to answer once, and figures that give nobody away.

How anonymity is kept stands in docs/developers/evaluation.md; every module here carries a part of it.
"""

from tafelrunde_events.domain.evaluations.answering import EvaluationState, answer_evaluation, state_of
from tafelrunde_events.domain.evaluations.releasing import THRESHOLD, release_responses
from tafelrunde_events.domain.evaluations.tickets import (
    evaluation_address,
    find_ticket,
    forget_tickets,
    open_evaluation_address,
)

__all__ = [
    "THRESHOLD",
    "EvaluationState",
    "answer_evaluation",
    "evaluation_address",
    "find_ticket",
    "forget_tickets",
    "open_evaluation_address",
    "release_responses",
    "state_of",
]

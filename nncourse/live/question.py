"""Questions in the notebook: `predict` before a figure answers, `quiz` to look back, `warm_up` to begin with.

The key stays in the kernel: the browser learns what is right only after the learner has committed.
"""

from typing import Any

import anywidget
import ipywidgets
import traitlets

from ..palette import DARK, LIGHT
from ..questions import Question, bank, find
from . import progress
from .cell import closes_with_its_cell, in_a_page
from .page import module, source

_NEXT = {"figure": "try it in the figure", "result": "open the result or the explanation below"}


class QuestionCard(anywidget.AnyWidget):
    """One question with its options as radio buttons.

    A prediction is committed once, and compared when the learner asks; a quiz answers at once and may be tried again.
    """

    _esm = module("page.js", "question.js")
    _css = source("question.css")
    card = traitlets.Dict().tag(sync=True)
    chosen = traitlets.Int(-1, help="index of the committed option, −1 before").tag(sync=True)
    reply = traitlets.Unicode("", help="what is said to the committed option").tag(sync=True)

    def __init__(self, question: Question, quiz: bool) -> None:
        self._question, self._quiz = question, quiz
        self._remembered = not (quiz and in_a_page())  # a prediction is a guess: it counts for nothing
        card = {
            "text": question.text,
            "options": [option.text for option in question.options],
            "quiz": quiz,
            "by": question.answered_by,
            "next": f"Noted. Now {_NEXT[question.answered_by]}; then come back and compare.",
            "palettes": {"light": LIGHT, "dark": DARK},
        }
        super().__init__(card=card)
        self.on_msg(self._receive)
        closes_with_its_cell(self)

    def _receive(self, _: Any, message: dict[str, Any], __: Any) -> None:
        if message["type"] == "commit":
            self.commit(message["option"])
        elif message["type"] == "compare":
            self.compare()

    def commit(self, option: int) -> None:
        """Take the learner's answer: a prediction for good, a quiz answer with its feedback.

        ValueError if there is no such option.
        """
        count = len(self._question.options)
        if option not in range(count):
            raise ValueError(f"option: a number from 0 to {count - 1} expected; got {option!r}")
        if self._quiz:
            self.chosen = option
            self.reply = self._feedback()
            if not self._remembered:
                self._remembered = True
                progress.remember(self._question.id, self._question.options[option].right)
        elif self.chosen < 0:
            self.chosen = option

    def compare(self) -> None:
        """Say what became of the prediction; without one, nothing."""
        if self.chosen >= 0:
            self.reply = self._feedback()

    def _feedback(self) -> str:
        option = self._question.options[self.chosen]
        if option.right:
            return f"Yes. {option.feedback}"
        return f"Not quite. {option.feedback}"

    def _repr_mimebundle_(self, **options: Any) -> Any:
        bundle = super()._repr_mimebundle_(**options)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        return {**data, "text/plain": str(self._question)}, metadata


def predict(id: str) -> QuestionCard:
    """Ask for a prediction: commit first, then try the figure, then compare.  ValueError for an unknown id."""
    return QuestionCard(find(id), quiz=False)


def quiz(id: str) -> QuestionCard:
    """Ask a question that answers at once.  ValueError for an unknown id."""
    return QuestionCard(find(id), quiz=True)


class WarmUp(ipywidgets.VBox):
    """Question cards below each other."""

    def _repr_mimebundle_(self, **options: Any) -> Any:
        words = "\n\n".join(str(card._question) for card in self.children)
        return {**(super()._repr_mimebundle_(**options) or {}), "text/plain": words}


def warm_up(*ids: str) -> WarmUp:
    """Ask these questions; in a page, of a learner who keeps track, first what was wrong longest ago.

    As many questions in all, and none of a later lecture than the last of these.  ValueError for an unknown id or none.
    """
    fixed = [find(id) for id in ids]
    if not fixed:
        raise ValueError("ids: one or more questions of the bank expected; got none")
    last = max(question.lecture for question in fixed)
    again = [bank()[id] for id in (progress.due() if in_a_page() else []) if id in bank()]
    asked = dict.fromkeys([*(question for question in again if question.lecture <= last), *fixed])
    box = WarmUp([QuestionCard(question, quiz=True) for question in [*asked][: len(fixed)]])
    closes_with_its_cell(box)
    return box

"""Questions in the notebook: `predict` before a figure answers, `quiz` to look back.

The key stays in the kernel: the browser learns what is right only after the learner has committed.
"""

from typing import Any

import anywidget
import traitlets

from ..palette import DARK, LIGHT
from ..questions import Question, find
from .cell import closes_with_its_cell
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

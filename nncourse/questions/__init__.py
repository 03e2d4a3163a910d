"""The question bank: one TOML file for each lecture, read when a question is asked.

A question has an id, the curriculum rows it belongs to, a text, and options.  Each option has its feedback; a wrong one
names the misconception behind it.  Notebooks only name the id, so no notebook shows the key.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal


@dataclass(frozen=True)
class Option:
    """One possible answer, what to say to it, and the misconception behind it if it is wrong."""

    text: str
    feedback: str
    right: bool = False
    misconception: str = ""


@dataclass(frozen=True)
class Question:
    """A question with its options, exactly one of them right; a "figure" answers it, or a "result" further down."""

    id: str
    rows: tuple[str, ...]
    text: str
    options: tuple[Option, ...]
    answered_by: Literal["figure", "result"] = "figure"

    @property
    def answer(self) -> Option:
        return next(option for option in self.options if option.right)

    @property
    def lecture(self) -> int:
        """The number of the last lecture that its rows belong to, 0 for the first page."""
        return max(("PSGXBO".index(row[0]) + 1 for row in self.rows), default=0)

    def __str__(self) -> str:
        """The question and its options, without the key."""
        return "\n".join([self.text, *(f"  ( ) {option.text}" for option in self.options)])


@cache
def bank() -> dict[str, Question]:
    """All questions by id.  ValueError if an id occurs twice or a question has not exactly one right option."""
    questions: dict[str, Question] = {}
    for file in sorted(files(__package__).iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".toml"):
            continue
        for entry in tomllib.loads(file.read_text(encoding="utf-8"))["question"]:
            options = tuple(Option(**option) for option in entry["option"])
            by = entry.get("answered_by", "figure")
            question = Question(entry["id"], tuple(entry["rows"]), entry["text"].strip(), options, by)
            if question.id in questions:
                raise ValueError(f"{file.name}: the id {question.id!r} occurs twice")
            if sum(option.right for option in options) != 1:
                raise ValueError(f"{file.name}: question {question.id!r} needs exactly one right option")
            if by not in ("figure", "result"):
                raise ValueError(
                    f"{file.name}: question {question.id!r} is answered by a figure or a result; got {by!r}"
                )
            questions[question.id] = question
    return questions


def find(id: str) -> Question:
    """The question with this id; ValueError, with the nearest ids, if there is none."""
    if id not in bank():
        raise ValueError(f"id: a question of the bank expected ({', '.join(bank())}); got {id!r}")
    return bank()[id]

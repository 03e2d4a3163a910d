"""All exercises of the course by id, and the three things a learner can ask of one."""

import hashlib
import sys
from collections.abc import MutableMapping
from typing import Any

from . import backpropagation, gradient_descent, overfitting, perceptron, sigmoid, xor
from .exercise import Exercise, as_numbers, inputs_in_words, is_missing, judge, kind_in_words, numbers_of

_TOPICS = (perceptron, sigmoid, gradient_descent, xor, backpropagation, overfitting)
EXERCISES: dict[str, Exercise] = {e.id: e for topic in _TOPICS for e in topic.EXERCISES}


def feedback(exercise_id: str, name: str, names: MutableMapping[str, Any] | None = None) -> None:
    """Try the answer, a function or a value, that has this name, and print what came of it.

    names : where this answer and those it is built on stand under their names; the notebook where there is none.
    ValueError if there is no exercise of that id, or if the name is not text.
    """
    exercise = _exercise(exercise_id)
    if not isinstance(name, str):
        raise ValueError(f"name: the name of your answer, in quotes, expected; got {type(name).__name__}")
    names = vars(sys.modules["__main__"]) if names is None else names
    if name not in names:
        told = f"There is no `{name}` yet. Has its answer cell been run, without an error? Is text in quotes?"
    else:
        try:
            told = judge(exercise, names[name], names).text
        except KeyboardInterrupt:
            told = "Stopped by hand, before there was an answer. Is there an endless loop?"
    print(f"{exercise_id}  {told}")


def hint(exercise_id: str, level: int = 1) -> None:
    """Print one hint: level 1 names the idea, 2 the step, 3 how to write it.

    An unknown exercise or level is answered in one sentence: who asks for a hint needs no traceback.
    """
    try:
        hints = _exercise(exercise_id).hints
        if level not in (1, 2, 3):
            raise ValueError(f"level: 1, 2 or 3 expected; got {level!r}")
        print(f"{exercise_id}  Hint {level} of 3: {hints[level - 1]}")
    except ValueError as problem:
        print(problem)


def fingerprint(exercise_id: str, *values: object) -> str:
    """Six hex digits that stand for an answer without showing it; numbers count to six significant digits.

    Where many answers are right, all of them have the same digits.  "not attempted" if a value is still missing,
    "not readable" if one is not what the exercise asks for.  ValueError if there is no exercise of that id.
    """
    exercise = _exercise(exercise_id)
    if any(is_missing(value) for value in values):
        return "not attempted"
    arrays = [numbers_of(exercise, value) for value in values]
    if any(array is None for array in arrays):
        return "not readable"
    text = repr([exercise_id, *(_rounded(array.tolist()) for array in arrays if array is not None)])
    return hashlib.sha256(text.encode()).hexdigest()[:6]


def show_inputs(**values: object) -> None:
    """Print the inputs that the next lines are computed from; "for" before them keeps them out of the comparison."""
    print(f"for {inputs_in_words(values)}")


def plain(answer: object) -> object:
    """An answer as plain numbers, so that True prints like 1; None if a part of it is missing.

    What is not made of numbers comes in words, since text in digits would print like a number.
    """
    if is_missing(answer):
        return None
    array = as_numbers(answer)
    return kind_in_words(answer) if array is None else array


def _rounded(value: float | list) -> str | list:
    if isinstance(value, list):
        return [_rounded(entry) for entry in value]
    return f"{value + 0.0:.6g}"  # + 0.0 turns −0 into 0


def _exercise(exercise_id: str) -> Exercise:
    try:
        return EXERCISES[exercise_id]
    except (KeyError, TypeError):
        raise ValueError(f"exercise_id: one of {', '.join(EXERCISES)} expected; got {exercise_id!r}") from None

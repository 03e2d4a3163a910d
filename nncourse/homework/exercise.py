"""An exercise knows the right answer and the typical wrong ones; it tries an answer and says which idea slipped.

A slip is recognised by its numbers: the learner's function and every slip are run on the exercise's own trial inputs,
and a slip that agrees with the learner on all of them is the one that happened.
"""

import contextlib
import copy
import functools
import io
import re
import signal
import threading
import tomllib
import warnings
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files
from numbers import Real
from typing import Any, Literal

import numpy as np

from ..numbers import as_text

RTOL = ATOL = 1e-5  # as far as the printed six digits tell two numbers apart; the grading holds to it too
_LONGEST = 160  # characters of a value or of an error message that are shown
_PATIENCE = 5  # seconds for all that is tried of one answer


@dataclass(frozen=True)
class Slip:
    """A typical wrong answer.

    name : a few words for the teacher's statistics.
    answer : a wrong function, called like the reference, or a wrong value.
    message : names the idea that slipped and asks a question; never the answer.
    also : says of the numbers that are compared, for a function the list of them on all trials, whether they are this
        slip, where one value or function does not stand for all.
    """

    name: str
    answer: Any
    message: str
    also: Callable[[Any], Any] | None = None


@dataclass(frozen=True)
class Exercise:
    """A question with its right answer, its slips and its hints.

    id : lecture.exercise, such as "1.1"; "1.2a" where one exercise asks for two things.
    reference : a right function, or the right value where the answer is found by hand.
    trials : the named inputs a function is tried on, one dictionary a trial; empty for a value.
    hints : three, from the idea over the line to the code.
    uses : the earlier exercises that an answer may be built on, by the name that their answer has in the notebook.
    follows : one of these names, if what is right depends on that answer.  Then `reference` and the slips' answers are
        functions of it: they make what is right, or wrong, given it.
    keeps : the inputs that have to be the same afterwards, their names with a space between.  One slip has the right
        numbers, and changes them.
    read : where many answers are right or an answer is no number: the numbers that are compared, made from the answer.
    expects : what such an answer looks like, in words.
    """

    id: str
    reference: Any
    slips: tuple[Slip, ...]
    hints: tuple[str, str, str]
    trials: tuple[dict[str, Any], ...] = ()
    uses: Mapping[str, "Exercise"] = field(default_factory=dict)
    follows: str = ""
    keeps: str = ""
    read: Callable[[Any], Any] | None = None
    expects: str = ""


def worded(
    topic: str, id: str, slips: Mapping[str, Any], also: Mapping[str, Callable] | None = None, **fields: Any
) -> Exercise:
    """An exercise with the words of `topic`.toml: its hints and, under each slip's name, what is said to it.

    slips, also : by the slip's name, its `answer` and its `also`.  ValueError if names here and there differ.
    """
    words = _words(topic)[id]
    if slips.keys() != words["slips"].keys():
        raise ValueError(
            f"slips of {id}: the names of {topic}.toml expected; these differ: {set(slips) ^ set(words['slips'])}"
        )
    found = [Slip(name, answer, words["slips"][name], (also or {}).get(name)) for name, answer in slips.items()]
    return Exercise(id, slips=tuple(found), hints=tuple(words["hints"]), **fields)


def _place_of_letter(letter: Any) -> int:
    """The place of one letter from a to f.  ValueError if it is none."""
    return list("abcdef").index(letter.strip().lower())


# Of an exercise that asks which of six it is, as **ONE_LETTER.
ONE_LETTER: Mapping[str, Any] = {
    "read": _place_of_letter, "expects": "one letter from a to f in quotes, nothing else",
}  # fmt: skip


@functools.cache
def _words(topic: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(f"{topic}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Verdict:
    """What came of an answer; `slip` is the name of the slip where one was recognised."""

    status: Literal["right", "wrong", "not attempted", "error"]
    text: str
    slip: str | None = None


class _Raised(Exception):
    """The learner's function did not return; the message says why."""


class _TooLong(BaseException):
    """The learner's answer has had its time; no `except Exception` holds this back."""


@contextlib.contextmanager
def _within(seconds: float) -> Iterator[None]:
    """Raise _TooLong when the time is over, where there is a timer for it: not on Windows, and not in a thread."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(*_: Any) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def right_answer(exercise: Exercise) -> Any:
    """The reference; where it follows from an earlier answer, from the right one."""
    return exercise.reference(right_answer(exercise.uses[exercise.follows])) if exercise.follows else exercise.reference


def judge(exercise: Exercise, answer: object, names: MutableMapping[str, Any] | None = None) -> Verdict:
    """Try the answer and say what came of it.  Raises nothing but KeyboardInterrupt, which stops an endless loop.

    names : the learner's notebook, in which earlier answers stand under their names.  A slip costs once: what is right
        given these is right, and so is what is right as soon as ours stand in the place of those that are not.
    """
    earlier = {} if names is None else {n: judge(e, names.get(n), names) for n, e in exercise.uses.items()}
    off = [name for name, verdict in earlier.items() if verdict.text != "Right."]
    given = names[exercise.follows] if names and exercise.follows in off and exercise.follows in names else None
    if exercise.follows in off and earlier[exercise.follows].status == "error":
        given = None  # nothing follows from it, and it might not come to an end
    verdict = _timed(exercise, answer, given)
    if names is None or not off or verdict.text == "Right.":
        return verdict
    with _in_place(names, {name: right_answer(exercise.uses[name]) for name in off}):
        mended = _timed(exercise, answer, given)
    blamed = [name for name in off if earlier[name].status != "right"] or off
    ids, are = " and ".join(exercise.uses[name].id for name in blamed), "is" if len(blamed) == 1 else "are"
    if mended.text == "Right.":
        return Verdict("right", f"Right, but for your {ids}: mend that, and this one stands.")
    if verdict.status == "right":
        return verdict
    if mended.status == "not attempted":
        return mended
    still = f"Your {ids} {are} not right yet either. With ours in place this still goes wrong."
    return replace(mended, text=f"{mended.text}\n     {still}")


@contextlib.contextmanager
def _in_place(names: MutableMapping[str, Any], others: Mapping[str, Any]) -> Iterator[None]:
    """Let the names stand for something else for a while: functions of the notebook call what stands there."""
    before = {name: names[name] for name in others if name in names}
    names.update(others)
    try:
        yield
    finally:
        for name in others:
            del names[name]
        names.update(before)


def _timed(exercise: Exercise, answer: object, given: object) -> Verdict:
    """What came of an answer, in silence, and in a time that ends."""
    with warnings.catch_warnings(), np.errstate(all="ignore"), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        try:
            with _within(_PATIENCE):
                return _judge(exercise, answer, given)
        except _TooLong:
            return Verdict("error", f"There was no answer after {_PATIENCE:g} seconds: is there an endless loop?")
        except Exception:  # an object that raises when it is only looked at
            return Verdict("wrong", f"Not yet. A value of type {type(answer).__name__} cannot be read as an answer.")


def _judge(exercise: Exercise, answer: object, given: object) -> Verdict:
    by_hand = not exercise.trials
    if is_missing(answer):
        place = "an entry of the list" if isinstance(answer, list | tuple) else "the answer"
        return Verdict("not attempted", f"Not attempted yet: {place} is still empty (`...` or None).")
    if not by_hand and not callable(answer):
        came, overwritten = kind_in_words(answer), "What has the name been used for since?"
        return Verdict("wrong", f"Not yet. A function is expected under this name; {came} stands there. {overwritten}")
    results: list[Any] = []
    try:
        results.extend(_results(answer, exercise.trials))  # keeps what came before an error
    except _Raised as problem:
        slip = _that_breaks_alike(exercise, results)
        return Verdict("wrong", f"Not yet. {slip.message}", slip.name) if slip else Verdict("error", str(problem))
    if not by_hand and all(is_missing(result) for result in results):
        if any(isinstance(result, list | tuple) for result in results):
            return Verdict(
                "not attempted", "Not attempted yet: a part of what comes back is still empty (`...` or None)."
            )
        if any(result is not None for result in results):
            return Verdict(
                "not attempted", "Not attempted yet: the function gives nothing back. Is a `...` left in it?"
            )
        kept = "Is its result printed, or kept under a name, and not returned?"
        return Verdict("wrong", f"Not yet. Nothing comes back from your function. {kept}")

    arrays = [numbers_of(exercise, result) for result in results]
    earlier = exercise.uses.get(exercise.follows)
    bases = [right_answer(earlier)] if earlier else [None]
    references = _made(exercise, exercise.reference, bases[0])
    if _agree(arrays, references) and not (exercise.keeps and _alters(exercise, answer)):
        return Verdict("right", "Right.")
    if earlier and not is_missing(given):
        bases.insert(0, given)
        references = _made(exercise, exercise.reference, given) or references
        if _agree(arrays, references):
            then = "work this one out" if by_hand else "try this one"
            return Verdict("right", f"Right, given your {earlier.id}: mend that one, then {then} again.")
    for slip in exercise.slips:
        if any(_fits(exercise, slip.answer, basis, arrays) for basis in bases):
            return Verdict("wrong", f"Not yet. {slip.message}", slip.name)
    if all(a is not None and a.shape == b.shape for a, b in zip(arrays, references, strict=True)):
        for slip in exercise.slips:
            if slip.also is not None and slip.also(arrays[0] if by_hand else arrays):
                return Verdict("wrong", f"Not yet. {slip.message}", slip.name)
    return Verdict("wrong", _what_is_off(exercise, results, arrays, references))


def _made(exercise: Exercise, answer: Any, basis: Any) -> list[np.ndarray]:
    """The numbers a reference or a slip gives on all trials; none at all if a learner's basis raises or is no use."""
    try:
        results = list(_results(answer(basis) if exercise.follows else answer, exercise.trials))
    except Exception:
        return []
    made = [numbers for result in results if (numbers := numbers_of(exercise, result)) is not None]
    return made if len(made) == len(results) else []


def _fits(exercise: Exercise, answer: Any, basis: Any, arrays: Sequence[np.ndarray | None]) -> bool:
    """Does a slip give these numbers on all trials?  It is asked no further than to the first one that differs."""
    try:
        results = _results(answer(basis) if exercise.follows else answer, exercise.trials)
        made = (numbers_of(exercise, result) for result in results)
        return all(b is not None and _same(a, b) for a, b in zip(arrays, made, strict=True))
    except Exception:
        return False


def _that_breaks_alike(exercise: Exercise, results: list[Any]) -> Slip | None:
    """The slip that gives these numbers on the first trials and raises on the next, such as a W turned over."""
    done = replace(exercise, trials=exercise.trials[: len(results)])
    arrays = [numbers_of(exercise, result) for result in results]
    for slip in exercise.slips if results and not exercise.follows else ():
        if _fits(done, slip.answer, None, arrays) and not _made(exercise, slip.answer, None):
            return slip
    return None


def _results(answer: Any, trials: Sequence[dict[str, Any]]) -> Iterator[Any]:
    """The answer itself if it is a value, else what it returns on fresh copies of every trial's inputs."""
    if not trials:
        yield answer
    for trial in trials:
        try:
            result = answer(*copy.deepcopy(list(trial.values())))
        except (KeyboardInterrupt, _TooLong):
            raise
        except BaseException as error:  # SystemExit too: a learner's sys.exit() must not end the notebook
            raise _Raised(f"{_for(trial)} your function raised {_told(error)}") from None
        yield result


def _alters(exercise: Exercise, answer: Any) -> bool:
    """Does the function change an input that it is to leave as it was?"""
    for trial in copy.deepcopy(exercise.trials):
        before = [copy.deepcopy(trial[name]) for name in exercise.keeps.split()]
        answer(*trial.values())
        if not _alike([trial[name] for name in exercise.keeps.split()], before):
            return True
    return False


def _alike(this: Any, that: Any) -> bool:
    """Are they equal, entry by entry if they are lists of arrays?"""
    return all(map(_alike, this, that)) if isinstance(this, list) else np.array_equal(this, that)


def is_missing(value: object) -> bool:
    """Is this a place nobody has filled in yet, None or `...`, or a list in which one of them stands?"""
    if isinstance(value, list | tuple):
        return any(entry is None or entry is Ellipsis for entry in value)
    return value is None or value is Ellipsis


def as_numbers(value: object) -> np.ndarray | None:
    """The value as an array of floats, True and False as 1 and 0; None if it is not made of real numbers."""
    try:
        array = np.asarray(value)
        if array.dtype.kind == "O" and not all(isinstance(entry, Real) for entry in array.flat):
            return None
        return np.array(array, dtype=float) if array.dtype.kind in "biufO" else None
    except Exception:  # ragged lists, numbers beyond float, objects with an __array__ of their own
        return None


def numbers_of(exercise: Exercise, value: object) -> np.ndarray | None:
    """The numbers of an answer that are compared; None if it cannot be read as one."""
    try:
        return as_numbers(value if exercise.read is None else exercise.read(value))
    except Exception:
        return None


def _agree(these: Sequence[np.ndarray | None], those: Sequence[np.ndarray]) -> bool:
    return len(these) == len(those) and all(_same(a, b) for a, b in zip(these, those, strict=True))


def _same(a: np.ndarray | None, b: np.ndarray) -> bool:
    return a is not None and a.shape == b.shape and np.allclose(a, b, rtol=RTOL, atol=ATOL, equal_nan=True)


def _what_is_off(
    exercise: Exercise, results: list[Any], arrays: list[np.ndarray | None], references: list[np.ndarray]
) -> str:
    """One sentence on an answer that is wrong in no known way: the first trial that fails, and what came."""
    i = next(i for i, (a, b) in enumerate(zip(arrays, references, strict=True)) if not _same(a, b))
    array, expected = arrays[i], references[i]
    lead = f"{_for(exercise.trials[i])} your function returned" if exercise.trials else "You wrote"
    wanted = exercise.expects or _shape(expected.shape)
    if is_missing(results[i]):
        return f"Not yet. {lead} nothing: is there a way through it without an answer?"
    if array is None or array.shape != expected.shape:
        kind = kind_in_words(results[i]) if array is None else _shape(array.shape)
        return f"Not yet. {lead} {kind}; expected: {wanted}."
    came = results[i] if isinstance(results[i], bool | np.bool_) else array
    return f"Not yet. {lead} {_short(as_text(came))}. Hint: {exercise.hints[0]}"


def _for(trial: dict[str, Any]) -> str:
    """The inputs of a trial before what came of them, on a line of their own where they are many."""
    lead = f"For {inputs_in_words(trial)}"
    return lead if len(lead) <= 60 else f"{lead}\n    "


def inputs_in_words(trial: dict[str, Any]) -> str:
    """The named inputs of a function in one line: x = [1, 0], f = bowl.  A function is called by its name."""
    written = {name: value.__name__ if callable(value) else _short(as_text(value)) for name, value in trial.items()}
    return ", ".join(f"{name} = {text}" for name, text in written.items())


def _shape(shape: tuple[int, ...]) -> str:
    if shape == ():
        return "one number"
    if len(shape) == 1:
        return "a list of 1 number" if shape[0] == 1 else f"a list of {shape[0]} numbers"
    if len(shape) == 2:
        return f"{shape[0]} row{'s' * (shape[0] != 1)} of {shape[1]} number{'s' * (shape[1] != 1)}"
    return f"an array of shape {shape}"


def kind_in_words(value: object) -> str:
    """What a value is, in words that do not ask it anything: its own repr might raise."""
    if isinstance(value, bool | np.bool_):
        return "True or False"
    numbers = as_numbers(value)
    if numbers is not None:
        return _shape(numbers.shape)
    if callable(value):
        return "a function"
    if isinstance(value, list | tuple) and any(isinstance(entry, str) for entry in value):
        return "a list with text in it"
    kinds: tuple[tuple[Any, str], ...] = (
        (str, "text"),
        (list | tuple | np.ndarray, "a list whose entries are not all numbers, or whose rows differ in length"),
        (Real, "a number too large to compute with"),
    )
    return next((text for kind, text in kinds if isinstance(value, kind)), f"a value of type {type(value).__name__}")


# Errors whose own words do not help a beginner, and what stands behind them.
_EXPLAINED = {
    "truth value of an array": "A comparison of many numbers has many answers; `if`, `and` and a < z < b want one. "
    "Should they be compared one by one here, or has a sum of them been forgotten?",
    "'ellipsis'": "A `...` is still standing somewhere. Which piece has not been written yet?",
    "NoneType": "Something here is None: does each of your functions give something back with `return`?",
    "not have enough dimensions": "`@` got a single number, a `...` or None on one side. "
    "Should it be a list, or is another sign meant?",
    "is not defined": "Python does not know this name. Is it spelt as above, "
    "has the cell that makes it been run, or is an import missing?",
    "has no attribute": "After a point Python looks for something that belongs to what stands before it. "
    "Should the point be another sign?",
    "positional argument": "A function gets another number of inputs than it was written for. "
    "Which ones does it need, and in which order?",
    "list index out of range": "There is no entry with this number. "
    "Does the function work for any number of rows, and for inputs of every length? "
    "In a loop over neighbours: how many pairs of neighbours have n numbers?",
    "out of bounds": "There is no entry with this number. "
    "Does the function work for inputs of every length, and is the number used in the right place, row or column?",
    r"bitwise_xor|for \^": "`^` is not a power in Python. Which sign is?",
    "can't multiply sequence|operand type.*'list'|concatenate list": "A list cannot be calculated with as a whole. "
    "Should it be an array, or is it one of its entries after the other that is meant?",
    "inhomogeneous": "Rows of different lengths do not make one table. Would a list of them do?",
    "not callable": "What stands before a bracket is taken for a function. Is a sign of multiplication missing?",
    "not iterable": "`for` needs something to go through, and here is a single number. "
    "Is a loop needed at all, and if so, how does one count up to the number?",
    "not subscriptable|index to scalar": "Square brackets take an entry out of a list, and this is none. "
    "Is it a single number, or a function that wants round brackets?",
    r"operand type.*'(\w*function\w*|numpy\.ufunc|Activation)'": "A function itself is computed with here, "
    "and not what it gives. Are its round brackets missing?",
    "define __round__": "`round` takes one number at a time. Is rounding asked for?",
    "as a data type": "`np.zeros` and `np.ones` take one shape. "
    "How are two numbers put together so that they are one thing?",
    "only (length-1|0-dimensional) arrays": "`math`, `float` and `int` take one number at a time. Here are several: "
    "which module works on a whole array?",
    "math range error": "A number has become too large. Which power of e is it, and has it to be so large?",
    "recursion depth": "The function calls itself, and so without an end. Which function is meant?",
    "be broadcast": "Two arrays of different lengths meet here. Which two are they?",
    "only integers, slices|indices must be integers|used as indices": "In square brackets stands a whole number that "
    "counts places. What stands there now?",
    "local variable": "A name is used that has no value yet. If a loop is to give it one: does the loop run at all?",
    "bitwise_(and|or)": "`&` and `|` come before `<` and `>`. Where do brackets belong?",
    "cannot reshape": "`reshape` fills another shape with the same entries, and here they do not fit it. "
    "Is another shape wanted, or a matrix turned over?",
    "same number of dimensions": "A table and a list are joined here. How does one write a table with a single row?",
    "concatenation axis": "Two tables that are joined have to be equally long where they meet. "
    "How many entries has a row of each, and a column?",
    "mismatch in its core dimension": "What stands on the left of `@` needs as many entries, in each row if it has "
    "rows, as there are entries or rows on its right. What met here?",
}


def _told(error: BaseException) -> str:
    """The error in Python's words, in quotes, and in ours where we know better, on a line of their own."""
    try:
        message = str(error).strip().split("\n")[0]
    except Exception:
        message = ""
    told = f"{type(error).__name__}: “{_short(message)}”" if message else type(error).__name__
    return "\n     ".join([told, *(idea for words, idea in _EXPLAINED.items() if re.search(words, message))])


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + " …"

"""`nncourse check FILE`: a learner's own look at a whole homework, on the published numbers and on fresh ones."""

import argparse
import contextlib
import copy
import re
import secrets
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from ..homework.catalogue import EXERCISES
from .build import WRITE_HERE, exercise_of, is_answer, is_check, released, topic_of
from .compare import compare, first_difference
from .files import Unusable, read_notebook, read_submission
from .merge import Merged, merge, shared_answers
from .run import CellRun, run

_COURSE = Path(__file__).resolve().parents[2]  # where the package was installed from, if with `pip install -e`
_WIDTH = 40  # columns of the report before the status
_FEEDBACK = re.compile(r'feedback\("([^"]+)", "(\w+)"\)')
# The functions that later answers may be built on: name → exercise.  A number is built on by hand: it cannot be mended.
_BUILT_ON = {name: use for exercise in EXERCISES.values() for name, use in exercise.uses.items() if use.trials}
_ELSEWHERE = (
    "Only the answer cells are read: what an answer needs, a function or an import, has to stand in one of them."
)
_RESTORE = "A cell made anew is not known: paste the answer into its cell of an untouched copy of the homework."


@dataclass(frozen=True)
class Result:
    """What came of one exercise: its status in words, its points, and the sentences that go with it.

    waiting : the points of a reason that is written and that a person will read.
    """

    exercise: str
    title: str
    status: str
    points: int
    of: int
    waiting: int
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class _Tried:
    """What came of one check cell: label → status, the cell's run, and what it was compared with.

    given : what to say of the earlier answer that this stands on; empty if it stands by itself.
    """

    labels: Mapping[str, str]
    run: CellRun
    reference: str
    fresh: bool
    given: str = ""

    @property
    def right(self) -> bool:
        return set(self.labels.values()) == {"right"}


def main(arguments: list[str]) -> int:
    """`nncourse check FILE`; returns 0 if all is right, 1 if not, 2 if the file cannot be used."""
    parser = argparse.ArgumentParser(prog="nncourse check", description="Check a homework before you hand it in.")
    parser.add_argument("file", type=Path, help="your notebook")
    path = parser.parse_args(arguments).file
    try:
        submission = read_submission(path)
        release = _find_release(path, submission)
    except Unusable as problem:
        print(f"nncourse check: {problem}", file=sys.stderr)
        return 2
    try:
        results = check(release, merge(release, submission), seeds=(0, secrets.randbelow(10**6) + 1))
    except (ValueError, RuntimeError) as problem:  # cells of a learner's own file that are not what they were
        print(f"nncourse check: take an untouched copy of the homework for your answers. {problem}", file=sys.stderr)
        return 2
    for result in results:
        print(f"{result.title:<{_WIDTH}}  {f'{result.points} of {result.of} points':<15}  {result.status}")
        for sentence in result.sentences:
            print(f"    {sentence}")
    points, of, waiting = (sum(column) for column in zip(*((r.points, r.of, r.waiting) for r in results), strict=True))
    person = f", and {waiting} wait for a person" if waiting else ""
    print(f"{points} of {of} points{person}; checked on the published numbers, and what is right there on fresh ones.")
    return 0 if points + waiting == of else 1


def check(release: NotebookNode, merged: Merged, seeds: Sequence[int], timeout: float = 10) -> list[Result]:
    """Run the merged notebook and our answers at every seed, first the published one, and compare what is printed.

    A slip costs once: what follows an earlier answer is right if it is so given the learner's own, and what is built on
    earlier answers is right if it is so as soon as ours stand in their place.
    """
    ours, runs, tried = answered(release), list[dict[str, CellRun]](), dict[str, _Tried]()
    for seed in seeds:
        references = {id_: cell.text for id_, cell in run(ours, seed).items()}
        runs.append(run(merged.notebook, seed, timeout, before=runs[0] if runs else None))
        found = _tried(ours, merged, references, runs[-1], seed, timeout, fresh=len(runs) > 1)
        for id_, one in found.items():
            before = tried.get(id_, one)
            tried[id_] = replace(one, given=before.given or one.given) if before.right else before
        if not any(one.right for one in tried.values()):
            break
    remarks = _remarks(merged)
    return [_result(title, cells, tried, runs[0], remarks) for title, cells in _exercises(release)]


def answered(release: NotebookNode) -> NotebookNode:
    """The release with the answers of the catalogue, which are at hand wherever the package is.

    Each `feedback("1.7", "name")` says which exercise a name in the answer cell before it answers.
    ValueError if there is no such cell.
    """
    notebook = copy.deepcopy(release)
    answer = None
    for cell in (cell for cell in notebook.cells if cell.cell_type == "code"):
        if is_answer(cell):
            answer, cell.source = cell, "from nncourse.homework.catalogue import EXERCISES"
        for id_, name in _FEEDBACK.findall(cell.source) if _is_feedback(cell) else ():
            if answer is None or exercise_of(answer) != exercise_of(cell):
                raise ValueError(f"cell {cell.id}: an answer cell of its exercise expected before it")
            answer.source += f'\n{name} = EXERCISES["{id_}"].reference'
            answer.source += f"({EXERCISES[id_].follows})" if EXERCISES[id_].follows else ""
    return notebook


def mended(merged: NotebookNode) -> NotebookNode:
    """The notebook with our answer in the place of each one that later ones may be built on, once that is tried."""
    notebook = copy.deepcopy(merged)
    notebook.cells = []
    for cell in merged.cells:
        notebook.cells.append(cell)
        for id_, name in _FEEDBACK.findall(cell.source) if _is_feedback(cell) else ():
            if name in _BUILT_ON:
                # An exercise of its own, so that it is there even where the learner's breaks.
                ours = new_code_cell(
                    f'from nncourse.homework.catalogue import EXERCISES\n{name} = EXERCISES["{id_}"].reference',
                    id=f"{cell.id}-{name}",
                    metadata={"nncourse": {"exercise": f"{id_}, ours"}},
                )
                notebook.cells.append(ours)
    return notebook


def _tried(
    ours: NotebookNode,
    merged: Merged,
    references: dict[str, str],
    runs: dict[str, CellRun],
    seed: int,
    timeout: float,
    fresh: bool,
) -> dict[str, _Tried]:
    """Check cell id → what came of it; one that is built on an earlier answer may be right given that, or but for it.

    For that the learner's code runs beside ours and could forge lines; all there is to gain is the later exercise.
    """
    checks = {cell.id: cell for cell in ours.cells if is_check(cell)}
    tried = {c: _Tried(compare(references[c], runs[c].text), runs[c], references[c], fresh) for c in checks}
    wrong = {c: exercise_of(checks[c]) for c in checks if not tried[c].right}
    off = {c: built for c in wrong if (built := _built_on(checks[c]) & {wrong[other] for other in wrong if other != c})}
    given = run(mended(merged.notebook), seed, timeout, before=runs) if off else {}
    for c, built in off.items():
        labels = compare(references[c], given[c].text)
        if set(labels.values()) == {"right"}:
            tried[c] = _Tried(labels, given[c], references[c], fresh, f"but for {' and '.join(sorted(built))}")

    follows = {c: e for c in checks if not tried[c].right and (e := checks[c].metadata.nncourse.get("follows"))}
    for earlier in set(follows.values()):
        given = run(_on_ones_own(ours, merged.notebook, earlier), seed, timeout, before=runs)
        for c in (c for c in follows if follows[c] == earlier):
            text = given[c].text
            # A reference made with a learner's code may be anything: then it is none.
            with contextlib.suppress(ValueError):
                if not {"missing", "repeated"} & set(compare(references[c], text).values()):
                    labels, exercise = compare(text, runs[c].text), exercise_of(checks[c])
                    tried[c] = _Tried(labels, runs[c], text, fresh, f"given {exercise}")
    return tried


def _on_ones_own(ours: NotebookNode, merged: NotebookNode, earlier: str) -> NotebookNode:
    """Our answers, but in the cell `earlier`, and in those that it follows from itself, the learner's."""
    follows: dict[str, str] = {}  # answer cell → the one that its check follows
    answer = ""
    for cell in ours.cells:
        answer = cell.id if is_answer(cell) else answer
        if is_check(cell) and "follows" in cell.metadata.nncourse:
            follows[answer] = cell.metadata.nncourse.follows
    chain = [earlier]
    while chain[-1] in follows:
        chain.append(follows[chain[-1]])
    notebook, own = copy.deepcopy(ours), {cell.id: cell.source for cell in merged.cells}
    for cell in notebook.cells:
        cell.source = own[cell.id] if cell.id in chain else cell.source
    return notebook


def _built_on(cell: NotebookNode) -> set[str]:
    """The earlier exercises that the answer to a check cell's exercise may be built on: 1.1 and 1.6 for 1.7."""
    own = exercise_of(cell) or ""
    uses = [use for id_, exercise in EXERCISES.items() if _group(id_) == own for use in exercise.uses.values()]
    return {_group(use.id) for use in uses if use.trials}


def _group(id_: str) -> str:
    """The exercise of the notebook that holds one of the catalogue's: 1.2 for 1.2a."""
    return id_.rstrip("abcdefgh")


def _remarks(merged: Merged) -> dict[str, str]:
    """What is to be said of answer cells that hold no answer: cell id → one sentence."""
    remarks = {id_: f"The answer cell {id_} is missing from your file. {_RESTORE}" for id_ in merged.missing}
    for cell in merged.notebook.cells:
        if is_answer(cell) and cell.cell_type == "markdown" and cell.source.strip() in ("", WRITE_HERE):
            remarks.setdefault(cell.id, "Your reason is not written yet. A person will read it.")
    return remarks


def _exercises(release: NotebookNode) -> list[tuple[str, list[NotebookNode]]]:
    """The heading and the cells of every exercise, in the order of the notebook."""
    heading = ""
    exercises: dict[str, tuple[str, list[NotebookNode]]] = {}
    for cell in release.cells:
        if cell.cell_type == "markdown" and (found := re.findall(r"^#+ +(.+)$", cell.source, re.MULTILINE)):
            heading = found[-1]
        if (exercise := exercise_of(cell)) is not None:
            exercises.setdefault(exercise, (heading, []))[1].append(cell)
    return list(exercises.values())


def _result(
    title: str, cells: list[NotebookNode], tried: dict[str, _Tried], runs: dict[str, CellRun], remarks: dict[str, str]
) -> Result:
    """The points of every check cell that is right.

    The feedback is good for a sentence, not for the verdict: it is the learner's own process speaking.
    """
    worth = {c.id: c.metadata.nbgrader.points for c in cells if c.metadata.get("nbgrader", {}).get("grade")}
    checks = {id_: tried[id_] for id_ in worth if id_ in tried}
    said = [s for c in cells if _is_feedback(c) for s in runs[c.id].text.splitlines() if "  Right." not in s]
    absent = [remarks[c.id] for c in cells if c.id in remarks]
    if any(c.id in remarks and c.cell_type == "code" for c in cells):
        said = [s for s in said if "  Not attempted yet" not in s]  # what is tried is an empty cell of ours
    points = sum(worth[id_] for id_, one in checks.items() if one.right)
    waiting = sum(worth[id_] for id_ in worth if id_ not in tried and id_ not in remarks)
    if missing := [one for one in checks.values() if not one.right]:
        ran = [*(runs[c.id] for c in cells if c.cell_type == "code"), *(one.run for one in missing)]
        errors = (cell.error for cell in ran if cell.error and not _of_an_earlier(cell.error, cells))
        status, said = _what_is_missing(missing, said, next(errors, None))
    else:
        status = next((f"right, {one.given}" for one in checks.values() if one.given), "right")
        said = [s for s in said if "  Right, " in s]
    if points and (missing or absent):
        status = f"in part; the rest {status if missing else 'not attempted'}"
    said += [f"Your reason waits for a person: {waiting} points."] if waiting else []
    return Result(exercise_of(cells[0]) or "", title, status, points, sum(worth.values()), waiting, (*absent, *said))


def _what_is_missing(missing: list[_Tried], said: list[str], error: str | None) -> tuple[str, list[str]]:
    """Status and sentences of an exercise some of whose checks are not right."""
    if error is not None:
        said = [*([] if any("raised" in s for s in said) else [f"Your code {error}"]), *said]
        return "error", said + [_ELSEWHERE] * any("NameError" in s for s in said)
    labels = {label: status for one in missing for label, status in one.labels.items() if status != "right"}
    if set(labels.values()) == {"not attempted"} and not any("  Not yet." in s for s in said):
        return "not attempted", said
    said = said or [f"Not yet: {', '.join(f'{k} ({v})' for k, v in labels.items())} in the check cell."]
    differences = (first_difference(one.reference, one.run.text) for one in missing if not one.fresh)
    return "wrong", [*said, *filter(None, differences)]


def _of_an_earlier(error: str, cells: list[NotebookNode]) -> bool:
    """Does an error say no more than that an earlier answer is not there?  The feedback has tried ours in its place."""
    earlier = {name for cell in cells for name in _BUILT_ON if _group(_BUILT_ON[name].id) in _built_on(cell)}
    return any(f"NameError: name '{name}'" in error for name in earlier)


def _is_feedback(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and "nbgrader" not in cell.metadata


def _find_release(path: Path, submission: dict[str, Any]) -> NotebookNode:
    """The release a submission was made from, walking up from the file and from the current folder, or in the course.

    A learner may work in the release itself: it is built anew where the notebook with the answers is, and only where no
    other copy is it taken from the learner's own file.  Unusable if that is no homework.
    """
    topic = topic_of(submission)
    for folder in _notebook_folders(path):
        others = (file for file in folder.glob("homework/*_homework.ipynb") if file.resolve() != path.resolve())
        found = [released(n) for n in _readable(folder.glob("instructor/*_solution.ipynb"))]
        found += _readable(others)
        for release in found:
            if topic is not None and topic_of(release) == topic:
                return release
        # Some programs drop the notebook's metadata; its answer cells still know where they come from.
        best = max(found, key=lambda release: shared_answers(release, submission), default=None)
        if best is not None and shared_answers(best, submission):
            return best
    for own in _readable([path]):
        if topic is not None and any(is_check(cell) for cell in own.cells):
            return own
    raise Unusable(
        f"{path.name} finds no untouched homework to be compared with; "
        "keep it inside the course's folder, or run the command from there."
    )


def _notebook_folders(path: Path) -> Iterator[Path]:
    for start in (path.resolve().parent, Path.cwd(), _COURSE):
        yield from (folder for parent in (start, *start.parents) if (folder := parent / "notebooks").is_dir())


def _readable(files: Iterable[Path]) -> Iterator[NotebookNode]:
    """The notebooks among the files that can be read; a learner's folder may hold anything."""
    for file in sorted(files):
        with contextlib.suppress(ValueError, OSError):
            yield read_notebook(file)

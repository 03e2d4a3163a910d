"""The release is the instructor's notebook without its answers, and it can be tested by nbval."""

import re
import subprocess
import sys
from itertools import pairwise

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from nncourse.grading.build import WRITE_HERE, exercise_of, is_answer, is_check, main, released, topic_of
from nncourse.grading.files import notebook_bytes
from nncourse.grading.run import run
from nncourse.homework.catalogue import EXERCISES
from tests.grading import INSTRUCTOR, RELEASE, ROOT, notebook
from tests.notebooks import nbval

SOURCES = sorted(ROOT.glob("notebooks/instructor/*_solution.ipynb"))
RELEASES = sorted(ROOT.glob("notebooks/homework/*.ipynb"))
every_release = pytest.mark.parametrize("path", RELEASES, ids=lambda path: path.stem)


def lab(*cells):
    return new_notebook(cells=list(cells), metadata={"nncourse": {"homework": "test"}})


def answer(source, id_="a", make=new_code_cell):
    mark = dict(schema_version=3, grade_id=id_, grade=False, solution=True, locked=False, task=False)
    return make(source, id=id_, metadata={"nbgrader": mark, "nncourse": {"exercise": "1"}})


def check_cell(id_="c", **fields):
    mark = dict(schema_version=3, grade_id=id_, grade=True, solution=False, locked=True, task=False, points=1)
    return new_code_cell("show(a=1)", id=id_, metadata={"nbgrader": mark, "nncourse": {"exercise": "1"}}, **fields)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_the_committed_release_is_the_rebuilt_one_byte_for_byte(source, tmp_path):
    out = tmp_path / "out.ipynb"
    assert main([str(source), "--out", str(out)]) == 0
    name = source.name.replace("_solution", "_homework")
    assert out.read_bytes() == (ROOT / "notebooks/homework" / name).read_bytes()


def test_every_release_has_its_source():
    assert [path.stem.replace("_homework", "_solution") for path in RELEASES] == [path.stem for path in SOURCES]
    assert len({topic_of(notebook(path)) for path in RELEASES}) == len(RELEASES)


@every_release
def test_no_solution_is_left_in_a_release(path):
    text = path.read_text(encoding="utf-8")
    solution = notebook(ROOT / "notebooks/instructor" / path.name.replace("_homework", "_solution"))
    assert "SOLUTION" not in text
    for cell in (cell for cell in solution.cells if is_answer(cell)):
        blocks = re.findall(r"BEGIN SOLUTION[^\n]*\n(.*?)### END", cell.source, re.DOTALL)
        assert bool(blocks) == (cell.cell_type == "code")
        for block in blocks or [cell.source]:
            for line in (line.strip() for line in block.split("\n") if len(line.strip()) > 8):
                assert line not in text


def test_no_asked_number_of_the_story_stands_in_its_exercise_or_in_any_text():
    cells = [c for c in notebook(RELEASE).cells if c.cell_type == "markdown" or exercise_of(c) == "1.2"]
    text = "\n".join(c.source + str(c.get("outputs", "")) for c in cells)
    outputs = EXERCISES["1.2a"].reference
    for joint in (", ", ",", " ", ""):
        assert joint.join(map(str, outputs)) not in RELEASE.read_text(encoding="utf-8")
    assert (EXERCISES["1.2b"].reference, EXERCISES["1.2c"].reference(-3)) == (-3, pytest.approx(0.2))
    assert not re.search(r"[-−]\s*3\b(?!\.\d)|\b0\.2\b|(?<![-−])\b3\.2\b", text)


@every_release
def test_our_values_also_stand_where_a_run_does_not_replace_them(path):
    cells = notebook(path).cells
    for before, cell in pairwise(cells):
        if is_check(cell):
            ours = [f"    {line}" for line in cell.outputs[0].text.splitlines() if not line.startswith("for ")]
            assert before.source.split("\n\n")[1].split("\n") == ours, cell.id


def test_a_stub_of_a_function_hands_back_that_it_is_empty():
    for cell in (cell for cell in notebook(RELEASE).cells if is_answer(cell) and "def " in cell.source):
        assert "    return ..." in cell.source, cell.id


def test_answers_by_hand_are_asked_for_by_empty_places_alone():
    answers = {c.id: c.source for c in notebook(RELEASE).cells if is_answer(c) and "def " not in c.source}
    assert answers.pop("hw1-ex8-reason") == WRITE_HERE
    assert len(answers) == 4
    empty = re.compile(r"\w+ = (\.\.\.|\[\.\.\.(, \.\.\.)*\])  # [^=\d]*")
    for id_, source in answers.items():
        assert all(empty.fullmatch(line) for line in source.split("\n")), id_


@every_release
def test_outputs_stand_on_the_check_cells_alone(path):
    for cell in notebook(path).cells:
        if cell.cell_type == "code" and not is_check(cell):
            assert (cell.outputs, cell.execution_count) == ([], None), cell.id


@pytest.mark.parametrize("path", SOURCES + RELEASES, ids=lambda path: path.stem)
def test_no_check_cell_lets_nbval_pass_on_nothing(path):
    checks = [cell for cell in notebook(path).cells if is_check(cell)]
    assert checks
    for cell in checks:
        assert cell.execution_count is not None, cell.id
        assert [o.name for o in cell.outputs] == ["stdout"], cell.id
        assert " = " in cell.outputs[0].text, cell.id
        assert "not attempted" not in cell.outputs[0].text, cell.id
        assert not re.search("NBVAL|nbval-(ignore|skip|raises)", str(cell)), cell.id


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_cells_that_count_have_one_id_one_exercise_and_points(path):
    marked = [cell for cell in notebook(path).cells if "nbgrader" in cell.metadata]
    assert all(cell.id == cell.metadata.nbgrader.grade_id for cell in marked)
    assert all(cell.metadata.nbgrader.schema_version == 3 for cell in marked)
    assert all(cell.metadata.nbgrader.points > 0 and cell.metadata.nbgrader.locked for cell in marked if is_check(cell))
    read_by_a_person = [cell for cell in marked if cell.metadata.nbgrader.grade and is_answer(cell)]
    assert [cell.cell_type for cell in read_by_a_person] == ["markdown"] * len(read_by_a_person)
    assert all(cell.metadata.nbgrader.points > 0 for cell in read_by_a_person)
    exercises = [cell.metadata.nncourse.exercise for cell in marked if is_answer(cell)]
    assert sorted({cell.metadata.nncourse.exercise for cell in marked if is_check(cell)}) == sorted(set(exercises))


def test_the_points_and_minutes_of_the_exercises_add_up_to_those_at_the_head():
    cells = notebook(RELEASE).cells
    lines = re.findall(
        r"^\*Sections? .* of the lecture · (\d+) points · (\d+) minutes\*$", text_of(cells), re.MULTILINE
    )
    headings = re.findall(r"^## 1\.\d", text_of(cells), re.MULTILINE)
    points, minutes = (sum(map(int, column)) for column in zip(*lines, strict=True))
    assert len(lines) == len(headings) == 8
    assert (
        sum(cell.metadata.nbgrader.points for cell in cells if cell.metadata.get("nbgrader", {}).get("grade")) == points
    )
    assert f"**Points** {points}," in cells[0].source
    assert f"**Time** about {minutes} minutes" in cells[0].source


def text_of(cells):
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def test_the_commands_in_the_text_name_files_that_are_there():
    commands = re.findall(r"^    (.*nncourse\S*) check (\S+)$", text_of(notebook(RELEASE).cells), re.MULTILINE)
    assert [program for program, _ in commands] == ["!{sys.executable} -m nncourse.cli", ".venv/bin/nncourse"]
    places = (RELEASE.parent, ROOT)
    assert [(place / file).resolve() for place, (_, file) in zip(places, commands, strict=True)] == [RELEASE, RELEASE]


def test_the_command_line_also_runs_as_a_module():
    done = subprocess.run([sys.executable, "-m", "nncourse.cli", "check", "--help"], capture_output=True, text=True)
    assert done.returncode == 0
    assert "Check a homework before you hand it in." in done.stdout


def code_cells(path):
    return [cell for cell in notebook(path).cells if cell.cell_type == "code"]


def test_the_solution_passes_strict_nbval():
    assert nbval(INSTRUCTOR) == (set(), 0)


def test_the_release_fails_in_its_check_cells_and_nowhere_else():
    checks = {i for i, cell in enumerate(code_cells(RELEASE)) if is_check(cell)}
    assert nbval(RELEASE) == (checks, 1)


def test_check_cells_print_other_values_for_other_seeds():
    solution = notebook(INSTRUCTOR)
    runs = [run(solution, seed) for seed in (0, 1, 2)]
    for cell in (cell for cell in solution.cells if is_check(cell)):
        texts = [r[cell.id].text for r in runs]
        assert texts[0] == cell.outputs[0].text, "seed 0 is the published one"
        by_hand = "code = " in texts[0]
        assert len(set(texts)) == (1 if by_hand else 3), cell.id


def test_the_text_after_the_marker_is_the_stub_at_its_indentation():
    source = "def f():\n    ### BEGIN SOLUTION return ...  # what?\n    x = 1\n    return x\n    ### END SOLUTION"
    assert released(lab(answer(source))).cells[0].source == "def f():\n    return ...  # what?"
    bare = "x = 1\n### BEGIN SOLUTION\nx = 2\n### END SOLUTION\nx"
    assert released(lab(answer(bare))).cells[0].source == "x = 1\n...\nx"


def test_a_written_solution_is_removed_with_or_without_markers():
    whole = released(lab(answer("Because of the tie.", make=new_markdown_cell))).cells[0].source
    part = released(lab(new_markdown_cell("Why?\n### BEGIN SOLUTION\nTies.\n### END SOLUTION"))).cells[0].source
    assert "tie" not in whole
    assert part.startswith("Why?\n")
    assert "Ties" not in part


def test_outputs_and_counts_of_other_cells_go_and_ids_and_metadata_stay():
    stream = [new_output("stream", name="stdout", text="a = 1\n")]
    other = new_code_cell("1", id="other", execution_count=1, outputs=stream, metadata={"tags": ["P04-task"]})
    release = released(lab(other, check_cell(execution_count=2, outputs=stream)))
    assert (release.cells[0].id, release.cells[0].outputs, release.cells[0].execution_count) == ("other", [], None)
    assert release.cells[0].metadata.tags == ["P04-task"]
    assert release.cells[1].outputs == stream
    assert notebook_bytes(release) == notebook_bytes(
        released(lab(other, check_cell(execution_count=2, outputs=stream)))
    )


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (answer("x = 1"), "BEGIN SOLUTION expected"),
        (answer("### BEGIN SOLUTION\nx = 1"), "without ### END"),
        (answer("x = 1\n### END SOLUTION"), "without ### BEGIN"),
        (answer("### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION"), "inside a solution"),
        (check_cell(), "run the notebook first"),
        (new_code_cell("", id="a", metadata={"nbgrader": {"grade_id": "b"}}), "grade_id has to be its id"),
        (
            new_code_cell("", id="a", metadata={"nbgrader": {"grade_id": "a", "solution": True}}),
            "BEGIN|exercise expected",
        ),
        (
            new_code_cell("", id="a", metadata={"nncourse": {"exercise": "2", "follows": "b"}}),
            "follows names no answer cell",
        ),
    ],
)
def test_what_would_leak_or_check_nothing_is_refused_with_the_cells_id(cell, reason):
    with pytest.raises(ValueError, match=rf"cell {cell.id}: .*({reason})"):
        released(lab(cell))


def test_build_refuses_what_it_cannot_build_in_one_line(tmp_path, capsys):
    (tmp_path / "x_solution.ipynb").write_text("{")
    (tmp_path / "plain.ipynb").write_bytes(notebook_bytes(new_notebook()))
    for arguments in (
        [tmp_path / "x_solution.ipynb"],
        [tmp_path / "plain.ipynb"],
        [tmp_path / "absent_solution.ipynb"],
    ):
        assert main([str(a) for a in arguments]) == 2
        assert capsys.readouterr().err.count("\n") == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == ["plain.ipynb", "x_solution.ipynb"]


def test_build_writes_beside_the_folder_of_the_instructor(tmp_path):
    source = tmp_path / "instructor" / "01_x_solution.ipynb"
    source.parent.mkdir()
    source.write_bytes(INSTRUCTOR.read_bytes())
    assert main([str(source)]) == 0
    assert (tmp_path / "homework" / "01_x_homework.ipynb").read_bytes() == RELEASE.read_bytes()

"""A cell that loops, dies or floods loses its own exercise; the others keep theirs."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from nncourse.grading.run import CellRun, run


def lab(**sources):
    """A notebook with one cell an exercise."""
    cells = [new_code_cell("import os", id="setup")]
    cells += [new_code_cell(s, id=id_, metadata={"nncourse": {"exercise": id_}}) for id_, s in sources.items()]
    return new_notebook(cells=cells)


STUBBORN = """
while True:
    try:
        while True: pass
    except KeyboardInterrupt: pass
"""


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("while True: pass", "endless loop"),
        (STUBBORN, "endless loop"),
        ("os._exit(0)", "stopped Python"),
        ("exit()", "stopped Python"),
        ("import signal; os.kill(os.getpid(), signal.SIGKILL)", "stopped Python"),
        ("while True: print('x' * 1000)", "far too much"),
        ("while True: display(1)", "far too much"),
    ],
)
def test_what_breaks_the_process_loses_one_exercise_with_a_reason(source, reason):
    runs = run(lab(before="print('a = 1')", bad=source, after="print('b = 2')"), seed=0, timeout=1.5)
    assert runs["before"].text == "a = 1\n"
    assert runs["after"].text == "b = 2\n"
    assert (runs["bad"].text, runs["bad"].lost) == ("", True)
    assert reason in runs["bad"].error


def test_an_exercise_that_was_lost_before_is_not_tried_again():
    notebook = lab(bad="while True: pass", after="print('b = 2')")
    before = {"bad": CellRun("", "ran long", lost=True), "after": CellRun("b = 2\n")}
    assert run(notebook, seed=1, timeout=60, before=before)["bad"] == before["bad"]


def test_errors_are_one_line_and_what_follows_still_runs():
    sources = dict(a="1 / 0", b="import sys; sys.exit()", c="x = = 1", d="input()", e="!exit 1", f="print('ok = 1')")
    runs = run(lab(**sources), seed=0)
    assert runs["a"].error == "raised ZeroDivisionError: division by zero"
    assert runs["b"].error.startswith("raised SystemExit")
    assert runs["c"].error == "raised SyntaxError: invalid syntax (line 1)"
    assert "StdinNotImplementedError" in runs["d"].error
    assert runs["f"].text == "ok = 1\n"
    assert all("\n" not in (r.error or "") for r in runs.values())


def test_text_on_stderr_is_not_part_of_what_was_printed():
    runs = run(lab(a="import sys; print('a = 1', file=sys.stderr); print('b = 1')"), seed=0)
    assert runs["a"].text == "b = 1\n"
    assert runs["a"].error is None


def test_the_seed_reaches_the_cells_and_the_folder_is_a_fresh_one():
    runs = run(lab(a="print(os.environ['NNCOURSE_CHECK_SEED'], os.listdir())"), seed=41)
    assert runs["a"].text == "41 []\n"


def test_the_kernel_calculates_in_one_thread_so_that_a_busy_machine_costs_no_exercise_its_seconds():
    source = "print({v for k, v in os.environ.items() if k in ('OPENBLAS_NUM_THREADS', 'OMP_NUM_THREADS')})"
    assert run(lab(a=source), seed=0)["a"].text == "{'1'}\n"


def test_the_kernel_is_the_python_that_is_running():
    import sys

    assert run(lab(a="import sys; print(sys.executable)"), seed=0)["a"].text.strip() == sys.executable


def test_a_broken_cell_of_no_exercise_is_the_courses_own_fault():
    with pytest.raises(RuntimeError, match="cell setup"):
        run(new_notebook(cells=[new_code_cell("import os; os._exit(1)", id="setup")]), seed=0)

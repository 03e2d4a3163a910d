"""The maker runs notebooks, stores them in one form, and writes nothing if a cell fails."""

import shutil

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests.grading import INSTRUCTOR, RELEASE
from tools.notebooks import WIDGET_VIEW, Failed, main, make, normalised


def course(tmp_path, *cells, name="00_test.ipynb", metadata=None):
    path = tmp_path / "notebooks" / name
    path.parent.mkdir(exist_ok=True)
    nbformat.write(new_notebook(cells=list(cells), metadata=metadata or {}), path)
    return path


def test_a_run_fills_in_outputs_keeps_ids_and_tags_and_leaves_no_difference_the_second_time(tmp_path, capsys):
    path = course(
        tmp_path,
        new_markdown_cell("# Title", id="title"),
        new_code_cell("print('σ = 1')\nprint('b = 2')", id="print", metadata={"tags": ["P05", "answers-prediction"]}),
        new_code_cell("", id="empty"),
        new_code_cell("import os\nos.path.basename(os.getcwd())", id="where", metadata={"execution": {"a": "2026"}}),
        new_code_cell("1 / 0", id="raises", metadata={"tags": ["raises-exception"]}),
        metadata={"kernelspec": {"name": "absent", "display_name": "Absent"}, "nncourse": {"a": 1}, "widgets": {}},
    )
    assert main([], root=tmp_path) == 0
    first = path.read_bytes()
    made = nbformat.reads(first.decode(), as_version=4)
    assert [cell.id for cell in made.cells] == ["title", "print", "empty", "where", "raises"]
    assert [cell.get("execution_count") for cell in made.cells] == [None, 1, None, 2, 3]
    assert made.cells[1].outputs == [new_output("stream", name="stdout", text="σ = 1\nb = 2\n")]
    assert made.cells[1].metadata == {
        "tags": ["P05", "answers-prediction"], "collapsed": True, "jupyter": {"outputs_hidden": True},
    }  # fmt: skip
    assert made.cells[3].outputs[0].data["text/plain"] == "'notebooks'"
    assert made.cells[3].metadata == {}
    assert made.cells[4].outputs[0].traceback == ["ZeroDivisionError: division by zero"]
    assert set(made.metadata) == {"kernelspec", "language_info", "nncourse"}
    assert made.metadata.language_info == {"name": "python"}
    assert "σ".encode() in first
    assert first.endswith(b"}\n")
    assert main([], root=tmp_path) == 0
    assert path.read_bytes() == first
    assert capsys.readouterr().out.endswith("1 executed, 0 changed.\n")


@pytest.mark.parametrize("source", ["1 / 0", "import os; os._exit(1)"])
def test_a_cell_that_fails_ends_the_run_with_its_name_and_nothing_is_written(source, tmp_path, capsys):
    fine = course(tmp_path, new_code_cell("print(1)", id="fine"), name="00_fine.ipynb")
    bad = course(tmp_path, new_code_cell("print(1)", id="one"), new_code_cell(source, id="two"), name="01_bad.ipynb")
    before = (fine.read_bytes(), bad.read_bytes())
    assert main([], root=tmp_path) == 1
    error = capsys.readouterr().err
    assert "01_bad.ipynb, cell two: " in error
    assert "Traceback" not in error
    assert (fine.read_bytes(), bad.read_bytes()) == before
    assert sorted(p.name for p in fine.parent.iterdir()) == ["00_fine.ipynb", "01_bad.ipynb"]


def test_a_cell_that_never_ends_is_named_too(tmp_path):
    path = course(tmp_path, new_code_cell("while True: pass", id="endless"))
    with pytest.raises(Failed, match=r"00_test\.ipynb, cell endless: .*timed out"):
        make([path], tmp_path, timeout=1)


def test_releases_are_rebuilt_and_one_that_cannot_be_built_stops_everything(tmp_path, capsys):
    source = tmp_path / "notebooks/instructor" / INSTRUCTOR.name
    source.parent.mkdir(parents=True)
    shutil.copy(INSTRUCTOR, source)
    lecture = course(tmp_path, new_code_cell("print(1)", id="fine"))
    assert main([str(lecture)], root=tmp_path) == 0
    assert (tmp_path / "notebooks/homework" / RELEASE.name).read_bytes() == RELEASE.read_bytes()
    assert source.read_bytes() == INSTRUCTOR.read_bytes()

    source.write_text(source.read_text(encoding="utf-8").replace("### END SOLUTION", "### END"), encoding="utf-8")
    course(tmp_path, new_code_cell("print(2)", id="fine"))
    before = lecture.read_bytes()
    assert main([str(lecture)], root=tmp_path) == 1
    assert "hw1-ex1-answer" in capsys.readouterr().err
    assert lecture.read_bytes() == before


def widget(**data):
    return new_output("display_data", data={WIDGET_VIEW: {"model_id": "1"}, **data}, metadata={WIDGET_VIEW: {}})


def test_widget_views_go_and_the_still_with_its_sentence_stays():
    outputs = [widget(**{"text/plain": "Slider(value=1)"}), widget(**{"text/plain": "You go.", "image/png": "aaaa"})]
    outputs.append(new_output("display_data", data={"text/plain": "no widget"}))
    notebook = new_notebook(cells=[new_code_cell("x", outputs=outputs)], metadata={"widgets": {"state": {}}})
    kept = normalised(notebook).cells[0].outputs
    assert [output.data for output in kept] == [
        {"text/plain": "You go.", "image/png": "aaaa"}, {"text/plain": "no widget"},
    ]  # fmt: skip
    assert kept[0].metadata == {}
    assert "widgets" not in notebook.metadata


def test_pieces_of_one_stream_are_joined_and_two_streams_are_not():
    pieces = [("stdout", "a"), ("stdout", "b"), ("stderr", "c"), ("stdout", "d")]
    cell = new_code_cell("x", outputs=[new_output("stream", name=name, text=text) for name, text in pieces])
    kept = normalised(new_notebook(cells=[cell])).cells[0].outputs
    assert [(output.name, output.text) for output in kept] == [("stdout", "ab"), ("stderr", "c"), ("stdout", "d")]

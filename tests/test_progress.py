"""What a learner got wrong is remembered if the learner wants it, in one file, and the warm-ups ask it again."""

import json
import os
import stat
import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncourse import cli
from nncourse.live import cell, predict, progress, quiz, warm_up
from nncourse.questions import bank, find

FIXED = ("P10", "P02-role", "S08-sure")


def day(ago):
    return (date.today() - timedelta(ago)).isoformat()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("data")


@pytest.fixture(autouse=True)
def file(folder, monkeypatch):
    """The place of the file, where none is yet."""
    path = folder / "nncourse" / "progress.jsonl"
    path.unlink(missing_ok=True)
    monkeypatch.setattr(progress, "place", lambda: path)
    return path


@pytest.fixture
def page(monkeypatch):
    """The cells run in a page."""
    monkeypatch.setattr(cell, "_running", lambda: ("a", "1"))
    monkeypatch.setattr(cell, "_open", {})


def answered(question, right, ago):
    progress._add(day=day(ago), question=question, right=right)


def wrong_option(id):
    return next(k for k, option in enumerate(find(id).options) if not option.right)


def right_option(id):
    return find(id).options.index(find(id).answer)


def asked(box):
    return [card._question.id for card in box.children]


# ------------------------------------------------------------------------------------------ nothing without being asked


def test_nothing_is_written_before_the_learner_has_said_on(page, file):
    quiz("P10").commit(wrong_option("P10"))
    warm_up(*FIXED).children[0].commit(wrong_option("P10"))
    assert cli.main(["progress", "off"]) == cli.main(["progress"]) == 0
    assert (progress.kept(), progress.due(), [*file.parent.glob("*")]) == (False, [], [])


def test_off_stops_remembering_and_asking_and_keeps_what_is_there(page):
    progress.keep()
    answered("S07", False, 3)
    progress.keep(False)
    quiz("P10").commit(wrong_option("P10"))
    assert progress.wrong() == {"S07": day(3)}
    assert progress.due() == []
    progress.keep()
    assert progress.due() == ["S07"]


def test_delete_leaves_nothing_and_is_off(page, file):
    progress.keep()
    answered("S07", False, 3)
    progress.delete()
    assert [*file.parent.iterdir()] == []
    assert (progress.kept(), progress.wrong()) == (False, {})
    progress.delete()  # and again


@pytest.mark.skipif(os.name != "posix", reason="rights of a file are those of POSIX")
def test_the_file_can_be_read_by_its_owner_alone(file):
    progress.keep()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_line_holds_the_question_the_day_and_whether_it_was_right_and_nothing_else(page, file):
    progress.keep()
    quiz("P10").commit(wrong_option("P10"))
    lines = [json.loads(line) for line in file.read_text().splitlines() if line]
    assert lines == [{"version": 1, "keep": True}, {"version": 1, "day": day(0), "question": "P10", "right": False}]


# ------------------------------------------------------------------------------------------ what counts


def test_the_first_answer_to_a_card_counts_and_a_prediction_does_not(page):
    progress.keep()
    card = quiz("P10")
    card.commit(wrong_option("P10"))
    card.commit(right_option("P10"))
    other = quiz("S07")
    other.commit(right_option("S07"))
    other.commit(wrong_option("S07"))
    predict("S08-sure").commit(wrong_option("S08-sure"))
    assert progress.wrong() == {"P10": day(0)}


def test_outside_a_page_nothing_is_remembered(monkeypatch):
    monkeypatch.setattr(cell, "_running", lambda: None)
    progress.keep()
    quiz("P10").commit(wrong_option("P10"))
    assert progress.wrong() == {}


def test_a_right_answer_clears_a_question_on_a_later_day_alone():
    progress.keep()
    for id, again in (("P10", 5), ("S07", 4)):
        answered(id, False, 5)
        answered(id, True, again)
    answered("P02-role", True, 9)
    assert progress.due() == ["P10"]


def test_what_was_wrong_longest_ago_comes_first_and_what_was_wrong_today_not_at_all():
    progress.keep()
    for id, ago in (("S07", 1), ("P10", 7), ("P02-role", 0), ("S08-sure", 3), ("P10", 2)):
        answered(id, False, ago)
    assert progress.due() == ["S08-sure", "P10", "S07"]


# ------------------------------------------------------------------------------------------ warm-ups


def test_a_warm_up_asks_its_own_questions_of_who_keeps_no_track(page):
    answered("P15-double", False, 3)
    assert asked(warm_up(*FIXED)) == list(FIXED)


def test_a_warm_up_asks_first_what_was_wrong_and_each_question_once(page):
    progress.keep()
    answered("P15-double", False, 3)
    answered("P02-role", False, 2)
    assert asked(warm_up(*FIXED)) == ["P15-double", "P02-role", "P10"]
    for id in ("E38", "P10-persuade", "S12-name"):
        answered(id, False, 9)
    assert asked(warm_up(*FIXED)) == ["E38", "P10-persuade", "S12-name"]


def test_a_warm_up_asks_nothing_of_a_later_lecture_and_nothing_that_the_bank_has_lost(page):
    progress.keep()
    for id in ("G22-up", "lost", "P15-double"):
        answered(id, False, 3)
    assert asked(warm_up(*FIXED)) == ["P15-double", "P10", "P02-role"]
    assert asked(warm_up("G24-m", "P10")) == ["G22-up", "P15-double"]


def test_executed_by_a_program_a_warm_up_shows_its_own_questions_and_no_key(monkeypatch):
    monkeypatch.setattr(cell, "_running", lambda: None)
    progress.keep()
    answered("P15-double", False, 3)
    text = warm_up(*FIXED)._repr_mimebundle_()["text/plain"]
    assert text == "\n\n".join(str(find(id)) for id in FIXED)


def test_a_program_that_executes_notebooks_is_no_page():
    from nbclient import NotebookClient
    from nbformat.v4 import new_code_cell, new_notebook

    notebook = new_notebook(cells=[new_code_cell("from nncourse.live.cell import in_a_page; in_a_page()")])
    NotebookClient(notebook, kernel_name="python3").execute()
    assert notebook.cells[0].outputs[0].data["text/plain"] == "False"


def test_a_warm_up_of_unknown_questions_or_none_is_refused():
    with pytest.raises(ValueError, match="got 'nowhere'"):
        warm_up("P10", "nowhere")
    with pytest.raises(ValueError, match="ids: one or more questions"):
        warm_up()


def test_every_question_knows_its_lecture():
    assert [find(id).lecture for id in ("start", "P10", "S07", "G22-up", "X10-why")] == [0, 1, 2, 3, 4]
    assert {question.lecture for question in bank().values()} <= set(range(7))


# ------------------------------------------------------------------------------------------ files of any kind


LINE = st.one_of(
    st.binary(max_size=60),
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
        max_leaves=5,
    ).map(lambda value: json.dumps(value).encode()),
    st.fixed_dictionaries(
        {},
        optional={
            "version": st.sampled_from([0, 1, 2, "1", None]), "keep": st.sampled_from([True, False, 1, "yes"]),
            "day": st.sampled_from(["2025-01-01", "", "soon", 3, None]), "right": st.sampled_from([True, False, None]),
            "question": st.sampled_from(["P10", "lost", "", "σ", "\ud800", 3, ["P10"], None]),
        },
    ).map(lambda value: json.dumps(value).encode()),
)  # fmt: skip


@given(st.lists(LINE, max_size=8).map(b"\n".join))
def test_whatever_stands_in_the_file_a_lecture_goes_on_and_no_byte_is_lost(folder, content):
    path = folder / "nncourse" / "progress.jsonl"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cell, "_running", lambda: ("a", "1"))
        assert len(asked(warm_up(*FIXED))) == 3
        quiz("P10").commit(wrong_option("P10"))
        progress.keep()
        progress.remember("S07", False)
        assert path.read_bytes().startswith(content)
        assert progress.wrong()["S07"] == day(0)
        assert cli.main(["progress"]) == 0


@pytest.mark.parametrize(
    "content", [b"[" * 100_000, b"9" * 10_000, b"\xff\xfe{", b'{"version": 1, "keep": true', b"\x00" * 99]
)
def test_a_damaged_line_is_passed_over_and_the_lines_around_it_count(file, content):
    progress.keep()
    with open(file, "ab") as damaged:
        damaged.write(content)  # without a newline: cut off
    answered("P10", False, 2)
    assert progress.due() == ["P10"]


def test_lines_of_another_version_are_not_read_and_not_lost(file):
    progress.keep()
    with open(file, "a") as later:
        later.write('{"version": 2, "day": "2025-01-01", "question": "S07", "right": false}\n')
    before = file.read_bytes()
    answered("P10", False, 2)
    assert progress.due() == ["P10"]
    assert file.read_bytes().startswith(before)


def test_a_file_that_cannot_be_read_or_written_stops_no_lecture(page, file, capsys):
    file.mkdir(parents=True)  # a folder stands where the file should be
    try:
        assert asked(warm_up(*FIXED)) == list(FIXED)
        quiz("P10").commit(wrong_option("P10"))
        assert cli.main(["progress", "on"]) == 2
        assert str(file) in capsys.readouterr().err
    finally:
        file.rmdir()


def test_a_full_disk_stops_no_answer(page, monkeypatch):
    def full(**entry):
        raise OSError("no space left on device")

    progress.keep()
    monkeypatch.setattr(progress, "_add", full)
    card = quiz("P10")
    card.commit(wrong_option("P10"))
    assert card.reply.startswith("Not quite.")


def test_four_programs_that_write_at_once_lose_no_answer(file):
    program = f"""
from pathlib import Path
from nncourse.live import progress
progress.place = lambda: Path({str(file)!r})
for k in range(100):
    progress._add(day="2025-01-01", question=WHO + "-" + str(k), right=False)
"""
    progress.keep()
    runs = [subprocess.Popen([sys.executable, "-c", f"WHO = '{who}'{program}"]) for who in "abcd"]
    assert [run.wait() for run in runs] == [0] * 4
    assert set(progress.wrong()) == {f"{who}-{k}" for who in "abcd" for k in range(100)}


# ------------------------------------------------------------------------------------------ the command


def test_the_command_switches_shows_and_deletes(file, capsys):
    def said(*words):
        assert cli.main(["progress", *words]) == 0
        return capsys.readouterr().out

    assert said() == f"Off. The file: {file} (not there)\n"
    assert said("on") == f"On. The file: {file}\n"
    answered("P10", False, 2)
    answered("lost", False, 1)  # the bank has it no more
    shown = f"The file: {file}\n{day(2)}  P10: {find('P10').text}\n{day(1)}  lost\n"
    assert said("show") == f"On. {shown}"
    assert said("off") == f"Off. {shown}"
    assert said("delete") == f"Off. The file: {file} (not there)\n"


def test_the_file_is_in_the_users_own_folder_of_data(monkeypatch, tmp_path):
    monkeypatch.undo()
    program = "from nncourse.live import progress; print(progress.place())"
    home = {**os.environ, "XDG_DATA_HOME": str(tmp_path), "HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", program], env=home, capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith(os.path.join("nncourse", "progress.jsonl"))
    if sys.platform == "linux":
        assert done.stdout.strip() == str(tmp_path / "nncourse/progress.jsonl")

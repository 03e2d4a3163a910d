import pytest

from nncourse import questions
from tests.curriculum import rows

CARD = """
[[question]]
id = "{id}"
rows = ["P05"]
text = "Which way?"
[[question.option]]
text = "up"
feedback = "Because it rises."
right = {first}
misconception = ""
[[question.option]]
text = "down"
feedback = "That is the sign."
right = {second}
misconception = "sign"
"""


@pytest.fixture
def bank_of(tmp_path, monkeypatch):
    """Build a bank from texts of TOML files."""

    def build(*texts):
        for k, text in enumerate(texts):
            (tmp_path / f"lecture{k}.toml").write_text(text, encoding="utf-8")
        return questions.bank.__wrapped__()

    (tmp_path / "notes.txt").write_text("no question", encoding="utf-8")
    monkeypatch.setattr(questions, "files", lambda package: tmp_path)
    return build


def card(id="P05", first="true", second="false"):
    return CARD.format(id=id, first=first, second=second)


def test_a_bank_holds_the_questions_of_all_files_by_id(bank_of):
    bank = bank_of(card("P05"), card("P06"))
    assert list(bank) == ["P05", "P06"]
    assert bank["P05"].answer.text == "up"
    assert bank["P05"].rows == ("P05",)


def test_an_id_that_occurs_twice_is_refused(bank_of):
    with pytest.raises(ValueError, match=r"lecture1\.toml: the id 'P05' occurs twice"):
        bank_of(card("P05"), card("P05"))


@pytest.mark.parametrize(("first", "second"), [("true", "true"), ("false", "false")])
def test_a_question_without_exactly_one_right_option_is_refused(bank_of, first, second):
    with pytest.raises(ValueError, match=r"question 'P05' needs exactly one right option"):
        bank_of(card("P05", first, second))


def test_a_question_is_answered_by_a_figure_unless_the_bank_says_by_a_result(bank_of):
    assert bank_of(card())["P05"].answered_by == "figure"
    with_result = card().replace('id = "P05"', 'id = "P05"\nanswered_by = "result"')
    assert bank_of(with_result)["P05"].answered_by == "result"
    with pytest.raises(ValueError, match="question 'P05' is answered by a figure or a result; got 'luck'"):
        bank_of(with_result.replace("result", "luck"))


def test_a_question_as_text_shows_the_options_and_not_the_key(bank_of):
    text = str(bank_of(card())["P05"])
    assert text == "Which way?\n  ( ) up\n  ( ) down"


def test_an_unknown_id_is_refused_with_the_ids_there_are(monkeypatch, bank_of):
    bank = bank_of(card("P05"), card("P06"))
    monkeypatch.setattr(questions, "bank", lambda: bank)
    assert questions.find("P06").id == "P06"
    with pytest.raises(ValueError, match=r"P05, P06.*got 'P99'"):
        questions.find("P99")


def test_every_question_of_the_course_belongs_to_a_row_and_every_wrong_option_names_its_idea():
    bank = questions.bank()
    assert bank
    for question in bank.values():
        assert question.rows or question.id == "start", question.id  # the first page teaches no row
        assert set(question.rows) <= rows().keys(), question.id
        assert 2 <= len(question.options) <= 6, question.id
        assert len({option.text for option in question.options}) == len(question.options), question.id
        for option in question.options:
            assert option.feedback.strip(), f"{question.id}: {option.text}"
            assert bool(option.misconception) != option.right, f"{question.id}: {option.text}"

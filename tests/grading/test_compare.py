"""Values are compared label by label; what a process says about itself does not count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncourse.grading.compare import compare, first_difference, same_value
from nncourse.homework.exercise import Exercise, judge
from nncourse.numbers import as_text


def statuses(reference, printed):
    return list(compare(reference, printed).values())


def test_each_label_gets_its_own_status_in_the_order_of_the_reference():
    printed = "noise\nb = 3\nc = not attempted\na = 1\ne = 1\ne = 1\nz = 9\n"
    found = compare("heading\na = 1\nb = 2\nc = 3\nd = 4\ne = 1\n", printed)
    status = ["right", "wrong", "not attempted", "missing", "repeated"]
    assert list(found.items()) == list(zip("abcde", status, strict=True))


def test_a_label_printed_twice_is_not_right_even_if_one_of_them_is():
    assert statuses("a = 1", "a = 2\na = 1") == ["repeated"]
    assert statuses("a = 1", "a = 1\na = 1") == ["repeated"]


def test_words_like_right_do_not_count():
    assert statuses("a = 1", "right\nTrue\na = right") == ["wrong"]


def test_text_around_the_numbers_has_to_be_the_same():
    for reference, value in [("[1, 2]", "[1, 2, 3]"), ("[1, 2]", "[[1, 2]]"), ("1", "True"), ("[]", ""), ("1", "x1")]:
        assert not same_value(reference, value)


def test_nan_is_never_right():
    assert not same_value("1", "nan")
    assert not same_value("nan", "nan")


def test_codes_that_look_like_numbers_are_compared_as_text():
    assert statuses("x_code = 123456\ncode = 12e456", "x_code = 123457\ncode = 12e456") == ["wrong", "right"]


def test_the_first_line_that_differs_is_shown_beside_ours_but_never_a_code():
    assert first_difference("x = 0\na = 1\nb = 2", "x = 0\na = 3\nb = 4") == "a = 3; ours: 1"
    assert first_difference("code = 1\nb = 2", "code = 3\nb = 4") == "b = 4; ours: 2"
    assert first_difference("a_code = 1", "a_code = 2") is None
    assert first_difference("a = 1\nb = 2\nc = 3", "a = 1\nb = not attempted") is None
    assert len(first_difference("a = 1", f"a = {'9' * 10**5}") or "") < 200


@given(st.recursive(st.floats(-1e9, 1e9), st.lists, max_leaves=6))
def test_what_show_prints_is_the_same_as_itself(value):
    assert same_value(as_text(value), as_text(value))


@given(st.floats(1e-2, 1e9), st.sampled_from([-1, 1]))
def test_numbers_are_the_same_where_six_digits_hardly_tell_them_apart_and_not_beyond(x, sign):
    assert same_value(as_text(sign * x), as_text(sign * x * (1 + 1e-6)))
    assert not same_value(as_text(sign * x), as_text(sign * x * 1.002))
    assert not same_value(as_text(sign * x), as_text(-sign * x))


@given(st.floats(-9, 9), st.floats(-1e-4, 1e-4))
def test_what_is_printed_is_judged_as_the_feedback_judges_the_value(reference, off):
    """Where the two agree to 4e-6 or differ by 4e-5: between, the printed digits decide."""
    one = Exercise("1", reference, (), ("", "", ""))
    verdict = judge(one, reference + off).status == "right"
    if abs(off) < 4e-6 or abs(off) > 4e-5 * (1 + abs(reference)):
        assert same_value(as_text(reference), as_text(reference + off)) == verdict == (abs(off) < 4e-6)


@pytest.mark.parametrize("reference", ["", "no label here", "a = 1\na = 1"])
def test_a_reference_that_checks_nothing_is_refused(reference):
    with pytest.raises(ValueError, match="reference"):
        compare(reference, "a = 1")

from itertools import count

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncourse import MLP, sgd
from nncourse.validation import (
    accuracy,
    choose,
    cross_validate,
    early_stopping,
    ensemble,
    ensemble_errors,
    kfold,
    split,
)
from tests.curriculum import matches, worked_numbers
from tests.strategies import eighths, vectors

NAN = float("nan")
generators = st.none() | st.integers(0, 99).map(np.random.default_rng)


@st.composite
def fractions(draw):
    """Positive fractions that sum to 1."""
    parts = draw(st.lists(st.integers(1, 20), min_size=1, max_size=5))
    return [part / sum(parts) for part in parts]


def sizes(parts):
    return [len(part) for part in parts]


def rows(parts):
    return np.concatenate(parts).tolist()


# Sets kept apart.


@given(st.integers(100, 300), fractions(), generators)
def test_a_split_gives_every_row_to_one_part(n, shares, rng):
    assert sorted(rows(split(n, shares, rng))) == list(range(n))


@given(st.integers(100, 300), fractions(), generators)
def test_a_part_of_a_split_is_within_one_row_of_its_fraction(n, shares, rng):
    parts = split(n, shares, rng)
    assert len(parts) == len(shares)
    assert all(abs(size - n * share) < 1 for size, share in zip(sizes(parts), shares, strict=True))


@given(st.integers(100, 300), fractions())
def test_what_a_part_of_a_split_loses_by_rounding_goes_to_those_that_lose_most(n, shares):
    exact = n * np.array(shares)
    larger = np.array(sizes(split(n, shares))) > np.floor(exact.round(9))
    remainder = exact.round(9) % 1
    assert remainder[larger].min(initial=1) >= remainder[~larger].max(initial=0) - 1e-9


@given(st.integers(1, 50), st.integers(1, 50))
def test_fractions_that_fit_give_exactly_their_rows(a, b):
    assert sizes(split(a + b, [a / (a + b), b / (a + b)])) == [a, b]


def test_without_a_generator_a_split_keeps_the_order_and_with_one_it_does_not():
    assert rows(split(20, [0.5, 0.5])) == list(range(20))
    shuffled = rows(split(20, [0.5, 0.5], np.random.default_rng(1)))
    assert shuffled != list(range(20))
    assert shuffled == rows(split(20, [0.5, 0.5], np.random.default_rng(1)))


def test_the_splits_of_the_lecture():
    assert sizes(split(100, [0.8, 0.2])) == worked_numbers()["O11.split_80_20_of_100"]
    assert sizes(split(10, [0.8, 0.2])) == worked_numbers()["O11.split_80_20_of_10"]
    assert sizes(split(100, (0.6, 0.2, 0.2))) == [60, 20, 20]  # row O21


def test_splits_by_hand():
    assert sizes(split(7, [0.5, 0.5])) == [4, 3]  # a tie: the first
    assert sizes(split(10, [0.25, 0.75])) == [3, 7]
    assert sizes(split(10, [0.34, 0.33, 0.33])) == [4, 3, 3]
    assert sizes(split(50, [0.29, 0.71])) == [15, 35]  # a tie too, though 0.29 · 50 is 14.499999999999998 in floats
    assert sizes(split(100, [0.57, 0.43])) == [57, 43]
    assert [part.tolist() for part in split(3, [1])] == [[0, 1, 2]]


@pytest.mark.parametrize("shares", [[0.5, 0.4], [0.8, 0.3], [1.2, -0.2], [1, 0], [[0.5], [0.5]], []])
def test_fractions_that_do_not_share_out_all_are_refused(shares):
    with pytest.raises(ValueError, match=r"^fractions: positive numbers that sum to 1 expected; got "):
        split(10, shares)


def test_a_part_without_rows_is_refused():
    with pytest.raises(ValueError, match=r"^n: rows enough for every fraction expected; got 2, and parts of \[2, 0\]"):
        split(2, [0.8, 0.2])


@pytest.mark.parametrize("n", [0, -1, 2.5])
def test_a_number_of_rows_that_is_none_is_refused(n):
    for call in (lambda: split(n, [1]), lambda: kfold(n, 2)):
        with pytest.raises(ValueError, match=r"^n: at least 1 whole numbers from 1 on expected; got "):
            call()


def test_what_is_no_generator_is_refused():
    for call in (lambda: split(10, [1], 7), lambda: kfold(10, 2, 7), lambda: cross_validate(len, 10, 2, 7)):
        with pytest.raises(ValueError, match=r"^rng: a random generator such as"):
            call()


# Folds that take turns.


@given(st.integers(2, 60).flatmap(lambda n: st.tuples(st.just(n), st.integers(2, n))), generators)
def test_every_row_is_validated_once_and_trained_on_in_all_other_folds(both, rng):
    n, k = both
    folds = kfold(n, k, rng)
    assert len(folds) == k
    assert sorted(rows([validation for _, validation in folds])) == list(range(n))
    assert sorted(rows([train for train, _ in folds])) == sorted(list(range(n)) * (k - 1))
    assert all(sorted([*train, *validation]) == list(range(n)) for train, validation in folds)


@given(st.integers(2, 60).flatmap(lambda n: st.tuples(st.just(n), st.integers(2, n))), generators)
def test_folds_differ_by_a_row_at_most_and_the_first_are_the_larger(both, rng):
    folds = sizes(validation for _, validation in kfold(*both, rng))
    assert max(folds) - min(folds) <= 1
    assert folds == sorted(folds, reverse=True)


def test_without_a_generator_folds_keep_the_order_and_with_one_they_do_not():
    def validated(rng):
        return rows([validation for _, validation in kfold(20, 4, rng)])

    assert validated(None) == list(range(20))
    assert validated(np.random.default_rng(1)) == validated(np.random.default_rng(1)) != list(range(20))


def test_the_folds_of_the_lecture():
    numbers = worked_numbers("O19")
    assert [v.tolist() for _, v in kfold(10, 5)] == numbers["O19.K5_N10_folds"]
    assert sizes(v for _, v in kfold(10, 3)) == numbers["O19.K3_N10_fold_sizes"]
    assert {(len(t), len(v)) for t, v in kfold(20, 10)} == {tuple(numbers["O19.K10_N20_train_val_sizes"])}
    assert {(len(t), len(v)) for t, v in kfold(20, 5)} == {tuple(numbers["O19.K5_N20_train_val_sizes"])}
    times = np.bincount(rows([train for train, _ in kfold(20, 10)]))
    assert set(times.tolist()) == {numbers["O19.K10_times_each_sample_is_trained_on"]}


def test_a_number_of_folds_that_is_none_is_refused():
    for k in (1, 0, 2.5):
        with pytest.raises(ValueError, match=r"^k: at least 1 whole numbers from 2 on expected; got "):
            kfold(10, k)
    with pytest.raises(ValueError, match=r"^k: at most 3 folds expected, a row for each; got 4"):
        kfold(3, 4)


@given(st.integers(2, 30).flatmap(lambda n: st.tuples(st.just(n), st.integers(2, n))), st.integers(0, 99))
def test_cross_validation_scores_every_fold_on_rows_it_did_not_train_on(both, seed):
    seen = []

    def score(train, validation):
        seen.append((train.tolist(), validation.tolist()))
        return len(seen)

    scores = cross_validate(score, *both, np.random.default_rng(seed))
    assert scores.tolist() == list(range(1, both[1] + 1))
    assert seen == [(t.tolist(), v.tolist()) for t, v in kfold(*both, np.random.default_rng(seed))]


def test_the_mean_of_the_scores_is_what_to_report():
    of_fold = iter([0.8, 0.9, 0.7, 0.6, 1.0])
    scores = cross_validate(lambda train, validation: next(of_fold), 10, 5)
    assert matches(worked_numbers()["O20.cv_mean_of_scores_(.8,.9,.7,.6,1.0)"], float(scores.mean()))


@given(st.dictionaries(st.integers(0, 9), vectors(3, eighths), min_size=1))
def test_the_setting_chosen_has_the_lowest_mean_and_is_the_first_of_those(losses):
    best = choose(losses)
    lowest = [setting for setting in losses if losses[setting].sum() == min(v.sum() for v in losses.values())]
    assert best == lowest[0]


def test_the_learning_rate_of_the_lecture_is_chosen():
    losses = {0.01: 0.5, 0.1: 0.2, 1: 0.9}
    assert choose(losses) == worked_numbers()["O20.chosen_lr_from_cv_losses_{.01:.5,.1:.2,1:.9}"]


def test_a_setting_that_diverged_is_not_chosen():
    assert choose({10: [NAN, 0.0], 1: [0.5, 0.5], 5: [0.0, np.inf], 7: [-np.inf, 0]}) == 1
    for losses in ({}, {1: [NAN]}, {1: [1, np.inf]}):
        with pytest.raises(ValueError, match=r"^losses: one setting with a finite mean expected; got "):
            choose(losses)


# How many are right.


@given(st.integers(1, 9).flatmap(lambda n: st.tuples(vectors(n, eighths), vectors(n, st.sampled_from([0.0, 1.0])))))
def test_one_output_decides_by_one_half_alone(both):
    a, y = both
    right = sum((a_i > 0.5) == (y_i == 1) for a_i, y_i in zip(a, y, strict=True))
    assert accuracy(a, y) == accuracy(a[:, None], y[:, None]) == right / len(a)


@given(
    st.tuples(st.integers(1, 6), st.integers(2, 4)).flatmap(
        lambda s: st.tuples(vectors(s, eighths), st.permutations(range(s[1])))
    ),
    st.integers(0, 3),
)
def test_of_several_outputs_the_largest_decides(both, shift):
    A, classes = both
    targets = [classes[(i + shift) % len(classes)] for i in range(len(A))]
    right = sum(list(row).index(max(row)) == t for row, t in zip(A.tolist(), targets, strict=True))
    assert accuracy(A, np.eye(A.shape[1])[targets]) == right / len(A)


def test_accuracies_by_hand():
    assert accuracy([0.5, 0.51, 0.2, 0.9], [1, 1, 0, 0]) == 0.5  # ½ does not fire
    assert accuracy([[0.2, 0.7, 0.1], [0.4, 0.3, 0.3]], [[0, 1, 0], [0, 1, 0]]) == 0.5
    assert accuracy([[0.5, 0.5], [0.5, 0.5]], [[1, 0], [0, 1]]) == 0.5  # a tie is decided for the first


def test_an_output_that_is_no_number_is_wrong_whatever_the_target():
    assert accuracy([NAN, 0.1], [0, 0]) == 0.5
    assert accuracy([[NAN, 0.1], [0.1, 0.2]], [[1, 0], [0, 1]]) == 0.5


@pytest.mark.parametrize(
    ("A", "Y"),
    [
        ([1, 0], [[1], [0]]),
        ([[1], [0]], [1, 0]),
        ([1, 0], [1, 0, 1]),
        ([[1, 0]], [[1]]),
        (1, 1),
        ([], []),
        ([[[1]]], [[[1]]]),
    ],
)
def test_outputs_and_targets_of_different_shapes_are_refused_with_both(A, Y):
    shapes = f"{np.shape(A)} and {np.shape(Y)}".replace("(", r"\(").replace(")", r"\)")
    with pytest.raises(ValueError, match=rf"^A and Y: one shape \(n,\) or \(n, k\) expected; got {shapes}$"):
        accuracy(A, Y)


def test_targets_that_are_no_classes_are_refused():
    with pytest.raises(ValueError, match=r"^Y: only 0 and 1 expected; got \[-1.0, 1.0\]"):
        accuracy([0, 1], [-1, 1])
    with pytest.raises(ValueError, match=r"^Y: one 1 in each row expected, where there are several outputs; got "):
        accuracy([[0, 1], [1, 0]], [[0, 1], [1, 1]])


# Several networks.


@st.composite
def members(draw):
    """predictions (m, n) or (m, n, k), and targets of the shape (n,) or (n, k)."""
    shape = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)) | st.tuples(*[st.integers(1, 3)] * 3))
    return draw(vectors(shape, eighths)), draw(vectors(shape[1:], eighths))


@given(members())
def test_the_ensemble_is_the_mean_member(both):
    predictions, _ = both
    by_hand = sum(predictions) / len(predictions)
    np.testing.assert_allclose(ensemble(list(predictions)), by_hand, rtol=1e-14)


@given(members())
def test_the_mean_error_of_the_members_is_that_of_the_ensemble_and_how_much_they_differ(both):
    errors = ensemble_errors(*both)
    assert errors.members.mean() == pytest.approx(errors.ensemble + errors.variance, rel=1e-9, abs=1e-12)


@given(members())
def test_the_errors_are_mean_squares(both):
    predictions, Y = both
    errors = ensemble_errors(predictions, Y)
    np.testing.assert_allclose(errors.members, [np.mean((member - Y) ** 2) for member in predictions], rtol=1e-12)
    assert errors.ensemble == pytest.approx(np.mean((ensemble(predictions) - Y) ** 2))


def test_the_three_members_of_the_lecture():
    errors, numbers = ensemble_errors([[2.9], [3.2], [2.6]], [3]), worked_numbers("O15")
    assert matches(numbers["O15.member_sq_errors"], errors.members.tolist())
    assert matches(numbers["O15.mean_member_mse_vs_ensemble"], [float(errors.members.mean()), errors.ensemble])
    assert matches(numbers["O15.diversity_term_variance"], errors.variance)


@pytest.mark.parametrize("predictions", [[], [1, 2], 3, [[]]])
def test_predictions_without_members_or_samples_are_refused(predictions):
    with pytest.raises(ValueError, match=r"^predictions: shape \(members, n, ...\) expected; got shape "):
        ensemble(predictions)


def test_members_of_different_shapes_are_refused():
    with pytest.raises(ValueError, match=r"^predictions: numbers expected; got "):
        ensemble([[1, 2], [1]])


def test_targets_of_another_shape_are_not_stretched():
    with pytest.raises(ValueError, match=r"^Y: shape \(2, 1\) of each member's outputs expected; got shape \(2,\)"):
        ensemble_errors([[[1], [2]], [[3], [4]]], [1, 2])


# Early stopping.


CURVE = worked_numbers()["O11.val_curve"]
curves = st.lists(st.floats(0, 9) | st.just(NAN) | st.just(np.inf), min_size=1, max_size=12)


def stop(curve, patience):
    return early_stopping(range(len(curve)), lambda epoch: curve[epoch], patience)


@given(curves, st.integers(1, 5))
def test_the_best_item_is_the_first_of_the_lowest_finite_loss_that_was_seen(curve, patience):
    with_a_start = [9.5, *curve]
    end = stop(with_a_start, patience)
    seen = with_a_start[: end.stop_epoch + 1]
    lowest = min(loss for loss in seen if np.isfinite(loss))
    assert end.best == end.best_epoch == seen.index(lowest)
    np.testing.assert_array_equal(end.losses, seen)


@given(curves, st.integers(1, 5))
def test_it_waits_so_many_items_for_an_improvement_and_no_longer(curve, patience):
    with_a_start = [9.5, *curve]
    end = stop(with_a_start, patience)
    waited = end.stop_epoch - end.best_epoch
    assert waited == patience or (waited < patience and end.stop_epoch == len(curve))


@given(curves, st.integers(1, 4))
def test_more_patience_never_ends_earlier_or_with_a_higher_loss(curve, patience):
    less, more = (stop([9.5, *curve], p) for p in (patience, patience + 1))
    assert less.stop_epoch <= more.stop_epoch
    assert more.losses[more.best_epoch] <= less.losses[less.best_epoch]


def test_the_curve_of_the_lecture():
    numbers = worked_numbers("O11")
    literal, patient = stop(CURVE, 1), stop(CURVE, 2)
    assert literal.stop_epoch == numbers["O11.literal_stop_epoch"]
    assert (patient.stop_epoch, patient.best_epoch) == (numbers["O11.patience2_stop_epoch"], numbers["O11.best_epoch"])
    assert patient.losses == tuple(CURVE[:7])
    assert stop(CURVE, 100).best_epoch == worked_numbers()["O04.train_val_gap_epoch_of_min_val"]


def test_an_endless_stream_is_left_when_it_stops():
    stream = count()
    assert early_stopping(stream, lambda epoch: abs(epoch - 3), 2).stop_epoch == 5
    assert next(stream) == 6


def test_an_equal_loss_is_no_improvement():
    assert stop([1, 1, 0], 1).stop_epoch == 1


def test_a_loss_that_is_no_number_is_neither_best_nor_an_improvement():
    assert stop([NAN, 2, NAN, 1], 2).best_epoch == 3
    assert stop([1, NAN, NAN, 0], 2).stop_epoch == 2
    assert stop([-np.inf, 1], 2).best_epoch == 1
    for curve in ([], [NAN], [NAN, np.inf, -np.inf, 1]):
        with pytest.raises(ValueError, match=r"^loss: a finite number expected for one item at least; got \["):
            stop(curve, 3)


@pytest.mark.parametrize("patience", [0, -1, 1.5])
def test_a_patience_that_is_none_is_refused(patience):
    with pytest.raises(ValueError, match=r"^patience: at least 1 whole numbers from 1 on expected; got "):
        stop(CURVE, patience)


def test_a_training_keeps_the_network_of_the_lowest_validation_loss():
    rng = np.random.default_rng(3)
    X = rng.normal(size=(24, 2))
    Y = (X[:, :1] + rng.normal(size=(24, 1)) > 0).astype(float)
    train, validation = split(24, [0.5, 0.5], rng)
    nets = list(sgd(MLP.random([2, 8, 1], rng), X[train], Y[train], learning_rate=4, epochs=150))
    losses = [net.cost_on(X[validation], Y[validation]) for net in nets]
    end = early_stopping(nets, lambda net: net.cost_on(X[validation], Y[validation]), patience=150)
    assert end.best is nets[int(np.argmin(losses))]
    assert 0 < end.best_epoch < 150  # it did overfit
    assert end.losses == tuple(losses)

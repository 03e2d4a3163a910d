"""The figures of lecture 6, compared with the mathematics and with the worked numbers."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nncourse import MLP, datasets, sgd
from nncourse.activations import tanh
from nncourse.costs import log_loss
from nncourse.figures import overfitting, regularizing
from nncourse.scene import Bars, Field, Handle, Lamp, Line, Points, Rings, Text
from tests.curriculum import matches, worked_numbers

seeds = st.integers(0, 9)


def layers(scene, kind):
    return [layer for panel in scene.panels for layer in panel.layers if isinstance(layer, kind)]


def numbers(text):
    return [float(word) for word in re.findall(r"-?\d+(?:\.\d+)?", text.replace("−", "-").replace(",000", "000"))]


# ---------------------------------------------------------------------------------------------- the table


@given(st.integers(-5, 25).map(lambda k: k / 10))
def test_every_w1_has_weights_that_fit_the_four_rows_and_miss_the_unseen_by_its_distance_from_two(t):
    scene = overfitting.table(t=t, unseen=True)
    weights, outputs = layers(scene, Bars)
    assert datasets.five_inputs()[0] @ weights.heights == pytest.approx([2, 4, 6, 8])
    assert outputs.heights[:4] == pytest.approx([2, 4, 6, 8])
    train, test = numbers(scene.sentence)[-2:]
    assert train == 0
    assert test == pytest.approx(43.5 * (2 - t) ** 2, rel=1e-5, abs=1e-9)


def test_the_two_solutions_of_the_deck_have_the_test_errors_of_the_worked_numbers():
    errors = [numbers(overfitting.table(t=t, unseen=True).sentence)[-1] for t in (2, 0)]
    assert matches(worked_numbers("O07")["O07.test_mse_correct_overfit"], errors)


@given(st.integers(-5, 25).map(lambda k: k / 10))
def test_with_the_fifth_row_only_the_rule_still_fits(t):
    error = numbers(overfitting.table(t=t, fifth=True).sentence)[-1]
    assert (error == 0) == (t == 2)


# ---------------------------------------------------------------------------------------------- capacity


@given(st.integers(0, 6), st.sampled_from([15, 30, 100]), seeds)
def test_the_curve_is_the_polynomial_of_least_squared_error(degree, samples, seed):
    X, Y = datasets.noisy_curve(samples, np.random.default_rng(seed), 0.2)
    c = np.polyfit(X[:, 0], Y[:, 0], degree)
    scene = overfitting.capacity(degree=degree, samples=samples, seed=seed)
    drawn = layers(scene, Line)[1]
    assert drawn.y == pytest.approx(np.polyval(c, drawn.x).clip(-2.5, 2.5), abs=1e-3)
    train = ((np.polyval(c, X[:, 0]) - Y[:, 0]) ** 2).mean()
    assert numbers(scene.sentence)[2] == pytest.approx(train, abs=1e-3)


@given(st.sampled_from([15, 40]), seeds)
def test_the_training_error_falls_with_every_degree_and_the_test_error_does_not(samples, seed):
    train, test = layers(overfitting.capacity(samples=samples, seed=seed), Line)[-2:]
    assert (np.diff(train.y) <= 1e-9).all()
    assert samples > 15 or test.y[-1] > test.y.min()


@given(st.integers(0, 14), seeds)
def test_the_dial_counts_draws_whose_test_error_is_nearly_that_of_the_noise(degree, seed):
    scene = overfitting.capacity(degree=degree, seed=seed)
    beyond = "beyond" in scene.sentence
    assert scene.goal == (not beyond and numbers(scene.sentence)[3] < 1.5 * 0.2**2 + 0.01)


# ---------------------------------------------------------------------------------------------- too long, when to stop


@settings(max_examples=5)
@given(st.integers(1, 8), st.sampled_from([20, 40]), st.integers(0, 20).map(lambda k: 10 * k))
def test_the_losses_are_those_of_a_training_of_its_own(hidden, samples, epoch):
    X, Y = datasets.moons(samples, np.random.default_rng(0), 0.3)
    start = MLP.random([2, hidden, 1], np.random.default_rng(0), hidden=tanh, cost=log_loss, scale=1.0)
    *_, net = sgd(start, X, Y, 2.0, epoch)
    said = overfitting.training(hidden=hidden, samples=samples, epoch=epoch).sentence
    assert numbers(said)[:2] == [epoch, 4 * hidden + 1]
    assert numbers(said)[2] == pytest.approx(net.cost_on(X, Y), abs=6e-4)
    assert numbers(said)[3] == pytest.approx(net.cost_on(*datasets.moons(400, np.random.default_rng(1), 0.3)), abs=6e-4)


def test_forty_samples_are_overfitted_and_two_hundred_or_weight_decay_hold_it_back():
    few, many, held = (
        numbers(overfitting.training(epoch=1000, **more).sentence)[2:5]
        for more in ({}, {"samples": 200}, {"decay": "0.003"})
    )
    assert few[0] < 0.05
    assert few[1] > 3 * few[2]
    assert many[1] < 1.2 * many[2]
    assert held[1] < 0.5 * few[1]


@pytest.mark.parametrize(("patience", "stop", "kept"), [(1, 2, 1), (2, 6, 4), (3, 7, 4), (4, 7, 4)])
def test_the_eight_epochs_are_stopped_as_worked_by_hand(patience, stop, kept):
    scene = overfitting.stopping(patience=patience)
    assert numbers(scene.sentence)[:3] == [patience, stop, kept]
    assert layers(scene, Rings)[0].x.tolist() == [kept]
    assert ("never" in scene.sentence) == (patience == 4)


def test_on_the_moons_some_patience_is_better_than_little_and_than_much():
    unused = [
        numbers(overfitting.stopping(patience=p, run="moons, 40 + 10 samples").sentence)[5] for p in (1, 5, 8, 9, 32)
    ]
    assert unused == pytest.approx([0.338, 0.289, 0.289, 0.335, 0.335], abs=2e-3)


# ---------------------------------------------------------------------------------------------- guessers and folds


@given(st.integers(1, 200), st.integers(1, 25).map(lambda k: 20 * k), st.integers(0, 19))
def test_the_best_guesser_is_ringed_and_more_of_them_never_make_it_look_worse(count, samples, seed):
    scene = overfitting.guessers(candidates=count, samples=samples, seed=seed)
    dots, ring = layers(scene, Points)[0], layers(scene, Rings)[0]
    assert ring.y == dots.y.max()
    chosen, fresh = layers(scene, Bars)[0].heights
    assert chosen == dots.y.max()
    assert abs(fresh - 0.5) < 0.06
    more = overfitting.guessers(candidates=200, samples=samples, seed=seed)
    assert layers(more, Bars)[0].heights[0] >= chosen


def in_its_panel(panel, heights):
    return panel.y[0] <= np.min(heights) and np.max(heights) <= panel.y[1]


@pytest.mark.parametrize("samples", [20, 100, 500])
def test_no_guesser_however_lucky_is_drawn_outside_the_panel(samples):
    for seed in range(20):
        panel = overfitting.guessers(candidates=200, samples=samples, seed=seed).panels[0]
        assert all(in_its_panel(panel, layer.y) for layer in panel.layers)


@pytest.mark.parametrize("own", [True, False])
def test_no_bar_of_a_member_runs_out_of_its_panel(own):
    for seed in range(5):
        for count in (1, 2, 10):
            bars = regularizing.members(members=count, own=own, seed=seed).panels[1]
            assert in_its_panel(bars, bars.layers[0].heights)


def test_the_arrow_of_a_price_too_high_to_be_shown_stands_in_the_panel():
    for t in (0, 1.4, 2.45, 2.5):
        panel = regularizing.norms(t=t, norm="L2").panels[1]
        assert [text.x <= panel.x[1] for text in panel.layers if isinstance(text, Text)] == [True]


def test_what_is_cut_is_said_beside_the_panel():
    assert "above 1.7: cut" in overfitting.training(hidden=30, epoch=1000).panels[1].xlabel
    assert "cut at 14" in regularizing.dropped(rate=0.9, louder=True).panels[1].ylabel
    runs = [overfitting.stopping(run=run).panels[0].ylabel for run in ("eight epochs", "moons, 40 + 10 samples")]
    assert ["cut" in label for label in runs] == [False, True]


@given(st.integers(2, 10), st.integers(1, 8))
def test_every_sample_validates_once_in_all_turns_and_the_mean_is_that_of_the_turns(k, degree):
    scene = overfitting.folds(folds=k, turn=10, degree=degree)
    thick = [line for line in layers(scene, Line) if line.width > 10]
    assert sorted(i for line in thick for i in range(round(line.x[0] - 0.1), round(line.x[1] + 0.1))) == [*range(20)]
    X, Y = datasets.noisy_curve(20, np.random.default_rng(2), 0.2)
    errors = []
    for fold in np.array_split(np.arange(20), k):
        x, y = np.delete(X[:, 0], fold), np.delete(Y[:, 0], fold)
        c = np.polyfit(x, y, degree)
        errors.append(((np.polyval(c, X[fold, 0]) - Y[fold, 0]) ** 2).mean())
    assert numbers(scene.sentence)[-1] == pytest.approx(np.mean(errors), rel=1e-3, abs=6e-4)


def test_degree_three_has_the_lowest_mean_for_two_five_and_ten_folds():
    for k in (2, 5, 10):
        means = [numbers(overfitting.folds(folds=k, turn=10, degree=d).sentence)[-1] for d in range(1, 9)]
        assert np.argmin(means) + 1 == 3


# ---------------------------------------------------------------------------------------------- small weights and zeros


def test_decay_rests_where_the_worked_numbers_say_from_either_start():
    # the penalty of the worked numbers stands beside the sum over four rows, that of the figure beside the mean
    for start in ("learnt by heart", "zeros"):
        weights = layers(regularizing.decay(lam=0.25, epoch=5000, start=start), Bars)[0].heights
        assert weights == pytest.approx(worked_numbers("O12")["O12.ridge_lambda1.0_w"], abs=2e-3)


def test_without_decay_the_memorised_weights_never_move_and_zeros_find_the_least_squares():
    assert layers(regularizing.decay(epoch=5000), Bars)[0].heights.tolist() == [0, 2, 4, 6, 8]
    found = layers(regularizing.decay(epoch=5000, start="zeros"), Bars)[0].heights
    assert found == pytest.approx(worked_numbers("O14")["O14.min_L2_solution"], abs=1e-3)


@given(st.integers(0, 20), st.integers(0, 50), st.sampled_from(["learnt by heart", "zeros"]))
def test_the_two_names_on_the_way_of_the_weights_are_never_one_above_the_other(twentieths, hundreds, start):
    scene = regularizing.decay(lam=twentieths / 20, epoch=100 * hundreds, start=start)
    first, last = layers(scene, Text)
    w = layers(scene, Bars)[0].heights
    assert abs(first.y - last.y) >= 0.7 - 1e-9
    assert abs(first.y - w[0]) <= 0.36
    assert abs(last.y - w[4]) <= 0.36


def test_the_price_on_sizes_leaves_one_weight_and_the_price_on_squares_all_five():
    by_sizes, by_squares = (
        np.abs(layers(regularizing.decay(lam=0.25, epoch=5000, norm=norm), Bars)[0].heights) for norm in ("L1", "L2")
    )
    assert (by_sizes > 0.01).tolist() == [True, False, False, False, False]
    assert (by_squares > 0.01).all()


@pytest.mark.parametrize(("norm", "lowest"), [("L2", 60 / 31), ("L1", 2)])
def test_the_cheapest_exact_fit_is_where_the_curve_of_the_price_is_lowest(norm, lowest):
    scene = regularizing.norms(norm=norm, t=2)
    curve = layers(scene, Line)[0]
    assert curve.x[curve.y.argmin()] == pytest.approx(lowest, abs=0.0126)
    costs = {"L2": worked_numbers("O06")["O06.sqnorm_correct_overfit"], "L1": [2, 20]}[norm]
    assert layers(scene, Handle)[0].y == costs[0]
    assert numbers(regularizing.norms(norm=norm, t=0).sentence)[-1] == costs[1]


# ---------------------------------------------------------------------------------------------- many networks


@given(st.integers(2, 10), st.booleans())
def test_mean_error_of_a_member_is_error_of_the_ensemble_plus_variance(count, own):
    member, together, variance = layers(regularizing.members(members=count, own=own), Bars)[0].heights
    assert member == pytest.approx(together + variance, abs=2e-4)
    assert variance > 0


@given(st.integers(1, 9).map(lambda k: k / 10), st.booleans())
def test_the_mean_of_the_draws_is_the_share_that_stays_or_the_whole_if_what_stays_is_louder(rate, louder):
    for kind in ("neurons", "connections"):
        mean = layers(regularizing.dropped(kind=kind, rate=rate, draw=100, louder=louder), Line)[-1].y[-1]
        whole = 6 if louder else 6 * (1 - rate)
        deviation = np.sqrt(14 * rate * (1 - rate) / 100) / (1 - rate if louder else 1)
        assert abs(mean - whole) < 3.5 * deviation + 1e-9


def test_dropout_takes_the_same_from_both_sums_and_dropconnect_does_not():
    def sums(kind):
        scenes = [regularizing.dropped(kind=kind, draw=draw) for draw in range(1, 21)]
        return np.array([[float(lamp.value) for lamp in layers(scene, Lamp)[3:5]] for scene in scenes])

    assert (sums("neurons")[:, 0] == sums("neurons")[:, 1]).all()
    assert (sums("connections")[:, 0] != sums("connections")[:, 1]).any()
    assert set(sums("neurons").ravel()) <= set(worked_numbers("O16")["O16.all_8_masks_sum_p.5"])


# ---------------------------------------------------------------------------------------------- digits


def shares(**settings):
    return layers(regularizing.few_digits(**settings), Bars)[0].heights


def test_fifty_digits_are_learnt_by_heart_and_the_cures_help_as_the_lecture_says():
    plain = shares()
    assert plain.tolist() == [100, 72]
    told = {"small": 63, "stop": 72, "five": 84, "decay": 86.5, "dropout": 86.5}
    for cure, percent in told.items():
        assert shares(**{cure: True})[1] == pytest.approx(percent, abs=0.6)
    assert shares(samples=200)[1] == pytest.approx(88, abs=0.6)
    assert shares(stop=True, dropout=True, five=True)[1] == pytest.approx(88, abs=0.6)


def test_the_test_set_is_told_only_when_it_is_opened():
    assert "test" not in regularizing.few_digits(decay=True).sentence
    assert numbers(regularizing.few_digits(decay=True, test=True).sentence)[-1] == pytest.approx(89, abs=0.6)


def test_the_misread_digits_are_shown_with_what_they_are_and_what_they_were_read_as():
    scene = regularizing.few_digits()
    words = [text.text for text in layers(scene, Text)]
    assert len(words) == 3
    for word in words:
        truth, guess = re.fullmatch(r"(\d) read as (\d)", word).groups()
        assert truth != guess
    assert layers(scene, Field)[0].values.shape == (11, 27)

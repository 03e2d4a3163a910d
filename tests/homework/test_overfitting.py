"""Homework 6: its right answers, its slips, its worked numbers, its notebook."""

import inspect
import itertools
import re
import textwrap

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import nncourse as nn
from nncourse import datasets
from nncourse.grading.build import is_answer
from nncourse.homework.exercise import judge, right_answer
from nncourse.homework.overfitting import EXERCISES, nearest, ridge
from tests.curriculum import matches, worked_numbers
from tests.homework.notebooks import Homework, notebook

BY_ID = {exercise.id: exercise for exercise in EXERCISES}
HOMEWORK = Homework("06_overfitting")


# ------------------------------------------------------------------------------ right, however it is written


def error_by_loop(X, y, w):
    total = 0
    for row, target in zip(X, y, strict=True):
        total += (sum(a * b for a, b in zip(row, w, strict=True)) - target) ** 2
    return total / len(y)


def penalty_by_loop(weights, lam):
    total = 0
    for W in weights:
        for row in W:
            for w in row:
                total += w * w
    return total * lam / 2


def decay_by_list(w, b, dw, db, learning_rate, lam):
    new = [w[j] - learning_rate * (dw[j] + lam * w[j]) for j in range(len(w))]
    return [*new, b - learning_rate * db]


def decay_of_a_copy(w, b, dw, db, learning_rate, lam):
    w = w.copy()
    w *= 1 - learning_rate * lam
    w -= learning_rate * dw
    return np.concatenate([w, [b - learning_rate * db]])


def standardize_by_columns(train, other):
    out = np.zeros(other.shape)
    for j in range(train.shape[1]):
        mean = sum(train[:, j]) / len(train)
        variance = sum((value - mean) ** 2 for value in train[:, j]) / len(train)
        out[:, j] = (other[:, j] - mean) / variance**0.5
    return out


def stop_by_countdown(losses, patience):
    best, lowest, left = 0, losses[0], patience
    for epoch in range(1, len(losses)):
        if losses[epoch] < lowest:
            best, lowest, left = epoch, losses[epoch], patience
        else:
            left -= 1
        if left == 0:
            return [best, epoch]
    return [best, len(losses) - 1]


def stop_by_the_package(losses, patience):
    found = nn.early_stopping(iter(losses), lambda loss: loss, patience)
    return found.best_epoch, found.stop_epoch


def fold_by_dealing(n, k, i):
    sizes = [n // k] * k
    for extra in range(n % k):
        sizes[extra] += 1
    return range(sum(sizes[:i]), sum(sizes[: i + 1]))


def turns_by_the_package(X, y, k, fit):
    def score(train, validation):
        scale = nn.Standardization.fit(X[train])
        said = fit(scale(X[train]), y[train])(scale(X[validation]))
        return ((said - y[validation]) ** 2).mean()

    return nn.cross_validate(score, len(X), k)


def turns_by_masks(X, y, k, fit):
    errors = np.zeros(k)
    for i in range(k):
        inside = np.isin(np.arange(len(y)), fold_by_dealing(len(y), k, i))
        A, B = X[~inside], X[inside]
        mean, deviation = A.mean(0), A.std(0)
        errors[i] = np.mean(np.square(y[inside] - fit((A - mean) / deviation, y[~inside])((B - mean) / deviation)))
    return errors


def choose_by_loop(settings, losses):
    best, lowest = None, float("inf")
    for setting, row in zip(settings, losses, strict=True):
        mean = sum(row) / len(row)
        if mean < lowest:
            best, lowest = setting, mean
    return best


def dropout_by_index(h, u, p):
    h[u < p] = 0
    h /= 1 - p
    return h


def masks_by_recursion(h):
    sums = [0]
    for output in h:
        sums += [s + 2 * output for s in sums]
    mean = sum(sums) / len(sums)
    return [mean, sum((s - mean) ** 2 for s in sums) / len(sums)]


def parts_by_the_package(P, y):
    members, together, variance = nn.ensemble_errors(P, y)
    return members.mean(), together, variance


def parts_by_loop(P, y):
    m, n = P.shape
    mean = [sum(P[i, j] for i in range(m)) / m for j in range(n)]
    return [
        sum((P[i, j] - y[j]) ** 2 for i in range(m) for j in range(n)) / (m * n),
        sum((mean[j] - y[j]) ** 2 for j in range(n)) / n,
        sum((P[i, j] - mean[j]) ** 2 for i in range(m) for j in range(n)) / (m * n),
    ]


def curves_by_list(start, training, validation, lam, epochs):
    X, Y = training
    nets = list(nn.sgd(start(), X, Y, 0.5, epochs, penalty=nn.L2(lam) if lam else None))
    return [[net.cost_on(*part) for net in nets] for part in (training, validation)]


def curves_step_by_step(start, training, validation, lam, epochs):
    net, losses = start(), []
    for _ in range(epochs + 1):
        losses.append((net.cost_on(*training), net.cost_on(*validation)))
        net = net.at(net.theta - 0.5 * net.gradient(*training, penalty=nn.L2(lam)).theta)
    return np.array(losses).T


RIGHT = {
    "6.1a": [error_by_loop, lambda X, y, w: np.linalg.norm(X @ w - y) ** 2 / len(y),
             lambda X, y, w: np.mean(np.square(y - np.sum(X * w, axis=1))), lambda X, y, w: (X @ w - y).dot(X @ w - y)
             / len(X)],
    "6.1b": [list("gouou"), ("G", "O", "U", "O", "U"), ["g ", "o", "u", "o", "u"]],
    "6.2a": [[4, 8, 8], (5 - 1, 10 - 2, 10 - 2), np.array([4.0, 8, 8])],
    "6.2b": [4.5, 45 / 10, np.float32(4.5)],
    "6.2c": [4.25, (1.5**2 + 2.5**2) / 2, 17 / 4],
    "6.2d": [5, 5.0, np.int64(5)],
    "6.3a": [penalty_by_loop, lambda weights, lam: lam / 2 * np.sum(np.concatenate([W.ravel() for W in weights]) ** 2),
             lambda weights, lam: 0.5 * lam * sum(np.linalg.norm(W) ** 2 for W in weights)],
    "6.3b": [decay_by_list, decay_of_a_copy,
             lambda w, b, dw, db, r, lam: np.append((1 - r * lam) * w - r * dw, b - r * db)],
    "6.3c": [[1, 0, 0, 1, 0, 1], (True, False, False, True, False, True), np.array([1.0, 0, 0, 1, 0, 1])],
    "6.4a": [standardize_by_columns, lambda train, other: nn.Standardization.fit(train)(other),
             lambda train, other: (other - np.mean(train, 0)) / np.sqrt(np.var(train, 0))],
    "6.4b": [stop_by_countdown, stop_by_the_package, lambda *run: np.array(stop_by_countdown(*run))],
    "6.5a": [fold_by_dealing, lambda n, k, i: nn.kfold(n, k)[i][1], lambda n, k, i: np.array_split(range(n), k)[i]],
    "6.5b": [turns_by_the_package, turns_by_masks, lambda *inputs: list(turns_by_masks(*inputs))],
    "6.5c": [choose_by_loop, lambda settings, losses: nn.choose(dict(zip(settings, losses, strict=True))),
             lambda settings, losses: settings[int(np.nanargmin([sum(row) for row in losses]))],
             lambda settings, losses: settings[np.nanargmin(losses.mean(axis=1))]],
    "6.6a": [lambda h, u, p: np.where(u < p, 0, h / (1 - p)),
             lambda h, u, p: ((1 - (u < p)) * h / (1 - p)).tolist(), dropout_by_index],
    "6.6b": [masks_by_recursion, lambda h: (np.sum(h), np.sum(h**2)),
             lambda h: [f(np.array([*itertools.product((0, 2), repeat=len(h))]) @ h) for f in (np.mean, np.var)]],
    "6.7": [parts_by_the_package, parts_by_loop,
            lambda P, y: np.array([np.mean((P - y) ** 2), np.mean((P.mean(0) - y) ** 2), P.var(0).mean()])],
    "6.8a": [curves_by_list, curves_step_by_step, lambda *inputs: tuple(map(tuple, curves_by_list(*inputs)))],
    "6.8b": ["b", "B", " b\n"],
}  # fmt: skip


def slip_of(exercise_id, name):
    return next(slip.answer for slip in BY_ID[exercise_id].slips if slip.name == name)


# What a learner may have made of 6.2b, and what would then be right in 6.2c.
WRONG_EARLIER = {"6.2c": [*(slip_of("6.2b", name) for name in ("factors forgotten", "factors not squared")), 3]}
BUILT_ON = {"6.2c": lambda t: ((3 * t - 15) ** 2 + (5 * t - 25) ** 2) / 2}


@pytest.mark.parametrize(("id_", "answer"), [(id_, answer) for id_, answers in RIGHT.items() for answer in answers])
def test_right_answers_pass_however_they_are_written(id_, answer):
    assert judge(BY_ID[id_], answer).text == "Right."


# ------------------------------------------------------------------------------ what is true of an answer


@given(st.lists(st.sampled_from("gou"), min_size=5, max_size=5))
def test_whatever_letters_are_wrong_a_slip_says_why(letters):
    verdict = judge(BY_ID["6.1b"], letters)
    right = letters == list("gouou")
    assert (verdict.text == "Right.", verdict.slip is None) == (right, right)


@given(st.lists(st.booleans(), min_size=6, max_size=6))
def test_whatever_lines_of_the_slide_are_judged_wrongly_a_slip_says_why(marks):
    verdict = judge(BY_ID["6.3c"], marks)
    right = marks == [True, False, False, True, False, True]
    assert (verdict.text == "Right.", verdict.slip is None) == (right, right)


def test_the_lines_of_the_slide_are_what_secants_say():
    w, x, y, lam, eta = np.array([3.0, -4.0]), np.array([0.5, 1.0]), 1.0, 0.1, 1e-3
    cost = lambda w: (y - nn.sigmoid(w @ x)) ** 2 / 2  # noqa: E731
    a = nn.sigmoid(w @ x)
    slope = (a - y) * a * (1 - a) * x
    lengths = (lambda w: np.sqrt(w @ w), lambda w: w @ w, lambda w: w @ w / 2)
    holds = [np.allclose(slope, nn.numerical_gradient(cost, w), atol=1e-8)]
    holds += [np.allclose(lam * w, nn.numerical_gradient(lambda w, f=f: lam * f(w), w), atol=1e-6) for f in lengths]
    true = nn.numerical_gradient(lambda w: cost(w) + lam * w @ w / 2, w)
    steps = [w + eta * slope - eta * lam * w, w - eta * slope - eta * lam * w]
    holds += [np.allclose(step, w - eta * true, atol=1e-9) for step in steps]
    assert [int(entry) for entry in holds] == BY_ID["6.3c"].reference


def total(w):
    """A cost of three weights and a bias, with the penalty on the weights alone."""
    return (w[0] * w[3] - 2 * w[1]) ** 2 / 2 + w[2] * w[3] + 0.25 / 2 * (w[:3] ** 2).sum()


def test_a_step_with_decay_is_a_step_against_the_slope_of_cost_and_penalty():
    v = np.array([1.0, -2, 0.5, 0.75])
    whole = nn.numerical_gradient(total, v)
    slopes = whole - 0.25 * np.append(v[:3], 0)
    step = BY_ID["6.3b"].reference(v[:3], v[3], slopes[:3], slopes[3], 0.1, 0.25)
    np.testing.assert_allclose(step, v - 0.1 * whole)


def test_the_penalty_and_the_step_are_those_of_the_package():
    rng = np.random.default_rng(3)
    net = nn.MLP.random([3, 2, 1], rng)
    assert BY_ID["6.3a"].reference([net.W[1], net.W[2]], 0.3) == pytest.approx(nn.L2(0.3)(net))


@given(st.lists(st.integers(0, 6), min_size=1, max_size=12), st.integers(1, 5))
def test_early_stopping_is_that_of_the_package_on_any_curve(losses, patience):
    assert BY_ID["6.4b"].reference(losses, patience) == list(stop_by_the_package(losses, patience))


@given(st.integers(2, 40), st.data())
def test_folds_share_all_rows_out_in_order(n, data):
    k = data.draw(st.integers(2, n))
    folds = [BY_ID["6.5a"].reference(n, k, i) for i in range(k)]
    assert list(itertools.chain(*folds)) == list(range(n))
    assert sorted(map(len, folds), reverse=True) == list(map(len, folds))
    assert len(folds[0]) - len(folds[-1]) <= 1


@given(arrays(float, st.tuples(st.integers(1, 4), st.integers(1, 4)), elements=st.floats(-9, 9)))
def test_the_mean_member_error_is_the_ensembles_error_and_the_variance(P):
    member, together, variance = BY_ID["6.7"].reference(P, np.arange(P.shape[1]))
    assert member == pytest.approx(together + variance)


@given(arrays(float, st.integers(1, 6), elements=st.floats(-9, 9)))
def test_over_all_masks_the_mean_is_the_whole_sum_and_the_variance_the_sum_of_squares(h):
    np.testing.assert_allclose(BY_ID["6.6b"].reference(h), [h.sum(), (h**2).sum()], atol=1e-9)


def test_dropout_is_that_of_the_package():
    net = nn.MLP.random([2, 5, 1], np.random.default_rng(1))
    X = np.random.default_rng(2).normal(size=(3, 2))
    keep = nn.dropout_masks(net, 3, 0.25, np.random.default_rng(4))
    off = (keep[1] == 0) * 0.0 + (keep[1] > 0) * 0.5
    np.testing.assert_allclose(BY_ID["6.6a"].reference(net.forward(X).A[1], off, 0.25), net.forward(X, keep=keep).A[1])


def stop_that_never_forgets(losses, patience):
    best, waited = 0, 0
    for epoch, loss in enumerate(losses):
        best, waited = (epoch, waited) if loss < losses[best] else (best, waited + (epoch > 0))
        if waited == patience:
            break
    return best, epoch


def stop_that_looks_ahead(losses, patience):
    best = int(np.argmin(losses))
    return best, min(best + patience, len(losses) - 1)


@pytest.mark.parametrize(
    ("id_", "answer", "name"),
    [
        ("6.1a", lambda X, y, w: np.sum((X @ w - y) ** 2), "sum for mean"),
        ("6.1a", lambda X, y, w: np.mean(X @ w - y) ** 2, "mean before squaring"),
        ("6.1a", lambda X, y, w: 0.5 * np.mean((X @ w - y) ** 2), "½ left in"),
        ("6.1a", lambda X, y, w: np.var(X @ w - y), "variance"),
        ("6.1b", ["o", "o", "u", "o", "g"], "first line"),
        ("6.1b", list("guguo"), "second line"),
        ("6.2a", [1, 4, 8, 8], "with t"),
        ("6.2a", [4, 9, 9], "t alone taken off"),
        ("6.2b", 5, "least sizes"),
        ("6.2b", 3.75, "factors forgotten"),
        ("6.2c", 17 * 0.25 * 2, "sum for mean"),
        ("6.2c", 2, "not squared"),
        ("6.2c", 1.5 + 2.5, "mean before squaring"),
        ("6.2c", [1.5, 2.5], "the differences"),
        ("6.2c", [1.5**2, 2.5**2], "the squares"),
        ("6.2c", 0.5, "difference of the weights"),
        ("6.2c", (1.5**2 + 2.5**2) / 5, "mean over all rows"),
        ("6.2c", -4.25, "below 0"),
        ("6.2c", 3, None),
        ("6.2d", 4.5, "least squares"),
        ("6.3a", lambda weights, lam: lam / 2 * sum(np.linalg.norm(W) for W in weights), "lengths for squares"),
        ("6.3a", lambda weights, lam: lam * sum((W**2).sum() for W in weights), "½ forgotten"),
        ("6.3b", lambda w, b, dw, db, r, lam: np.append(w - r * (dw + lam * w), b - r * (db + lam * b)),
         "bias shrunk too"),
        ("6.3b", lambda w, b, dw, db, r, lam: np.append((w - r * dw) * (1 - r * lam), b - r * db),
         "one after the other"),
        ("6.3b", lambda w, b, dw, db, r, lam: np.append(b - r * db, w - r * (dw + lam * w)), "bias first"),
        ("6.3c", [1, 1, 1, 1, 1, 1], "all believed"),
        ("6.3c", [1, 1, 0, 0, 0, 1], "second line"),
        ("6.4a", lambda train, other: (other - other.mean(0)) / other.std(0), "by its own numbers"),
        ("6.4a", lambda train, other: (other - train.mean()) / train.std(), "one mean for all columns"),
        ("6.4b", lambda losses, patience: (int(np.argmin(losses)), len(losses) - 1), "never stopped"),
        ("6.4b", stop_that_looks_ahead, "best of the whole list"),
        ("6.4b", stop_that_never_forgets, "waits added up"),
        ("6.5a", lambda n, k, i: list(range(i, n, k)), "every k-th row"),
        ("6.5a", lambda n, k, i: range(i * (n // k), (i + 1) * (n // k)), "rows left out"),
        ("6.5b", lambda X, y, k, fit: turns_by_the_package((X - X.mean(0)) / X.std(0), y, k, fit), None),
        ("6.5b", lambda *inputs: turns_by_masks(*inputs).mean(), "mean of the turns"),
        ("6.5b", lambda *inputs: turns_by_masks(*inputs) ** 0.5, "root"),
        ("6.5c", lambda settings, losses: settings[np.argmin(np.mean(losses, axis=1))], "nan chosen"),
        ("6.5c", lambda settings, losses: settings[np.nanargmin(np.nanmean(losses, axis=1))], "nan left out"),
        ("6.6a", lambda h, u, p: h * (u > p) / (1 - p), "> for ≥"),
        ("6.6a", lambda h, u, p: np.where(u < p, 0, h), "not louder"),
        ("6.6b", lambda h: [h.sum() / 2, (h**2).sum() / 4], "not louder"),
        ("6.6b", lambda h: [h.sum(), (h**2).sum() / 4], "doubled afterwards"),
        ("6.7", lambda P, y: parts_by_the_package(P, y)[::2] + parts_by_the_package(P, y)[1:2],
         "ensemble and variance exchanged"),
        ("6.7", lambda P, y: [((P - y) ** 2).mean(), ((P.mean() - y) ** 2).mean(), P.var(0).mean()],
         "one answer for all samples"),
        ("6.8a", lambda start, t, v, lam, n: [
            [net.cost_on(*part, penalty=nn.L2(lam)) for net in nn.sgd(start(), *t, 0.5, n, penalty=nn.L2(lam))]
            for part in (t, v)], "penalty in both curves"),
        ("6.8a", lambda *inputs: curves_step_by_step(*inputs).T, "pairs"),
        ("6.8a", lambda start, t, v, lam, n: np.transpose([
            [net.cost_on(*part) for part in (t, v)]
            for net in nn.sgd(start(), *t, learning_rate=0.5, epochs=n, batch_size=10, penalty=nn.L2(lam))]),
         "in batches"),
        ("6.8b", "D", "level at the end"),
    ],
)  # fmt: skip
def test_a_natural_slip_is_named_by_what_is_true_of_it(id_, answer, name):
    verdict = judge(BY_ID[id_], answer)
    assert verdict.status == "wrong" or id_ == "6.5b"
    assert verdict.slip == name


def test_who_standardizes_before_the_folds_leaks_even_if_each_turn_does_it_again():
    twice = lambda X, y, k, fit: turns_by_the_package((X - X.mean(0)) / X.std(0), y, k, fit)  # noqa: E731
    assert judge(BY_ID["6.5b"], twice).text == "Right.", "a second scaling undoes the first"
    assert judge(BY_ID["6.5b"], slip_of("6.5b", "leak of the scale")).slip == "leak of the scale"


def test_weights_that_are_changed_on_the_way_are_found():
    def in_place(w, b, dw, db, learning_rate, lam):
        w -= learning_rate * (dw + lam * w)
        return np.append(w, b - learning_rate * db)

    assert judge(BY_ID["6.3b"], in_place).slip == "w was changed"


TURNS = textwrap.dedent("""
    def turn_errors(X, y, k, fit):
        errors = []
        for i in range(k):
            rows = fold(len(X), k, i)
            others = [row for row in range(len(X)) if row not in rows]
            predict = fit(standardize(X[others], X[others]), y[others])
            errors.append(np.mean((predict(standardize(X[others], X[rows])) - y[rows]) ** 2))
        return errors
""")


@pytest.mark.parametrize("earlier", ["6.4a", "6.5a"])
def test_turns_that_stand_on_a_wrong_fold_or_scale_are_right_but_for_that(earlier):
    right = {name: use.reference for name, use in BY_ID["6.5b"].uses.items()}
    for slip in BY_ID[earlier].slips:
        wrong = {name: slip.answer for name, use in BY_ID["6.5b"].uses.items() if use.id == earlier}
        notebook = {"np": np, **right, **wrong}
        exec(TURNS, notebook)
        verdict = judge(BY_ID["6.5b"], notebook["turn_errors"], notebook)
        assert verdict.text.startswith("Right"), slip.name


# What no message and no hint may hold, in any exercise ("") or in one.
GIVEN_AWAY = {
    "": r"X @ w -|\* W\*\*2|lam \* w|- train\.mean|train\.std\(axis=0\)\)|\* \(u >=|P - y",
    "6.1b": r"g, o",
    "6.2a": r"\b[48]\b",
    "6.2b": r"4\.5|\b4½",
    "6.2c": r"4\.25",
    "6.2d": r"t = 5\b",
    "6.8b": r"\bb\b|epoch 80",
}


# ------------------------------------------------------------------------------ the numbers of the curriculum


def test_the_references_give_the_worked_numbers_of_the_rows():
    by, row = {id_: exercise.reference for id_, exercise in BY_ID.items()}, worked_numbers()
    X = np.array([[1.0, 1, 0, 0, 0], [2, 0, 1, 0, 0], [3, 0, 0, 1, 0], [4, 0, 0, 0, 1]])
    T, w = np.outer([5.0, 6, 7, 8], [1, 0, 0, 0, 0]), np.array([[2.0, 0, 0, 0, 0], [0, 2, 4, 6, 8]])
    assert [by["6.1a"](X, 2 * X[:, 0], v) for v in w] == [0, 0]
    assert matches(row["O07.test_mse_correct_overfit"], [by["6.1a"](T, 2 * T[:, 0], v).item() for v in w])
    least = np.array([60, 2, 4, 6, 8]) / 31
    assert matches(row["O14.min_L2_test_mse"], by["6.1a"](T, 2 * T[:, 0], least).item())
    assert (
        by["6.3a"]([np.array([[3.0, 4]])], 0.1) == row["O12.penalties_W(3,4)_lambda.1:|W|_2,|W|^2,half|W|^2,|W|_1"][2]
    )
    step = by["6.3b"](np.array([3.0, 4]), 1.0, np.zeros(2), 0.0, 1, 0.1)
    assert matches(row["O13.one_step_w(3,4)_lambda.1_eta1_grad0"], step[:-1].tolist())
    decayed = np.array([2.0])
    for _ in range(10):
        decayed = by["6.3b"](decayed, 0, np.zeros(1), 0, 0.1, 0.5)[:-1]
    assert matches(row["O13.decay_w0=2_eta.1_lambda.5_10steps_no_data"], decayed[0].item())
    best, last = by["6.4b"](row["O11.val_curve"], 2)
    assert (best, last) == (row["O11.best_epoch"], row["O11.patience2_stop_epoch"])
    assert by["6.4b"](row["O11.val_curve"], 1)[1] == row["O11.literal_stop_epoch"]
    assert [len(by["6.5a"](10, 3, i)) for i in range(3)] == row["O19.K3_N10_fold_sizes"]
    assert [by["6.5a"](10, 5, i) for i in range(5)] == row["O19.K5_N10_folds"]
    assert by["6.5c"]([0.01, 0.1, 1], [[0.5], [0.2], [0.9]]) == row["O20.chosen_lr_from_cv_losses_{.01:.5,.1:.2,1:.9}"]
    mean, variance = by["6.6b"](np.array([1.0, 2, 3]))
    assert mean == row["O16.inverted_dropout_mean"]
    assert variance == 4 * row["O16.variance_over_masks"], "every sum is twice as loud"
    member, together, spread = by["6.7"](np.array([[2.9], [3.2], [2.6]]), np.array([3.0]))
    assert matches(row["O15.mean_member_mse_vs_ensemble"], [member.item(), together.item()])
    assert matches(row["O15.diversity_term_variance"], spread.item())


def test_the_numbers_by_hand_follow_from_the_numbers_of_the_text():
    X, y = np.array([[1.0, 1, 0, 0], [2, 0, 1, 0], [2, 0, 0, 1]]), np.array([5.0, 10, 10])
    T = np.array([[3.0, 0, 0, 0], [5, 0, 0, 0]])
    fits = np.array([[t, 5 - t, 2 * (5 - t), 2 * (5 - t)] for t in np.linspace(-2, 8, 1001)])
    np.testing.assert_allclose(fits @ X.T, np.tile(y, (1001, 1)))
    assert BY_ID["6.2a"].reference == [1 * w for w in fits[np.isclose(fits[:, 0], 1)][0][1:].round(9)]
    least = np.linalg.pinv(X) @ y
    assert right_answer(BY_ID["6.2b"]) == pytest.approx(least[0]) == fits[(fits**2).sum(1).argmin(), 0]
    assert right_answer(BY_ID["6.2c"]) == pytest.approx(BY_ID["6.1a"].reference(T, 5 * T[:, 0], least))
    assert right_answer(BY_ID["6.2d"]) == pytest.approx(fits[abs(fits).sum(1).argmin(), 0])
    descent = itertools.islice(nn.gradient_descent(lambda w: X.T @ (X @ w - y), np.zeros(4), 0.05), 500)
    np.testing.assert_allclose(list(descent)[-1], least, atol=1e-6)


# ------------------------------------------------------------------------------ the notebook


def cell_of(id_, path=HOMEWORK.instructor):
    return next(cell for cell in notebook(path).cells if cell.id == id_)


def test_no_asked_number_stands_in_the_release():
    text = HOMEWORK.text
    assert not re.search(r"4\.25\b|\b4\.5\b|4, 8, 8|t = 5\b|1, 0, 0, 1, 0, 1|\"g\", \"o\"", text)
    by_hand = [c for c in HOMEWORK.cells if is_answer(c) and re.search("_by_hand|holds|diagnoses", c.source)]
    assert len(by_hand) == 6
    assert all(re.fullmatch(r"\w+ = \.\.\.  # [^=\d]*", line) for c in by_hand for line in c.source.split("\n"))


def test_the_models_that_are_handed_to_a_learners_function_are_those_of_the_feedback():
    made = {"np": np}
    exec(cell_of("hw6-ex5-models").source, made)
    rng = np.random.default_rng(1)
    X, y, new = rng.normal(size=(6, 2)), rng.normal(size=6), rng.normal(size=(4, 2))
    tried = {value for e in EXERCISES for trial in e.trials for value in trial.values() if inspect.isfunction(value)}
    assert {nearest, ridge} <= tried
    for model in (nearest, ridge):
        np.testing.assert_array_equal(made[model.__name__](X, y)(new), model(X, y)(new))


@pytest.mark.parametrize("ending", ["return list(range(i, n, k))", "return ..."])
def test_a_wrong_or_missing_fold_costs_its_own_point_and_no_other(ending):
    found = HOMEWORK.results(ex5=f"def fold(n, k, i):\n    {ending}").values()
    assert [r.of - r.points - r.waiting for r in found] == [0, 0, 0, 0, 1, 0, 0, 0]


def test_a_leaking_scale_costs_its_own_point_and_no_other():
    leak = "def standardize(train, other):\n    return (other - other.mean(axis=0)) / other.std(axis=0)"
    found = HOMEWORK.results(ex4=leak)
    assert [r.of - r.points - r.waiting for r in found.values()] == [0, 0, 0, 1, 0, 0, 0, 0]
    assert found["6.5"].status == "right, but for 6.4"


def test_a_test_error_that_follows_from_a_wrong_fit_costs_nothing():
    found = HOMEWORK.results(ex2b="squares_by_hand = 3.75", ex2c="test_error_by_hand = 17 * 1.25 ** 2")["6.2"]
    assert found.points == 3
    assert any("Right, given your 6.2b" in sentence for sentence in found.sentences)


SLIPPED = {
    "ex1": "def error(X, y, w):\n    return np.sum((X @ w - y) ** 2)",
    "ex3": "def l2_penalty(weights, lam):\n    return lam * sum(np.sum(W**2) for W in weights)",
    "ex3b": "def decay_step(w, b, dw, db, r, lam):\n    return np.append(w + r * dw - r * lam * w, b + r * db)",
    "ex4b": "def stop(losses, patience):\n    return int(np.argmin(losses)), len(losses) - 1",
    "ex5c": "def choose(settings, losses):\n    return settings[np.argmin(np.mean(losses, axis=1))]",
    "ex6": "def dropout(h, u, p):\n    return h * (u >= p)",
    "ex6b": "def over_all_masks(h):\n    return np.sum(h) / 2, np.sum(h**2) / 4",
    "ex7": "def ensemble_parts(P, y):\n    return np.mean((P - y) ** 2), np.mean((P.mean() - y) ** 2), P.var()",
    "ex8": "def curves(start, training, validation, lam, epochs):\n    nets = list(sgd(start(), *training, "
    "learning_rate=0.5, epochs=epochs))\n    return [[n.cost_on(*p) for n in nets] for p in (training, validation)]",
}


def test_an_array_that_is_changed_on_the_way_costs_its_points_in_the_check_too():
    lines = "def decay_step(w, b, dw, db, learning_rate, lam):", "w -= learning_rate * (dw + lam * w)"
    found = HOMEWORK.results(ex3b="\n    ".join([*lines, "return np.append(w, b - learning_rate * db)"]))["6.3"]
    assert found.points < found.of
    assert any("`w` is another one afterwards" in sentence for sentence in found.sentences)


def test_the_three_trainings_are_those_of_their_penalties_and_one_of_them_was_best():
    made = {"np": np, "datasets": datasets, "MLP": nn.MLP, "tanh": nn.tanh, "cross_entropy": nn.cross_entropy}
    exec(cell_of("hw6-ex8-digits").source, made)
    parts = made["PARTS"](np.random.default_rng(8).permutation(1797), 15)
    told = dict(re.findall(r"^\| (I+) \| (.+) \|$", cell_of("hw6-ex8b-text").source, re.MULTILINE))
    lowest = {}
    for name, lam in (("I", 0.0), ("II", 0.2), ("III", 0.02)):
        training, validation = (losses[::40] for losses in BY_ID["6.8a"].reference(made["START"], *parts, lam, 320))
        assert " | ".join(f"{a:.2f} / {b:.2f}" for a, b in zip(training, validation, strict=True)) == told[name]
        lowest[name] = min(validation), 40 * int(np.argmin(validation))
    assert min(lowest.values()) == lowest["I"]
    assert lowest["I"][1] == 80
    assert lowest["III"][0] - lowest["I"][0] > 0.04

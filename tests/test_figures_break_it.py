"""Each sick training has the illness that it is said to have, and after the cure it has not."""

from dataclasses import replace

import numpy as np
import pytest

from nncourse import accuracy, datasets, sgd, split
from nncourse.figures.break_it import patient, training

SICK = ["1", "2", "3", "4", "5", "6"]


def trained(p):
    """The networks of the sixty epochs, as the page trains them."""
    return list(sgd(p.net, p.X, p.Y, p.learning_rate, 60, 10, np.random.default_rng(1)))


def costs(p):
    return np.array([net.cost_on(p.X, p.Y) for net in trained(p)])


def right(p, X=None, Y=None):
    """The share that is right in the end, on validation samples if no others are given."""
    return accuracy(trained(p)[-1].predict(p.X_val if X is None else X), p.Y_val if Y is None else Y)


def silent(net, X):
    """The share of hidden outputs that are 0."""
    return (net.forward(X).A[1] == 0).mean()


@pytest.mark.parametrize("name", ["1", "2", "3", "4", "5"])
def test_a_cure_lowers_the_cost_and_more_validation_samples_are_right(name):
    sick, cured = patient(name), patient(name, cured=True)
    assert costs(cured)[-1] < costs(sick)[-1] / 4
    assert right(cured) > right(sick)


def test_all_hidden_neurons_of_patient_1_are_silent_and_after_the_cure_about_half():
    sick, cured = patient("1"), patient("1", cured=True)
    assert silent(sick.net, sick.X) == 1
    assert 0.4 < silent(cured.net, cured.X) < 0.6
    assert [right(replace(sick, learning_rate=rate)) for rate in (0.05, 0.5, 5)] == [0.5] * 3
    assert abs(costs(sick) - np.log(2)).max() < 0.01
    slopes = sick.net.gradient(sick.X[:5], sick.Y[:5]).theta
    assert np.flatnonzero(slopes).tolist() == [slopes.size - 1]  # the output bias alone


def test_the_hidden_neurons_of_patient_2_stay_equal_and_after_the_cure_they_differ():
    rows = {cured: trained(patient("2", cured))[-1].W[1] for cured in (False, True)}
    assert np.ptp(rows[False], axis=0).max() < 1e-6
    assert np.ptp(rows[True], axis=0).min() > 1


def test_neither_the_order_nor_smaller_steps_help_patient_2_and_they_make_its_curve_quiet():
    p = patient("2")
    calm = replace(p, learning_rate=p.learning_rate / 3)
    shares = [
        accuracy([*sgd(p.net, p.X, p.Y, p.learning_rate, 60, 10, np.random.default_rng(seed))][-1].predict(p.X), p.Y)
        for seed in range(1, 6)
    ]
    assert max(shares) == accuracy(trained(calm)[-1].predict(p.X), p.Y) == 0.75
    assert costs(calm)[-1] > costs(p)[-1]
    assert np.diff(costs(p)).max() > 0.1 > 3 * np.diff(costs(calm)).max()


def test_only_the_learning_rate_of_patient_3_is_not_that_of_the_healthy_training():
    sick, healthy = patient("3"), patient("healthy")
    np.testing.assert_array_equal(sick.net.theta, healthy.net.theta)
    np.testing.assert_array_equal(sick.X, healthy.X)
    assert sick.learning_rate == 10 * healthy.learning_rate
    rises, healthy_rises = np.diff(costs(sick)), np.diff(costs(healthy))
    assert [(rises > 0).sum(), (rises > 0.1).sum()] == [26, 8]
    assert [(healthy_rises > 0).sum(), (healthy_rises > 0.1).sum()] == [19, 0]


def test_the_inputs_of_patient_4_are_large_and_its_first_epoch_kills_all_neurons():
    sick, cured = patient("4"), patient("4", cured=True)
    assert sick.net.cost_on(sick.X, sick.Y) > 20
    assert silent(sick.net, sick.X) < 0.6
    assert sick.net.forward(sick.X).A[-1].min() > 0.999  # a sure yes to all
    assert accuracy(sick.net.predict(sick.X), sick.Y) == 0.5
    assert silent(trained(sick)[1], sick.X) == 1
    np.testing.assert_allclose([cured.X.mean(axis=0), cured.X.std(axis=0)], [[0, 0], [1, 1]], atol=1e-12)
    assert abs(cured.X_val.mean(axis=0)).max() > 0.01  # scaled as the training samples are
    assert accuracy(trained(replace(sick, learning_rate=0.001))[-1].predict(sick.X), sick.Y) == 0.83


def test_the_labels_of_patient_5_stand_one_row_too_late_and_say_nothing_of_their_pictures():
    sick, cured = patient("5"), patient("5", cured=True)
    assert datasets.labels_of(cured.Y[:4]).tolist() == [3, 0, 9, 6]
    assert datasets.labels_of(sick.Y[:4]).tolist() == [4, 3, 0, 9]
    assert [datasets.labels_of(p.Y[1:5]).tolist() for p in (cured, sick)] == [[0, 9, 6, 0], [3, 0, 9, 6]]
    np.testing.assert_array_equal(np.roll(sick.Y_val, -1, axis=0), cured.Y_val)
    assert right(sick) == pytest.approx(0.1, abs=0.03)
    assert min(net.cost_on(sick.X_val, sick.Y_val) for net in trained(sick)) > np.log(10)


def test_patient_6_has_seen_most_of_its_validation_pictures_and_the_cured_one_none():
    seen = {}
    for cured in (False, True):
        p = patient("6", cured)
        seen[cured] = np.mean([(row == p.X).all(axis=1).any() for row in p.X_val])
        assert len(np.unique(np.vstack([p.X, p.X_val]), axis=0)) == 50
    assert seen == {False: 0.82, True: 0}
    X, Y = (part[1000:1300] for part in datasets.digits())
    assert right(patient("6")) == 1
    assert [round(right(patient("6", cured), X, Y), 2) for cured in (False, True)] == [0.82, 0.78]
    assert [len(np.unique(patient("6", cured).X, axis=0)) for cured in (False, True)] == [47, 33]


def test_an_honest_share_of_seventeen_pictures_hangs_on_which_they_are():
    p = patient("6")
    X, Y = np.vstack([p.X, p.X_val]), np.vstack([p.Y, p.Y_val])
    single = np.unique(X, axis=0, return_index=True)[1]
    shares = []
    for seed in range(10):
        train, rest = (single[part] for part in split(len(single), [2 / 3, 1 / 3], np.random.default_rng(seed)))
        shares.append(right(replace(p, X=X[train], Y=Y[train], X_val=X[rest], Y_val=Y[rest])))
    assert (round(min(shares), 2), round(max(shares), 2)) == (0.59, 0.94)


@pytest.mark.parametrize("name", ["healthy", *SICK])
@pytest.mark.parametrize("cured", [False, True])
def test_the_figure_tells_the_costs_of_the_training(name, cured):
    p = patient(name, cured)
    for epoch in (0, 7, 60):
        scene, net = training(patient=name, epoch=epoch, cured=cured), trained(p)[epoch]
        both = [f"{net.cost_on(X, Y):.2f}" for X, Y in ((p.X, p.Y), (p.X_val, p.Y_val))]
        assert f"the cost is {both[0]} on training and {both[1]} on validation samples" in scene.sentence
        solid, dashed = scene.panels[1].layers
        assert (solid.dashed, dashed.dashed, len(solid.x)) == (False, True, epoch + 1)
        assert dashed.y[-1] == pytest.approx(100 * accuracy(net.predict(p.X_val), p.Y_val))


@pytest.mark.parametrize("name", SICK)
def test_neither_the_sick_nor_the_healthy_training_hangs_on_the_last_digit_of_a_machine(name):
    p = patient(name)
    nudge = 1e-14 * np.random.default_rng(0).normal(size=p.net.theta.size)
    assert abs(costs(replace(p, net=p.net.at(p.net.theta + nudge))) - costs(p)).max() < 1e-6


def test_another_patient_is_not_known():
    with pytest.raises(ValueError, match=r"name: one of 'healthy', '1', .* expected; got '7'"):
        patient("7")

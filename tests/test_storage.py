import contextlib
import io
import os
import pickle
import re
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nncourse import (
    MLP,
    Activation,
    Cost,
    SkipMLP,
    cross_entropy,
    datasets,
    hard_tanh,
    identity,
    log_loss,
    quadratic,
    relu,
    sgd,
    sigmoid,
    sign,
    step,
    tanh,
)
from nncourse import storage as module
from nncourse.storage import load, save
from tests.curriculum import worked_numbers

ACTIVATIONS = [sigmoid, tanh, relu, hard_tanh, identity, step, sign]
ENDS = [(quadratic, phi) for phi in ACTIVATIONS] + [(log_loss, None), (cross_entropy, None)]


@st.composite
def networks(draw):
    """A network of any kind, with any finite parameters: large, tiny, −0.0."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=2, max_size=5))
    hidden = [draw(st.sampled_from(ACTIVATIONS)) for _ in sizes[2:]]
    cost, output = draw(st.sampled_from(ENDS))
    net = MLP.random(sizes, np.random.default_rng(1), hidden, cost, output)
    if len(sizes) > 2 and draw(st.booleans()):
        net = SkipMLP.over(net, {(k, l): np.ones((sizes[l], sizes[k])) for k, l in draw(skips(len(sizes)))})
    dtype = draw(st.sampled_from([np.float16, np.float32, np.float64]))
    width = 8 * dtype().itemsize
    elements = st.floats(allow_nan=False, allow_infinity=False, width=width)
    net = net.at(draw(hnp.arrays(dtype, net.theta.size, elements=elements)))
    if draw(st.booleans()):
        net = net.masked(draw(hnp.arrays(bool, net.theta.size)))
    return net


def skips(layers):
    pairs = [(k, l) for l in range(layers) for k in range(l - 1)]
    return st.lists(st.sampled_from(pairs), min_size=1, unique=True)


def random_net(**kinds):
    return MLP.random([2, 3, 1], np.random.default_rng(1), **kinds)


def same(first, second):
    """Is it the same network, to the last bit?"""
    return (
        type(first) is type(second)
        and first.theta.dtype == second.theta.dtype
        and first.theta.tobytes() == second.theta.tobytes()
        and (first.sizes, first.phi, first.cost) == (second.sizes, second.phi, second.cost)
        and np.array_equal(first.mask, second.mask)
        and [*getattr(first, "skips", [])] == [*getattr(second, "skips", [])]
    )


def stored(path):
    """The arrays in the file."""
    with np.load(path, allow_pickle=False) as archive:
        return dict(archive)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "net.npz"


@pytest.fixture(scope="session")
def one_path(tmp_path_factory):
    """One file for all draws of a property."""
    return tmp_path_factory.mktemp("storage") / "net.npz"


# There and back.


@given(net=networks())
def test_what_is_loaded_is_what_was_saved_to_the_last_bit(one_path, net):
    save(net, one_path)
    assert same(load(one_path), net)


@given(net=networks())
def test_two_networks_that_differ_in_one_bit_are_not_the_same(net):
    other = net.theta.copy()
    other.view(np.uint8)[0] ^= 1
    assert not same(net, net.at(other)) or (net.mask is not None and not net.mask[0])


def test_a_trained_network_gives_the_same_outputs_after_saving_and_loading(path):
    X, Y = datasets.gate("XOR")
    *_, net = sgd(MLP.random([2, 4, 1], np.random.default_rng(1), tanh), X, Y, learning_rate=1, epochs=50)
    save(net, path)
    equal = np.array_equal(net.predict(X), load(path).predict(X))
    assert equal is worked_numbers()["B38.roundtrip_equal"]


def test_training_goes_on_after_loading_as_if_nothing_had_been(path):
    X, Y = datasets.gate("AND")
    mask = np.arange(13) != 4
    *_, middle = sgd(random_net().masked(mask), X, Y, learning_rate=1, epochs=3)
    save(middle, path)
    *_, onwards = sgd(middle, X, Y, learning_rate=1, epochs=3)
    *_, again = sgd(load(path), X, Y, learning_rate=1, epochs=3)
    assert same(onwards, again)
    assert again.theta[4] == 0


def test_a_mask_is_loaded_only_if_there_was_one(path):
    for net in (random_net(), random_net().masked(np.ones(13, dtype=bool))):
        save(net, path)
        assert (load(path).mask is None) is (net.mask is None)


def test_the_file_holds_what_the_module_says_in_plain_arrays(path):
    save(random_net(hidden=relu, cost=log_loss), path)
    entries = stored(path)  # without pickle
    listed = module.__doc__.partition("format, version")[2]
    assert all(name in f"format, version {listed}" for name in entries)
    assert (str(entries["format"]), int(entries["version"])) == ("nncourse network", 1)
    assert entries["sizes"].tolist() == [2, 3, 1]
    assert entries["phi"].tolist() == ["relu", "sigmoid"]
    assert str(entries["cost"]) == "log_loss"


def test_a_path_may_be_text(path):
    save(random_net(), str(path))
    assert same(load(str(path)), random_net())


# The file itself.


@pytest.mark.parametrize("name", ["net", "net.npz", "net.weights", "μ net"])
def test_the_name_of_the_file_is_exactly_the_one_asked_for(tmp_path, name):
    assert save(random_net(), tmp_path / name) is None
    assert os.listdir(tmp_path) == [name]


def test_saving_replaces_the_network_that_was_there(path):
    save(random_net(), path)
    other = random_net(hidden=tanh)
    save(other, path)
    assert same(load(path), other)
    assert os.listdir(path.parent) == [path.name]


def test_the_file_can_be_read_by_others_and_keeps_its_permissions(path):
    save(random_net(), path)
    assert path.stat().st_mode & 0o777 == 0o644
    path.chmod(0o600)
    save(random_net(), path)
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("interruption", [OSError("disk full"), KeyboardInterrupt()], ids=repr)
@pytest.mark.parametrize("before", [False, True], ids=["new", "replacing"])
def test_when_writing_breaks_off_nothing_is_left_and_what_was_there_stays(path, monkeypatch, interruption, before):
    def savez(file, **entries):
        file.write(b"half of ")
        file.flush()
        raise interruption

    if before:
        save(random_net(), path)
    monkeypatch.setattr(np, "savez", savez)
    with pytest.raises(type(interruption)):
        save(random_net(hidden=tanh), path)
    assert os.listdir(path.parent) == [path.name] * before
    if before:
        assert same(load(path), random_net())


def test_while_it_is_written_the_file_of_before_is_there_and_the_new_one_in_the_same_folder(path, monkeypatch):
    save(random_net(), path)
    seen, savez = [], np.savez

    def watched(file, **entries):
        savez(file, **entries)
        seen.append((same(load(path), random_net()), len(os.listdir(path.parent))))

    monkeypatch.setattr(np, "savez", watched)
    save(random_net(hidden=tanh), path)
    assert seen == [(True, 2)]


def test_where_nothing_can_be_written_the_error_is_the_systems(tmp_path):
    with pytest.raises(FileNotFoundError):
        save(random_net(), tmp_path / "nowhere" / "net.npz")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError):
        save(random_net(), tmp_path / "folder")
    assert os.listdir(tmp_path) == ["folder"]
    assert os.listdir(tmp_path / "folder") == []


def test_a_file_that_is_not_there_is_not_called_damaged(tmp_path):
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "nothing.npz")


# What is not saved.


@pytest.mark.parametrize("number", [np.nan, np.inf, 1j])
def test_parameters_that_are_no_finite_real_numbers_are_not_saved(path, number):
    net = random_net()
    with pytest.raises(ValueError, match=r"^net: parameters that are finite real numbers expected"):
        save(net.at(net.theta + number), path)
    assert not path.exists()


@pytest.mark.parametrize("net", [None, {"W": 1}, np.ones(3)], ids=repr)
def test_what_is_no_network_is_not_saved(path, net):
    with pytest.raises(ValueError, match=r"^net: an MLP or a SkipMLP expected; got "):
        save(net, path)


def test_a_network_of_another_class_is_not_saved_as_a_plain_one(path):
    class Mine(MLP):
        pass

    with pytest.raises(ValueError, match=r"^net: an MLP or a SkipMLP expected; got "):
        save(Mine.random([2, 1], np.random.default_rng(1)), path)


def test_functions_of_ones_own_are_not_saved_even_under_a_known_name(path):
    mine = Activation("sigmoid", lambda z: z**3, lambda z, a: 3 * z**2)
    for net in (random_net(hidden=mine), random_net(output=mine)):
        with pytest.raises(
            ValueError, match=r"^net: one of sigmoid, tanh, .*, softmax expected; got sigmoid, which no"
        ):
            save(net, path)
    cost = Cost(**{**vars(quadratic), "error": lambda Z, A, Y, output: A - Y})
    with pytest.raises(ValueError, match=r"^net: one of quadratic, log_loss, cross_entropy expected; got quadratic, "):
        save(random_net(cost=cost), path)
    assert not path.exists()


# What is not loaded.


def refuses(path, message):
    """A ValueError that begins with the name of the file and says what was expected."""
    expected = re.escape(f"{path}: a network that nncourse saved expected")
    return pytest.raises(ValueError, match=f"^{expected}{message}")


def npy(array):
    file = io.BytesIO()
    np.save(file, array, allow_pickle=True)
    return file.getvalue()


def zipped(**files):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.npy", content)
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"", b"no network", b"PK\x03\x04", b"\x93NUMPY", bytes(1000), npy(np.ones(3)), pickle.dumps(3)],
    ids=lambda content: repr(content[:8]),
)
def test_a_file_that_is_no_archive_is_refused(path, content):
    path.write_bytes(content)
    with refuses(path, r"; got no \.npz archive, or a damaged one$"):
        load(path)


def test_a_pickle_inside_is_not_run(path):
    class Trap:
        def __reduce__(self):
            return os.mkdir, (str(path.parent / "trapped"),)

    path.write_bytes(zipped(format=npy(np.array([Trap()], dtype=object))))
    with refuses(path, r"; got no \.npz archive, or a damaged one$"):
        load(path)
    assert not (path.parent / "trapped").exists()


def test_another_archive_is_refused(path):
    for entries in ({"x": np.ones(3)}, {"format": np.ones(3)}, {"format": "another network"}):
        np.savez(path, **entries)
        with refuses(path, r"; got an \.npz archive of something else$"):
            load(path)


@given(data=st.data())
def test_a_file_cut_off_anywhere_is_refused(one_path, data):
    save(random_net(), one_path)
    content = one_path.read_bytes()
    one_path.write_bytes(content[: data.draw(st.integers(0, len(content) - 1))])
    with refuses(one_path, "; got "):
        load(one_path)


@given(data=st.data())
def test_a_file_with_another_byte_anywhere_is_refused_or_gives_the_same_network(one_path, data):
    net = random_net().masked(np.arange(13) != 4)
    save(net, one_path)
    content = bytearray(one_path.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    one_path.write_bytes(content)
    with contextlib.suppress(ValueError):  # some bytes say nothing about the network, such as the time of writing
        assert same(load(one_path), net)


def test_damage_that_numpy_would_read_as_other_numbers_is_refused(path):
    net = MLP.random([60, 60, 1], np.random.default_rng(1))
    save(net, path)
    path.write_bytes(path.read_bytes().replace(b"<f8", b"<f4"))
    assert stored(path)["theta"].shape == net.theta.shape
    with refuses(path, r"; got no \.npz archive, or a damaged one$"):
        load(path)


def test_where_damage_hides_a_part_of_the_archive_nothing_is_loaded_without_it(path):
    save(random_net().masked(np.arange(13) != 4), path)
    content = bytearray(path.read_bytes())
    content[content.rindex(b"skips.npy") - 14] = 64  # the entry is said to have a comment, and that swallows the next
    path.write_bytes(content)
    with refuses(path, "; got one without 'mask'$"):
        load(path)


CHANGES = [
    ({"version": 2}, r", in version 1 of the format; got version 2$"),
    ({"version": None}, r", in version 1 of the format; got version None$"),
    ({"sizes": None}, "; got one without 'sizes'$"),
    ({"theta": None}, "; got one without 'theta'$"),
    ({"phi": None}, "; got one without 'phi'$"),
    ({"cost": None}, "; got one without 'cost'$"),
    ({"skips": None}, "; got one without 'skips'$"),
    ({"mask": None}, "; got one without 'mask'$"),
    ({"phi": ["swish", "sigmoid"]}, "; got one with a function not known, 'swish' instead of sigmoid, tanh, "),
    ({"phi": "sigmoid"}, "; got one with hidden: an Activation, or a list of 1, one a hidden layer"),
    ({"phi": ["softmax", "sigmoid"]}, "; got one with hidden: an Activation, or a list of 1, one a hidden layer"),
    ({"phi": ["tanh", "tanh"], "cost": "log_loss"}, "; got one with output: log_loss goes with its own output layer"),
    ({"phi": np.zeros(0)}, "; got one with "),
    ({"cost": "hinge"}, "; got one with a function not known, 'hinge' instead of quadratic, log_loss, cross_entropy$"),
    ({"theta": np.zeros(12)}, r"; got one with theta: shape \(13,\) expected for this network; got shape \(12,\)$"),
    ({"theta": np.zeros(14)}, r"; got one with theta: shape \(13,\) expected for this network; got shape \(14,\)$"),
    (
        {"theta": np.zeros((13, 1))},
        r"; got one with theta: shape \(13,\) expected for this network; got shape \(13, 1\)",
    ),
    ({"theta": 0.0}, "; got one with "),
    ({"theta": np.full(13, np.nan)}, "; got one with theta: parameters that are finite real numbers expected$"),
    ({"theta": np.full(13, 1j)}, "; got one with theta: parameters that are finite real numbers expected$"),
    ({"theta": np.zeros(13, dtype=int)}, "; got one with theta: parameters that are finite real numbers expected$"),
    ({"theta": ["0"] * 13}, "; got one with theta: parameters that are finite real numbers expected$"),
    ({"sizes": [2, 0, 1]}, "; got one with sizes: at least 2 whole numbers from 1 on expected; got "),
    ({"sizes": [2, 10**9, 10**9]}, "; got one with theta: shape "),
    ({"sizes": ["two"]}, "; got one with sizes: numbers expected"),
    ({"sizes": 3}, "; got one with sizes: at least 2 whole numbers"),
    ({"mask": np.ones(12, dtype=bool)}, r"; got one with mask: truth values of shape \(13,\) expected"),
    ({"mask": True}, "; got one with "),
    ({"mask": np.ones(13)}, r"; got one with mask: truth values of shape \(13,\) expected"),
    ({"skips": [[0, 1]]}, r"; got one with skips: from a layer k to a layer l > k \+ 1"),
    ({"skips": [[0, 2]]}, r"; got one with theta: shape \(15,\) expected for this network; got shape \(13,\)"),
    ({"skips": [[0, 9]]}, "; got one with "),
    ({"skips": [["a", "b"]]}, "; got one with "),
    ({"skips": [[0.5, 2.0]]}, "; got one with "),
    ({"skips": [0, 2]}, "; got one with "),
    ({"skips": 1}, "; got one with "),
]


@pytest.mark.parametrize(("change", "message"), CHANGES, ids=[repr(change)[:40] for change, _ in CHANGES])
def test_a_network_that_does_not_fit_together_is_refused_with_the_reason(path, change, message):
    save(random_net(), path)
    entries = {name: value for name, value in (stored(path) | change).items() if value is not None}
    np.savez(path, **entries)
    with refuses(path, message):
        load(path)

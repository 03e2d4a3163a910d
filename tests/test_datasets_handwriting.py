import gzip
import hashlib
import re
import struct
import sys
import threading
import tracemalloc
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nncourse import datasets
from nncourse.datasets import handwriting
from nncourse.datasets.idx import read_idx
from tests.curriculum import worked_numbers

# The digits that come with the course.


def test_the_digits_are_those_of_scikit_learn():
    bundled = pytest.importorskip("sklearn.datasets").load_digits()
    X, Y = datasets.digits()
    np.testing.assert_array_equal(X * 16, bundled.data)
    np.testing.assert_array_equal(datasets.labels_of(Y), bundled.target)


def test_the_digits_are_as_many_of_each_as_the_source_says():
    X, Y = datasets.digits()
    assert (X.shape, Y.shape) == ((1797, 64), (1797, 10))
    assert Y.sum(axis=0).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert (Y.sum(axis=1) == 1).all()


def test_pixels_go_from_0_to_1_in_sixteenths():
    X, _ = datasets.digits()
    assert (X.min(), X.max()) == (0, 1)
    np.testing.assert_array_equal(X * 16, np.rint(X * 16))


def test_the_first_digit_is_a_zero_when_its_rows_are_put_below_each_other():
    X, Y = datasets.digits()
    ink = ["".join("#" if pixel > 0.5 else "." for pixel in row) for row in X[0].reshape(8, 8)]
    assert Y[0].argmax() == 0
    assert ink == [
        "...##...",
        "..####..",
        "..#..#..",
        "..#.....",
        ".....#..",
        "..#..#..",
        "..#.##..",
        "...##...",
    ]


def test_a_digit_looks_most_like_another_of_its_kind():
    X, Y = datasets.digits()
    likeness = X[:600] @ X.T / np.linalg.norm(X, axis=1)
    likeness[np.arange(600), np.arange(600)] = 0
    assert (datasets.labels_of(Y)[likeness.argmax(axis=1)] == datasets.labels_of(Y)[:600]).mean() > 0.95


# MNIST from a folder.

MARKS = ["-", "."]


def idx(array, magic=None):
    """The bytes of an IDX file, written by the format's own description and not by the code that reads it."""
    sizes = struct.pack(f">{array.ndim}I", *array.shape)
    return (bytes([0, 0, 8, array.ndim]) if magic is None else struct.pack(">I", magic)) + sizes + array.tobytes()


def made(part, n):
    rng = np.random.default_rng([n, part == "train"])
    return rng.integers(0, 256, (n, 28, 28), dtype=np.uint8), rng.integers(0, 10, n, dtype=np.uint8)


IMAGES, LABELS = made("train", 7)
TEST_IMAGES, TEST_LABELS = made("t10k", 3)
ARRAYS = {
    "train-images-idx3-ubyte": IMAGES,
    "train-labels-idx1-ubyte": LABELS,
    "t10k-images-idx3-ubyte": TEST_IMAGES,
    "t10k-labels-idx1-ubyte": TEST_LABELS,
}
PLAIN = {name: idx(array) for name, array in ARRAYS.items()}
GZIPPED = {f"{name}.gz": gzip.compress(content, mtime=0) for name, content in PLAIN.items()}


def is_the_small_mnist(data):
    (X, Y), (test_X, test_Y) = data
    for pixels, targets, images, labels in ((X, Y, IMAGES, LABELS), (test_X, test_Y, TEST_IMAGES, TEST_LABELS)):
        assert pixels.dtype == targets.dtype == np.float32
        expected = [[np.float32(pixel) / np.float32(255) for pixel in image.ravel()] for image in images]
        np.testing.assert_array_equal(pixels, np.array(expected))
        assert targets.tolist() == [[float(digit == label) for digit in range(10)] for label in labels]
    return True


def put(folder, files):
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.mark.parametrize("files", [PLAIN, GZIPPED], ids=["plain", "gzipped"])
@pytest.mark.parametrize("mark", MARKS)
def test_a_folder_is_read_whatever_of_the_usual_names_its_files_have(tmp_path, files, mark):
    folder = put(tmp_path, {name.replace("-idx", f"{mark}idx"): content for name, content in files.items()})
    assert is_the_small_mnist(datasets.mnist(folder))
    assert is_the_small_mnist(datasets.mnist(str(folder)))


def test_files_that_a_browser_has_unpacked_but_not_renamed_are_read(tmp_path):
    assert is_the_small_mnist(datasets.mnist(put(tmp_path, {f"{name}.gz": PLAIN[name] for name in PLAIN})))


def test_a_folder_below_the_home_folder_can_be_written_with_a_tilde(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    put(tmp_path / "digits", GZIPPED)
    assert is_the_small_mnist(datasets.mnist("~/digits"))


def test_an_image_has_as_many_pixels_as_the_lecture_says(tmp_path):
    (X, _), _ = datasets.mnist(put(tmp_path, PLAIN))
    assert X.shape[1] == worked_numbers()["S20.inputs_28x28"]


@pytest.mark.parametrize("path", ["nowhere", "", 5, b"x", ["folder"], True])
def test_what_is_no_folder_is_refused(path):
    message = rf"^path: a folder with the four files of MNIST expected; got {re.escape(repr(path))}$"
    with pytest.raises(ValueError, match=message):
        datasets.mnist(path)


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "mnist.gz").write_bytes(b"")
    with pytest.raises(ValueError, match=r"^path: a folder .* expected; got .*mnist\.gz"):
        datasets.mnist(tmp_path / "mnist.gz")


@pytest.mark.parametrize("missing", PLAIN)
def test_a_missing_file_is_named_with_the_folder_where_it_was_looked_for(tmp_path, missing):
    folder = put(tmp_path, {name: content for name, content in PLAIN.items() if name != missing})
    with pytest.raises(ValueError) as caught:
        datasets.mnist(folder)
    assert str(caught.value).startswith(f"{folder}: a file ")
    assert all(name in str(caught.value) for name in (missing, missing.replace("-idx", ".idx"), f"{missing}.gz"))


FAULTS = {
    "labels where images are expected": (
        "train-images",
        idx(np.tile(LABELS, 2)),
        "magic number 2051 expected; got 2049",
    ),
    "images where labels are expected": ("train-labels", idx(IMAGES), "magic number 2049 expected; got 2051"),
    "floats": ("t10k-images", idx(TEST_IMAGES, magic=0x0D03), "magic number 2051 expected; got 3331"),
    "a page of the web": ("train-images", b"<!DOCTYPE html><html></html>", "magic number 2051 expected; got "),
    "nothing": ("train-labels", b"", "an IDX header of 8 bytes expected; got 0 bytes"),
    "half a header": ("train-images", PLAIN["train-images-idx3-ubyte"][:15], "header of 16 bytes expected; got 15"),
    "other sizes": ("t10k-images", idx(TEST_IMAGES[:, :14]), "images of 28 × 28 pixels expected; got 14 × 28"),
    "turned sizes": ("t10k-images", idx(TEST_IMAGES[:, :, :14]), "images of 28 × 28 pixels expected; got 28 × 14"),
    "too few labels": ("train-labels", idx(LABELS[:6]), "7 labels expected, one for each image; got 6"),
    "too many labels": ("train-labels", idx(np.append(LABELS, LABELS)), "7 labels expected, .*; got 14"),
    "a letter": ("t10k-labels", idx(np.array([1, 10, 2], dtype=np.uint8)), "labels from 0 to 9 expected; got 10"),
    "a byte too few": ("t10k-images", idx(TEST_IMAGES)[:-1], "3 × 28 × 28 bytes expected after the header; got 2351"),
    "a byte too many": ("train-labels", idx(LABELS) + b"\0", "7 bytes expected after the header; got 8"),
    "more than memory holds": (
        "train-images",
        struct.pack(">4I", 2051, 2**32 - 1, 28, 28) + bytes(5),
        "4294967295 × 28 × 28 bytes expected after the header; got 5",
    ),
}


@pytest.mark.parametrize(("stem", "content", "message"), FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzipped"])
def test_a_file_that_holds_no_such_digits_is_refused_by_name(tmp_path, stem, content, message, packed):
    name = next(name for name in PLAIN if name.startswith(stem))
    put(tmp_path, PLAIN | {name: gzip.compress(content) if packed else content})
    with pytest.raises(ValueError, match=f"^{re.escape(str(tmp_path / name))}: .*{message}"):
        datasets.mnist(tmp_path)


@pytest.mark.parametrize("name", GZIPPED)
@pytest.mark.parametrize("cut", [3, 20, 0.5, -8, -1])
def test_a_gzip_file_that_was_cut_off_is_refused_by_name(tmp_path, name, cut):
    content = GZIPPED[name]
    put(tmp_path, GZIPPED | {name: content[: int(len(content) * cut) if isinstance(cut, float) else cut]})
    with pytest.raises(ValueError, match=f"^{re.escape(str(tmp_path / name))}: a whole gzip file expected; got a dama"):
        datasets.mnist(tmp_path)


@pytest.fixture(scope="module")
def one_file(tmp_path_factory):
    return str(tmp_path_factory.mktemp("idx") / "file")


def read(one_file, content, dimensions):
    with open(one_file, "wb") as file:
        file.write(content)
    return read_idx(one_file, dimensions)


bytes_arrays = hnp.arrays(np.uint8, hnp.array_shapes(max_dims=3, max_side=6))


@given(bytes_arrays, st.booleans())
def test_what_was_written_as_idx_is_read_back(one_file, array, packed):
    found = read(one_file, gzip.compress(idx(array)) if packed else idx(array), array.ndim)
    assert found.dtype == np.uint8
    assert found.tolist() == array.tolist()


@given(bytes_arrays, st.data(), st.booleans())
def test_no_part_of_a_file_and_no_longer_file_is_taken_for_the_whole(one_file, array, data, packed):
    whole = gzip.compress(idx(array)) if packed else idx(array)
    end = data.draw(st.integers(0, len(whole) - 1))
    longer = whole + data.draw(st.binary(min_size=1, max_size=9).filter(lambda tail: not packed or any(tail)))
    for content in (whole[:end], longer):
        with pytest.raises(ValueError, match=f"^{re.escape(one_file)}: .* expected.*; got "):
            read(one_file, content, array.ndim)


@given(bytes_arrays, st.data(), st.integers(1, 255))
def test_a_byte_that_was_changed_in_a_gzip_file_never_gives_other_numbers(one_file, array, data, change):
    content = bytearray(gzip.compress(idx(array)))
    content[data.draw(st.integers(0, len(content) - 1))] ^= change
    try:
        found = read(one_file, bytes(content), array.ndim).tolist()
    except ValueError:
        return
    assert found == array.tolist()


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzipped"])
def test_reading_needs_the_floats_and_a_copy_of_the_bytes_and_no_more(tmp_path, packed):
    n = 20_000
    ink = np.random.default_rng(0).integers(0, 256, 200, dtype=np.uint8)
    images = np.zeros((n, 28, 28), dtype=np.uint8)
    images[:, 10, ::2] = ink[: 28 // 2]
    files = PLAIN | {
        "train-images-idx3-ubyte": idx(images),
        "train-labels-idx1-ubyte": idx(np.zeros(n, dtype=np.uint8)),
    }
    put(tmp_path, {name: gzip.compress(content, 1) if packed else content for name, content in files.items()})
    tracemalloc.start()
    try:
        (X, _), _ = datasets.mnist(tmp_path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert X.shape == (n, 784)
    assert peak <= X.nbytes + 64 * 2**20 * n / 60_000  # 64 MiB beside the data for the 60,000 of MNIST


# MNIST from a server.


class Mirror:
    """A server on this machine: what it has, how it misbehaves, and what it was asked for."""

    def __init__(self, files):
        self.files, self.cut, self.asked = dict(files), set(), []
        mirror = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                name = self.path.rpartition("/")[2]
                mirror.asked.append(name)
                content = mirror.files.get(name)
                if content is None:
                    self.send_error(404)
                    return
                self.send_response(200)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content[: len(content) // 2] if name in mirror.cut else content)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/mnist/"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def close(self):
        if self.thread.is_alive():
            self.server.shutdown()
            self.thread.join()
            self.server.server_close()


@pytest.fixture
def mirrors(monkeypatch):
    pair = [Mirror(GZIPPED), Mirror(GZIPPED)]
    checksums = {name: hashlib.sha256(content).hexdigest() for name, content in GZIPPED.items()}
    monkeypatch.setattr(handwriting, "_MIRRORS", tuple(mirror.address for mirror in pair))
    monkeypatch.setattr(handwriting, "_CHECKSUMS", checksums)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    yield pair
    for mirror in pair:
        mirror.close()


@pytest.fixture
def cache(monkeypatch, tmp_path):
    pooch = pytest.importorskip("pooch")
    pytest.importorskip("tqdm")
    monkeypatch.setattr(pooch, "os_cache", lambda project: tmp_path / "cache" / project)
    return tmp_path / "cache" / "nncourse"


def in_the(cache):
    return {path.name: path.read_bytes() for path in cache.iterdir()}


def test_without_a_path_the_four_files_are_downloaded_into_the_users_cache(mirrors, cache, capfd):
    assert is_the_small_mnist(datasets.mnist())
    assert in_the(cache) == GZIPPED
    assert [mirror.asked for mirror in mirrors] == [list(GZIPPED), []]
    assert capfd.readouterr().err.count("100%") == 4  # a progress bar for each file


def test_the_second_time_no_server_is_asked(mirrors, cache):
    datasets.mnist()
    for mirror in mirrors:
        mirror.close()
    assert is_the_small_mnist(datasets.mnist())
    assert mirrors[0].asked == list(GZIPPED)


@pytest.mark.parametrize("name", GZIPPED)
@pytest.mark.parametrize("broken", [b"", GZIPPED["train-images-idx3-ubyte.gz"][:99], b"?" * 50])
def test_a_file_in_the_cache_that_is_not_whole_is_fetched_again_and_it_alone(mirrors, cache, name, broken):
    cache.mkdir(parents=True)
    put(cache, GZIPPED | {name: broken})
    assert is_the_small_mnist(datasets.mnist())
    assert mirrors[0].asked == [name]
    assert in_the(cache) == GZIPPED


def refuse(mirror):
    mirror.files.clear()


def cut_off(mirror):
    mirror.cut.update(GZIPPED)


def send_others(mirror):
    mirror.files = {name: content[::-1] for name, content in GZIPPED.items()}


every_fault = pytest.mark.parametrize("fail", [Mirror.close, refuse, cut_off, send_others])


@every_fault
def test_where_the_first_server_fails_the_second_is_asked(mirrors, cache, fail):
    fail(mirrors[0])
    assert is_the_small_mnist(datasets.mnist())
    assert in_the(cache) == GZIPPED
    assert mirrors[1].asked == list(GZIPPED)


@pytest.mark.parametrize(
    ("fail", "reason"),
    [
        (Mirror.close, "refused"),
        (refuse, "404"),
        (cut_off, "(?i)incomplete|broken|hash"),
        (send_others, "hash of downloaded file"),
    ],
)
def test_where_every_server_fails_it_is_said_which_file_why_and_what_to_do_and_nothing_is_kept(
    mirrors, cache, fail, reason
):
    for mirror in mirrors:
        fail(mirror)
    with pytest.raises(ConnectionError) as caught:
        datasets.mnist()
    first, *faults = str(caught.value).splitlines()
    assert first == (
        "train-images-idx3-ubyte.gz: no server gave it whole.  Try again when you are online.  "
        'Or put the four files of MNIST into a folder yourself and call mnist("the/folder").'
    )
    for mirror in mirrors:
        assert [f for f in faults if f.startswith(f"{mirror.address}train-images-idx3-ubyte.gz: ")]
    assert len(re.findall(reason, "\n".join(faults))) >= 2
    assert in_the(cache) == {}


def test_what_came_whole_before_the_line_broke_is_kept_and_the_rest_fetched_later(mirrors, cache):
    last = list(GZIPPED)[-1]
    for mirror in mirrors:
        mirror.cut.add(last)
    with pytest.raises(ConnectionError, match=f"^{last}: no server gave it whole"):
        datasets.mnist()
    assert in_the(cache) == {name: content for name, content in GZIPPED.items() if name != last}
    for mirror in mirrors:
        mirror.cut.clear()
        mirror.asked.clear()
    assert is_the_small_mnist(datasets.mnist())
    assert mirrors[0].asked == [last]


def test_a_cache_that_cannot_be_written_is_not_blamed_on_the_servers(mirrors, cache):
    cache.parent.write_text("a file where the folder should be")
    with pytest.raises(OSError, match=re.escape(str(cache))) as caught:
        datasets.mnist()
    assert not isinstance(caught.value, ConnectionError)
    assert [mirror.asked for mirror in mirrors] == [[], []]


@pytest.mark.parametrize("name", ["pooch", "tqdm"])
def test_without_the_libraries_it_is_said_how_to_install_them_and_how_to_do_without(monkeypatch, tmp_path, name):
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ImportError) as caught:
        datasets.mnist()
    assert str(caught.value) == (
        f'MNIST is downloaded by {name}, which is not installed: pip install "nncourse[data]".  '
        'Or put the four files of MNIST into a folder yourself and call mnist("the/folder").'
    )
    assert is_the_small_mnist(datasets.mnist(put(tmp_path, PLAIN)))


def test_what_is_downloaded_is_checked_and_comes_by_an_encrypted_line():
    names = [f"{part}-{what}-ubyte.gz" for part in ("train", "t10k") for what in ("images-idx3", "labels-idx1")]
    assert list(handwriting._CHECKSUMS) == names
    assert all(re.fullmatch("[0-9a-f]{64}", checksum) for checksum in handwriting._CHECKSUMS.values())
    assert len(handwriting._MIRRORS) == 2
    assert all(re.fullmatch(r"https://\S+/mnist/", address) for address in handwriting._MIRRORS)

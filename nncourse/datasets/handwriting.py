"""Handwritten digits: 1,797 small ones that come with the course, and the 70,000 of MNIST, which are downloaded."""

import os

import numpy as np

from .idx import read_idx
from .labels import one_hot

Samples = tuple[np.ndarray, np.ndarray]

_MIRRORS = ("https://storage.googleapis.com/cvdf-datasets/mnist/", "https://ossci-datasets.s3.amazonaws.com/mnist/")
_CHECKSUMS = {  # SHA-256
    "train-images-idx3-ubyte.gz": "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
    "train-labels-idx1-ubyte.gz": "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
    "t10k-images-idx3-ubyte.gz": "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
    "t10k-labels-idx1-ubyte.gz": "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
}
_BY_HAND = 'Or put the four files of MNIST into a folder yourself and call mnist("the/folder").'


def digits() -> Samples:
    """The digits 0 to 9 as 13 people wrote them, 8 × 8 pixels: X (1797, 64) from 0 to 1, Y (1797, 10) one-hot.

    Row by row from the top left, 0 paper and 1 ink, in steps of 1/16.  E. Alpaydin and C. Kaynak, Optical Recognition
    of Handwritten Digits, UCI Machine Learning Repository 1998, CC BY 4.0; more in digits.txt beside the data.
    """
    with np.load(os.path.join(os.path.dirname(__file__), "digits.npz")) as file:
        return file["pixels"] / 16, one_hot(file["labels"])


def mnist(path: str | os.PathLike[str] | None = None) -> tuple[Samples, Samples]:
    """MNIST as (train, test), 60,000 and 10,000 digits of 28 × 28 pixels: X (n, 784) from 0 to 1, Y (n, 10) one-hot.

    All are float32.  path: a folder with the four IDX files, gzipped or not.  Without one they are downloaded once,
    12 MB, into the user's cache, and their checksums compared at every call (needs the extra `data`).
    Y. LeCun, C. Cortes and C. J. C. Burges, The MNIST database of handwritten digits; decks IBR 210-228, MEI 14-24.

    ValueError that names the file if one is missing, damaged, or does not hold such digits; ConnectionError if they
    cannot be downloaded; ImportError if what downloads them is not installed.
    """
    if path is None:
        folder = _downloaded()
    elif isinstance(path, str | os.PathLike) and os.path.isdir(os.path.expanduser(path)):
        folder = os.path.expanduser(path)
    else:
        raise ValueError(f"path: a folder with the four files of MNIST expected; got {path!r}")
    return _samples(folder, "train"), _samples(folder, "t10k")


def _samples(folder: str, part: str) -> Samples:
    """X (n, 784) and Y (n, 10) of one part, train or t10k; the bytes are the only other copy there ever is."""
    images_file, labels_file = _file(folder, f"{part}-images", 3), _file(folder, f"{part}-labels", 1)
    images, labels = read_idx(images_file, 3), read_idx(labels_file, 1)
    if images.shape[1:] != (28, 28):
        raise ValueError(f"{images_file}: images of 28 × 28 pixels expected; got {images.shape[1]} × {images.shape[2]}")
    if len(labels) != len(images):
        raise ValueError(f"{labels_file}: {len(images)} labels expected, one for each image; got {len(labels)}")
    if labels.max(initial=0) > 9:
        raise ValueError(f"{labels_file}: labels from 0 to 9 expected; got {labels.max()}")
    X = np.divide(images.reshape(len(images), 784), 255, dtype=np.float32)
    return X, one_hot(labels).astype(np.float32)


def _file(folder: str, stem: str, dimensions: int) -> str:
    """The first file there is of the four names under which these data are passed on."""
    names = [f"{stem}{mark}idx{dimensions}-ubyte{end}" for end in (".gz", "") for mark in "-."]
    for name in names:
        if os.path.isfile(os.path.join(folder, name)):
            return os.path.join(folder, name)
    raise ValueError(f"{folder}: a file {', '.join(names[:-1])} or {names[-1]} expected; got none of them")


def _downloaded() -> str:
    """The folder in the user's cache that holds the four files whole; those that are not are fetched."""
    try:
        import pooch
        import requests
        import tqdm  # noqa: F401  pooch draws its progress bar with it
    except ImportError as missing:
        raise ImportError(
            f'MNIST is downloaded by {missing.name}, which is not installed: pip install "nncourse[data]".  {_BY_HAND}'
        ) from None
    folder = str(pooch.os_cache("nncourse"))
    for name, checksum in _CHECKSUMS.items():
        faults = []
        for mirror in _MIRRORS:
            try:  # pooch downloads beside the name and renames what has the checksum: a file is whole or not there
                pooch.retrieve(mirror + name, f"sha256:{checksum}", name, folder, progressbar=True)
                break
            except (requests.RequestException, ValueError) as fault:
                faults.append(f"\n{mirror}{name}: {fault}")
        else:
            raise ConnectionError(
                f"{name}: no server gave it whole.  Try again when you are online.  {_BY_HAND}{''.join(faults)}"
            )
    return folder

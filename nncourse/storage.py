"""Networks on disk: what was learned is kept, and used later or elsewhere (decks OCT 318-321, MEI 33-43).

The file is an .npz archive of arrays, what np.savez writes, without pickle, so that opening one runs nobody's code:

    format, version         what the file is
    sizes, theta            n_0, …, n_L, and all parameters in one vector
    phi, cost               the activations of layers 1 … L and the cost, by name
    skips                   a row (k, l) for every skip connection
    mask                    False where a connection was removed; empty if none was
"""

import os
from collections.abc import Mapping
from typing import Any

import numpy as np

from . import parameters
from .activations import hard_tanh, identity, relu, sigmoid, sign, softmax, step, tanh
from .arguments import whole_numbers
from .costs import cross_entropy, log_loss, quadratic
from .mlp import MLP
from .skip import SkipMLP

FORMAT, VERSION = "nncourse network", 1
PHI = {str(phi): phi for phi in (sigmoid, tanh, relu, hard_tanh, identity, step, sign)} | {"softmax": softmax}
COST = {str(cost): cost for cost in (quadratic, log_loss, cross_entropy)}


def save(net: MLP, path: str | os.PathLike[str]) -> None:
    """Write a network, an MLP or a SkipMLP, to the file of exactly this name; what stood there is replaced.

    The file is complete or it is not there: if writing fails, nothing is left, and a file of before stays as it was.
    ValueError if the parameters are not finite real numbers, or an activation or the cost is not the course's own;
    OSError if the file cannot be written.
    """
    import tempfile  # here, and not above: `import nncourse` should take no longer than NumPy does
    from pathlib import Path

    path = Path(path)
    if type(net) not in (MLP, SkipMLP):
        raise ValueError(f"net: an MLP or a SkipMLP expected; got {net!r}")
    _check("net", net.theta)
    entries: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "sizes": net.sizes,
        "theta": net.theta,
        "phi": [_name(PHI, phi) for phi in net.phi[1:]],
        "cost": _name(COST, net.cost),
        "skips": np.array([*net.skips] if isinstance(net, SkipMLP) else [], dtype=int).reshape(-1, 2),
        "mask": np.zeros(0, dtype=bool) if net.mask is None else net.mask,
    }
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, **entries)
        os.chmod(temporary, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def load(path: str | os.PathLike[str]) -> MLP:
    """The network that `save` wrote, with the same parameters to the last bit.

    ValueError, with the name of the file, if it is another file, a damaged one or one of a later version; OSError if
    it cannot be read.
    """
    import zipfile

    expected = f"{path}: a network that nncourse saved expected"
    with open(path, "rb") as file:
        try:
            if zipfile.ZipFile(file).testzip() is not None:  # NumPy alone may not notice damage
                raise ValueError
            file.seek(0)
            with np.load(file, allow_pickle=False) as archive:
                stored = dict(archive)
        except Exception:  # bytes of any kind make zipfile and NumPy raise nearly anything
            raise ValueError(f"{expected}; got no .npz archive, or a damaged one") from None
    if str(stored.get("format")) != FORMAT:
        raise ValueError(f"{expected}; got an .npz archive of something else")
    if str(stored.get("version")) != str(VERSION):
        raise ValueError(f"{expected}, in version {VERSION} of the format; got version {stored.get('version')}")
    try:
        return _network(stored)
    except KeyError as missing:
        raise ValueError(f"{expected}; got one without {missing}") from None
    except (LookupError, TypeError, ValueError) as error:
        raise ValueError(f"{expected}; got one with {error}") from None


def _network(stored: Mapping[str, np.ndarray]) -> MLP:
    sizes, theta = whole_numbers("sizes", stored["sizes"], least=1, length=2), stored["theta"]
    _check("theta", theta)
    phi = [_known(PHI, name) for name in stored["phi"].ravel()]
    net = MLP(sizes, theta[: parameters.count(sizes)], phi[:-1], _known(COST, stored["cost"]), phi[-1])
    if len(stored["skips"]):
        net = SkipMLP.over(net, {(k, l): np.zeros((sizes[l], sizes[k])) for k, l in stored["skips"].tolist()})
    net = net.at(theta)
    return net.masked(stored["mask"]) if len(stored["mask"]) else net


def _check(name: str, theta: np.ndarray) -> None:
    if theta.dtype.kind != "f" or not np.isfinite(theta).all():
        raise ValueError(f"{name}: parameters that are finite real numbers expected")


def _name(known: Mapping[str, object], asked: object) -> str:
    for name, value in known.items():
        if value == asked:
            return name
    raise ValueError(f"net: one of {', '.join(known)} expected; got {asked!r}, which no file can name")


def _known(known: Mapping[str, Any], name: object) -> Any:
    if str(name) not in known:
        raise ValueError(f"a function not known, {str(name)!r} instead of {', '.join(known)}")
    return known[str(name)]

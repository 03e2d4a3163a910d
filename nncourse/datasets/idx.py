"""IDX, the file format of MNIST: a magic number, the size of every dimension, then the entries, one byte each."""

import math

import numpy as np


def read_idx(path: str, dimensions: int) -> np.ndarray:
    """The bytes of an IDX file, gzipped or not, in as many dimensions as asked for; read-only.

    Whether it is gzipped is seen from its first bytes: browsers unpack on the way and keep the name.
    ValueError that names the file if it is no such file, or cut off, or goes on after its end.
    """
    import gzip  # here, and not above: `import nncourse` should take no longer than NumPy does
    import zlib

    with open(path, "rb") as file:
        data = file.read()
    if data.startswith(b"\x1f\x8b"):
        try:
            data = gzip.decompress(data)
        except (EOFError, gzip.BadGzipFile, zlib.error) as fault:
            raise ValueError(f"{path}: a whole gzip file expected; got a damaged one ({fault})") from None
    start = 4 * (1 + dimensions)
    if len(data) < start:
        raise ValueError(f"{path}: an IDX header of {start} bytes expected; got {len(data)} bytes")
    magic, *shape = np.frombuffer(data, ">u4", count=1 + dimensions).tolist()
    if magic != 2048 + dimensions:  # 8 stands for unsigned bytes, in the third byte; the dimensions in the fourth
        raise ValueError(f"{path}: magic number {2048 + dimensions} expected; got {magic}")
    if len(data) != start + math.prod(shape):
        sizes = " × ".join(map(str, shape))
        raise ValueError(f"{path}: {sizes} bytes expected after the header; got {len(data) - start}")
    return np.frombuffer(data, np.uint8, offset=start).reshape(shape)

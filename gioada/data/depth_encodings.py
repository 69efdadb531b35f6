"""How depth maps out there write metres.

Sources: Virtual KITTI's and SYNTHIA's READMEs (centimetres), KITTI's depth development kit
(metres times 256, 0 for nothing measured), CARLA's documentation of its depth camera and of its
logarithmic colour converter.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gioada.data.frame import SKY_DEPTH
from gioada.errors import Problem

DEPTH_ENCODINGS: Mapping[str, str] = MappingProxyType(
    {
        "centimetres-16bit": "16 bits, centimetres, 65535 is sky: Virtual KITTI, SYNTHIA",
        "kitti-256": "16 bits, metres times 256, 0 is not measured: KITTI",
        "millimetres": "16 bits, millimetres, 0 is not measured",
        "metres": "floats in metres: .npy or TIFF",
        "carla-24bit": "RGB, 24 bits over 1000 m: CARLA's depth camera as recorded",
        "carla-log": "8-bit grey, logarithmic up to 1000 m: CARLA's logarithmic depth",
        "grey8-80m": "8-bit grey, linear, 255 is 80 m",
    }
)
"""Name -> what it is, for people who choose."""

_SIXTEEN = {"centimetres-16bit": 100.0, "kitti-256": 256.0, "millimetres": 1000.0}
_CARLA_METRES = 1000.0
_CARLA_LOG_RANGE = 5.70378
_GREY_METRES = 80.0


def decode(values: NDArray[Any], encoding: str) -> NDArray[np.float32]:
    """Stored values -> metres of planar z.

    Args:
        values: H W, or H W 3 for ``carla-24bit`` (a fourth channel is not looked at).
        encoding: a name in ``DEPTH_ENCODINGS``.

    Returns:
        float32 H W in 0..655.35, with everything farther (and the sky) at 655.35, and NaN where
        nothing was measured: 0 in ``kitti-256`` and ``millimetres``; zero, below zero and NaN in
        ``metres``.

    Raises:
        Problem: ``data.encoding``, no such encoding.
    """
    if encoding in _SIXTEEN:
        metres = np.divide(values, np.float32(_SIXTEEN[encoding]), dtype=np.float32)
        if encoding != "centimetres-16bit":
            metres[values == 0] = np.nan
    elif encoding == "metres":
        metres = values.astype(np.float32)
        metres[~(metres > 0)] = np.nan
    elif encoding == "carla-24bit":
        steps = values[..., 2].astype(np.uint32)
        for channel in (1, 0):
            steps <<= 8
            steps |= values[..., channel].astype(np.uint32)
        metres = (steps * (_CARLA_METRES / (2**24 - 1))).astype(np.float32)
    elif encoding in ("carla-log", "grey8-80m"):
        metres = np.take(_grey_metres(np.arange(256), encoding), values)
    else:
        raise _unknown(encoding)
    return np.minimum(metres, np.float32(SKY_DEPTH), out=metres)


def decode_steps(
    values: NDArray[Any], *, unit: float, invalid: float | None
) -> NDArray[np.float32]:
    """Depth in equal steps of one's own choice -> metres of planar z.

    Args:
        values: H W, integers or floats.
        unit: metres per step, above 0.
        invalid: the value that stands for nothing measured, or None if there is none.

    Returns:
        float32 H W, at most 655.35 (the sky), NaN where nothing was measured or a float is no
        number.
    """
    # In 64 bits, so that 1234 centimetres are the number nearest to 12.34.
    metres = (values * np.float64(unit)).astype(np.float32)
    if invalid is not None:
        metres[values == invalid] = np.nan
    return np.minimum(metres, np.float32(SKY_DEPTH), out=metres)


def _grey_metres(grey: NDArray[np.integer], encoding: str) -> NDArray[np.float32]:
    if encoding == "grey8-80m":
        return grey.astype(np.float32) * np.float32(_GREY_METRES / 255.0)
    share = grey.astype(np.float32) / np.float32(255.0)
    return np.float32(_CARLA_METRES) * np.exp((share - 1) * np.float32(_CARLA_LOG_RANGE))


def encode(metres: NDArray[np.floating], encoding: str) -> NDArray[Any]:
    """Metres of planar z -> what a file in this encoding stores, rounded to the nearest value.

    Args:
        metres: float H W, at least 0; NaN is written as 0.
        encoding: a name in ``DEPTH_ENCODINGS``.

    Returns:
        uint16 H W; float32 H W for ``metres``; uint8 H W 3 for ``carla-24bit``; uint8 H W for
        the two grey ones. What is too far for the encoding takes its largest value.

    Raises:
        Problem: ``data.encoding``, no such encoding.
    """
    known = np.nan_to_num(np.asarray(metres, np.float64), nan=0.0, posinf=1e6)
    if encoding in _SIXTEEN:
        return np.clip(np.rint(known * _SIXTEEN[encoding]), 0, 65535).astype(np.uint16)
    if encoding == "metres":
        return known.astype(np.float32)
    if encoding == "carla-24bit":
        share = np.clip(known / _CARLA_METRES, 0, 1)
        packed = np.rint(share * (2**24 - 1)).astype(np.int64)
        return np.stack([(packed >> shift) & 255 for shift in (0, 8, 16)], axis=-1).astype(np.uint8)
    if encoding == "carla-log":
        share = np.clip(known / _CARLA_METRES, 1e-9, 1)
        grey = 1.0 + np.log(share) / _CARLA_LOG_RANGE
        return np.rint(np.clip(grey, 0, 1) * 255).astype(np.uint8)
    if encoding == "grey8-80m":
        return np.rint(np.clip(known / _GREY_METRES, 0, 1) * 255).astype(np.uint8)
    raise _unknown(encoding)


def _unknown(encoding: str) -> Problem:
    what = "There is no depth encoding {encoding}; choose one of {known}."
    return Problem("data.encoding", what, encoding=repr(encoding), known=", ".join(DEPTH_ENCODINGS))

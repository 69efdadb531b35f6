"""A cloud as binary glTF 2.0, which viewers in browsers show: coloured, and lit by nothing."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np

from gioada.inference.cloud import Cloud

_FLOAT, _SHORT, _INT = 5126, 5123, 5125
_POINTS, _TRIANGLES = 0, 4


def write_glb(cloud: Cloud, path: Path) -> None:
    """Write a cloud: its triangles, or its points if it has none.

    Raises:
        ValueError: the cloud is empty, which glTF cannot say.
    """
    if not len(cloud.points):
        raise ValueError("No pixel is left for the point cloud: all is sky, too far or edge-on.")
    whole = len(cloud.faces) > 0
    arrays = [cloud.points.astype("<f4"), _linear(cloud.colours)]
    accessors: list[dict[str, Any]] = [
        {"componentType": _FLOAT, "type": "VEC3", "count": len(cloud.points),
         "min": cloud.points.min(0).tolist(), "max": cloud.points.max(0).tolist()},
        {"componentType": _SHORT, "type": "VEC4", "count": len(cloud.points), "normalized": True},
    ]  # fmt: skip
    shape: dict[str, Any] = {"attributes": {"POSITION": 0, "COLOR_0": 1}, "material": 0}
    if whole:
        arrays.append(cloud.faces.astype("<u4"))
        accessors.append({"componentType": _INT, "type": "SCALAR", "count": cloud.faces.size})
        shape["indices"] = 2
    shape["mode"] = _TRIANGLES if whole else _POINTS
    path.write_bytes(_packed(arrays, accessors, shape))


def _linear(colours: np.ndarray) -> np.ndarray:
    """sRGB uint8 N 3 -> linear uint16 N 4, opaque, as glTF wants the colours of vertices."""
    share = np.arange(256) / 255
    curve = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    linear = np.full((len(colours), 4), 65535, "<u2")
    linear[:, :3] = np.rint(curve * 65535).astype(np.uint16)[colours]
    return linear


def _packed(
    arrays: list[np.ndarray], accessors: list[dict[str, Any]], shape: dict[str, Any]
) -> bytes:
    """One buffer with all arrays, whose lengths are multiples of 4, after the json on them."""
    views, start = [], 0
    for number, array in enumerate(arrays):
        views.append({"buffer": 0, "byteOffset": start, "byteLength": array.nbytes})
        accessors[number]["bufferView"] = number
        start += array.nbytes
    scene = {
        "asset": {"version": "2.0", "generator": "GIO-Ada Explorer"},
        "extensionsUsed": ["KHR_materials_unlit"],
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [shape]}],
        "materials": [{"doubleSided": True, "extensions": {"KHR_materials_unlit": {}}}],
        "buffers": [{"byteLength": start}],
        "bufferViews": views,
        "accessors": accessors,
    }
    text = json.dumps(scene, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    content = b"".join(array.tobytes() for array in arrays)
    total = 12 + 8 + len(text) + 8 + len(content)
    return (
        struct.pack("<4sII", b"glTF", 2, total)
        + struct.pack("<I4s", len(text), b"JSON")
        + text
        + struct.pack("<I4s", len(content), b"BIN\0")
        + content
    )

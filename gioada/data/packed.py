"""Frames once decoded, for disks where opening files is slow or processors that decode is scarce.

One file a frame, with the image, the Cityscapes ids that its labels mean, and the depth, as they
are in memory. A PNG is smaller: at 375 x 1242 a frame takes 2.8 MB instead of 1.4 MB, and is
read about ten times faster. Compressing it again would cost as much time as the PNG did.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gioada import records
from gioada.data.frame import Frame, Frames
from gioada.errors import Problem
from gioada.progress import track
from gioada.whole import write_npz

HEAD = "packed.json"
_CENTIMETRES = 100.0


@dataclass(frozen=True, kw_only=True)
class Head:
    """What was packed."""

    origin: str
    """The set that the frames come from, with its options."""
    count: int


class PackedFrames:
    """Frames that ``pack`` has written.

    Raises:
        Problem: the folder is not complete, or holds another set than ``origin``.
    """

    def __init__(self, folder: Path, *, origin: str) -> None:
        self.folder, self.head = folder, records.read(Head, folder / HEAD)
        if self.head.origin != origin:
            what = "{folder} was packed from {found}, and {wanted} is wanted: pack it into another "
            what += "folder."
            raise Problem(
                "data.packed_other", what, folder=folder, found=self.head.origin, wanted=origin
            )

    def __len__(self) -> int:
        return self.head.count

    def __getitem__(self, index: int, /) -> Frame:
        if not 0 <= index < len(self):
            raise IndexError(index)
        path = _path(self.folder, index)
        try:
            with np.load(path, allow_pickle=False) as stored:
                arrays = {name: stored[name] for name in stored.files}
        except (OSError, ValueError, zipfile.BadZipFile, EOFError) as error:
            raise Problem(
                "data.packed_damaged",
                "{path} cannot be read ({reason}): remove it and pack the set again, which keeps "
                "what is whole.",
                path=path,
                reason=str(error),
            ) from error
        depth = arrays.pop("centimetres", None)
        if depth is not None:
            arrays["depth"] = depth.astype(np.float32) / np.float32(_CENTIMETRES)
        return Frame(**arrays)


def pack(frames: Frames, folder: Path, *, origin: str, progress: bool = True) -> Path:
    """Write frames into a folder, going on where an earlier attempt was cut off.

    Args:
        frames: what to pack.
        folder: made if there is none.
        origin: what the frames are, for ``PackedFrames`` to compare.
        progress: show a bar.

    Raises:
        Problem: the folder holds another set.
        OSError: the disk is full.
    """
    head = Head(origin=origin, count=len(frames))
    if (folder / HEAD).exists() and PackedFrames(folder, origin=origin).head == head:
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    for index in track(range(len(frames)), what=f"packing {folder.name}", show=progress):
        path = _path(folder, index)
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            write_npz(path, compressed=False, **_arrays(frames[index]))
    records.write(head, folder / HEAD)
    return folder


def _path(folder: Path, index: int) -> Path:
    # A thousand files a folder, which every file system takes.
    return folder / f"{index // 1000:04d}" / f"{index:07d}.npz"


def _arrays(frame: Frame) -> dict[str, NDArray]:
    arrays = {"image": frame.image}
    if frame.ids is not None:
        arrays["ids"] = frame.ids
    if frame.depth is not None:
        centimetres = np.rint(np.nan_to_num(frame.depth, nan=-1.0) * _CENTIMETRES)
        exact = np.clip(centimetres, 0, 65535).astype(np.uint16)
        same = np.array_equal(exact.astype(np.float32) / np.float32(_CENTIMETRES), frame.depth)
        arrays |= {"centimetres": exact} if same else {"depth": frame.depth}
    return arrays

"""The listing of Virtual KITTI's frames, and its depth maps: alike in both versions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gioada.data.depth_encodings import decode
from gioada.data.raster import read_raster
from gioada.data.sets.disk import FrameFiles, SetProblem
from gioada.data.sets.matching import Listing, files_in, matched, shown
from gioada.data.sets.virtual_kitti_folders import Archive, Kind, Version, locate


def find_frames(root: Path, version: Version, videos: Sequence[str]) -> list[FrameFiles]:
    """The frames of some videos, by video and number.

    Args:
        videos: ``0001/clone``, or with a camera ``Scene01/clone/Camera_0``.

    Raises:
        SetProblem: the version is not there, or a video or a frame lacks one of its files.
    """
    folders = locate(root, version)
    images, labels, depth = (
        _listing(root, kind, archive, folders.get(kind), videos)
        for kind, archive in version.archives.items()
    )
    _check_videos(images, version.archives["images"], videos)
    for others in (labels, depth):
        _check_images(images, others, version.archives["images"])
    again = " and ".join(version.archives[kind].file for kind in ("labels", "depth maps"))
    return matched(images, labels, depth, f"unpack {again} again, whole, from {version.page}")


def said_of(root: Path, version: Version) -> str:
    """Which folders ``find_frames`` takes: ``images in vkitti_1.3.1_rgb/, labels in ...``.

    Raises:
        SetProblem: the version is not there.
    """
    folders = locate(root, version)
    return ", ".join(
        f"{kind} in {_within(root, folder, version.archives[kind])}/"
        for kind, folder in folders.items()
    )


def read_centimetres(files: FrameFiles, version: Version) -> NDArray[np.float32]:
    """Depth of a frame, H W metres; 65535 of the file is the sky.

    Raises:
        SetProblem: the frame has no depth file, or it does not have 16 bits.
        FileProblem: the file cannot be read.
    """
    if files.depth is None:
        raise SetProblem(f"{files.name} was listed without depth; list the set's folder anew.")
    raster = read_raster(files.depth)
    if raster.values.ndim != 2 or raster.values.dtype != np.uint16:
        raise SetProblem(
            f"{shown(files.depth, 3)} is a {raster.form}, but the depth of {version.title} is "
            "16-bit grey PNG, in centimetres; a program must have converted it, so unpack "
            f"{version.archives['depth maps'].file} again."
        )
    return decode(raster.values, "centimetres-16bit")


def check_selection(what: str, chosen: Sequence[str], known: Collection[str]) -> None:
    """Raise ValueError unless there is a choice, of known names, each once."""
    unknown = [name for name in chosen if name not in known]
    if unknown or not chosen or len(set(chosen)) < len(chosen):
        raise ValueError(
            f"The {what} chosen are {', '.join(chosen) or 'none'}; choose one or more, each once, "
            f"of {', '.join(known)}."
        )


def _listing(
    root: Path, kind: Kind, archive: Archive, folder: Path | None, videos: Sequence[str]
) -> Listing:
    if folder is None:
        return Listing(what=kind, where=archive.folders[0], files={})
    files: dict[str, Path] = {}
    for video in videos:
        world, variation, *camera = video.split("/")
        place = folder.joinpath(world, variation, archive.inner, *camera)
        for stem, path in files_in(place, suffixes=(archive.suffix,)).items():
            if stem.startswith(archive.beginning):
                files[f"{video}/{stem.removeprefix(archive.beginning)}"] = path
    return Listing(what=kind, where=_within(root, folder, archive), files=files)


def _check_videos(images: Listing, archive: Archive, videos: Sequence[str]) -> None:
    there = {name.rpartition("/")[0] for name in images.files}
    missing = [video for video in videos if video not in there]
    if missing:
        have = "has" if len(missing) == 1 else "have"
        raise SetProblem(
            f"{len(missing)} of the {len(videos)} videos {have} no images in {images.place} (the "
            f"first: {missing[0]}); unpack {archive.file} again, whole, or choose only videos "
            "that are there."
        )


def _check_images(images: Listing, others: Listing, archive: Archive) -> None:
    """Files without an image are the other sign of an archive that was unpacked in part."""
    alone = [name for name in others.files if name not in images.files]
    # Where no image has any, they are of something else, which ``matched`` says better.
    if alone and len(alone) < len(others.files):
        have = "has" if len(alone) == 1 else "have"
        raise SetProblem(
            f"{len(alone)} of the {len(others.files)} {others.what} in {others.place} {have} no "
            f"image in {images.place} (the first: {alone[0]}); unpack {archive.file} again, whole."
        )


def _within(root: Path, folder: Path, archive: Archive) -> str:
    """A folder as people write it, from the root where it lies in that."""
    inner = ("...", archive.inner) if archive.inner else ()
    shown_folder = folder.relative_to(root) if folder.is_relative_to(root) else folder
    return shown_folder.joinpath(*inner).as_posix()


def without(names: tuple[str, ...], held_out: str, what: str) -> tuple[str, ...]:
    """The names but one, which are trained on while that one is kept for choosing.

    Raises:
        ValueError: the name is not among them, or is the only one.
    """
    rest = tuple(name for name in names if name != held_out)
    if held_out not in names or not rest:
        raise ValueError(
            f"{what} {held_out!r} cannot be held out of {', '.join(names)}; choose one of several."
        )
    return rest

"""Where the archives of Virtual KITTI were unpacked to, and which of its versions that is.

An archive may lie under its official name, under a shorter one, once more within itself (as
graphical programs unpack), one folder deeper than said, or beside the folder that was said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from gioada.data.sets.disk import SetProblem
from gioada.data.sets.matching import folders_in

Kind = Literal["images", "labels", "depth maps"]

VARIATIONS = (
    "15-deg-left",
    "15-deg-right",
    "30-deg-left",
    "30-deg-right",
    "clone",
    "fog",
    "morning",
    "overcast",
    "rain",
    "sunset",
)


@dataclass(frozen=True, kw_only=True)
class Archive:
    """One of a version's archives."""

    file: str
    """``vkitti_1.3.1_rgb.tar``."""
    folders: tuple[str, ...]
    """What its worlds may lie in, the official name first; "" is the folder of all archives."""
    inner: str = ""
    """From the folder of a variation to the files: ``frames/rgb``."""
    beginning: str = ""
    """Of the files' names: ``rgb_``."""
    suffix: str = ".png"


@dataclass(frozen=True, kw_only=True)
class Version:
    """What tells one version from another."""

    title: str
    pair: str
    """What people choose it by."""
    page: str
    worlds: Mapping[str, int]
    """Folder of each world and the frames of one video in it."""
    archives: Mapping[Kind, Archive]

    @property
    def where(self) -> str:
        """The archives and their page, as part of a sentence."""
        images, labels, depth = (archive.file for archive in self.archives.values())
        return f"{images}, {labels} and {depth} from {self.page}"


_PAGE = "https://europe.naverlabs.com/research/computer-vision/proxy-virtual-worlds-vkitti-"
_FRAMES = (447, 233, 270, 339, 837)

VERSION_1 = Version(
    title="Virtual KITTI 1.3.1",
    pair="virtual-kitti",
    page=f"{_PAGE}1/",
    worlds=MappingProxyType(
        dict(zip(("0001", "0002", "0006", "0018", "0020"), _FRAMES, strict=True))
    ),
    archives=MappingProxyType(
        {
            "images": Archive(
                file="vkitti_1.3.1_rgb.tar", folders=("vkitti_1.3.1_rgb", "vkitti_rgb", "rgb")
            ),
            "labels": Archive(
                file="vkitti_1.3.1_scenegt.tar",
                folders=("vkitti_1.3.1_scenegt", "vkitti_scenegt", "scenegt"),
            ),
            "depth maps": Archive(
                file="vkitti_1.3.1_depthgt.tar",
                folders=("vkitti_1.3.1_depthgt", "vkitti_depthgt", "depthgt", "depth"),
            ),
        }
    ),
)

VERSION_2 = Version(
    title="Virtual KITTI 2.0.3",
    pair="virtual-kitti-2",
    page=f"{_PAGE}2/",
    worlds=MappingProxyType(
        dict(zip(("Scene01", "Scene02", "Scene06", "Scene18", "Scene20"), _FRAMES, strict=True))
    ),
    archives=MappingProxyType(
        {
            "images": Archive(
                file="vkitti_2.0.3_rgb.tar",
                folders=("vkitti_2.0.3_rgb", "rgb", ""),
                inner="frames/rgb",
                beginning="rgb_",
                suffix=".jpg",
            ),
            "labels": Archive(
                file="vkitti_2.0.3_classSegmentation.tar",
                folders=("vkitti_2.0.3_classSegmentation", "classSegmentation", ""),
                inner="frames/classSegmentation",
                beginning="classgt_",
            ),
            "depth maps": Archive(
                file="vkitti_2.0.3_depth.tar",
                folders=("vkitti_2.0.3_depth", "depth", ""),
                inner="frames/depth",
                beginning="depth_",
            ),
        }
    ),
)


def locate(root: Path, version: Version) -> dict[Kind, Path]:
    """The folders that hold the worlds of each kind; a kind that is not there is left out.

    Raises:
        SetProblem: there are no images of this version, with what lies there instead.
    """
    found = _located(root, version)
    if "images" not in found:
        raise SetProblem(_instead(root, version, found))
    return found


def _located(root: Path, version: Version) -> dict[Kind, Path]:
    """As ``locate``, of the first folder where all kinds lie, or else where most do."""
    best: dict[Kind, Path] = {}
    for base in _bases(root, version):
        found: dict[Kind, Path] = {
            kind: folder
            for kind, archive in version.archives.items()
            if (folder := _unpacked(base, archive, version)) is not None
        }
        if ("images" in found, len(found)) > ("images" in best, len(best)):
            best = found
        if len(best) == len(version.archives):
            break
    return best


def _bases(root: Path, version: Version) -> Iterator[Path]:
    yield root
    parts = {name for archive in version.archives.values() for name in archive.folders}
    here = root.absolute()  # "." has no name
    if here.name in parts or here.name in version.worlds:
        yield here.parent
    yield from folders_in(root)


def _unpacked(base: Path, archive: Archive, version: Version) -> Path | None:
    for name in archive.folders:
        for folder in (base / name, base / name / name):
            if any(
                (folder / world / variation / archive.inner).is_dir()
                for world in version.worlds
                if (folder / world).is_dir()
                for variation in VARIATIONS
            ):
                return folder
    return None


def _instead(root: Path, version: Version, found: Mapping[Kind, Path]) -> str:
    """Why there are no images, as a sentence with what to do."""
    other = VERSION_2 if version is VERSION_1 else VERSION_1
    if not root.is_dir():
        return f"There is no folder {root}; unpack {version.where} and give their folder."
    if any(_located(root, other).values()):
        return (
            f"{root} holds {other.title}, but {version.title} is asked for; choose {other.pair}, "
            f"or unpack {version.where}."
        )
    if older := _older(root):
        return f"{root} holds {older}, but {version.title} is asked for; unpack {version.where}."
    packed = [a.file for a in version.archives.values() if (root / a.file).is_file()]
    if packed:
        return f"{root} holds {packed[0]}, which is not unpacked yet; unpack it there."
    images = version.archives["images"]
    if found:
        kinds = " and ".join(found)
        return f"{root} has {kinds} of {version.title} but no images; unpack {images.file} too."
    world = next(iter(version.worlds))
    return f"There is no {_typical(images, world)} in {root}; unpack {version.where} there."


def _typical(archive: Archive, world: str) -> str:
    return "/".join(filter(None, (archive.folders[0], world, "clone", archive.inner))) + "/"


def _older(root: Path) -> str:
    """Another version by the name of a folder; empty if there is none."""
    for folder in (root, *folders_in(root)):
        match = re.match(r"vkitti_(\d+\.\d+\.\d+)_", folder.name)
        if match and match[1] not in ("1.3.1", "2.0.3"):
            return f"Virtual KITTI {match[1]} ({folder.name}/)"
    return ""

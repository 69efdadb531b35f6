"""Virtual KITTI: 21260 rendered frames of five KITTI drives in ten variations; two versions.

Sources: the set's pages and the READMEs within the archives. In 1.3.1, which the paper used, every
video has a table of its own that names the colours of its label maps: one per class, and one per
car and van, so that a colour may mean a car in one video and something else in another. In 2.0.3
the frames are rendered anew for two cameras; images are JPEG, and each class has one fixed colour.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache, partial
from itertools import product
from pathlib import Path

from gioada.data.encodings import UNLABELED, LabelEncoding, SmallVegetation, Van
from gioada.data.sets.disk import DataSet, Facts
from gioada.data.sets.layout import Layout, Sign
from gioada.data.sets.matching import FrameFiles, shown
from gioada.data.sets.reading import centimetres, coloured_ids
from gioada.errors import Problem

VARIATIONS = (
    *("15-deg-left", "15-deg-right", "30-deg-left", "30-deg-right", "clone", "fog", "morning"),
    *("overcast", "rain", "sunset"),
)
WORLDS = ("0001", "0002", "0006", "0018", "0020")
SCENES = tuple(f"Scene{world[2:]}" for world in WORLDS)
CAMERAS = ("Camera_0", "Camera_1")
_FRAMES = (447, 233, 270, 339, 837)
"""Of a video, by its world."""

_PAGE = "https://europe.naverlabs.com/research/computer-vision/proxy-virtual-worlds-vkitti-"
_KINDS_1 = ("rgb", "scenegt", "depthgt")
_KINDS_2 = ("rgb", "classSegmentation", "depth")
_BEGINNINGS_2 = ("rgb_", "classgt_", "depth_")
_OLDER = ("1.0.0", "1.1.0", "1.2.0", "1.2.1", "1.3.0")
_VIDEOS = 50

_CERTAIN = {
    **{"Undefined": UNLABELED, "Misc": UNLABELED, "Road": 7, "Building": 11, "GuardRail": 14},
    **{"Pole": 17, "TrafficLight": 19, "TrafficSign": 20, "Tree": 21, "Terrain": 22, "Sky": 23},
    **{"Car": 26, "Truck": 27},
}
"""Class of the set -> Cityscapes id."""
# By Cityscapes' definition a van is a car: a truck needs a loading space apart from the driver's.
_VAN = {"car": 26, "truck": 27, "ignore": UNLABELED}
# Bushes and tall grass, where Tree is trees alone. It decides much of the terrain's score.
_SMALL = {"vegetation": 21, "terrain": 22, "ignore": UNLABELED}
_COLOURS_2 = {
    **{"Undefined": 0x000000, "Terrain": 0xD200C8, "Sky": 0x5AC8FF, "Tree": 0x00C700},
    **{"Vegetation": 0x5AF000, "Building": 0x8C8C8C, "Road": 0x643C64, "GuardRail": 0xFA64FF},
    **{"TrafficSign": 0xFFFF00, "TrafficLight": 0xC8C800, "Pole": 0xFF8200, "Misc": 0x505050},
    **{"Truck": 0xA03C3C, "Car": 0xFF7F50, "Van": 0x008B8B},
}


def virtual_kitti(
    *,
    worlds: Sequence[str] = WORLDS,
    variations: Sequence[str] = VARIATIONS,
    van: Van = "car",
    small_vegetation: SmallVegetation = "vegetation",
) -> DataSet:
    """Virtual KITTI 1.3.1, or the videos of some worlds and variations.

    Args:
        worlds: in the order in which frames are listed. To choose among steps, hold one out.
        variations: the paper trains on all ten, as its count of frames says.
        van: what a van is. By Cityscapes' definition, and so in KITTI's labels, it is a car.
        small_vegetation: what Vegetation is, which is bushes and the like; Tree is vegetation.

    Raises:
        Problem: ``data.choice``, a world, variation or class that there is not.
    """
    _check("worlds", worlds, WORLDS)
    _check("variations", variations, VARIATIONS)
    ids = _ids(van, small_vegetation)
    archives = tuple(f"vkitti_1.3.1_{kind}" for kind in _KINDS_1)
    video = "<world>/<variation>/00000.png"
    return _version(
        "Virtual KITTI 1.3.1",
        archives,
        shown=(
            f"{archives[0]}/{video}",
            f"{archives[1]}/{video}",
            f"{archives[1]}/<world>_<variation>_scenegt_rgb_encoding.txt",
            f"{archives[2]}/{video}",
        ),
        patterns=_patterns_1(),
        videos=[f"{world}/{variation}" for world in worlds for variation in variations],
        count=_count(worlds, WORLDS) * len(variations),
        other=("virtual-kitti-2", "Virtual KITTI 2.0.3", _patterns_2()[0]),
        table=partial(_table_of_video, ids=tuple(ids.items())),
        look=_check_tables,
        options={
            "worlds": tuple(worlds),
            "variations": tuple(variations),
            "van": van,
            "small_vegetation": small_vegetation,
        },
    )


def virtual_kitti_2(
    *,
    scenes: Sequence[str] = SCENES,
    variations: Sequence[str] = VARIATIONS,
    cameras: Sequence[str] = CAMERAS[:1],
    van: Van = "car",
    small_vegetation: SmallVegetation = "vegetation",
) -> DataSet:
    """Virtual KITTI 2.0.3, or the videos of some scenes and variations.

    Args:
        cameras: the second one sees the same street from half a metre to the right.

    The others are as in ``virtual_kitti``.
    """
    _check("scenes", scenes, SCENES)
    _check("variations", variations, VARIATIONS)
    _check("cameras", cameras, CAMERAS)
    ids = _ids(van, small_vegetation)
    table = {colour: ids[name] for name, colour in _COLOURS_2.items()}
    encoding = LabelEncoding(name="virtual-kitti-2", description="", kind="colour", table=table)
    video = "<scene>/<variation>/frames"
    return _version(
        "Virtual KITTI 2.0.3",
        tuple(f"vkitti_2.0.3_{kind}" for kind in _KINDS_2),
        shown=(
            f"{video}/rgb/<camera>/rgb_00000.jpg",
            f"{video}/classSegmentation/<camera>/classgt_00000.png",
            f"{video}/depth/<camera>/depth_00000.png",
        ),
        patterns=_patterns_2(),
        videos=["/".join(each) for each in product(scenes, variations, cameras)],
        count=_count(scenes, SCENES) * len(variations) * len(cameras),
        other=("virtual-kitti", "Virtual KITTI 1.3.1", [each[0] for each in _patterns_1()]),
        table=partial(_same, encoding),
        options={
            "scenes": tuple(scenes),
            "variations": tuple(variations),
            "cameras": tuple(cameras),
            "van": van,
            "small_vegetation": small_vegetation,
        },
    )


def _version(
    title: str,
    archives: Sequence[str],
    *,
    shown: tuple[str, ...],
    patterns: Sequence[tuple[str, ...]],
    videos: Sequence[str],
    count: int,
    other: tuple[str, str, Sequence[str]],
    table: Callable[[Path], LabelEncoding],
    options: Mapping[str, object],
    look: Callable[[Sequence[FrameFiles]], Sequence[FrameFiles]] | None = None,
) -> DataSet:
    """What both versions have in common.

    Args:
        archives: of images, labels and depth.
        shown: the layout as people write it.
        patterns: of images, labels and depth.
        other: the other version's pair, title and patterns.
        table: what colours mean, by a label file's path.
    """
    files = tuple(f"{name}.tar" for name in archives)
    where = "{}, {} and {} from ".format(*files) + f"{_PAGE}{title.split()[-1][0]}/"
    facts = Facts(
        title=title,
        where=where,
        layout=shown,
        count=count,
        sizes=((375, 1242),),
        licence="CC BY-NC-SA 3.0",
    )
    pair, its_title, its_patterns = other
    holds = f"{{root}} holds {its_title}, but {{title}} is asked for; choose {pair}, or get: "
    older = "{root} holds an older version ({found}), but {title} is asked for; get: {where}."
    signs = [(path, holds + "{where}.") for path in its_patterns]
    signs += [(f"vkitti_{number}_rgb", older) for number in _OLDER]
    images, labels, depth = patterns
    layout = Layout(
        facts=facts,
        images=images,
        labels=labels,
        depth=depth,
        videos=tuple(videos),
        archives=files,
        again=f"unpack the archives again, whole: {where}",
        look=look,
        signs=tuple(
            Sign(of="images", path=path, code="data.other_version", what=what)
            for path, what in signs
        ),
    )
    again = {"again": layout.again}
    return layout.data_set(
        partial(coloured_ids, table=table, wanted=f"the labels of {title}", **again),
        partial(centimetres, wanted=f"the depth maps of {title}", **again),
        **options,
    )


def _patterns_1() -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(
            f"{folder}/*/*/*.*"
            for name in (f"vkitti_1.3.1_{kind}", f"vkitti_{kind}", kind, kind.removesuffix("gt"))
            for folder in (name, f"{name}/{name}")
        )
        for kind in _KINDS_1
    )


def _patterns_2() -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(
            f"{folder}*/*/frames/{kind}/*/{beginning}*.*"
            for folder in (f"vkitti_2.0.3_{kind}/", f"{kind}/", "")
        )
        for kind, beginning in zip(_KINDS_2, _BEGINNINGS_2, strict=True)
    )


def _count(chosen: Sequence[str], known: Sequence[str]) -> int:
    frames = dict(zip(known, _FRAMES, strict=True))
    return sum(frames[name] for name in chosen)


def _check(what: str, chosen: Sequence[str], known: Collection[str]) -> None:
    """Raise Problem ``data.choice`` unless there is a choice, of known names, each once."""
    if not chosen or not set(chosen) <= set(known) or len(set(chosen)) < len(chosen):
        raise Problem(
            "data.choice",
            "The {choice} chosen are {chosen}; choose one or more, each once, of {known}.",
            choice=what,
            chosen=", ".join(chosen) or "none",
            known=", ".join(known),
        )


def _ids(van: str, small_vegetation: str) -> dict[str, int]:
    """Name of a class -> Cityscapes id."""
    _check("kinds of van", (van,), _VAN)
    _check("kinds of small vegetation", (small_vegetation,), _SMALL)
    return {**_CERTAIN, "Van": _VAN[van], "Vegetation": _SMALL[small_vegetation]}


def _same(table: LabelEncoding, _: Path) -> LabelEncoding:
    return table


def _table_file(labels: Path) -> Path:
    """The table of the video that a label file is in."""
    variation = labels.parent
    world = variation.parent
    return world.parent / f"{world.name}_{variation.name}_scenegt_rgb_encoding.txt"


def _check_tables(files: Sequence[FrameFiles]) -> Sequence[FrameFiles]:
    tables = {_table_file(each.labels): None for each in files if each.labels is not None}
    missing = [path for path in tables if not path.is_file()]
    if missing:
        raise Problem(
            "data.table_missing",
            "No colour table for {missing} of the {all} videos (the first: {first}); unpack "
            "{archive} again.",
            missing=len(missing),
            all=len(tables),
            first=shown(missing[0]),
            archive="vkitti_1.3.1_scenegt.tar",
        )
    return files


def _table_of_video(labels: Path, ids: tuple[tuple[str, int], ...]) -> LabelEncoding:
    return _table(_table_file(labels), ids)


@lru_cache(maxsize=2 * _VIDEOS)
def _table(path: Path, ids: tuple[tuple[str, int], ...]) -> LabelEncoding:
    """What a video's colours mean.

    A colour is unknown if the table lacks it, if its name is none of the fourteen classes, or if
    the table gives it to several classes with different ids.
    """
    try:
        rows = path.read_text("utf-8-sig", errors="replace").splitlines()
    except OSError as error:
        raise _broken(path, f"cannot be read ({error.strerror})") from error
    id_of, found = dict(ids), {}
    for number, row in enumerate(rows, start=1):
        if not row.strip() or row.startswith("Category"):
            continue
        name, *words = row.split()
        values = [int(word) if word.isascii() and word.isdigit() else 256 for word in words]
        if len(values) != 3 or max(values) > 255:
            raise _broken(
                path,
                f"has {row.strip()!r} in line {number} in place of a name and "
                "three numbers from 0 to 255",
            )
        if (class_ := name.partition(":")[0]) in id_of:
            colour = values[0] << 16 | values[1] << 8 | values[2]
            found.setdefault(colour, set()).add(id_of[class_])
    if not found:
        raise _broken(path, "names no class")
    certain = {colour: min(each) for colour, each in found.items() if len(each) == 1}
    return LabelEncoding(name=path.name, description="", kind="colour", table=certain)


def _broken(path: Path, why: str) -> Problem:
    what = "{file} {why}; unpack {archive} again."
    return Problem(
        "data.table_broken", what, file=path.name, why=why, archive="vkitti_1.3.1_scenegt.tar"
    )

"""What every command answers on fixed inputs: exit statuses, numbers, names and sizes, no prose."""

from __future__ import annotations

import json
import re
import shutil
import tarfile
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from tests.guard.journals import COMMON, array_text, columns, pixels
from tests.guard.pinned import CHECKPOINTS, FRAMES, RUNS, gioada, narrow, working_in

PAIR = "folders/folders:kitti10"
NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?")
REFUSED = {
    "a preset that is not there": ("train", "nothing"),
    "a variant that is not there": ("train", "na", "--variant", "nothing"),
    "a pair that is not there": ("data", "check", "no/pair"),
    "a checkpoint that is not there": ("evaluate", "--checkpoint", "nowhere"),
    "a run that is not there": ("resume", "nowhere"),
    "a run that nobody trains": ("ask", "stop", "runs/na"),
    "a table that is not measured": ("reproduce", "table1", "--root", "none", "--only-lay-out"),
    "a figure without pictures": ("figure", "3", "--to", "figure.png"),
}
"""Command lines that are refused, and what with."""


def commands() -> dict[str, Any]:
    """Each command's answers, by its name."""
    narrow(4)
    with tempfile.TemporaryDirectory() as name, working_in(Path(name)) as folder:
        shutil.copytree(CHECKPOINTS, folder / "checkpoints")
        with tarfile.open(RUNS / "na.tar.xz") as archive:
            archive.extractall(folder / "runs", filter="data")
        return {
            "presets": [line.split()[0] for line in _said("presets").splitlines()],
            "data check": _checked(folder),
            "data pack": _packed(folder),
            "render": _rendered(folder),
            "evaluate": _evaluated(),
            "results": _results(),
            "consistency": _consistency(),
            "reproduce": _reproduced(folder),
            "figure": _figures(folder),
            "refused": {what: gioada(*words)[0] for what, words in REFUSED.items()},
        }


def _said(*words: str | Path) -> str:
    status, said = gioada(*words)
    if status:
        raise RuntimeError(f"{' '.join(map(str, words))} ended with {status}: {said}")
    return said


def _checked(folder: Path) -> dict[str, Any]:
    broken = folder / "broken"
    shutil.copytree(FRAMES, broken)
    (broken / "source" / "depth" / "03.png").unlink()
    found = {}
    for name, data in (("whole", FRAMES), ("a depth map is missing", broken)):
        status, _ = gioada("data", "check", PAIR, "--data", data, "--all", "--json", "check.json")
        report = json.loads(Path("check.json").read_text())
        parts = {part["part"]: _part(part) for part in report["parts"]}
        found[name] = {"status": status, "usable": report["usable"], "parts": parts}
    with Image.open(folder / "runs/data-check/folders-folders-kitti10/evaluation.png") as sheet:
        found["sheet"] = sheet.format
    return found


def _part(part: dict[str, Any]) -> dict[str, Any]:
    return {
        "frames": part["frames"],
        "problems": len(part["problems"]),
        "numbers": {name: value for name, value in part.items() if _is_number(value)},
        "shares": part.get("classes") or part.get("shares"),
    }


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _packed(folder: Path) -> dict[str, list[Any]]:
    """What a run that reads packed frames learns."""
    _said("data", "pack", PAIR, "--data", FRAMES, "--to", "packed")
    words = ("--packed", "packed", "--training.steps", "2", "--run", folder / "runs" / "packed")
    _said("train", "na", *COMMON, *words)
    return columns(folder / "runs" / "packed")


def _rendered(folder: Path) -> dict[str, Any]:
    _said("render", "--pair", "demo-tiny", "--height", "32", "--width", "64", "--data", "data")
    data = folder / "data"
    files = sorted(data.rglob("*.png"))
    # The folder is named by the world's version, which is no answer of the command.
    names = [re.sub(r"^(\w+)-v\d+/", r"\1/", str(path.relative_to(data))) for path in files]
    shown = list(zip(names, files, strict=True))[::8]
    return {
        "demo": {"files": len(files), "pixels": {name: pixels(path) for name, path in shown}},
        "street": _street(),
    }


def _street() -> dict[str, Any]:
    """One picture, as rendering all of a pair takes hours; it may change with its version only."""
    from gioada.data.rendered import WORLDS, render

    frame = render("street", seed=0, index=3, height=32, width=64)
    parts = {part: array_text(getattr(frame, part)) for part in ("image", "ids")}
    return {"version": WORLDS["street"].version, "metres": float(frame.depth.mean()), **parts}


def _evaluated() -> dict[str, Any]:
    found = {}
    for name in ("na-tiny", "both-tiny"):
        checkpoint = ("--checkpoint", f"checkpoints/{name}", "--device", "cpu")
        for split in ("evaluation", "validation"):
            where = ("--pair", PAIR, "--data", FRAMES, "--split", split)
            _said("evaluate", *checkpoint, *where, "--json", "scores.json", "--write-card")
            found[f"{name}, {split}"] = json.loads(Path("scores.json").read_text())
    return found


def _results() -> list[list[str]]:
    """The table's cells, without its head."""
    rows = [line for line in _said("results", "checkpoints").splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def _consistency() -> list[str]:
    """The numbers of the answer, in their order."""
    judge = ("--judge", "checkpoints/joint-tiny", "--limit", "2", "--data", "data")
    said = _said("consistency", "--checkpoint", "checkpoints/both-tiny", *judge)
    return NUMBER.findall(said)


def _reproduced(folder: Path) -> dict[str, Any]:
    """Table 1 from counts of 12 images by 2 seeds, and again from its own json."""
    counts = folder / "study" / "counts"
    counts.mkdir(parents=True)
    for row, name in enumerate(("na", "plus-sd", "joint", "both")):
        for seed in range(2):
            np.savez(counts / f"{name}-demo-{seed}.npz", **_counts(row, seed))
    words = ("--seeds", "2", "--root", "study", "--only-lay-out")
    _said("reproduce", "table1", *words)
    first = json.loads((folder / "study/tables/table1.json").read_text())
    page = (folder / "study/tables/table1.md").read_text()
    shutil.rmtree(counts)
    _said("reproduce", "table1", *words)
    again = json.loads((folder / "study/tables/table1.json").read_text())
    rows = [line for line in page.splitlines() if line.startswith("|")]
    return {"table": first, "rows": [NUMBER.findall(row) for row in rows], "again": again["rows"]}


def _counts(row: int, seed: int) -> dict[str, np.ndarray]:
    """Confusions N C C and sums of depth errors N 4, of which a better row has more right."""
    right = 40 + 10 * row + 3 * seed + np.arange(12)[:, None, None] % 5
    same = np.eye(10, dtype=np.int64)
    confusions = right * same + (100 - right) * np.roll(same, 1, axis=1)
    return {"confusions": confusions, "depth": np.tile([20.0 - row, 400.0, 50.0, 100.0], (12, 1))}


def _figures(folder: Path) -> dict[str, Any]:
    pictures = [FRAMES / "target" / "images" / f"test-{index}.png" for index in range(2)]
    triple = [FRAMES / "source" / part / "00.png" for part in ("images", "labels", "depth")]
    encodings = ("--label-encoding", "cityscapes-ids", "--depth-encoding", "centimetres-16bit")
    maps = ("--labels", triple[1], "--depths", triple[2], *encodings)
    asked = {
        "3": ("--images", *pictures, "--methods", "na-tiny", "both-tiny"),
        "4": ("--images", triple[0], *maps, "--methods", "cg-tiny", "both-tiny"),
    }
    found = {}
    for number, words in asked.items():
        to = [folder / f"figure{number}.{kind}" for kind in ("png", "pdf", "zip", "json")]
        _said("figure", number, *words, "--width", "84", "--dpi", "100", "--to", *to)
        with Image.open(to[0]) as picture, zipfile.ZipFile(to[2]) as archive:
            found[number] = {"size": picture.size, "files": len(archive.namelist())}
        recipe = json.loads(to[3].read_text())
        found[number]["cells"] = [len(recipe["rows"]), len(recipe["columns"])]
    return found

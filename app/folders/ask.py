"""What is to be done with a folder, as the form or a program says it, and the command for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from app import checkpoints, places
from gioada.audit.options import JUDGE
from gioada.batch.video import VIDEOS
from gioada.data.given import MAPS, find_files
from gioada.data.sets.matching import IMAGES
from gioada.errors import Problem

Kind = Literal["predict", "translate", "audit"]
FIELDS = {
    "pictures": "pictures",
    "translated": "translations",
    "labels": "label maps",
    "depth": "depth maps",
    "target": "photos of the target",
}
"""What the files of an ask are called."""
NEEDED: dict[Kind, tuple[str, ...]] = {
    "predict": ("pictures",),
    "translate": ("pictures",),
    "audit": ("pictures", "translated", "labels"),
}
USUAL = {"task": Path(JUDGE).name, "translator": "both-demo"}


@dataclass(frozen=True, kw_only=True)
class Ask:
    """What is to be done, as the form or a program says it."""

    what: Kind = "predict"
    pictures: str = ""
    """A folder, a pattern, a list, a zip or a video; an audit's source frames."""
    translated: str = ""
    labels: str = ""
    depth: str = ""
    target: str = ""
    checkpoint: str = ""
    """A name as the page offers it: what predicts, translates, or judges."""
    label_encoding: str = "auto"
    depth_encoding: str = "auto"
    labels_as: str = "ids"
    depth_as: str = "centimetres"
    confidence: bool = False
    video: bool = False
    min_kept: float = 0.0
    probe: int = 0
    device: str = "auto"

    @property
    def given(self) -> dict[str, str]:
        """Words of the files that this kind of job takes, absolute."""
        takes = {"predict": ("pictures",), "translate": ("pictures", "labels", "depth")}
        named = {name: str(getattr(self, name)).strip() for name in takes.get(self.what, FIELDS)}
        return {
            name: str(Path(word).expanduser().absolute()) for name, word in named.items() if word
        }

    def words(self, to: str) -> list[str]:
        """The command, without ``python -m gioada``; what is missing stands there in capitals."""
        given, audit = self.given, self.what == "audit"
        found = [self.what, given.pop("pictures", "PICTURES")]
        if audit:
            found.append(given.pop("translated", "TRANSLATIONS"))
            given.setdefault("labels", "LABELS")
        options: dict[str, object] = {
            **given,
            "judge" if audit else "checkpoint": self._checkpoint(),
            "out" if audit else "to": to,
            "device": self.device if self.device != "auto" else "",
        }
        if self.what != "predict":
            written = {"label": self.label_encoding, "depth": self.depth_encoding}
            options |= {f"{what}-encoding": how for what, how in written.items() if how != "auto"}
        if audit:
            options["probe"] = self.probe
        elif self.what == "translate":
            options["min-kept"] = self.min_kept
        else:
            options["labels"] = self.labels_as if self.labels_as != "ids" else ""
            options["depth"] = self.depth_as if self.depth_as != "centimetres" else ""
            options |= {"overlay": True, "confidence": self.confidence, "video": self.video}
        for name, value in options.items():
            if value:
                found += [f"--{name}"] if value is True else [f"--{name}", str(value)]
        return found

    @property
    def network(self) -> checkpoints.Network:
        """What the checkpoint must hold."""
        return "translator" if self.what == "translate" else "task"

    def _checkpoint(self) -> str:
        try:
            path = Path(self.chosen().card.path).absolute()
        except Problem:
            return "CHECKPOINT"
        return str(path.relative_to(places.ROOT) if path.is_relative_to(places.ROOT) else path)

    def chosen(self) -> checkpoints.Checkpoint:
        """Its checkpoint; raises Problem ``checkpoint.*``."""
        name = self.checkpoint or usual(self.network)
        return checkpoints.find(name, self.network)

    def check(self) -> None:
        """See that everything is there.

        Raises:
            Problem: ``folders.kind``, ``folders.unnamed``, ``checkpoint.*`` or ``files.*``.
        """
        if self.what not in get_args(Kind):
            what, known = "There is no job {kind!r}: choose {known}.", ", ".join(get_args(Kind))
            raise Problem("folders.kind", what, kind=self.what, known=known)
        wanted = {*NEEDED[self.what]}
        if self.what == "translate":
            wanted |= {*self.chosen().needs} | ({"labels"} if self.min_kept else set())
        if self.probe and self.what == "audit":
            wanted.add("target")
        self.chosen()
        missing = [FIELDS[name] for name in FIELDS if name in wanted and name not in self.given]
        if missing:
            what = "Name the {missing}: a folder on this machine, or send a zip."
            raise Problem("folders.unnamed", what, missing=" and the ".join(missing))
        for name, word in self.given.items():
            is_video = name == "pictures" and word.lower().endswith(VIDEOS)
            if not (is_video and Path(word).is_file()):
                suffixes = MAPS if name in ("labels", "depth") else IMAGES
                find_files([word], FIELDS[name], suffixes)


def usual(network: checkpoints.Network) -> str | None:
    """Name of the checkpoint that is taken where none is named."""
    return checkpoints.preferred(checkpoints.names(network), USUAL[network])

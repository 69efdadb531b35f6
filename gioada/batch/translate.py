"""``python -m gioada translate``: a rendered data set in the style of photographs, labels along.

The result is a data set: ``dataset.json`` says where pictures, labels and depth lie and how they
are written, ``train.txt`` which frames there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gioada import records
from gioada.batch.job import Job, Outcome, carry_out, device_here, is_done, tiles_for
from gioada.batch.options import KnownSet, Sitting, Triples, Working
from gioada.batch.outputs import put_along, write_png, write_whole
from gioada.batch.provenance import Ledger, made_with
from gioada.batch.triples import MapFiles, TripleSet, of_files, of_set
from gioada.data.depth import fill_missing
from gioada.data.depth_encodings import encode
from gioada.data.encodings import LABEL_ENCODINGS, label_encodings
from gioada.data.frame import Frame
from gioada.data.labels import CITYSCAPES, LabelSpace
from gioada.data.places import Places
from gioada.data.sets.description import FILE
from gioada.inference.stylist import Stylist, load_stylist

LIST = "train.txt"


@dataclass(frozen=True, kw_only=True)
class Translate:
    """A translator on batches of frames of one size: no state, so that it may run anywhere."""

    stylist: Stylist
    working: Working

    def __call__(self, frames: Sequence[Frame]) -> list[NDArray[np.uint8]]:
        """Frames, all of one size -> uint8 H W 3 at that size.

        Maps that a frame lacks are void and the farthest depth; ``translate_all`` sees to it that
        the translator does not ask for those.
        """
        working, shape = self.working, frames[0].image.shape
        long_side = working.long_side or max(shape[:2])
        size = self.stylist.working_size(shape, long_side)
        space = self.stylist.space
        void, far = np.full(shape[:2], 255, np.uint8), np.full(shape[:2], 1e3, np.float32)
        translated = self.stylist.translate_all(
            [frame.image for frame in frames],
            labels=[void if frame.ids is None else space.from_ids(frame.ids) for frame in frames],
            depth=[far if frame.depth is None else _filled(frame.depth) for frame in frames],
            long_side=long_side,
            fast=working.precision == "auto",
            tiles=tiles_for(size, working),
        )
        return [_to_size(each, shape[:2]) for each in translated]


def translate_all(
    inputs: Sequence[str],
    *,
    checkpoint: Path,
    out: Path,
    triples: Triples,
    known: KnownSet,
    places: Places,
    working: Working,
    sitting: Sitting,
) -> Outcome:
    """Translate every frame of an input that is not translated yet.

    Args:
        inputs: pictures, see ``pictures.find_pictures``; none where a set is named.
        checkpoint: a folder with a translator.
        out: the folder of the data set; what is there of the same job is kept.
        triples: where labels and depth lie.
        known: a data set in place of files.
        places: where data lies.
        working: how the network works.
        sitting: how it is carried out here.

    Raises:
        ValueError: nothing to translate, maps missing that the translator sees, or ``out`` belongs
            to another job; see ``carry_out``.
        Refused: somebody else works at this part.
    """
    if bool(inputs) == (known.set is not None):
        raise ValueError("say either which pictures to translate, or a data set with --set.")
    share = sitting.share()
    stylist = load_stylist(checkpoint, device_here(sitting))
    found = _found(inputs, stylist, triples, known, places, out)
    options = {
        "inputs": [str(Path(each).absolute()) for each in inputs],
        "triples": asdict(triples),
        "set": known.set,
        "limit": known.limit,
        "working": asdict(working),
        "encodings": [each and each.encoding for each in (found.labels, found.depth)],
    }
    ledger = Ledger(out, checkpoint=made_with(stylist.card, "translator"), options=options)
    tree = _Tree(out=out, found=found, maps=triples.maps, set_known=known.set is not None)
    job = Job(
        what="translating",
        names=found.names,
        files=tree.files,
        read=found.read,
        skip=found.skip,
        size=lambda frame: frame.image.shape[:2],
        work=Translate(stylist=stylist, working=working),
        write=tree.write,
    )
    with ledger.alone(share.name):
        outcome = carry_out(job, share, sitting, working)
    with ledger.ends(outcome.broken, set(job.names[share.first :: share.every])) as counts:
        done = [name for name in job.names if is_done(job, name)]
        counts.update(frames=len(job.names), done=len(done))
        tree.describe(done, stylist.space)
    return outcome


def _found(
    inputs: Sequence[str],
    stylist: Stylist,
    triples: Triples,
    known: KnownSet,
    places: Places,
    out: Path,
) -> TripleSet:
    if known.set is not None:
        return of_set(known, places, (stylist.card.height, stylist.card.width))
    _check_conditions(stylist, triples)
    return of_files(inputs, triples, stylist.space, out=out)


def _check_conditions(stylist: Stylist, triples: Triples) -> None:
    spec = stylist.card.translator
    conditions = () if spec is None else spec.conditions
    missing = [name for name in conditions if getattr(triples, name) is None]
    if missing:
        told = " and ".join(f"--{name}" for name in missing)
        raise ValueError(
            f"the translator of {stylist.card.name} sees {' and '.join(conditions)} beside the "
            f"picture: give {told} with the folder where they lie."
        )


@dataclass(frozen=True, kw_only=True)
class _Tree:
    """The data set that is written."""

    out: Path
    found: TripleSet
    maps: str
    set_known: bool

    @property
    def rewritten(self) -> bool:
        """Whether maps are written anew."""
        return self.set_known or self.maps == "rewrite"

    def files(self, name: str) -> list[Path]:
        """What there is of a finished frame; its picture last, as it is written last."""
        kinds = [("labels", self.found.labels), ("depth", self.found.depth)]
        paths = [
            self.out / kind / f"{name}{'.png' if self.rewritten else files.places[name].suffix}"
            for kind, files in kinds
            if files is not None
        ]
        if self.set_known:
            paths = [self.out / kind / f"{name}.png" for kind in ("labels", "depth")]
        return [*paths, self.out / "images" / f"{name}.png"]

    def write(self, name: str, frame: Frame, translated: NDArray[np.uint8]) -> None:
        """Write a frame's files."""
        *maps, image = self.files(name)
        for path in maps:
            kind = path.relative_to(self.out).parts[0]
            if self.rewritten:
                values = frame.ids if kind == "labels" else frame.depth
                assert values is not None
                write_png(path, values if kind == "labels" else encode(values, "centimetres-16bit"))
                continue
            files = self.found.labels if kind == "labels" else self.found.depth
            assert files is not None
            with files.places[name].opened() as source:
                # What was unpacked for a moment cannot be linked to.
                own = not hasattr(files.places[name], "archive")
                put_along(source, path, link=self.maps == "link" and own)
        write_png(image, translated)

    def describe(self, names: Sequence[str], space: LabelSpace) -> None:
        """Write what makes a data set of it."""
        described: dict[str, Any] = {"images": "images"}
        if self.set_known or self.found.labels:
            encoding = "cityscapes-ids" if self.rewritten else _table(self.found.labels, space)
            described["labels"] = {"files": "labels", "encoding": encoding}
        if self.set_known or self.found.depth:
            steps = {"unit": 0.01, "invalid": 0}
            files = self.found.depth
            encoding = steps if self.rewritten or files is None else files.encoding
            described["depth"] = {"files": "depth", "encoding": encoding}
        described["splits"] = {"train": LIST}
        text = "".join(f"{name}\n" for name in names)
        write_whole(self.out / LIST, lambda draft: draft.write_text(text, encoding="utf-8"))
        records.write_values(described, self.out / FILE)


def _table(files: MapFiles | None, space: LabelSpace) -> str | dict[str, str]:
    """An encoding's name, or its table where it belongs to a label space."""
    assert files is not None
    if files.encoding in LABEL_ENCODINGS:
        return files.encoding
    encoding = label_encodings(space)[files.encoding]
    table = {}
    for value, id_ in encoding.table.items():
        key = str(value)
        if encoding.kind == "colour":
            key = ",".join(str(value >> shift & 255) for shift in (16, 8, 0))
        table[key] = CITYSCAPES[id_][0] if id_ else "void"
    return table


def _filled(depth: NDArray[np.float32]) -> NDArray[np.float32]:
    return fill_missing(depth) if np.isnan(depth).any() else depth


def _to_size(image: NDArray[np.uint8], size: tuple[int, ...]) -> NDArray[np.uint8]:
    if image.shape[:2] == tuple(size):
        return image
    resized = Image.fromarray(image).resize((size[1], size[0]), Image.Resampling.BILINEAR)
    return np.asarray(resized)

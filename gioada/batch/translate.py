"""``python -m gioada translate``: a rendered data set in the style of photographs, labels along.

The result is a data set: ``dataset.json`` says where pictures, labels and depth lie and how they
are written, ``train.txt`` which frames there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gioada import records
from gioada.audit.judge import load_judge
from gioada.batch.cluster import carry_out
from gioada.batch.job import Job, Outcome, device_here, tiles_for
from gioada.batch.options import Filter, KnownSet, Launch, Triples, Working
from gioada.batch.outputs import put_along, write_png
from gioada.batch.provenance import Ledger, made_with
from gioada.batch.survival import LeftOut, Survival
from gioada.batch.triples import MapFiles, TripleSet, of_files, of_set
from gioada.data.depth import fill_missing
from gioada.data.depth_encodings import encode
from gioada.data.encodings import LABEL_ENCODINGS, label_encodings
from gioada.data.frame import Frame
from gioada.data.labels import CITYSCAPES, LabelSpace
from gioada.data.places import Places
from gioada.data.sets.description import FILE
from gioada.errors import Advice, Problem
from gioada.inference.frame_translator import FrameTranslator, load_frame_translator
from gioada.whole import write_whole

LIST = "train.txt"
Picture = NDArray[np.uint8]


@dataclass(frozen=True, kw_only=True)
class Translate:
    """A translator on batches of frames of one size: no state, so that it may run anywhere."""

    translator: FrameTranslator
    working: Working
    survival: Survival | None = None

    def __call__(self, frames: Sequence[Frame]) -> list[tuple[Picture, float]]:
        """Frames, all of one size -> uint8 H W 3 at that size, and the share of content kept.

        The share is NaN where it was not measured. Maps that a frame lacks are void and the
        farthest depth; ``translate_all`` sees to it that the translator does not ask for those.
        """
        working, shape = self.working, frames[0].image.shape
        long_side = working.long_side or max(shape[:2])
        size = self.translator.working_size(shape, long_side)
        space = self.translator.space
        void, far = np.full(shape[:2], 255, np.uint8), np.full(shape[:2], 1e3, np.float32)
        translated = self.translator.translate_all(
            [frame.image for frame in frames],
            labels=[void if frame.ids is None else space.from_ids(frame.ids) for frame in frames],
            depth=[far if frame.depth is None else _filled(frame.depth) for frame in frames],
            long_side=long_side,
            fast=working.precision == "auto",
            tiles=tiles_for(size, working),
        )
        resized = [_to_size(each, shape[:2]) for each in translated]
        if self.survival is None:
            return [(each, float("nan")) for each in resized]
        return [
            (each, self.survival.kept(frame, each))
            for frame, each in zip(frames, resized, strict=True)
        ]


@dataclass(frozen=True, kw_only=True)
class Translation:
    """Everything that decides over a translated data set."""

    inputs: tuple[str, ...]
    """Pictures, see ``pictures.find_pictures``; none where a set is named."""
    checkpoint: Path
    """A folder with a translator."""
    out: Path
    """The folder of the data set; what is there of the same job is kept."""
    triples: Triples
    """Where labels and depth lie."""
    known: KnownSet
    """A data set in place of files."""
    places: Places
    """Where data lies."""
    working: Working
    """How the network works."""
    filter: Filter
    """Which translations are left out."""

    def __post_init__(self) -> None:
        if bool(self.inputs) == (self.known.set is not None):
            what = "give either pictures to translate, or a data set."
            raise Problem("batch.inputs", what, advice=[Advice("set", "NAME")])
        labelled = self.known.set is not None or self.triples.labels is not None
        if self.filter.min_kept is not None and not labelled:
            what = "what a translation kept is measured against labels: give them."
            raise Problem("batch.kept_labels", what, advice=[Advice("labels", "FOLDER")])


def translate_all(asked: Translation, launch: Launch) -> Outcome:
    """Translate every frame of an input that is not translated yet.

    Raises:
        Problem: nothing to translate, maps missing that the translator sees, or ``out`` belongs
            to another job; see ``carry_out``.
        Problem: ``run.in_use``, somebody else works at this part.
    """
    share = launch.share()
    job, tree = _job_and_tree(asked, launch)
    translator, known = cast(Translate, job.work).translator, asked.known
    options = {
        "inputs": [str(Path(each).absolute()) for each in asked.inputs],
        "triples": asdict(asked.triples),
        "set": known.set,
        "limit": known.limit,
        "working": asdict(asked.working),
        "encodings": [each and each.encoding for each in (tree.found.labels, tree.found.depth)],
        **(asdict(asked.filter) if asked.filter.min_kept is not None else {}),
    }
    ledger = Ledger(asked.out, checkpoint=made_with(translator.card, "translator"), options=options)
    with ledger.alone(share.name):
        outcome = carry_out(partial(translate_job, asked, launch), job, share, launch)
    mine = set(job.names[share.first :: share.every])
    with ledger.ends(outcome.broken, mine) as (counts, left_out):
        done = [name for name in job.names if tree.written(name)]
        outcome.left_out = tree.left_out.found()
        left_out.update(outcome.left_out)
        counts.update(frames=len(job.names), done=len(done))
        if asked.filter.min_kept is not None:
            outcome.unmeasured = tree.left_out.unmeasured()
            counts.update(left_out=len(left_out), not_measured=outcome.unmeasured)
        tree.describe(done, translator.space)
    return outcome


def translate_job(asked: Translation, launch: Launch) -> Job[Frame, tuple[Picture, float]]:
    """The job of ``translate_all``, on any machine."""
    return _job_and_tree(asked, launch)[0]


def _job_and_tree(asked: Translation, launch: Launch) -> tuple[Job, _Tree]:
    device = device_here(launch)
    translator = load_frame_translator(asked.checkpoint, device)
    found = _found(asked, translator)
    least, survival = asked.filter.min_kept, None
    if least is not None:
        judge = load_judge(asked.filter.judge, launch.device)
        survival = Survival(judge=judge, least=least)
    tree = _Tree(
        out=asked.out,
        found=found,
        maps=asked.triples.maps,
        set_known=asked.known.set is not None,
        least=least,
    )
    job = Job(
        what="translating",
        names=found.names,
        done=lambda name: tree.written(name) or tree.left_out.holds(name),
        read=found.read,
        skip=found.skip,
        size=lambda frame: frame.image.shape[:2],
        work=Translate(translator=translator, working=asked.working, survival=survival),
        write=tree.write,
        in_order=found.in_order,
    )
    return job, tree


def _found(asked: Translation, translator: FrameTranslator) -> TripleSet:
    if asked.known.set is not None:
        return of_set(asked.known, asked.places, (translator.card.height, translator.card.width))
    _check_conditions(translator, asked.triples)
    return of_files(asked.inputs, asked.triples, translator.space, out=asked.out)


def _check_conditions(translator: FrameTranslator, triples: Triples) -> None:
    spec = translator.card.translator
    conditions = () if spec is None else spec.conditions
    missing = [name for name in conditions if getattr(triples, name) is None]
    if missing:
        what = "the translator of {name} sees {conditions} beside the picture: give their folders."
        advice = [Advice(name, "FOLDER") for name in missing]
        names = {"name": translator.card.name, "conditions": " and ".join(conditions)}
        raise Problem("batch.conditions", what, advice=advice, **names)


@dataclass(frozen=True, kw_only=True)
class _Tree:
    """The data set that is written."""

    out: Path
    found: TripleSet
    maps: str
    set_known: bool
    least: float | None
    """Share that a frame must have kept."""

    @property
    def left_out(self) -> LeftOut:
        """The frames that have not."""
        return LeftOut(self.out)

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

    def written(self, name: str) -> bool:
        """Whether all files of a frame are there."""
        return all(path.exists() for path in self.files(name))

    def write(self, name: str, frame: Frame, result: tuple[Picture, float]) -> None:
        """Write a frame's files, or leave it out; one that cannot be measured is kept."""
        translated, kept = result
        if self.least is not None and kept < self.least:
            self.left_out.put(name, translated, kept)
            return
        if self.least is not None and kept != kept:
            self.left_out.measure_missing(name)
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
                own = files.places[name].archive is None
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


def _to_size(image: Picture, size: tuple[int, ...]) -> Picture:
    if image.shape[:2] == tuple(size):
        return image
    resized = Image.fromarray(image).resize((size[1], size[0]), Image.Resampling.BILINEAR)
    return np.asarray(resized)

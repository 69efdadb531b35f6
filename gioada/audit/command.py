"""``python -m gioada audit``: measured, printed, as json, and as a page to send around."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from gioada import records
from gioada.audit.closeness import closeness, features_of, photos
from gioada.audit.judge import CheckpointJudge, Judge, load_judge
from gioada.audit.options import Against, Reading
from gioada.audit.pairing import FrameFiles
from gioada.audit.probe import probe
from gioada.audit.reading import read_sample
from gioada.audit.report import write_report
from gioada.audit.result import Audit, Code
from gioada.audit.run import Folders, Outcome, audit_folders
from gioada.audit.terminal import lines
from gioada.data.depth import fill_missing
from gioada.data.frame import Frame
from gioada.data.labels import LabelSpace
from gioada.errors import Advice, Problem
from gioada.evaluation.leak import over_frames
from gioada.inference.frame_translator import load_frame_translator
from gioada.inference.predictor import load_predictor

JSON, REPORT = "audit.json", "report.html"
MOST_FOR_THE_CODE = 50
"""Frames that the translator translates anew, twice each."""


def audit_translations(folders: Folders, reading: Reading, against: Against, out: Path) -> Audit:
    """Audit, print the table, and write ``audit.json`` and ``report.html``.

    Args:
        folders: where the frames lie.
        reading: judge and encodings.
        against: target, probe and translator, as far as they are given.
        out: folder; made if there is none.

    Raises:
        Problem: a folder, a judge or an option cannot be used.
    """
    judge = load_judge(reading.judge, reading.device)
    target = photos(against.target) if against.target else []
    outcome = audit_folders(
        folders,
        judge,
        label_encoding=reading.label_encoding,
        depth_encoding=reading.depth_encoding,
        limit=reading.limit,
        worst=reading.worst,
    )
    audit = replace(
        outcome.audit,
        closeness=tuple(
            closeness(name, features, outcome.files, target)
            for name, features in (features_of(judge, against.backbone) if target else ())
            if len(outcome.files) >= 4
        ),
        code=_code(outcome, judge, against.translator) if against.translator else (),
    )
    if against.probe and against.target:
        audit = replace(
            audit,
            probe=probe(
                outcome.files,
                outcome.encodings,
                judge,
                against.target,
                steps=against.probe,
                seeds=against.probe_seeds,
                target_labels=against.target_labels,
                device=reading.device,
            ),
        )
    print("\n".join(lines(audit)))
    out.mkdir(parents=True, exist_ok=True)
    records.write(audit, out / JSON)
    write_report(audit, outcome.worst, judge.space, out / REPORT)
    print(f"\nwritten to {out / JSON} and {out / REPORT}")
    return audit


def _code(outcome: Outcome, judge: Judge, checkpoint: Path) -> tuple[Code, ...]:
    """The leak by intervention, read by the translator's own task network and by the judge."""
    translator = load_frame_translator(checkpoint)
    readers = [load_predictor(checkpoint)]
    if isinstance(judge, CheckpointJudge):
        readers.append(judge.predictor)
    files = outcome.files[:MOST_FOR_THE_CODE]
    if files[0].depth is None:
        what = "our translators need depth: give the depth maps, or leave the translator out."
        raise Problem("audit.code_depth", what, advice=[Advice("depth", "FOLDER")])
    found = over_frames(readers, translator, _AuditedFrames(files, outcome, translator.space))
    return tuple(
        Code(reader=reader.card.name, false_labels=leak.false_labels, true_labels=leak.true_labels)
        for reader, leak in zip(readers, found, strict=True)
    )


class _AuditedFrames:
    """The audit's frames with ids and depth, as our translator takes them."""

    def __init__(self, files: Sequence[FrameFiles], outcome: Outcome, space: LabelSpace) -> None:
        self.files, self.encodings, self.space = files, outcome.encodings, space

    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, index: int) -> Frame:
        files = self.files[index]
        sample = read_sample(files, self.space, self.encodings)
        assert sample.depth is not None
        return Frame(
            image=sample.image,
            ids=self.space.to_ids(sample.labels),
            depth=fill_missing(sample.depth),
        )

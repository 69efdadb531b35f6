"""``python -m app.train.bundle runs/both-demo``: a finished run as an example of the page.

Taken along are its options, its last word, its numbers and some of its samples; no weights.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from app.train.look import sheets_of
from app.train.runs import EXAMPLES
from gioada import records
from gioada.errors import Problem
from gioada.training.folder import RunFolder
from gioada.training.watch import read_run

QUALITY = 88
"""Of WebP, from 0 to 100: a sheet is then a fifth of its PNG, and hard to tell from it."""
LARGEST = 1_500_000
"""Bytes that an example may take."""
PRIVATE = {"host": "", "pid": 0, "process_started": 0.0}
"""What a status says of a machine that is nobody's business."""


def bundle(run: Path, to: Path | None = None, *, most: int = 5) -> Path:
    """Copy what is to be looked at of a finished run.

    Args:
        run: the run folder.
        to: the example's folder; default is one of the run's name among the page's examples.
        most: sheets of samples, spread over the run, with the last one.

    Raises:
        Problem: the run is not finished, or the example would be too large.
    """
    state = read_run(run)
    if state.state != "done":
        what = "{run} is {state}: an example is a run that is done."
        raise Problem("run.not_done", what, run=run, state=state.state)
    source, target = RunFolder(run), RunFolder(to or EXAMPLES / state.name)
    shutil.rmtree(target.path, ignore_errors=True)
    target.samples.mkdir(parents=True)
    shutil.copyfile(source.spec, target.spec)
    shutil.copyfile(source.journal, target.journal)
    records.write_values(records.read_values(source.status) | PRIVATE, target.status)
    for path in _spread([path for _, path in sheets_of(state)], most):
        _smaller(path, target.samples / f"{path.stem}.webp")
    size = sum(path.stat().st_size for path in target.path.rglob("*") if path.is_file())
    if size > LARGEST:
        what = "{path} takes {size:,} bytes: take fewer samples with --most."
        raise Problem("run.too_large", what, path=target.path, size=size)
    return target.path


def _spread(paths: list[Path], most: int) -> list[Path]:
    """At most so many, at even distances, the last one among them."""
    stride = -(-len(paths) // most) or 1
    return list(reversed(paths[::-1][::stride]))


def _smaller(path: Path, to: Path) -> None:
    from PIL import Image

    with Image.open(path) as opened:
        opened.convert("RGB").save(to, quality=QUALITY, method=6)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path, help="folder of a finished run")
    parser.add_argument("--most", type=int, default=5, help="sheets of samples")
    options = parser.parse_args()
    try:
        print(bundle(options.run, most=options.most))
    except ValueError as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()

"""``python -m app.store``: keep what the tabs show at first, so that it waits for no network.

To be run again whenever a bundled checkpoint or the first example changes; answers of other
weights or pictures are never taken for these, they are only of no use any more.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from app import examples, shelf, stored
from app.compare import layout as compare
from app.compare.choice import CHECKPOINTS
from app.predict import layout as predict
from app.predict.photos import CHECKPOINT
from app.translate import layout as translate


def openings() -> Iterator[tuple[str, Iterator[object]]]:
    """Each tab's name and its handler at work on what the tab opens with."""
    triple, photo, street = (
        those[0] for those in (examples.triples(), examples.photos(), examples.streets())
    )
    names = translate.TRANSLATORS.offered()["value"]
    yield "Translate", translate.translate(triple.image, triple.labels, triple.depth, names)
    yield "Predict", predict.answer(street.image, None, CHECKPOINT.offered()["value"])
    names = CHECKPOINTS.offered()["value"]
    yield "Compare", compare.contrast(photo.image, photo.labels, photo.depth, names)


def store() -> dict[str, int]:
    """Run every opening afresh and write what it remembered; bytes by name."""
    shutil.rmtree(stored.FOLDER, ignore_errors=True)
    for _, steps in openings():
        for _ in steps:
            pass
    return {key: stored.write(key, arrays) for key, arrays in shelf.remembered().items()}


if __name__ == "__main__":
    written = store()
    print(f"{len(written)} answers, {sum(written.values()) / 1e6:.2f} MB in {stored.FOLDER}")

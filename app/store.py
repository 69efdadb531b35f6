"""``python -m app.store``: keep what the tabs show at first, so that it waits for no network.

To be run again whenever a bundled checkpoint or the first example changes; answers of other
weights or pictures are never taken for these, they are only of no use any more.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from app import answers
from app.predict import CHOICE as NETWORKS
from app.predict import layout as predict
from app.translate import layout as translate


def openings() -> Iterator[tuple[str, Iterator[object]]]:
    """Each tab's name and its handler at work on what the tab opens with."""
    for photo in predict.opening_examples()[:2]:
        names = NETWORKS.offered()["value"]
        yield "Predict", predict.predict(photo.image, None, names, photo.labels, photo.depth)
    triple, names = translate.opening_examples()[0], translate.CHOICE.offered()["value"]
    yield "Translate", translate.translate(triple.image, triple.labels, triple.depth, names)


def store() -> dict[str, int]:
    """Run every opening afresh and write what it remembered; bytes by name."""
    shutil.rmtree(answers.FOLDER, ignore_errors=True)
    answers.forget()
    for _, steps in openings():
        for _ in steps:
            pass
    return {key: answers.store(key, arrays) for key, arrays in answers.remembered().items()}


if __name__ == "__main__":
    written = store()
    print(f"{len(written)} answers, {sum(written.values()) / 1e6:.2f} MB in {answers.FOLDER}")

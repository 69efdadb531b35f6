"""Commands on whole folders: predict them, translate them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import tyro

from gioada.batch.options import Filter, KnownSet, Launch, Predictions, Triples, Working
from gioada.cli.here import DATA

if TYPE_CHECKING:
    from gioada.batch.job import Outcome

Unnamed = tyro.conf.arg(name="")


def predict(
    inputs: tyro.conf.Positional[tuple[str, ...]],
    /,
    *,
    checkpoint: Path,
    to: Path,
    write: Annotated[Predictions, Unnamed] = Predictions(),  # noqa: B008
    working: Annotated[Working, Unnamed] = Working(),  # noqa: B008
    launch: Annotated[Launch, Unnamed] = Launch(),  # noqa: B008
) -> None:
    """Predict labels and depth of all pictures of a folder, a zip or a video.

    Stopped, it goes on where it was when the same command is said again.

    Args:
        inputs: a folder, a pattern in quotes, a list (.txt), a zip, a video, or pictures.
        checkpoint: a folder with a task network, or owner/name[@revision] of the Hub.
        to: folder for the results, which have the pictures' names.
        write: what is written.
        working: how the network works.
        launch: how it is carried out.
    """
    from gioada.batch.predict import PredictionSet, predict_all

    asked = PredictionSet(
        inputs=inputs, checkpoint=checkpoint, out=to, outputs=write, working=working
    )
    outcome = predict_all(asked, launch)
    print(_summary(outcome, to))


def translate(
    inputs: tyro.conf.Positional[tuple[str, ...]] = (),
    /,
    *,
    checkpoint: Path,
    to: Path,
    triples: Annotated[Triples, Unnamed] = Triples(),  # noqa: B008
    known: Annotated[KnownSet, Unnamed] = KnownSet(),  # noqa: B008
    data: Path = DATA,
    filter: Annotated[Filter, Unnamed] = Filter(),  # noqa: B008
    working: Annotated[Working, Unnamed] = Working(),  # noqa: B008
    launch: Annotated[Launch, Unnamed] = Launch(),  # noqa: B008
) -> None:
    """Translate rendered pictures into the look of photographs; the result is a data set.

    Stopped, it goes on where it was when the same command is said again. Afterwards:
    data check folders/TARGET --source TO, and train with the same.

    Args:
        inputs: a folder, a pattern in quotes, a list (.txt), a zip, a video, or pictures.
        checkpoint: a folder with a translator, or owner/name[@revision] of the Hub.
        to: folder for the data set, whose files have the pictures' names.
        triples: where labels and depth lie.
        known: a data set in place of files.
        data: folder for rendered data, and for data sets under their names.
        filter: which translations are left out.
        working: how the network works.
        launch: how it is carried out.
    """
    from gioada.batch.translate import Translation, translate_all
    from gioada.data.places import Places

    asked = Translation(
        inputs=inputs,
        checkpoint=checkpoint,
        out=to,
        triples=triples,
        known=known,
        places=Places(data=data, source=known.source),
        working=working,
        filter=filter,
    )
    outcome = translate_all(asked, launch)
    print(_summary(outcome, to))
    if outcome.unmeasured:
        print(f"{outcome.unmeasured} were not measured, as the judge misreads their source")
    for name, kept in outcome.left_out.items():
        print(f"left out: {name}, of which {kept:.1%} was kept")
    print(f"next: python -m gioada data check folders/photos --source {to} --target PHOTOS")


def _summary(outcome: Outcome, to: Path) -> str:
    broken = len(outcome.broken)
    before = outcome.frames - outcome.done - broken
    parts = [f"{outcome.done} of {outcome.frames} frames finished in {to}"]
    parts += [f"{before} were there"] if before else []
    parts += [f"{broken} could not be used ({to / 'provenance.json'} lists them)"] if broken else []
    return "; ".join(parts)

"""The tab Predict: classes and depth of one photo or many, by one checkpoint or several."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import gradio as gr

from app import checkpoints, examples, familiar, hub
from app.input_check import report
from app.kept import Basket
from app.parts import (
    PHOTOS,
    details,
    encoding_inputs,
    fast_input,
    go_buttons,
    map_input,
    photo_input,
    problem_output,
    size_input,
    small_pictures,
    thumbnails,
    without_examples,
)
from app.predict import CHOICE, joint, panels
from app.predict.study import FULL, Asked, Study, answers, ask, begin, see
from app.predict.tables import numbers_table, summary
from app.predict.walls import thumbnail, wall_of
from app.tab import NETWORK, PRIVATE, ResultTab, notes, plain_errors
from app.wall import layout as wall
from gioada.figures.recipe import Given, Row


def predict(*form: Any) -> Iterator[tuple[Any, ...]]:
    """Ask photo by photo, checkpoint by checkpoint; what is known is shown at once.

    Args:
        form: in the order of ``ask``'s parameters.

    Yields:
        what was asked, a warning, the wall, the sentence under it, the table, thumbnails of many
        photos, how the files were understood, how far it is, about the checkpoints, photos that
        were left out, and the paths of the thumbnails.

    Raises:
        ValueError: a single photo cannot be read, or the checkpoints cannot be compared.
    """
    asked = ask(*form)
    if len(asked.paths) > 1:
        yield from _many(asked)
        return
    study = begin(asked)
    about = notes(*hub.notes(), *details(study.checkpoints))
    for study in answers(study):  # noqa: B020 - each one is the last one and more
        left = len(study.checkpoints) - len(study.readings)
        yield (
            gr.skip() if left else asked,
            "",
            *shown(study),
            _strip([]),
            report(study.checkup),
            notes(f"{left} to come." if left else ""),
            about,
            "",
            asked.paths,
        )
    unlike = warning(study)  # which runs half a network more, so that it comes last
    if unlike:
        yield gr.skip(), unlike, *(gr.skip(),) * 9


def stored() -> tuple[str, str, str]:
    """What the tab opens with, where the answers are stored: wall, sentence, table.

    No network runs, so that the page itself can have it, and shows it before it asks for anything.
    """
    first, names = opening_examples()[0], CHOICE.offered()["value"]
    try:
        study = begin(ask(first.image, None, names, first.labels, first.depth))
    except ValueError:
        return "", "", ""  # such as no checkpoint: the tab says so once it is open
    scenes = [each.known_scene(study.triple.image) for each in study.checkpoints]
    if any(scene is None for scene in scenes):
        return "", "", ""
    *_, study = answers(study)
    return shown(study)


def _many(asked: Asked) -> Iterator[tuple[Any, ...]]:
    """Many photos; a bad file among them is told of and keeps no other back."""
    number, strip, good, problems = len(asked.paths), [], [], []
    chosen = checkpoints.select(asked.names)
    checkpoints.common_space(chosen)  # which is refused once, not for each photo
    about = notes(*hub.notes(), *details(chosen))
    for index, path in enumerate(asked.paths):
        try:
            study = see(asked.at(index))
        except ValueError as error:
            problems.append(str(error))
            continue
        good.append(path)
        strip.append((thumbnail(study), study.name))
        # The first stays in view until another is clicked.
        first = replace(asked, paths=tuple(good), chosen=0)
        top = (first, warning(study), *shown(study)) if len(good) == 1 else (gr.skip(),) * 5
        done = notes(f"{index + 1} of {number} photos are done.")
        yield *top, _strip(strip), "", done, about, _left_out(problems), tuple(good)
    if not good:
        raise ValueError(" ".join(problems))
    asked = replace(asked, paths=tuple(good))
    done = notes(f"{len(good)} photos: click one to look at it.")
    yield (
        asked,
        *(gr.skip(),) * 4,
        _strip(strip),
        "",
        done,
        about,
        _left_out(problems),
        asked.paths,
    )


def _strip(pictures_and_names: list[tuple[str, str]]) -> Any:
    return gr.update(value=pictures_and_names, visible=bool(pictures_and_names))


def _left_out(problems: list[str]) -> str:
    return notes(*(f"Left out: {problem}" for problem in problems))


def shown(study: Study) -> tuple[str, str, str]:
    """The wall, the sentence under it and the table."""
    return wall_of(study), summary(study), numbers_table(study)


def warning(study: Study) -> str:
    """Whether the photo is unlike what those that have answered learned from."""
    found = [each.checkpoint for each in study.readings]
    return familiar.banner(found, study.triple.image, study.titles)


def look(asked: Asked, done: tuple[str, ...], clicked: gr.SelectData) -> tuple[Any, ...]:
    """Another of many photos, from memory if it is still there.

    Args:
        asked: what was asked; of many that were stopped it knows the first alone.
        done: the paths of the thumbnails.
        clicked: the thumbnail.
    """
    asked = replace(asked, paths=done, chosen=int(clicked.index))
    study = see(asked)
    return (asked, warning(study), *shown(study))


def row(asked: Asked) -> Row:
    """The photo that is looked at, for a figure."""
    path, labels, depth = asked.path, asked.labels, asked.depth
    return Row(
        title=path.stem,
        image=Given.of(path),
        labels=Given.of(labels) if labels else None,
        depth=Given.of(depth) if depth else None,
        label_encoding=asked.label_encoding,
        depth_encoding=asked.depth_encoding,
        checkpoints=asked.names,
    )


# --- layout -------------------------------------------------------------------------------------


FORM = (
    "photo",
    "many",
    "names",
    "labels",
    "depth",
    "label_as",
    "depth_as",
    "side",
    "fast",
    "focal",
)
"""What visitors set, in the order of ``ask``'s parameters."""


def _form(offered: list[examples.Example]) -> dict[str, Any]:
    """FORM, its buttons, and what is said beside it: ``checked`` how the files were understood,
    ``status`` how far it is, ``about`` the checkpoints."""
    form: dict[str, Any] = {"photo": photo_input("Drop your photo here", offered[0].image)}
    form["names"] = CHOICE.dropdown("Networks, up to four")
    form["go"], form["stop"] = go_buttons("Predict")
    form |= {"problem": problem_output(), "status": gr.HTML(), "checked": gr.HTML()}
    form["strip"] = thumbnails([each.image for each in offered])
    with gr.Accordion("More files: many photos, true maps", open=False):
        form["many"] = gr.File(
            label="Many photos",
            file_count="multiple",
            file_types=PHOTOS,
            height=76,
            elem_classes=["map"],
        )
        form["labels"] = map_input("True labels", offered[0].labels)
        form["depth"] = map_input("True depth", offered[0].depth)
        form["label_as"], form["depth_as"] = encoding_inputs()
    with gr.Accordion("Size, precision, camera, details", open=False):
        focal = "Focal length in pixels (0: a view of 65 degrees)"
        form["focal"] = gr.Number(0, label=focal, minimum=0, maximum=100_000)
        form |= {"side": size_input(("full size", FULL)), "fast": fast_input()}
        form["about"] = gr.HTML()
    return form


def _changes(form: dict[str, Any]) -> list[Any]:
    """Events after which the form is answered anew."""
    files = (form[name] for name in ("labels", "depth", "many"))
    chosen = (form[name] for name in ("names", "label_as", "depth_as", "side", "fast"))
    return [
        form["photo"].upload,
        *(event for each in files for event in (each.upload, each.clear)),
        *(each.input for each in chosen),
        form["focal"].submit,
    ]


def build(basket: Basket) -> ResultTab:
    """Lay the tab out."""
    offered, (first, words, numbers) = opening_examples(), stored()
    with gr.Row():
        with gr.Column(scale=1, min_width=280):
            form = _form(offered)
        with gr.Column(scale=3, min_width=320, elem_classes=["result"]):
            left_out, banner = problem_output(), gr.HTML()
            gallery = small_pictures(6, label="All photos", show_label=False, format="png")
            shown_at = wall.build("The photo and what each network says of it", first)
            sentence = gr.HTML(words)
            adapt = gr.Button("Adapt a network to my photos", size="md", elem_classes=["adapt"])
            with gr.Accordion("Numbers, class by class", open=False):
                table = gr.HTML(numbers)
            asked, done = gr.State(Asked()), gr.State(())
            joint.panel(asked)
            panels.solid(asked)
            panels.downloads(asked, done, lambda: basket.keeper(row, [asked]))
    tab = ResultTab(
        handler=predict,
        inputs=[form[name] for name in FORM],
        outputs=[
            asked,
            banner,
            shown_at,
            sentence,
            table,
            gallery,
            form["checked"],
            form["status"],
            form["about"],
            left_out,
            done,
        ],
        problem=form["problem"],
        choices={form["names"]: CHOICE},
        progress=[shown_at],
        go=form["go"],
        stop=form["stop"],
        strip=form["strip"],
        built={shown_at: first, sentence: words, table: numbers},
        drawn=shown_at.submit,
        adapt=adapt,
        example=lambda number: _example(form, offered[number]),
        changes=_changes(form),
    )
    truth = [form["labels"], form["depth"]]
    form["photo"].upload(without_examples, truth, truth, **PRIVATE)
    gallery.select(
        plain_errors(look),
        [asked, done],
        tab.outputs[:5],
        api_visibility="private",
        show_progress_on=tab.progress,
        **NETWORK,
    )
    return tab


def opening_examples() -> list[examples.Example]:
    """Examples, of which the first suits the checkpoints that are chosen at first."""
    (street, photo, *_), (first, second, *_) = examples.streets(), examples.photos()
    if CHOICE.world() == "demo":
        # The second frame of the demo shows best what adaptation changes.
        return [second, first, photo, street]
    return [photo, street, second, first]


def _example(form: dict[str, Any], chosen: examples.Example) -> dict[Any, Any]:
    """What each input gets; a photo of another world than the networks' gets its own networks."""
    values = {
        "photo": chosen.image,
        "many": None,
        "names": CHOICE.suiting(chosen.world),
        "labels": chosen.labels,
        "depth": chosen.depth,
        "label_as": "auto",
        "depth_as": "auto",
    }
    return {form[name]: value for name, value in values.items()}

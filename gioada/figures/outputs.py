"""A figure as files: PNG, PDF, json, and a zip with its cells and its LaTeX."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image, PngImagePlugin

from gioada.errors import Problem
from gioada.figures import carriers, drawing, latex
from gioada.figures.figure import Figure

COMMAND = "python -m gioada figure {recipe} --to {to}"
SUFFIXES = (".png", ".pdf", ".zip", ".json")


def content(figure: Figure, suffix: str, *, carry: bool = True, stem: str = "figure") -> bytes:
    """The figure as a file's content.

    Args:
        figure: from ``make``.
        suffix: one of ``SUFFIXES``.
        carry: PNG, zip and json hold the rows' files too.
        stem: name of the file without its suffix, for the command that it states.

    Raises:
        ValueError: there is no such kind of file, or the figure has no room for its cells.
    """
    check_suffix(suffix)
    if suffix == ".png":
        return _png(figure, drawing.image(figure), carry, stem)
    if suffix == ".pdf":
        about = _about(figure, f"{stem}.pdf")
        subject = f"{about['Description']} {about['gioada-checkpoints']} {about['gioada-command']}"
        return drawing.pdf(
            figure,
            {
                "Title": about["Title"],
                "Subject": subject,
                "Creator": about["Software"],
                "Keywords": carriers.pdf_keywords(figure.recipe),
            },
        )
    if suffix == ".json":
        return carriers.as_json(figure.recipe if carry else figure.recipe.bare()).encode()
    return _archive(figure, carry, stem)


def check_suffix(suffix: str) -> None:
    """Raise Problem unless figures can be written as this kind of file."""
    if suffix.lower() not in SUFFIXES:
        what = "{ending} is no kind of figure: end the file's name in {known}."
        ending, known = suffix or "a name without an ending", ", ".join(SUFFIXES)
        raise Problem("figure.kind", what, ending=ending, known=known)


def write(figure: Figure, path: Path, *, carry: bool = True) -> None:
    """Write the figure as the kind of file that the path's ending says; see ``content``."""
    made = content(figure, path.suffix.lower(), carry=carry, stem=path.stem)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".part")
    temporary.write_bytes(made)
    temporary.replace(path)


def _about(figure: Figure, name: str) -> dict[str, str]:
    from gioada import __version__

    return {
        "Title": figure.recipe.title or "Figure",
        "Software": f"GIO-Ada Explorer {__version__}",
        "Description": "Made by GIO-Ada Explorer, after Chen, Li, Chen and Van Gool, Learning "
        "Semantic Segmentation from Synthetic Data: A Geometrically Guided Input-Output "
        "Adaptation Approach, CVPR 2019.",
        "gioada-checkpoints": json.dumps(figure.made_by),
        "gioada-command": COMMAND.format(recipe=name, to=name),
    }


def _png(figure: Figure, pixels: np.ndarray, carry: bool, stem: str) -> bytes:
    info = carriers.png_info(figure.recipe, carry=carry)
    for name, text in _about(figure, f"{stem}.png").items():
        info.add_itxt(name, text)
    return _packed(pixels, figure.recipe.dpi, info)


def _archive(figure: Figure, carry: bool, stem: str) -> bytes:
    pixels = drawing.image(figure)
    document = latex.document(figure, pixels)
    files: dict[str, bytes] = {
        "figure.png": _png(figure, pixels, False, stem),
        "figure.pdf": content(figure, ".pdf", stem=stem),
        "figure.tex": document.text.encode(),
        carriers.MEMBER: content(figure, ".json", carry=carry),
    }
    for name, part in document.pictures.items():
        files[name] = _packed(part, figure.recipe.dpi)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, made in files.items():
            # One date for all, so that the same recipe gives the same archive.
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            packed = not name.endswith((".png", ".pdf"))
            entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
            archive.writestr(entry, made)
    return stream.getvalue()


def _packed(pixels: np.ndarray, dpi: float, info: PngImagePlugin.PngInfo | None = None) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PNG", dpi=(dpi, dpi), pnginfo=info)
    return stream.getvalue()

"""A figure as files: PNG, PDF, and a zip with its cells and its LaTeX."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image

from gioada.figures import carriers, pdf
from gioada.figures.figure import Figure
from gioada.figures.latex import document
from gioada.figures.raster import rendered

COMMAND = "python -m gioada figure {recipe} --to {to}"
SUFFIXES = (".png", ".pdf", ".zip", ".json")


def content(figure: Figure, suffix: str, *, carry: bool = True, stem: str = "figure") -> bytes:
    """The figure as a file's content.

    Args:
        figure: from ``make``.
        suffix: one of ``SUFFIXES``.
        carry: PNG, zip and json hold the rows' files too.
        stem: name of the file without its suffix, for the command that it tells.

    Raises:
        ValueError: there is no such kind of file.
    """
    if suffix == ".png":
        about = _about(figure, f"{stem}.png")
        return carriers.as_png(figure.image(), figure.recipe, about=about, carry=carry)
    if suffix == ".pdf":
        about = _about(figure, f"{stem}.pdf")
        subject = f"{about['Description']} {about['gioada-checkpoints']}"
        return pdf.page(
            figure.sheet(),
            {"title": about["Title"], "subject": subject, "creator": about["Software"],
             "keywords": about["gioada-command"]},
        )  # fmt: skip
    if suffix == ".json":
        return carriers.as_json(figure.recipe if carry else figure.recipe.bare()).encode()
    if suffix == ".zip":
        return _archive(figure, carry, stem)
    check_suffix(suffix)
    raise AssertionError(suffix)


def check_suffix(suffix: str) -> None:
    """Raise ValueError unless figures can be written as this kind of file."""
    if suffix.lower() not in SUFFIXES:
        found = suffix or "a name without an ending"
        raise ValueError(f"{found} is no kind of figure: end the file's name in "
                         f"{', '.join(SUFFIXES)}.")  # fmt: skip


def write(figure: Figure, path: Path, *, carry: bool = True) -> None:
    """Write the figure as the kind of file that the path's ending says; see ``content``."""
    made = content(figure, path.suffix.lower(), carry=carry, stem=path.stem)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".part")
    temporary.write_bytes(made)
    temporary.replace(path)


def _about(figure: Figure, name: str) -> dict[str, str]:
    from gioada import __version__

    source = name if name.endswith(".png") else "recipe.json"
    return {
        "Title": figure.recipe.title or "Figure",
        "Software": f"GIO-Ada Explorer {__version__}",
        "Description": "Made by GIO-Ada Explorer, after Chen, Li, Chen and Van Gool, Learning "
        "Semantic Segmentation from Synthetic Data: A Geometrically Guided Input-Output "
        "Adaptation Approach, CVPR 2019.",
        "gioada-checkpoints": json.dumps(figure.made_by),
        "gioada-command": COMMAND.format(recipe=source, to=name),
    }


def _archive(figure: Figure, carry: bool, stem: str) -> bytes:
    sheet = figure.sheet()
    parts = document(figure)
    files: dict[str, bytes] = {
        "figure.png": content(figure, ".png", carry=False, stem=stem),
        "figure.pdf": content(figure, ".pdf", stem=stem),
        "figure.tex": parts.text.encode(),
        "recipe.json": content(figure, ".json", carry=carry),
        "README.txt": _readme(figure).encode(),
    }
    for name, part in parts.pictures.items():
        files[name] = _png(rendered(part), sheet.dpi)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, made in files.items():
            # One date for all, so that the same recipe gives the same archive.
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            packed = not name.endswith((".png", ".pdf"))
            entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
            archive.writestr(entry, made)
    return stream.getvalue()


def _readme(figure: Figure) -> str:
    about = _about(figure, "figure.png")
    makers = "\n".join(
        "- {checkpoint}: preset {preset}, pair {pair}, {steps} steps, seed {seed}, "
        "weights {digest}".format(**maker)
        for maker in figure.made_by
    )
    return (
        f"{about['Title']}\n\n{about['Description']}\n\n"
        f"figure.png, figure.pdf   the figure at {figure.recipe.width:g} mm and "
        f"{figure.recipe.dpi} dpi\n"
        "figure.tex, cells/       the same from single pictures with captions in LaTeX's own "
        "text;\n                         \\input it: needs graphicx and xcolor\n"
        "recipe.json              makes it again:\n"
        f"                         {COMMAND.format(recipe='recipe.json', to='figure.pdf')}\n\n"
        f"Checkpoints\n{makers or '- none'}\n"
    )


def _png(pixels: np.ndarray, dpi: float) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PNG", dpi=(dpi, dpi))
    return stream.getvalue()

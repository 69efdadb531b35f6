"""Recipes in files: as json, in the PNG that they made, in the zip with its cells.

A PNG carries its recipe twice: as text that any viewer of metadata shows, without the pictures,
and whole in a chunk of its own. Nothing in such a file is ever executed or unpickled.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import numpy as np
from PIL import Image, PngImagePlugin

from gioada.figures.recipe import Recipe
from gioada.figures.typed import built

MOST = 160_000_000
"""Bytes of a recipe; twelve rows of 8 MB in base64 are fewer."""
TEXT, CHUNK = "gioada-recipe", b"giRc"
"""Name of the text, and of the chunk: ancillary, private, safe to copy."""
MEMBER = "recipe.json"

_TEXT_MOST = 900_000  # Pillow reads no text chunk beyond 1 MB
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, KeyError, TypeError, IndexError)
_DAMAGE += (zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError, MemoryError)


def as_json(recipe: Recipe) -> str:
    """The recipe as text that people can read and edit."""
    return json.dumps(asdict(recipe), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def as_png(
    pixels: np.ndarray, recipe: Recipe, *, about: Mapping[str, str], carry: bool = True
) -> bytes:
    """A PNG with its resolution and its recipe.

    Args:
        pixels: uint8 H W 3.
        recipe: what made them.
        about: further texts by name.
        carry: put the rows' files in too, so that the PNG alone makes the figure again.
    """
    info = PngImagePlugin.PngInfo()
    for name, text in about.items():
        info.add_itxt(name, text)
    bare = as_json(recipe.bare())
    if len(bare.encode()) < _TEXT_MOST:
        info.add_itxt(TEXT, bare)
    whole = as_json(recipe if carry else recipe.bare()).encode()
    # Unlike the pixels, base64 packs to three quarters at any level.
    info.add(CHUNK, zlib.compress(whole, 1))
    stream = io.BytesIO()
    Image.fromarray(pixels).save(
        stream, "PNG", pnginfo=info, dpi=(recipe.dpi, recipe.dpi), compress_level=6
    )
    return stream.getvalue()


def read(path: Path) -> Recipe:
    """The recipe in a json, PNG or zip file; told apart by content, not by name.

    Raises:
        ValueError: with a sentence: no such file, none of these, damaged, without a recipe, or
            a recipe that is none.
    """
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= MOST else b""
    except OSError as error:
        raise ValueError(f"{path.name} cannot be read ({error.strerror}).") from error
    if not content:
        what = "is empty" if not size else f"has {size >> 20} MB, which is too much for a recipe"
        raise ValueError(f"{path.name} {what}.")
    return read_bytes(content, path.name)


def read_bytes(content: bytes, name: str) -> Recipe:
    """``read`` of content, which errors call by a name."""
    try:
        if content.startswith(b"\x89PNG"):
            text = _from_png(content, name)
        elif content.startswith(b"PK"):
            text = _from_zip(content, name)
        else:
            text = content
        values = json.loads(text)
    except _Unfit:
        raise
    except RecursionError as error:
        raise ValueError(f"{name} is nested too deeply to be a recipe.") from error
    except _DAMAGE as error:
        raise ValueError(
            f"{name} holds no readable recipe ({str(error)[:120]}); it may be cut off. Give a "
            "recipe.json, or a PNG or zip that was made from one."
        ) from error
    return built(Recipe, values, name)


class _Unfit(ValueError):
    """Says in a sentence why a file is of no use here."""


def _from_png(content: bytes, name: str) -> bytes:
    with Image.open(io.BytesIO(content), formats=["PNG"]) as image:
        assert isinstance(image, PngImagePlugin.PngImageFile)
        # Chunks behind the pixels are not read: ours lies before them.
        chunks = dict((chunk[0], chunk[1]) for chunk in image.private_chunks)
        text = image.text.get(TEXT)
    if CHUNK in chunks:
        unpacking = zlib.decompressobj()
        unpacked = unpacking.decompress(chunks[CHUNK], MOST)
        if unpacking.unconsumed_tail:
            raise _Unfit(f"the recipe in {name} unpacks to more than {MOST >> 20} MB.")
        return unpacked
    if text is not None:
        return text.encode()
    raise _Unfit(
        f"{name} is a picture without a recipe: only figures that were made here carry theirs, "
        "and programs that save a picture anew may drop it."
    )


def _from_zip(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = [entry for entry in archive.infolist() if Path(entry.filename).name == MEMBER]
        if len(members) != 1:
            raise _Unfit(f"{name} is an archive with {len(members)} files {MEMBER}, not with one.")
        with archive.open(members[0]) as stream:
            # By what comes out, as sizes that an archive states may be wrong.
            text = stream.read(MOST + 1)
    if len(text) > MOST:
        raise _Unfit(f"the recipe in {name} unpacks to more than {MOST >> 20} MB.")
    return text

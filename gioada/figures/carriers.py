"""Recipes in files that people pass on: json, and the PNG, PDF or zip that was made from one.

A PNG carries its recipe twice: as text that any viewer of metadata shows, without the pictures,
and whole in a chunk of its own. A PDF has the text alone, among its properties. Nothing in such a
file is ever executed or unpickled.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from dataclasses import asdict
from pathlib import Path

from PIL import Image, PngImagePlugin

from gioada.errors import Problem
from gioada.figures.recipe import Recipe, of_json

MOST = 160_000_000
"""Bytes of a recipe; twelve rows of 8 MB in base64 are fewer."""
TEXT, CHUNK = "gioada-recipe", b"giRc"
"""Name of the text, and of the chunk: ancillary, private, safe to copy."""
MEMBER = "recipe.json"

_TEXT_MOST = 900_000  # Pillow reads no text chunk beyond 1 MB
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, KeyError, TypeError, IndexError)
_DAMAGE += (zlib.error, zipfile.BadZipFile, RuntimeError, MemoryError, Image.DecompressionBombError)
_KEYWORDS = re.compile(rb"/Keywords \(" + TEXT.encode() + rb" ((?:[^()\\]|\\.)*)\)", re.DOTALL)


def as_json(recipe: Recipe) -> str:
    """The recipe as text that people can read and edit."""
    return json.dumps(asdict(recipe), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def png_info(recipe: Recipe, *, carry: bool) -> PngImagePlugin.PngInfo:
    """The recipe as chunks of a PNG, with or without the rows' files."""
    info = PngImagePlugin.PngInfo()
    bare = as_json(recipe.bare())
    if len(bare.encode()) < _TEXT_MOST:
        info.add_itxt(TEXT, bare)
    whole = as_json(recipe).encode() if carry else bare.encode()
    # Unlike the pixels, base64 packs to three quarters at any level.
    info.add(CHUNK, zlib.compress(whole, 1))
    return info


def pdf_keywords(recipe: Recipe) -> str:
    """The recipe without the rows' files, in letters that a PDF writes as they are."""
    return f"{TEXT} {json.dumps(asdict(recipe.bare()), allow_nan=False)}"


def read(path: Path) -> Recipe:
    """The recipe in a json, PNG, PDF or zip file; told apart by content, not by name.

    Raises:
        Problem: no such file, none of these, damaged, without a recipe, or
            a recipe that is none.
    """
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= MOST else b""
    except OSError as error:
        what = "{file} cannot be read ({reason})."
        raise Problem("figure.file", what, file=path.name, reason=error.strerror) from error
    if not content:
        what = "is empty" if not size else f"has {size >> 20} MB, which is too much for a recipe"
        raise Problem("figure.file", "{file} {reason}.", file=path.name, reason=what)
    return read_bytes(content, path.name)


def read_bytes(content: bytes, name: str) -> Recipe:
    """``read`` of content, which errors call by a name."""
    readers = {b"\x89PNG": _from_png, b"%PDF": _from_pdf, b"PK": _from_zip}
    found = next((read for mark, read in readers.items() if content.startswith(mark)), None)
    try:
        text = found(content) if found else content
    except _DAMAGE as error:
        what = "{file} holds no readable recipe ({reason}). Give a recipe.json, or a PNG, PDF or "
        what += "zip that was made from one, whole and as it was."
        reason = str(error)[:160]
        raise Problem("figure.no_recipe", what, file=name, reason=reason) from error
    return of_json(Recipe, text, name)


def _from_png(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content), formats=["PNG"]) as image:
        assert isinstance(image, PngImagePlugin.PngImageFile)
        # Chunks behind the pixels are not read: ours lies before them.
        chunks = dict((chunk[0], chunk[1]) for chunk in image.private_chunks)
        text = image.text.get(TEXT)
    if CHUNK in chunks:
        unpacking = zlib.decompressobj()
        unpacked = unpacking.decompress(chunks[CHUNK], MOST)
        if unpacking.unconsumed_tail:
            raise ValueError(f"it unpacks to more than {MOST >> 20} MB")
        return unpacked
    if text is None:
        raise ValueError("programs that save a picture anew may drop it")
    return text.encode()


def _from_pdf(content: bytes) -> bytes:
    found = _KEYWORDS.search(content)
    if found is None:
        raise ValueError("programs that save a PDF anew may drop it")
    return re.sub(rb"\\(.)", rb"\1", found[1])


def _from_zip(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = [entry for entry in archive.infolist() if Path(entry.filename).name == MEMBER]
        if len(members) != 1:
            raise ValueError(f"it has {len(members)} files {MEMBER}, not one")
        with archive.open(members[0]) as stream:
            # By what comes out, as sizes that an archive states may be wrong.
            text = stream.read(MOST + 1)
    if len(text) > MOST:
        raise ValueError(f"it unpacks to more than {MOST >> 20} MB")
    return text

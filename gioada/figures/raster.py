"""A sheet as pixels."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from gioada.figures.lettering import font, measured
from gioada.figures.sheet import Area, Picture, Sheet, Words

_SHARES = {"left": 0.0, "middle": 0.5, "right": 1.0}


def rendered(sheet: Sheet) -> np.ndarray:
    """uint8 H W 3 on white paper."""
    paper = Image.new("RGB", (sheet.width, sheet.height), (255, 255, 255))
    for item in sheet.items:
        if isinstance(item, Picture):
            paper.paste(Image.fromarray(item.pixels), (item.left, item.top))
        elif isinstance(item, Area):
            _area(paper, item)
        else:
            _words(paper, item)
    return np.asarray(paper)


def _area(paper: Image.Image, area: Area) -> None:
    place = area.place
    box = (place.left, place.top, place.left + place.width - 1, place.top + place.height - 1)
    pen = ImageDraw.Draw(paper)
    if area.stroke:
        pen.rectangle(box, outline=area.colour, width=area.stroke)
    else:
        pen.rectangle(box, fill=area.colour)


def _words(paper: Image.Image, words: Words) -> None:
    letters = font(words.size)
    start = _SHARES[words.anchor] * measured(words.text, words.size)
    if not words.upward:
        place = (round(words.x - start), round(words.y))
        ImageDraw.Draw(paper).text(place, words.text, words.colour, letters, anchor="ls")
        return
    rise, fall = round(words.size), round(0.3 * words.size)
    length = round(measured(words.text, words.size)) + 2
    strip = Image.new("L", (length, rise + fall), 0)
    ImageDraw.Draw(strip).text((0, rise), words.text, 255, letters, anchor="ls")
    mask = strip.transpose(Image.Transpose.ROTATE_90)
    corner = (round(words.x) - rise, round(words.y + start) - length)
    paper.paste(Image.new("RGB", mask.size, words.colour), corner, mask)

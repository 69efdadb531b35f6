"""A sheet as a PDF page: text as text in an embedded font, pictures without loss."""

from __future__ import annotations

import io
from collections.abc import Mapping

from PIL import Image
from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from gioada.data.labels import RGB
from gioada.figures.lettering import FONT, measured
from gioada.figures.sheet import Area, Picture, Sheet, Words

# Pictures as bytes, not as text, which is a quarter longer.
rl_config.useA85 = 0

_NAME = "Arimo"
_SHARES = {"left": 0.0, "middle": 0.5, "right": 1.0}


def page(sheet: Sheet, about: Mapping[str, str]) -> bytes:
    """The sheet as a page of its size.

    Args:
        sheet: the figure.
        about: title, subject, keywords and creator, for the file's properties.
    """
    if _NAME not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(_NAME, str(FONT)))
    stream, points = io.BytesIO(), 72 / sheet.dpi
    # invariant: no date, so that the same recipe gives the same file.
    canvas = Canvas(
        stream,
        pagesize=(sheet.width * points, sheet.height * points),
        invariant=1,
        pageCompression=1,
        # Or the page lists Helvetica, which is not embedded, and publishers' checks refuse it.
        initialFontName=_NAME,  # type: ignore[arg-type]
    )
    canvas.setTitle(about.get("title", ""))
    canvas.setSubject(about.get("subject", ""))
    canvas.setKeywords(about.get("keywords", ""))
    canvas.setCreator(about.get("creator", ""))
    canvas.setAuthor("")
    # Pixels from the top from here on, as everything on the sheet has them.
    canvas.translate(0, sheet.height * points)
    canvas.scale(points, points)
    for item in sheet.items:
        if isinstance(item, Picture):
            _picture(canvas, item)
        elif isinstance(item, Area):
            _area(canvas, item)
        else:
            _words(canvas, item)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _picture(canvas: Canvas, picture: Picture) -> None:
    height, width = picture.pixels.shape[:2]
    reader = ImageReader(Image.fromarray(picture.pixels))
    canvas.drawImage(reader, picture.left, -picture.top - height, width, height)


def _area(canvas: Canvas, area: Area) -> None:
    place, stroke = area.place, area.stroke
    if stroke:
        canvas.setStrokeColorRGB(*_shares(area.colour))
        canvas.setLineWidth(stroke)
        half = stroke / 2
        canvas.rect(
            place.left + half,
            -place.top - place.height + half,
            place.width - stroke,
            place.height - stroke,
            fill=0,
        )
    else:
        canvas.setFillColorRGB(*_shares(area.colour))
        canvas.rect(
            place.left, -place.top - place.height, place.width, place.height, stroke=0, fill=1
        )


def _words(canvas: Canvas, words: Words) -> None:
    start = _SHARES[words.anchor] * measured(words.text, words.size)
    canvas.setFillColorRGB(*_shares(words.colour))
    canvas.saveState()
    canvas.translate(words.x, -words.y)
    if words.upward:
        canvas.rotate(90)
    canvas.setFont(_NAME, words.size)
    canvas.drawString(-start, 0, words.text)
    canvas.restoreState()


def _shares(colour: RGB) -> tuple[float, float, float]:
    red, green, blue = colour
    return red / 255, green / 255, blue / 255

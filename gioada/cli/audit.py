"""The command that tells whether one may train on what a translator made."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import tyro

from gioada.audit.options import Against, Reading
from gioada.data.sets.matching import fixed_part

USUAL, NOTHING = Reading(), Against()


def audit(
    source: str,
    translated: str,
    /,
    *,
    labels: str,
    depth: str | None = None,
    reading: Annotated[Reading, tyro.conf.arg(name="")] = USUAL,
    against: Annotated[Against, tyro.conf.arg(name="")] = NOTHING,
    out: Path | None = None,
) -> None:
    """Tell whether translations still show what their labels say, whichever translator made them.

    Args:
        source: the source frames: a folder, a pattern in quotes, a list (.txt) or a zip.
        translated: translations, given in the same ways, paired with the frames by name.
        labels: the frames' label maps.
        depth: the frames' depth maps.
        reading: who reads the pictures, and how files are read.
        against: what else they are held against.
        out: folder for audit.json and report.html; default runs/audit/NAME.
    """
    from gioada.audit.command import audit_translations
    from gioada.audit.run import Folders

    audit_translations(
        Folders(source=source, translated=translated, labels=labels, depth=depth),
        reading,
        against,
        out or Path("runs") / "audit" / _name(translated),
    )


def _name(word: str) -> str:
    """Of the folder or zip that a word leads to."""
    return Path(fixed_part(word)).resolve().name.removesuffix(".zip")

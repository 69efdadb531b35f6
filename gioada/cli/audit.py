"""The command that tells whether one may train on what a translator made."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import tyro

from gioada.audit.options import Against, Reading

USUAL, NOTHING = Reading(), Against()


def audit(
    source: Path,
    translated: Path,
    /,
    *,
    labels: Path,
    depth: Path | None = None,
    reading: Annotated[Reading, tyro.conf.arg(name="")] = USUAL,
    against: Annotated[Against, tyro.conf.arg(name="")] = NOTHING,
    out: Path | None = None,
) -> None:
    """Tell whether translations still show what their labels say, whichever translator made them.

    Args:
        source: folder of source frames.
        translated: folder of translations, paired with the frames by name.
        labels: folder of the frames' label maps.
        depth: folder of the frames' depth maps.
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
        out or Path("runs") / "audit" / translated.resolve().name,
    )

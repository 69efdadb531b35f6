"""The forms that an adversarial game can take, as names. Free of torch."""

from __future__ import annotations

from typing import Literal

GanForm = Literal["log", "saturating", "least-squares", "hinge"]

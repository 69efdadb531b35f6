"""Which checkpoints the tab offers."""

from __future__ import annotations

from app import shelf
from app.several import Several

CHECKPOINTS = Several(find=lambda: shelf.names("task"), wanted=("na-demo", "both-demo"))

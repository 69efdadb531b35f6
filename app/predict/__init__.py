"""Labels and depth of photos, by one checkpoint or several beside each other."""

from __future__ import annotations

from app.tab import Choice

CHOICE = Choice(
    network="task",
    wanted=(("na-street", "both-street"), ("na-demo", "both-demo")),
)
"""Which checkpoints are offered, and chosen at first."""

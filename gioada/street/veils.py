"""See-through cards: where rays meet them, and what their drawn pictures say there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from gioada.street.scene import Kind, Table
from gioada.street.views import NEAR, View


class Card(Protocol):
    """An upright rectangle: bottom middle, metres, yaw (0 faces -z), copies across."""

    @property
    def centre(self) -> tuple[float, float, float]: ...
    @property
    def wide(self) -> float: ...
    @property
    def high(self) -> float: ...
    @property
    def repeat(self) -> float: ...
    @property
    def flip(self) -> bool: ...


@dataclass(frozen=True, kw_only=True)
class Layer:
    """What the rays of one card's window meet: K rays before everything solid.

    pixels: indices into H * W; distance: float32 K; drawn: float32 6 K, the picture's channels.
    """

    card: int
    pixels: np.ndarray
    distance: np.ndarray
    drawn: np.ndarray


def boxes(cards: Sequence[Card], yaws: np.ndarray) -> Table:
    """Flat blocks around the cards, of which a view makes windows."""
    count = len(cards)
    half = np.array([(c.wide / 2, c.high / 2, 0.01) for c in cards], np.float32)
    centre = np.array([c.centre for c in cards], np.float32)
    centre[:, 1] += half[:, 1]
    cos, sin, zero = np.cos(yaws), np.sin(yaws), np.zeros(count)
    axes = ([cos, zero, sin], [zero, zero + 1, zero], [-sin, zero, cos])
    turn = np.stack([np.stack(axis, -1) for axis in axes], 1).astype(np.float32)
    kind, taper, tone = np.full(count, Kind.BLOCK), np.ones((count, 2)), np.zeros((count, 3))
    where = {"kind": kind, "centre": centre, "half": half, "taper": taper, "turn": turn}
    return Table.of(**where, yaw=zero, material=zero, label=zero, tone=tone)


def layers(
    cards: Sequence[Card],
    yaws: np.ndarray,
    pictures: Sequence[tuple[np.ndarray, ...]],
    view: View,
    solid: np.ndarray,
    spread: float,
    flat_spread: float = 0.0,
) -> Iterator[Layer]:
    """The cards' layers from far to near.

    view: its windows are those of ``boxes(cards, yaws)``; pictures: levels of each card's
    picture, each half as large as the one before; solid: float32 H W, distance of what is behind;
    spread: metres between neighbouring rays at a distance of one metre, flat_spread: at any.
    """
    for n in np.argsort(-view.nearest, kind="stable"):
        top, bottom, left, right = view.windows[n]
        if bottom <= top or right <= left or not np.isfinite(view.nearest[n]):
            continue
        window = (slice(top, bottom), slice(left, right))
        behind = solid[window]
        if view.nearest[n] > behind.max():
            continue
        found = meet(cards[n], float(yaws[n]), view, window, behind)
        if found is None:
            continue
        inside, distance, u, v, steep = found
        card, levels = cards[n], pictures[n]
        cell = card.wide / card.repeat / len(levels[0])
        foot = (float(np.median(distance)) * spread + flat_spread) / max(steep, 0.15)
        level = levels[int(np.clip(np.floor(np.log2(max(foot / cell, 1))), 0, len(levels) - 1))]
        size = len(level)
        column = (u * card.repeat * size).astype(np.int32) % size
        if card.flip:
            column = size - 1 - column
        row = np.clip(((1 - v) * size).astype(np.int32), 0, size - 1)
        rows, columns = np.nonzero(inside)
        drawn = level[row, column].T.astype(np.float32)
        yield Layer(
            card=int(n),
            pixels=(rows + top) * view.width + columns + left,
            distance=distance,
            drawn=drawn,
        )


def meet(card: Card, yaw: float, view: View, window: tuple[slice, slice], behind: np.ndarray):
    """Rays of a window that meet a card before what is behind it, or None if none do.

    Returns which rays (bool of the window's shape), their distances, u and v in [0, 1] on the
    card, and how squarely the card is met, in (0, 1].
    """
    ox, oy, oz = (part if part.shape == (1, 1) else part[window] for part in view.origin)
    dx, dy, dz = (part if part.shape == (1, 1) else part[window] for part in view.direction)
    cos, sin = np.float32(np.cos(yaw)), np.float32(np.sin(yaw))
    cx, cy, cz = card.centre
    speed = sin * dx + cos * dz
    with np.errstate(divide="ignore", invalid="ignore"):
        distance = (sin * (cx - ox) + cos * (cz - oz)) / speed
        across = cos * (ox + distance * dx - cx) - sin * (oz + distance * dz - cz)
        up = oy + distance * dy - np.float32(cy)
        u, v = across / np.float32(card.wide) + np.float32(0.5), up / np.float32(card.high)
        inside = (distance > NEAR) & (distance < behind) & (u > 0) & (u < 1) & (v > 0) & (v < 1)
    if not inside.any():
        return None
    inside = np.broadcast_to(inside, behind.shape)
    distance, u, v = (np.broadcast_to(a, behind.shape)[inside] for a in (distance, u, v))
    length = np.sqrt(dx * dx + dy * dy + dz * dz)
    steep = float(np.median(np.abs(speed / length)))
    return inside, distance.astype(np.float32), u, v, steep

"""From what the rays met to light: paint, sun with shadows, sky, mirrors, haze, veils."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gioada.street.raycast import cast, nothing
from gioada.street.town import coachwork, fronts, things
from gioada.street.town.book import picture
from gioada.street.town.brush import Area, Coat
from gioada.street.town.ground import Ground
from gioada.street.town.look import Look, haze_colour, sky
from gioada.street.town.meeting import Met
from gioada.street.town.stage import Stage, Stuff, Veil
from gioada.street.veils import Layer, boxes, layers
from gioada.street.views import View, orthographic, share_of_sun

PAINTERS = {
    Stuff.PLAIN: things.plain,
    Stuff.FACADE: fronts.facade,
    Stuff.SHED: fronts.shed,
    Stuff.GLASS_FRONT: fronts.glass_front,
    Stuff.ROOF: fronts.roof,
    Stuff.BRICK: fronts.brick,
    Stuff.STONE: fronts.stone,
    Stuff.CONCRETE: things.plain,
    Stuff.WOOD: fronts.wood,
    Stuff.LEAVES: things.leaves,
    Stuff.BARK: things.bark,
    Stuff.METAL: things.metal,
    Stuff.CLOTH: things.cloth,
    Stuff.SKIN: things.plain,
    Stuff.CAR_BODY: coachwork.car_body,
    Stuff.CAR_CABIN: coachwork.car_cabin,
    Stuff.VAN: coachwork.van,
    Stuff.BUS: coachwork.bus,
    Stuff.WHEEL: coachwork.wheel,
    Stuff.SIGN_ROUND: things.sign_round,
    Stuff.SIGN_TRIANGLE: things.sign_triangle,
    Stuff.SIGN_PLATE: things.sign_plate,
    Stuff.BOARD: things.board,
    Stuff.LIGHT_BOX: things.plain,
    Stuff.GLOW: things.glow,
    Stuff.GLASS: things.glass,
    Stuff.STRIPES: things.striped,
}
GROUND_PAINTERS = {
    Stuff.ASPHALT: things.asphalt,
    Stuff.PAVING: things.paving,
    Stuff.KERB: things.kerb,
    Stuff.GRASS: things.grass,
    Stuff.SOIL: things.soil,
}
SHADOW_REGION = np.array([[-24.0, 0.0, -4.0], [24.0, 0.5, 60.0]])


def painted(stage: Stage, ground: Ground, met: Met, look: Look) -> Coat:
    """Colour, gloss and glow of every pixel that meets something."""
    count = len(met.pixels)
    colour = np.empty((3, count), np.float32)
    gloss, glow = np.zeros(count, np.float32), np.zeros(count, np.float32)
    order = np.argsort(met.stuff, kind="stable")
    values, starts = np.unique(met.stuff[order], return_index=True)
    for value, chosen in zip(values, np.split(order, starts[1:]), strict=True):
        area, stuff = Area(met=met, table=stage.table, chosen=chosen), Stuff(value)
        if stuff in GROUND_PAINTERS:
            part = GROUND_PAINTERS[stuff](area, ground, look)
        else:
            part = PAINTERS[stuff](area)
        colour[:, chosen] = part.colour
        gloss[chosen], glow[chosen] = part.gloss, part.glow
    if look.odd:
        strange(met, colour, look)
    return Coat(colour=colour, gloss=gloss, glow=glow)


def strange(met: Met, colour: np.ndarray, look: Look) -> None:
    """Colours that things do not have, so that their shapes must be known; in place."""
    rng = np.random.default_rng(int(look.cloud[0] * 1e4))
    table = rng.uniform(0.3, 1.8, (64, 3)).astype(np.float32)
    key = (met.row.astype(np.int64) * 7 + met.stuff * 13) & 63
    colour *= table[np.where(met.row < 0, met.stuff.astype(np.int64) & 63, key)].T


def lit(stage: Stage, ground: Ground, met: Met, look: Look, view: View) -> np.ndarray:
    """Light that falls on every pixel, float32 3 M: sun with shadows, sky, bounce."""
    normal = met.normal
    light = np.zeros((3, len(met.pixels)), np.float32)
    if look.direct > 0.05:
        facing = np.maximum(np.array(look.sun, np.float32) @ normal, 0)
        towards = np.flatnonzero((facing > 0) & (met.distance < 75))
        facing[towards] *= sunlit(stage, met, towards, look, view)
        light += facing * (look.direct * np.array(look.warm, np.float32))[:, None]
    above = 0.5 + 0.5 * normal[1]
    x, y, z = met.point
    shade = ground.look("shade", x, z, soft=True) * np.float32(1 / 255)
    open_air = 1 - shade * 0.85 * np.exp(-np.maximum(y, 0) * np.float32(1.6))
    ambient = np.float32(look.ambient) * open_air
    blue = np.array((0.86, 0.96, 1.12), np.float32)
    dome = (blue + (1 - blue) * np.float32(look.cover))[:, None]
    bounce = np.array((0.3, 0.29, 0.27), np.float32)[:, None] * (1 + 0.3 * look.direct)
    return light + ambient * (dome * above + bounce * (1 - above))


def sunlit(stage: Stage, met: Met, pixels: np.ndarray, look: Look, view: View) -> np.ndarray:
    """Share of the sun that reaches K of the M pixels, float32 K, from a picture the sun takes."""
    sun = np.array(look.sun)
    scale = float(np.clip(view.width / 80, 5, 10))
    seen, frame = orthographic(sun, stage.table, SHADOW_REGION, scale=scale)
    depth = cast(stage.table, seen, nothing(seen)).distance
    through, first = leafage(stage.veils, seen, depth, sun, scale)
    point = met.point[:, pixels] + np.float32(0.04) * met.normal[:, pixels]

    def passes(row: np.ndarray, column: np.ndarray, reach: np.ndarray) -> np.ndarray:
        leaf = np.where(first[row, column] < reach - 0.6, through[row, column], 1)
        return (depth[row, column] > reach - 0.15) * leaf

    return share_of_sun(frame, seen, point, passes)


def leafage(veils: list[Veil], seen: View, depth: np.ndarray, sun: np.ndarray, scale: float):
    """What the veils let through of the sun, and where the first of them is: float32 H W each."""
    through, first = np.ones_like(depth), np.full_like(depth, np.inf)
    chosen = [veil for veil in veils if abs(veil.centre[0]) < 60 and -30 < veil.centre[2] < 90]
    if not chosen:
        return through, first
    towards = np.arctan2(-sun[0], -sun[2])
    yaws = np.array([towards if veil.round else veil.yaw for veil in chosen])
    view, _ = orthographic(sun, boxes(chosen, yaws), SHADOW_REGION, scale=scale)
    # Both pictures start on their own planes; distances are brought to the solids' one.
    shift = float(seen.origin[1].flat[0] - view.origin[1].flat[0]) / sun[1]
    solid = np.maximum(depth - np.float32(shift), 0)
    pictures = [picture(*veil.picture) for veil in chosen]
    for layer in layers(chosen, yaws, pictures, view, solid, 0.0, 1 / scale):
        through.reshape(-1)[layer.pixels] *= 1 - layer.drawn[0] * np.float32(0.9 / 255)
        near = first.reshape(-1)
        near[layer.pixels] = np.minimum(near[layer.pixels], layer.distance + np.float32(shift))
    return through, first


def mirrored(
    met: Met, gloss: np.ndarray, look: Look, eye: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """What glossy pixels mirror: their indices into M, and light float32 3 K."""
    chosen = np.flatnonzero(gloss > 0.02)
    ray = met.point[:, chosen] - eye.astype(np.float32)[:, None]
    ray /= np.sqrt((ray * ray).sum(0)) + 1e-9
    normal = met.normal[:, chosen]
    cosine = np.clip(-(ray * normal).sum(0), 0, 1)
    bounced = ray + 2 * cosine * normal
    share = gloss[chosen] * (0.12 + 0.88 * (1 - cosine) ** 3)
    heaven = sky(look, [bounced[0], np.maximum(bounced[1], 0.02), bounced[2]])
    # Low reflections show the other side of the street, darker than the sky and uneven.
    turn = np.arctan2(bounced[0], bounced[2])
    skyline = 0.16 + 0.05 * np.sin(turn * 5 + met.point[2, chosen] * 0.2) + 0.03 * np.sin(turn * 17)
    clear = np.clip((bounced[1] - skyline) * 8, 0, 1)
    street = np.array((0.1, 0.095, 0.09), np.float32)[:, None] * look.ambient
    return chosen, (street + (heaven - street) * clear) * share


@dataclass(frozen=True, kw_only=True)
class Seen:
    """Light 3 H*W, classes and depth H*W of a picture before the camera takes it."""

    light: np.ndarray
    labels: np.ndarray
    depth: np.ndarray


def overlaid(
    stage: Stage,
    look: Look,
    view: View,
    yaws: np.ndarray,
    solid: np.ndarray,
    seen: Seen,
    spread: float,
) -> None:
    """Draw the veils over a picture, from far to near, in place; `view` has their windows."""
    veils = stage.veils
    air = haze_colour(look)[:, None]
    pictures = [picture(*veil.picture) for veil in veils]
    for layer in layers(veils, yaws, pictures, view, solid, spread):
        veil = veils[layer.card]
        colour = drawn(veil, float(yaws[layer.card]), layer, look)
        fade = np.exp(-np.maximum(layer.distance - 4, 0) * np.float32(look.haze))
        colour = air + (colour - air) * fade
        cover = layer.drawn[0] * np.float32(1 / 255)
        behind = seen.light[:, layer.pixels]
        seen.light[:, layer.pixels] = behind + (colour - behind) * cover
        if veil.label is not None:
            mine = layer.drawn[5] > 127
            seen.labels[layer.pixels[mine]] = veil.label
            seen.depth[layer.pixels[mine]] = layer.distance[mine]


def drawn(veil: Veil, yaw: float, layer: Layer, look: Look) -> np.ndarray:
    """Light of a card's own surface, float32 3 K."""
    _, shade, second, nx, ny, _ = layer.drawn
    nx, ny = (nx - 128) / 127 * (-1 if veil.flip else 1), (ny - 128) / 127
    nz = np.sqrt(np.maximum(1 - nx * nx - ny * ny, 0))
    cos, sin = np.cos(yaw), np.sin(yaw)
    sx, sy, sz = look.sun
    facing = nx * (cos * sx - sin * sz) + ny * sy - nz * (sin * sx + cos * sz)
    # Leaves and twigs pass light on, so that no side is quite dark.
    sun = np.maximum(facing, 0) * 0.85 + 0.06
    light = look.direct * sun * np.array(look.warm)[:, None] + look.ambient * (0.5 + 0.45 * ny)
    first, other = np.array(veil.colour)[:, None], np.array(veil.second)[:, None]
    colour = first + (other - first) * (second / 255)
    return (colour * (shade / 128) * light).astype(np.float32)

"""The checkpoints that the page offers: found by name once a request, then handed on as objects.

There are exported ones, the newest of each run, and those of the Hub. A checkpoint loads its
networks when it is first asked, keeps a few of them, and remembers its answers. torch takes seconds
to import, so it is imported by what runs a network, never for the page.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from app import networks, places
from app.answers import Arrays, answer, fingerprint, known
from app.catalogue import HUB, RUN, cards, run_of
from gioada.data.labels import LabelSpace, find_space
from gioada.errors import Problem
from gioada.inference.scene import Scene
from gioada.methods.presets import PRESETS
from gioada.models.card import Card

if TYPE_CHECKING:
    from gioada.inference.critic import Critic
    from gioada.inference.frame_translator import FrameTranslator
    from gioada.inference.predictor import Predictor

Network = Literal["task", "translator"]
WORDS: dict[Network, str] = {"task": "task network", "translator": "translator"}


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """A checkpoint; its name is that under which the page offers it."""

    card: Card

    @property
    def name(self) -> str:
        """The name that the page offers, and that requests give."""
        return self.card.name

    @property
    def file_name(self) -> str:
        """The same as part of a file's name."""
        return self.name.replace(": ", "-").replace("/", "-")

    @property
    def title(self) -> str:
        """What people call its method: ``GIO-Ada``."""
        preset = PRESETS.get(self.card.preset)
        return (preset and preset.title) or self.card.preset

    @property
    def world(self) -> Literal["demo", "street"]:
        """What it learned from: the toy street of the demo, or one like photographs."""
        return "demo" if self.card.pair.startswith("demo") else "street"

    @property
    def space(self) -> LabelSpace:
        """Its classes."""
        return find_space(self.card.space)

    @property
    def needs(self) -> tuple[str, ...]:
        """The maps that its translator needs beside the picture."""
        return self.card.translator.conditions if self.card.translator else ()

    @cached_property
    def predictor(self) -> Predictor:
        """Its task network; raises ValueError if it cannot be loaded."""
        from gioada.inference.predictor import predictor_of

        return self._loaded("task", predictor_of)

    @cached_property
    def translator(self) -> FrameTranslator:
        """Its translator; raises ValueError if it cannot be loaded."""
        from gioada.inference.frame_translator import frame_translator_of

        return self._loaded("translator", frame_translator_of)

    @cached_property
    def critic(self) -> Critic | None:
        """Its output discriminators, or None if it carries none; raises as above."""
        from gioada.inference.critic import critic_of

        return self._loaded(next(iter(self.card.critics)), critic_of) if self.card.critics else None

    def _loaded(self, network: str, make: Callable[..., Any]) -> Any:
        return networks.load(self.card, network, self.version(network), run_of(self.card), make)

    # --- answers ----------------------------------------------------------------------------

    def scene(self, image: np.ndarray, long_side: int | None = None, fast: bool = False) -> Scene:
        """What it says of a picture uint8 H W 3, at the picture's own size.

        Confidence and depth are remembered, and answered the first time too, as float16: 0.03 m
        at 40 m.
        """

        def ask() -> Arrays:
            found = self.predictor.predict(image, long_side=long_side, fast=fast)
            return {
                "labels": found.labels,
                "confidence": found.confidence.astype(np.float16),
                "depth": found.depth.astype(np.float16),
            }

        return _scene(answer(self.scene_key(image, long_side, fast), ask))

    def known_scene(
        self, image: np.ndarray, long_side: int | None = None, fast: bool = False
    ) -> Scene | None:
        """The scene if it is remembered or stored, without running a network."""
        found = known(self.scene_key(image, long_side, fast))
        return _scene(found) if found else None

    def scene_key(self, image: np.ndarray, long_side: int | None = None, fast: bool = False) -> str:
        """The name of a scene among the answers: network, picture, size, precision."""
        how = "-fast" if fast and networks.fast_pays() else ""
        side = long_side or "trained"
        return f"scene-{self.version('task')}-{fingerprint(image)}-{side}{how}"

    def belief(self, image: np.ndarray, long_side: int | None = None) -> np.ndarray | None:
        """What its output discriminators believe of its own prediction on a picture.

        Returns:
            float32 H W: the probability that a patch is one of a target image; None where it
            carries no discriminator.
        """
        critic = self.critic
        if critic is None:
            return None

        def ask() -> Arrays:
            seen = self.predictor.raw(image, long_side=long_side)
            size = (image.shape[0], image.shape[1])
            return {"belief": critic.belief(seen, size).astype(np.float16)}

        weights = self.version(next(iter(self.card.critics)))
        key = f"belief-{self.scene_key(image, long_side)}-{weights}"
        return answer(key, ask)["belief"].astype(np.float32)

    def translation(
        self, image: np.ndarray, labels: np.ndarray, depth: np.ndarray, long_side: int | None
    ) -> np.ndarray:
        """A triple in the style that it learned, uint8 h w 3 at its working size."""

        def ask() -> Arrays:
            made = self.translator.translate(image, labels=labels, depth=depth, long_side=long_side)
            return {"translated": made}

        picture = fingerprint(image, labels, depth)
        key = f"translation-{self.version('translator')}-{picture}-{long_side or 'trained'}"
        return answer(key, ask)["translated"]

    def version(self, network: str) -> str:
        """A short word that changes with a network's weights; a hash of exported ones."""
        path = self.card.weights(network)
        try:
            stat = path.stat()
        except OSError:
            return f"gone-{hashlib.sha256(str(path).encode()).hexdigest()[:16]}"
        if run_of(self.card):
            # The path has the step; reading a hundred megabytes at each checkpoint would take
            # longer than many a prediction.
            return hashlib.sha256(f"{path}{stat.st_mtime_ns}".encode()).hexdigest()[:16]
        return _content(path, stat.st_mtime_ns, stat.st_size)


def _scene(arrays: Arrays) -> Scene:
    return Scene(
        labels=arrays["labels"],
        confidence=arrays["confidence"].astype(np.float32),
        depth=arrays["depth"].astype(np.float32),
    )


@lru_cache(maxsize=64)
def _content(path: Path, *_: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


# --- finding ------------------------------------------------------------------------------------


def offered(network: Network) -> list[Checkpoint]:
    """The checkpoints that hold a network."""
    return [
        Checkpoint(card=card)
        for card in cards()
        if getattr(card, network) and card.weights(network).is_file()
    ]


def names(network: Network) -> list[str]:
    """Names of the checkpoints that hold a network."""
    return [each.name for each in offered(network)]


def choices(found: Sequence[Checkpoint]) -> list[tuple[str, str]]:
    """What a dropdown shows for checkpoints, each with its name: ``GIO-Ada (demo)``."""
    pairs = {each.name: each.card.pair.replace("/", " → ") for each in found}
    shown = {each.name: f"{each.title} ({pairs[each.name]})" for each in found}
    several = Counter(shown.values())
    return [
        (
            text
            if several[text] == 1 and not name.startswith((RUN, HUB))
            else f"{text}, {_short(name)}",
            name,
        )
        for name, text in shown.items()
    ]


def titles(found: Sequence[Checkpoint]) -> dict[str, str]:
    """What checkpoints are called beside each other, by name; with that where methods agree."""
    several = Counter(each.title for each in found)
    return {
        each.name: each.title if several[each.title] == 1 else f"{each.title}, {_short(each.name)}"
        for each in found
    }


def _short(name: str) -> str:
    """A name whose commit, if it has one, is cut to what people compare."""
    address, at, commit = name.partition("@")
    return f"{address}{at}{commit[:7]}"


def find(name: str | None, network: Network = "task") -> Checkpoint:
    """The checkpoint that holds a network, by the name under which it is offered.

    Names are looked up among those that are there, so none can lead to a file elsewhere.

    Raises:
        Problem: ``checkpoint.none`` there are none, ``checkpoint.unchosen``, ``checkpoint.gone``.
    """
    return select([name] if name else [], network)[0]


def select(chosen: Sequence[str], network: Network = "task") -> list[Checkpoint]:
    """Checkpoints by their names, at least one; raises as ``find``."""
    found = {each.name: each for each in offered(network)}
    # One of the Hub goes by its address alone, too, at the commit that is here.
    shorter = {name.partition("@")[0]: name for name in found}
    chosen = [name if name in found else shorter.get(name, name) for name in chosen]
    word = WORDS[network]
    if not found:
        raise Problem(
            "checkpoint.none",
            "There is no checkpoint with a {word} in {folder} yet: train one with `python -m "
            "gioada train both`, export it with `python -m gioada export`, and reload the page.",
            word=word,
            folder=places.checkpoints(),
        )
    known = ", ".join(found)
    if not chosen:
        raise Problem(
            "checkpoint.unchosen", "No checkpoint is chosen: choose one of {known}.", known=known
        )
    for name in chosen:
        if name not in found:
            where = places.runs() if name.startswith(RUN) else places.checkpoints()
            raise Problem(
                "checkpoint.gone",
                "The checkpoint {name} with a {word} is no longer in {folder}/: choose one of "
                "{known}.",
                name=name,
                word=word,
                folder=where.name,
                known=known,
            )
    return [found[name] for name in chosen]


def preferred(found: Sequence[str], *wanted: str) -> str | None:
    """The first of the wanted names that was found, or else any."""
    return next((name for name in wanted if name in found), found[0] if found else None)


def common_space(chosen: Sequence[Checkpoint]) -> LabelSpace:
    """The classes that checkpoints have in common.

    Raises:
        Problem: ``checkpoint.classes``, they differ.
    """
    spaces = {each.name: each.card.space for each in chosen}
    if len(set(spaces.values())) > 1:
        raise Problem(
            "checkpoint.classes",
            "These checkpoints differ in their classes: {classes}. Choose those with the same "
            "ones.",
            classes=", ".join(f"{name} with {classes}" for name, classes in spaces.items()),
        )
    return chosen[0].space

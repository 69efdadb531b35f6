"""Networks that are shared as people share them: by checkpoint folders, here and on the Hub."""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Self, TypeVar

from huggingface_hub import ModelHubMixin
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import nn

from gioada import hub, records
from gioada.errors import Problem
from gioada.models.card import CARD, Card, read_card
from gioada.whole import write_whole

Module = TypeVar("Module", bound=nn.Module)


class Pretrained(
    ModelHubMixin,
    library_name="gioada",
    license="mit",
    tags=["domain-adaptation"],
):
    """A network with ``from_pretrained``, ``save_pretrained`` and ``push_to_hub``."""

    network: ClassVar[str]
    """Its name in a checkpoint."""
    spec: Any
    """What the network is built from."""
    card: Card | None = None
    """What is known of it; None until it is loaded, or given one."""

    @classmethod
    def from_pretrained(  # type: ignore[override]
        cls, place: str | Path, *, revision: str | None = None, **options: Any
    ) -> Self:
        """The network of a checkpoint, in evaluation mode and without gradients.

        Args:
            place: a checkpoint's folder, or ``owner/name[/folder][@revision]`` of the Hub.
            revision: a branch, a tag or a commit; in place of @revision.
            options: of ``huggingface_hub.snapshot_download``, such as token and cache_dir.

        Raises:
            Problem: as ``read_card``; ``checkpoint.lacks`` if there is no such network in it,
                ``checkpoint.damaged`` if its file is missing, damaged or of another shape.
        """
        return cls.of(read_card(f"{place}@{revision}" if revision else place, **options))

    @classmethod
    def of(cls, card: Card) -> Self:
        """The network of a checkpoint whose card was read; raises as ``from_pretrained``."""
        spec = getattr(card, cls.network)
        if spec is None:
            raise cls.lacking(card)
        network = cls(spec)  # type: ignore[call-arg]
        network.card = card
        return load_weights(network, cls.network, card)  # type: ignore[type-var]

    @classmethod
    def lacking(cls, card: Card) -> Problem:
        """That a checkpoint has no such network."""
        sentence = "{name} holds no {network}: choose another checkpoint."
        words = {"task": "task network"}.get(cls.network, cls.network)
        return Problem("checkpoint.lacks", sentence, name=card.name, network=words)

    def push_to_hub(self, repo_id: str, **options: Any) -> str:  # type: ignore[override]
        """Put the network, and its card, into a repository; the address of the commit.

        Raises:
            Problem: as ``save_pretrained``, or as ``hub.push``.
        """
        with hub.problems(repo_id):
            return super().push_to_hub(repo_id, **options)

    def _save_pretrained(self, save_directory: Path) -> None:
        if self.card is None:
            what = "this network has no card that says what it is: set its card to a gioada Card."
            raise Problem("checkpoint.no_card", what)
        alone = {"task": None, "translator": None, "critics": {}, self.network: self.spec}
        save_weights(self, save_directory / f"{self.network}.safetensors")  # type: ignore[arg-type]
        records.write(replace(self.card, path="", **alone), save_directory / CARD)
        readme = Path(self.card.path) / "README.md"
        if self.card.path and readme.is_file():
            shutil.copyfile(readme, save_directory / readme.name)


def save_weights(network: nn.Module, path: Path) -> None:
    """Write a network as safetensors.

    Weights become float16, which halves them (they load as float32); statistics, which float16
    cannot always hold, stay as they are.
    """
    weights = {key for key, _ in network.named_parameters()}
    tensors = {
        key: (value.half() if key in weights else value).contiguous()
        for key, value in network.state_dict().items()
    }
    write_whole(path, partial(save_file, tensors))


def load_weights(network: Module, name: str, card: Card) -> Module:
    """A network with a checkpoint's weights, to be used; raises as ``fill_weights``."""
    fill_weights(network, name, card)
    return network.eval().requires_grad_(False)


def fill_weights(network: nn.Module, name: str, card: Card) -> None:
    """Take a network's weights from a checkpoint's file.

    Raises:
        Problem: ``checkpoint.damaged``, the file is missing, damaged or of another shape.
    """
    path = card.weights(name)
    try:
        tensors = load_file(path)
        network.load_state_dict(tensors)  # into float32, whatever they are stored as
    except (OSError, SafetensorError, RuntimeError) as error:
        raise Problem(
            "checkpoint.damaged",
            "the {network} network of {name} cannot be loaded: {path} is missing, damaged or of "
            "another shape ({why}). Get the checkpoint again.",
            network=name,
            name=card.name,
            path=path.name,  # a page shows this to anybody
            why=str(error).splitlines()[0],
        ) from error

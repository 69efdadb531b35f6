"""The journal once more, for TensorBoard; only where somebody asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = "tensorboard"


class Board:
    """Mirrors journal lines and pictures into the folder ``tensorboard`` of a run.

    Args:
        folder: the run folder.

    Raises:
        ValueError: the tensorboard package is not installed.
    """

    def __init__(self, folder: Path) -> None:
        try:
            from torch.utils.tensorboard import SummaryWriter
        except ImportError as error:
            raise ValueError(
                "TensorBoard is not installed: `pip install tensorboard`, or leave out "
                "--tensorboard, as the journal holds the same numbers."
            ) from error
        self._kind, self._folder = SummaryWriter, folder / FOLDER
        self._writer: SummaryWriter | None = None

    def cut(self, step: int) -> None:
        """Go on from a step; what an earlier sitting wrote after it is hidden."""
        self.close()
        self._writer = self._kind(str(self._folder), purge_step=step + 1)

    def write(self, line: Mapping[str, Any]) -> None:
        """Mirror a line: ``{"terms": {"segmentation": 0.5}}`` becomes ``terms/segmentation``."""
        writer, step = self._open(), line["step"]
        for name, value in _numbers({k: v for k, v in line.items() if k != "step"}):
            writer.add_scalar(name, value, step)
        writer.flush()  # a killed run must not lack what came before its checkpoint

    def picture(self, step: int, array: np.ndarray) -> None:
        """Show a step's picture, uint8 H W 3."""
        writer = self._open()
        writer.add_image("samples", array, step, dataformats="HWC")
        writer.flush()

    def close(self) -> None:
        """Close the file; a later line would open another one."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _open(self) -> Any:
        if self._writer is None:
            self._writer = self._kind(str(self._folder))
        return self._writer


def _numbers(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, float]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _numbers(value, f"{prefix}{name}/")
        elif isinstance(value, int | float):
            yield prefix + name, float(value)

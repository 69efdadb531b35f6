"""Room to work in: disk for a checkpoint, and memory for a step."""

from __future__ import annotations

import shutil
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import psutil
import torch
from accelerate.utils.memory import clear_device_cache

SPARE = 1.1
"""Free disk space that is asked for, as a multiple of what will be written."""
SHARES_OF_SIZE = (0.875, 0.75, 0.625, 0.5, 0.375, 0.25)
SMALLEST_SIDE = 32
"""Pixels; the output discriminator needs as many."""

# What torch says where it does not raise its own OutOfMemoryError.
_OUT_OF_MEMORY = (
    "can't allocate memory",
    "not enough memory",
    "out of memory",
    "CUBLAS_STATUS_ALLOC_FAILED",
    "CUDNN_STATUS_ALLOC_FAILED",
)


# --- disk ---------------------------------------------------------------------------------------


def ensure_space(folder: Path, needed: int) -> None:
    """Check that the disk of a folder, which need not exist yet, has room for so many bytes.

    Raises:
        OSError: with a sentence, if fewer than ``SPARE`` times as many are free.
    """
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(existing).free
    if free < SPARE * needed:
        raise OSError(
            f"the disk of {folder} has {size_text(free)} left, and {size_text(SPARE * needed)} are "
            "needed: delete what you can spare (checkpoints of older runs are the largest files)."
        )


def size_text(num_bytes: float) -> str:
    """Bytes in words: ``1.4 GB``; a thousand kB are one MB."""
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if num_bytes >= scale:
            return f"{num_bytes / scale:.1f} {unit}"
    return f"{num_bytes:.0f} bytes"


# --- memory -------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What the memory that a step takes depends on, apart from the networks."""

    height: int
    width: int
    """Size of the images in pixels, or of the parts that are trained on."""
    cropped: bool = False
    """Whether it is that of parts."""
    micro_batch: int
    """Source images, and as many target images, that a process takes at a time."""
    accumulate: int = 1
    """How many times it does so in a step."""
    precision: Literal["fp32", "bf16"] = "fp32"


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error says that memory, of a GPU or of the machine, is used up."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    if not isinstance(error, RuntimeError):
        return False
    # oneDNN's whole message when a convolution on a CPU finds no memory for its workspace.
    said = str(error)
    return said == "could not create a primitive" or any(text in said for text in _OUT_OF_MEMORY)


def fitting(
    error: BaseException | str, current: Setting, attempt: Callable[[Setting], None]
) -> str:
    """Find out by trying what would fit, and say so with the options for it.

    Tried are bf16, and smaller micro-batches, which give the same result in more time; then both;
    then smaller images with both. That makes at most 13 attempts.

    Args:
        error: what the step ended with, or its text. The variables of its frames are cleared, as
            they hold the step's tensors.
        current: the setting of that step.
        attempt: runs a throw-away step in another setting, the optimisers' part included.
    """
    _free(error)
    search = _Search(current, attempt)
    ways = search.ways()
    said = str(error).partition("\n")[0].rpartition("DefaultCPUAllocator: ")[2].rstrip(".")
    sentence = (
        f"a step with images of {current.height} x {current.width}, {current.micro_batch} at a "
        f"time, in {current.precision}, does not fit into the memory ({said}). "
    )
    if ways:
        return f"{sentence}What fits: {', or '.join(_options(current, way) for way in ways)}."
    if search.trouble:
        return f"{sentence}The search for what fits broke off ({search.trouble})."
    return (
        f"{sentence}Nothing that was tried fits either, down to a quarter of the height and width: "
        "take smaller networks (`--networks.size small`), or a device with more memory."
    )


class _Search:
    """Tries settings, none of them twice, until something else than memory is the trouble."""

    def __init__(self, current: Setting, attempt: Callable[[Setting], None]) -> None:
        self._current, self._attempt, self.trouble = current, attempt, ""
        self._known = {current: False}

    def ways(self) -> list[Setting]:
        """What fits: all that change one thing, else one that changes more."""
        half = replace(self._current, precision="bf16")
        fewer_in_half = _fewer_at_a_time(half)
        smallest = [half, *fewer_in_half][-1]
        for choices in (
            ([half], _fewer_at_a_time(self._current)),
            (fewer_in_half,),
            (_smaller_images(smallest),),
        ):
            found = [next(filter(self._fits, choice), None) for choice in choices]
            if any(found):
                return [way for way in found if way]
        return []

    def _fits(self, setting: Setting) -> bool:
        if setting not in self._known and not self.trouble:
            self._known[setting] = self._try(setting)
        return self._known.get(setting, False)

    def _try(self, setting: Setting) -> bool:
        try:
            self._attempt(setting)
        except Exception as error:  # a search that goes wrong must not hide the first error
            if not is_out_of_memory(error):
                self.trouble = f"{type(error).__name__}: {error}"
            _free(error)
            return False
        _free("")
        return True


def _fewer_at_a_time(setting: Setting) -> list[Setting]:
    """The next two smaller micro-batches that make up the same step, and that of one."""
    share = setting.micro_batch * setting.accumulate
    smaller = [n for n in range(setting.micro_batch - 1, 1, -1) if share % n == 0][:2]
    sizes = [*smaller, *([1] if setting.micro_batch > 1 else [])]
    return [replace(setting, micro_batch=size, accumulate=share // size) for size in sizes]


def _smaller_images(setting: Setting) -> list[Setting]:
    """The same proportions in multiples of 8 pixels."""
    sides = [
        (int(setting.height * share) // 8 * 8, int(setting.width * share) // 8 * 8)
        for share in SHARES_OF_SIZE
    ]
    return [
        replace(setting, height=height, width=width)
        for height, width in sides
        if min(height, width) >= SMALLEST_SIDE
    ]


def _options(current: Setting, way: Setting) -> str:
    """What to add to the command to come from one setting to another."""
    options = []
    if (way.height, way.width) != (current.height, current.width):
        size = "--crop {} {}" if way.cropped else "--height {} --width {}"
        options.append(size.format(way.height, way.width))
    if way.precision != current.precision:
        options.append(f"--training.precision {way.precision}")
    if way.accumulate != current.accumulate:
        options.append(f"--training.accumulate {way.accumulate}")
    return f"`{' '.join(options)}`"


def _free(error: BaseException | str) -> None:
    """Drop what the frames of an error hold, and give unused memory back."""
    while isinstance(error, BaseException):
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__ or ""
    clear_device_cache(garbage_collection=True)


def describe_memory(device: torch.device) -> str:
    """How full the memory of a device is, and what of it is this process's."""
    if device.type == "cuda":
        free, total = torch.cuda.mem_get_info(device)
        own, peak = torch.cuda.memory_reserved(device), torch.cuda.max_memory_reserved(device)
        name, highest = torch.cuda.get_device_name(device), f" (at most {size_text(peak)} so far)"
    else:
        machine = psutil.virtual_memory()
        free, total, own = machine.available, machine.total, psutil.Process().memory_info().rss
        name, highest = "this machine", ""
    return (
        f"{size_text(total - free)} of {size_text(total)} in use on {name}, {size_text(own)} of it "
        f"by this process{highest}"
    )

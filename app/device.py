"""What networks run on, in a few words for the head of the page."""

from __future__ import annotations

from app import shelf, space


def chip() -> str:
    """``CPU, 2 cores`` or the GPU with its free memory; then what the Hub lacks.

    Waits for torch, so it is asked for when the page is there.
    """
    return " · ".join([_name(), *shelf.notes()])


def _name() -> str:
    if space.zero_gpu():
        return "ZeroGPU: a GPU is lent for each prediction"
    import torch

    if not torch.cuda.is_available():
        cores = torch.get_num_threads()
        return f"CPU, {cores} core" + "s" * (cores > 1)
    free, total = (memory / 2**30 for memory in torch.cuda.mem_get_info())
    return f"{torch.cuda.get_device_name()}, {free:.0f} of {total:.0f} GB free"

"""Out of memory: find out by trying what would have fitted, and say so."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace

import torch

from gioada.methods.forward import Batch
from gioada.training.headroom import Setting, fitting, is_out_of_memory
from gioada.training.spec import Experiment
from gioada.training.step import Moment, Stepper


@contextlib.contextmanager
def advice_on_memory(stepper: Stepper, experiment: Experiment) -> Iterator[None]:
    """Turn an out-of-memory error into a MemoryError that says what fits here."""
    problem = None
    try:
        yield
    except Exception as error:
        if not is_out_of_memory(error):
            raise
        problem = str(error)
    # Only here, where the error no longer holds the tensors that filled the memory.
    if problem is not None:
        raise MemoryError(fitting(problem, _setting(stepper, experiment), _Attempt(stepper)))


def _setting(stepper: Stepper, experiment: Experiment) -> Setting:
    height, width = experiment.crop or experiment.sizes["source"]
    training, processes = experiment.training, stepper.runtime.processes
    return Setting(
        height=height,
        width=width,
        cropped=experiment.crop is not None,
        micro_batch=training.batch // (training.accumulate * processes),
        accumulate=training.accumulate,
        precision=training.precision,
    )


class _Attempt:
    """Takes a throw-away step of each phase at another setting; the run is lost anyway."""

    def __init__(self, stepper: Stepper) -> None:
        self._stepper = stepper

    def __call__(self, setting: Setting) -> None:
        """Raises what an out-of-memory step raises, if it does not fit."""
        stepper = self._stepper
        # Alone: the other processes are not coming along.
        stepper.runtime = replace(stepper.runtime, precision=setting.precision, rank=0, processes=1)
        size = (setting.micro_batch, 3, setting.height, setting.width)
        image, labels = torch.zeros(size), torch.zeros((size[0], *size[2:]), dtype=torch.uint8)
        depth = image[:, :1]
        batch = Batch(image=image, labels=labels, depth=depth, valid=depth == 0, target=image)
        for phase in stepper.objective.method.phases:
            moment = Moment(step=0, phase=phase, within=0, factor=0.0)
            stepper.step([batch], moment, measure=False)

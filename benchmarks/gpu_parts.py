"""What ``benchmarks.gpu`` measures, part by part; each runs in a process of its own.

A part takes a device, whether it is only tried (``dry``: tiny sizes, one repeat) and a function to
be called with its results so far, so that a cut leaves what was done.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file

from benchmarks.contenders import NUM_FRAMES, Setting
from benchmarks.plain import Plain, Ways
from benchmarks.training import cost, median, peak_flops, wait
from gioada.data.augment import Augmentation
from gioada.data.labels import KITTI10
from gioada.data.stream import MicroBatches, PairStream
from gioada.methods.forward import Batch
from gioada.methods.objective import Objective
from gioada.methods.presets import find
from gioada.models.spec import Networks
from gioada.models.task import TaskNetwork
from gioada.models.translator import Translator
from gioada.training.job import device_name
from gioada.training.machine import peak_memory
from gioada.training.options import departed
from gioada.training.runtime import make_runtime
from gioada.training.spec import Experiment, Training
from gioada.training.step import Position, Stepper

Tell = Callable[[dict[str, Any]], None]
PAPER = (375, 1242)
TINY = (64, 96)


def machine(device: torch.device, dry: bool, tell: Tell) -> None:
    """What the device can do at best."""
    found: dict[str, Any] = {"device": device_name(device), "torch": torch.__version__}
    for name, kind, tf32 in (("fp32", "fp32", False), ("TF32", "fp32", True), ("bf16", "bf16", 0)):
        torch.backends.cudnn.allow_tf32 = bool(tf32)
        found[f"TFLOP/s {name}"] = round(peak_flops(device, kind) / 1e12, 2)
    tell(found)


# --- steps ---------------------------------------------------------------------------------------


def steps(device: torch.device, dry: bool, tell: Tell) -> None:
    """Our step of ``both`` beside the plain one, full networks at the paper's size."""
    size, rows = TINY if dry else PAPER, {}
    networks = Networks(size="small" if dry else "full")
    with tempfile.TemporaryDirectory() as folder:
        for name, batch, options in _ways(dry):
            try:
                step = _stepper(device, size, networks, batch, options, Path(folder))
                rows[name] = _timed(step, device, dry)
                rows[name]["samples/s"] = round(batch / rows[name]["seconds"], 2)
            except Exception as error:  # one that does not fit must not take the others along
                rows[name] = {"failed": f"{type(error).__name__}: {error}"[:300]}
            _empty(device)
            tell(rows)


def _ways(dry: bool) -> Iterator[tuple[str, int, dict[str, Any]]]:
    yield "plain, fp32", 1, {"plain": True, "tf32": False}
    yield "plain, TF32", 1, {"plain": True}
    yield "ours, fp32", 1, {"precision": "fp32", "tf32": False}
    yield "ours, TF32", 1, {"precision": "fp32"}
    for batch in (1, 4):
        for layout in (True, False):
            name = f"ours, bf16, batch {batch}, {'channels last' if layout else 'contiguous'}"
            yield name, batch, {"precision": "bf16", "channels_last": layout}
    yield "ours, bf16, deterministic", 1, {"precision": "bf16", "deterministic": True}
    if not dry:
        yield "ours, bf16, compiled", 1, {"precision": "bf16", "compile": True}


def _stepper(
    device: torch.device,
    size: tuple[int, int],
    networks: Networks,
    batch: int,
    how: dict[str, Any],
    frames: Path,
) -> Callable[[], None]:
    """A step on frames that are on the device already; they are rendered by the first of all."""
    torch.backends.cudnn.allow_tf32 = how.pop("tf32", True)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32
    simple = how.pop("plain", False)
    training = Training(batch=batch, flip=False, **how)
    experiment = Experiment(
        method=find("both"), height=size[0], width=size[1], networks=networks, training=training
    )
    setting = Setting(
        experiment=experiment,
        height=size[0],
        width=size[1],
        device=str(device),
        threads=torch.get_num_threads(),
        frames=frames,
    )
    source, target = setting.in_memory()
    objective = setting.objective()
    if simple:
        torch.backends.cudnn.benchmark = False  # as it is by default
        made = Plain(objective, training, KITTI10, device, Ways())
        tensors = made.convert(source[0], target[0])
        return lambda: made.update(tensors)
    runtime = make_runtime(
        str(device),
        precision=training.precision,
        channels_last=training.channels_last,
        deterministic=training.deterministic,
    )
    stepper = Stepper(objective, training, runtime)
    whole = Augmentation(flip=False)
    stream = PairStream(source, target, KITTI10, seed=0, source_change=whole, target_change=whole)
    shares = MicroBatches(first=0, count=NUM_FRAMES, batch=batch)
    values = Batch(*(each.to(device) for each in next(stream.batches(shares, workers=0))))
    return lambda: _step(stepper, values)


def _step(stepper: Stepper, values: Batch) -> None:
    phase = stepper.objective.method.phases[-1]
    stepper.step([values], Position(step=0, phase=phase, within=0, factor=1.0), measure=False)


def _timed(step: Callable[[], None], device: torch.device, dry: bool) -> dict[str, Any]:
    """Median seconds of a step, its share of arithmetic on the device, and peak memory."""
    warm, turns, calls = (1, 1, 1) if dry else (4, 5, 4)
    for _ in range(warm):
        step()
    seconds = median([cost(step, device, calls=calls) for _ in range(turns)]).clock
    memory = round(peak_memory(device) / 2**20)
    return {"seconds": round(seconds, 4), "busy": _busy(step, device, seconds), "MiB": memory}


def _busy(step: Callable[[], None], device: torch.device, seconds: float) -> float | None:
    """Share of a step in which the GPU computes; None on a CPU."""
    if device.type != "cuda":
        return None
    activities = [torch.profiler.ProfilerActivity.CUDA]
    with torch.profiler.profile(activities=activities) as profile:
        step()
        wait(device)
    spent = sum(event.self_device_time_total for event in profile.key_averages()) / 1e6
    return round(spent / seconds, 3)


def _empty(device: torch.device) -> None:
    torch.use_deterministic_algorithms(False)
    if device.type == "cuda":
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats(device)


# --- rows ----------------------------------------------------------------------------------------


def rows(device: torch.device, dry: bool, tell: Tell) -> None:
    """A step of each kind of run on photographs, in both layouts: what the study will take."""
    found: dict[str, Any] = {}
    size = TINY if dry else (240, 320)
    for preset in ("na", "st", "joint", "both", "both+st"):
        for layout in (True, False):
            if not layout and preset not in ("na", "both"):
                continue
            name = f"{preset}, {'channels last' if layout else 'contiguous'}"
            found[name] = _timed(_row(preset, size, layout, device), device, dry)
            _empty(device)
            tell(found)


def _row(
    preset: str, size: tuple[int, int], layout: bool, device: torch.device
) -> Callable[[], None]:
    experiment = departed(Experiment(method=find(preset), height=size[0], width=size[1]), "photos")
    training = replace(experiment.training, precision="bf16", channels_last=layout)
    runtime = make_runtime(str(device), precision="bf16", channels_last=layout)
    objective = Objective(experiment.method, experiment.networks, 11, size)
    stepper, batch = Stepper(objective, training, runtime), training.batch
    values = Batch(
        torch.rand(batch, 3, *size) * 2 - 1,
        torch.randint(0, 11, (batch, *size)).byte(),
        torch.rand(batch, 1, *size),
        torch.ones(batch, 1, *size).bool(),
        torch.rand(batch, 3, *size) * 2 - 1,
    )
    moved = Batch(*(each.to(device) for each in values))
    return lambda: _step(stepper, moved)


# --- determinism ---------------------------------------------------------------------------------


def determinism(device: torch.device, dry: bool, tell: Tell) -> None:
    """Three presets, killed and gone on with, beside the same runs undisturbed."""
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        root, presets = Path(folder), ("na", "both", "cg")
        _train(root, "na", "warm", device).wait()  # renders the frames once for all
        runs = {
            (preset, kind): _train(root, preset, kind, device)
            for preset in presets
            for kind in ("whole", "killed")
        }
        for preset in presets:
            _kill_half_way(root / f"{preset}-killed", runs[preset, "killed"])
        again = [_resume(root / f"{preset}-killed", device) for preset in presets]
        for process in (*runs.values(), *again):
            error = process.communicate()[1].decode()
            if process.returncode not in (0, -signal.SIGKILL):
                found["failed"] = error[-2000:]
        for preset in presets:
            found[preset] = _difference(root / f"{preset}-whole", root / f"{preset}-killed")
            tell(found)


STEPS, SAVE = 24, 6


def _train(root: Path, preset: str, kind: str, device: torch.device) -> subprocess.Popen:
    words = ["train", preset, "--run", str(root / f"{preset}-{kind}"), "--data", str(root / "data")]
    words += ["--height", "64", "--width", "128", "--training.steps", str(STEPS)]
    words += ["--training.save-every", str(SAVE), "--training.deterministic", "--source-frames"]
    words += ["8", "--training.keep", "9", "--device", str(device), "--quiet"]
    words += ["--training.log-every", "1"]
    if preset == "cg":
        words += ["--training.translation-steps", str(STEPS)]
    return _gioada(words)


def _resume(run: Path, device: torch.device) -> subprocess.Popen:
    data = str(run.parent / "data")
    words = ["resume", str(run), "--data", data, "--device", str(device), "--quiet"]
    return _gioada(words)


def _gioada(words: list[str]) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-m", "gioada", *words], stderr=subprocess.PIPE)


def _kill_half_way(run: Path, process: subprocess.Popen) -> None:
    """SIGKILL once a first checkpoint is there."""
    while process.poll() is None and not list((run / "checkpoints").glob("step-*")):
        time.sleep(0.01)
    if process.poll() is None:
        os.kill(process.pid, signal.SIGKILL)


def _difference(whole: Path, killed: Path) -> str:
    """What differs between two runs' last weights; empty where one of them is not there."""
    ends = [sorted((run / "checkpoints").glob("step-*"))[-1:] for run in (whole, killed)]
    if not all(ends) or ends[0][0].name != ends[1][0].name:
        return f"not comparable: {[end[0].name if end else None for end in ends]}"
    files = sorted(ends[0][0].rglob("*.safetensors"))
    for file in files:
        other = load_file(ends[1][0] / file.relative_to(ends[0][0]))
        for name, values in load_file(file).items():
            if not torch.equal(values, other[name]):
                return f"{file.name} {name} differs by {(values - other[name]).abs().max():.3g}"
    return f"equal to the last bit ({len(files)} networks, {ends[0][0].name})"


# --- inference -----------------------------------------------------------------------------------


def inference(device: torch.device, dry: bool, tell: Tell) -> None:
    """Frames a second and the latency of one, bf16 under autocast."""
    found: dict[str, Any] = {}
    sizes = (TINY,) if dry else (PAPER, (1024, 2048))
    with torch.inference_mode(), torch.autocast(device.type, dtype=torch.bfloat16):
        for name, call in _networks(device, dry):
            for size in sizes:
                for batch in (1, 8):
                    image = torch.rand(batch, 3, *size, device=device) * 2 - 1
                    key = f"{name}, {size[0]}x{size[1]}, batch {batch}"
                    timed = _timed(lambda call=call, image=image: call(image), device, dry)
                    timed["frames/s"] = round(batch / timed["seconds"], 1)
                    found[key] = timed
                    _empty(device)
                tell(found)


def _networks(
    device: torch.device, dry: bool
) -> Iterator[tuple[str, Callable[[torch.Tensor], object]]]:
    torch.backends.cudnn.benchmark = True
    full = Networks(size="small" if dry else "full")
    lite = replace(full, backbone="tf_efficientnet_lite0", weights="imagenet")
    for name, spec in (("VGG-16", full.task(10, PAPER)), ("Lite0", lite.task(11, (240, 320)))):
        yield f"task network, {name}", _placed(TaskNetwork(spec), device)
    translator = _placed(Translator(full.translator(10, ())), device)
    yield "translator", lambda image: translator(image, depth=image, labels=image)


def _placed(network: torch.nn.Module, device: torch.device) -> torch.nn.Module:
    return network.to(device).eval().to(memory_format=torch.channels_last)  # type: ignore[call-overload]


PARTS = {
    "machine": machine,
    "steps": steps,
    "inference": inference,
    "rows": rows,
    "determinism": determinism,
}


def main() -> None:
    """One part: name, device, dry, file for its results."""
    name, device, dry, path = sys.argv[1:]

    def tell(values: dict[str, Any]) -> None:
        Path(path).write_text(json.dumps(values, indent=1))

    PARTS[name](torch.device(device), dry == "dry", tell)


if __name__ == "__main__":
    main()

"""G_img against the counts and shapes of CycleGAN's generator, and what it looks at."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gioada.models.spec import Condition, TranslatorSpec
from gioada.models.translator import Translator, one_hot

SMALL = TranslatorSpec(width=4, num_blocks=1)
BOTH: tuple[Condition, ...] = ("depth", "labels")


def parameters(spec: TranslatorSpec) -> int:
    with torch.device("meta"):
        return sum(weight.numel() for weight in Translator(spec).parameters())


def inputs(height: int = 16, width: int = 24, seed: int = 0) -> dict[str, torch.Tensor]:
    draw = torch.Generator().manual_seed(seed)
    return {
        "image": torch.rand((1, 3, height, width), generator=draw) * 1.8 - 0.9,
        "depth": torch.rand((1, 1, height, width), generator=draw),
        "labels": torch.randint(0, 10, (1, height, width), generator=draw, dtype=torch.uint8),
    }


def translate(translator: Translator, values: dict[str, torch.Tensor]) -> torch.Tensor:
    return translator(values["image"], depth=values["depth"], labels=values["labels"])


@pytest.mark.parametrize(
    ("num_classes", "conditions", "in_channels", "count"),
    [
        (10, (), 3, 11_378_179),
        (10, ("depth",), 4, 11_381_315),
        (10, ("labels",), 13, 11_409_539),
        (10, BOTH, 14, 11_412_675),
        (13, BOTH, 17, 11_422_083),
        (16, BOTH, 20, 11_431_491),
        (19, BOTH, 23, 11_440_899),
    ],
)
def test_the_full_translator_has_cyclegans_parameters(
    num_classes: int, conditions: tuple[Condition, ...], in_channels: int, count: int
) -> None:
    spec = TranslatorSpec(num_classes=num_classes, conditions=conditions)
    assert spec.in_channels == in_channels
    assert parameters(spec) == count


def test_six_blocks_have_the_parameters_of_six_blocks() -> None:
    assert parameters(TranslatorSpec(num_blocks=6)) == 7_837_699


def test_the_residual_form_has_no_other_parameters() -> None:
    assert parameters(TranslatorSpec(residual=True)) == parameters(TranslatorSpec())


@settings(max_examples=12, deadline=None)
@given(height=st.integers(8, 45), width=st.integers(8, 45), residual=st.booleans())
def test_every_size_comes_back(height: int, width: int, residual: bool) -> None:
    translator = Translator(replace(SMALL, conditions=BOTH, residual=residual))
    out = translate(translator, inputs(height, width))
    assert out.shape == (1, 3, height, width)
    assert out.abs().max() <= 1


def test_kittis_odd_size_comes_back() -> None:
    with torch.inference_mode():
        assert translate(Translator(SMALL), inputs(375, 1242)).shape == (1, 3, 375, 1242)


@pytest.mark.parametrize("conditions", [(), ("depth",), ("labels",), BOTH])
def test_it_looks_at_its_conditions_and_at_nothing_else(conditions: tuple[Condition, ...]) -> None:
    torch.manual_seed(0)
    translator = Translator(replace(SMALL, conditions=conditions))
    first, second = inputs(seed=0), inputs(seed=1)
    before = translate(translator, first)
    for name in BOTH:
        changed = translate(translator, {**first, name: second[name]})
        assert torch.equal(changed, before) != (name in conditions), name


def test_void_is_no_class_and_the_void_channel_is_not_seen() -> None:
    labels = torch.tensor([[[0, 9], [255, 10]]], dtype=torch.uint8)
    maps = one_hot(labels, 10)
    assert maps.shape == (1, 10, 2, 2)
    assert maps[0, :, 0, 0].tolist() == [1.0] + 9 * [0.0]
    assert maps[0, :, 0, 1].tolist() == 9 * [0.0] + [1.0]
    assert maps[0, :, 1].sum() == 0


def test_the_residual_form_starts_near_the_identity() -> None:
    torch.manual_seed(0)
    values = inputs(32, 48)
    residual = Translator(replace(SMALL, width=16, residual=True))
    literal = Translator(replace(SMALL, width=16))
    assert (translate(residual, values) - values["image"]).abs().mean() < 0.02
    assert (translate(literal, values) - values["image"]).abs().mean() > 0.2


def test_the_residual_form_learns_at_black_and_white() -> None:
    translator = Translator(replace(SMALL, residual=True))
    values = inputs()
    values["image"] = torch.where(values["image"] > 0, 1.0, -1.0).requires_grad_()
    out = translate(translator, values)
    out.sum().backward()
    assert torch.isfinite(out).all()
    gradient = translator.layers[-1].weight.grad
    assert torch.isfinite(gradient).all() and gradient.abs().sum() > 0


@pytest.mark.parametrize("residual", [False, True])
def test_under_autocast_the_picture_is_still_fp32(residual: bool) -> None:
    translator = Translator(replace(SMALL, residual=residual))
    with torch.autocast("cpu", dtype=torch.bfloat16):
        out = translate(translator, inputs())
    assert out.dtype == torch.float32
    assert not torch.equal(out, out.bfloat16().float()), "no bf16 numbers in another guise"

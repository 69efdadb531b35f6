"""Departures from the literal reading reach those rows that they are for, and no other."""

from __future__ import annotations

import pytest

from gioada.methods.presets import PRESETS, find
from gioada.methods.variants import VARIANTS, varied


@pytest.mark.parametrize("name", ["na", "ss", "depth", "sep", "joint"])
def test_where_nothing_is_translated_the_input_does_not_depart(name: str) -> None:
    names = [key for key, variant in VARIANTS.items() if variant.level == "input"]
    assert all(varied(find(name), variant) == find(name) for variant in names)


@pytest.mark.parametrize("name", ["na", "cg", "gd", "+d", "+s", "+sd"])
def test_where_nothing_is_aligned_the_output_does_not_depart(name: str) -> None:
    names = [key for key, variant in VARIANTS.items() if variant.level == "output"]
    assert names
    assert all(varied(find(name), variant) == find(name) for variant in names)


def test_the_output_departs_where_predictions_are_aligned() -> None:
    assert varied(find("joint"), "strong").weights.output == 0.01
    assert varied(find("both"), "mutual").readings.output_push == "both"
    assert varied(find("ss"), "deep").weights.depth == 1.0


@pytest.mark.parametrize("name", ["gd", "+d", "+s", "+sd", "both"])
def test_guided_rows_take_the_departures_and_keep_the_rest(name: str) -> None:
    literal, steady = find(name), varied(find(name), "steady")
    assert steady.readings.train_on_raw
    assert steady.readings.noise == 0.05
    assert (literal.weights.image, steady.weights.image) == (0.1, 0.3)
    assert steady.translation == literal.translation
    assert steady.weights.output == literal.weights.output


def test_cyclegan_keeps_its_game_and_shows_its_task_network_the_same() -> None:
    literal, steady = find("cg"), varied(find("cg"), "steady")
    assert (steady.readings.train_on_raw, steady.readings.noise) == (True, 0.05)
    assert steady.readings.image_gan == literal.readings.image_gan
    assert steady.readings.image_pool == literal.readings.image_pool
    assert steady.weights == literal.weights
    assert varied(literal, "squares") == literal == varied(literal, "slow")


def test_the_literal_reading_is_the_preset() -> None:
    assert all(varied(method, "literal") == method for method in PRESETS.values())


def test_an_unknown_variant_is_named() -> None:
    with pytest.raises(ValueError, match="no variant 'steddy'; the variants are: literal raw"):
        varied(find("both"), "steddy")

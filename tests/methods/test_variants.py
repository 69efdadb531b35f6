"""Departures reach those rows that they are for, and no other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gioada.methods.presets import PRESETS, find
from gioada.methods.variants import VARIANTS, concerns, varied


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
    plain, steady = find(name), varied(find(name), "steady")
    assert steady.readings.train_on_raw
    assert steady.readings.noise == 0.05
    assert (plain.weights.image, steady.weights.image) == (0.1, 0.3)
    assert steady.translation == plain.translation
    assert steady.weights.output == plain.weights.output


def test_cyclegan_keeps_its_game_and_shows_its_task_network_the_same() -> None:
    plain, steady = find("cg"), varied(find("cg"), "steady")
    assert (steady.readings.train_on_raw, steady.readings.noise) == (True, 0.05)
    assert steady.readings.image_gan == plain.readings.image_gan
    assert steady.readings.image_pool == plain.readings.image_pool
    assert steady.weights == plain.weights
    assert varied(plain, "squares") == plain == varied(plain, "slow")


@pytest.mark.parametrize("variant", ["scaled", "literal"])
def test_what_scales_the_networks_leaves_the_preset(variant: str) -> None:
    assert all(varied(method, variant) == method for method in map(find, PRESETS))


def test_photos_takes_the_steady_translations_along() -> None:
    assert varied(find("na"), "photos").readings == replace(find("na").readings, colours=0.5)
    both, steady = varied(find("both"), "photos"), varied(find("both"), "steady")
    assert both.readings == replace(steady.readings, colours=0.5)
    assert both.weights == steady.weights
    assert varied(find("cg"), "photos").weights == find("cg").weights


def test_a_variant_of_networks_and_training_makes_another_run_of_every_row() -> None:
    assert all(concerns(method, "literal") for method in map(find, PRESETS))
    assert not any(concerns(method, "scaled") for method in map(find, PRESETS))
    assert [name for name in PRESETS if concerns(find(name), "strong")] == [
        "ss", "depth", "sep", "joint", "both", "joint+st", "both+st"
    ]  # fmt: skip


def test_the_min_max_is_that_of_equation_4() -> None:
    readings = varied(find("joint"), "minmax").readings
    assert (readings.output_gan, readings.output_push) == ("saturating", "both")
    mutual = varied(find("joint"), "mutual").readings
    assert (mutual.output_gan, mutual.output_push) == ("log", "both")


def test_cyclegan_has_as_many_chances_with_its_image_game_as_the_guided_rows() -> None:
    assert varied(find("cg"), "third").weights.image == 0.3
    assert varied(find("cg"), "triple").weights.back_image == 3.0
    assert varied(find("cg"), "likelihood").readings.image_gan == "log"
    assert all(varied(find("cg"), name).readings.image_pool == 50 for name in VARIANTS)
    names = [name for name, variant in VARIANTS.items() if variant.level == "cycle"]
    for variant in names:
        assert [name for name in PRESETS if concerns(find(name), variant)] == ["cg"]
    game = ("image", "image_gan")
    guided = [name for name, variant in VARIANTS.items() if variant.level == "input"
              and {*variant.weights, *variant.readings} & {*game}]  # fmt: skip
    assert len(names) >= len(guided)


def test_an_unknown_variant_is_named() -> None:
    with pytest.raises(ValueError, match="'steddy'; the variants are: scaled literal photos raw"):
        varied(find("both"), "steddy")

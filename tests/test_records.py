"""Options and cards to json and back, and what damaged ones say."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from gioada import records


@dataclass(frozen=True, kw_only=True)
class Wheel:
    sizes: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Cart:
    name: str
    wheel: Wheel = field(default_factory=Wheel)
    spare: Wheel | None = None
    pairs: tuple[tuple[str, ...], ...] = ()
    notes: dict[str, Any] = field(default_factory=dict)


CART = Cart(
    name="wägelchen",
    wheel=Wheel(sizes=(1, 2)),
    spare=Wheel(sizes=(3,)),
    pairs=(("a", "b"), ("c",)),
    notes={"deep": {"list": [1, 2]}},
)


@pytest.mark.parametrize("cart", [CART, Cart(name="plain")])
def test_a_record_comes_back(tmp_path: Path, cart: Cart) -> None:
    path = tmp_path / "cart.json"
    records.write(cart, path)
    assert records.read(Cart, path) == cart
    assert [file.name for file in tmp_path.iterdir()] == ["cart.json"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "is not json"),
        ("", "is not json"),
        ("[]", "expected an object of fields for Cart"),
        ("{}", "missing 1 required"),
        ('{"name": "a", "colour": 1, "axle": 2}', "unknown fields axle, colour"),
        ('{"name": "a", "wheel": {"size": 1}}', "unknown fields size"),
        ('{"name": "a", "wheel": 3}', "expected an object of fields for Wheel"),
    ],
)
def test_a_damaged_record_says_what_is_wrong(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "cart.json"
    path.write_text(text)
    with pytest.raises(ValueError, match=sentence) as raised:
        records.read(Cart, path)
    assert str(path) in str(raised.value)


def test_bytes_that_are_no_text_are_no_json(tmp_path: Path) -> None:
    (tmp_path / "cart.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ValueError, match="is not json"):
        records.read(Cart, tmp_path / "cart.json")


def test_a_missing_record_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"cart\.json cannot be read \(No such file"):
        records.read(Cart, tmp_path / "cart.json")


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "cart.json"
    records.write(CART, path)
    with pytest.raises(TypeError):
        records.write_values({"name": object()}, path)
    assert records.read(Cart, path) == CART
    assert json.loads(path.read_text())["name"] == CART.name


@dataclass(frozen=True, kw_only=True)
class Yard:
    carts: tuple[Cart, ...]
    wheels: dict[str, Wheel]
    ends: tuple[float, float]


def test_records_within_tuples_and_mappings_come_back_and_null_is_no_number(tmp_path: Path) -> None:
    yard = Yard(carts=(CART, Cart(name="plain")), wheels={"left": CART.wheel}, ends=(1.0, math.nan))
    records.write(yard, tmp_path / "yard.json")
    found = records.read(Yard, tmp_path / "yard.json")
    assert (found.carts, found.wheels, found.ends[0]) == (yard.carts, yard.wheels, 1.0)
    assert math.isnan(found.ends[1])

"""Options and cards to json and back, and what damaged ones say."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from gioada import records
from gioada.errors import Problem


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


@records.record
class Pedal:
    length: int = 17

    def __post_init__(self) -> None:
        if self.length < 0:
            raise Problem("pedal.short", "{length} is short.", length=self.length)


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
    ("text", "code", "field"),
    [
        (b"{", "record.not_json", None),
        (b"", "record.not_json", None),
        (b"\xff\xfe\x00", "record.not_json", None),
        (b"[]", "record.wrong", ""),
        (b"{}", "record.wrong", "name"),
        (b'{"name": 3}', "record.wrong", "name"),
        (b'{"name": "a", "colour": 1, "axle": 2}', "record.wrong", "colour"),
        (b'{"name": "a", "wheel": {"size": 1}}', "record.wrong", "wheel.size"),
        (b'{"name": "a", "wheel": {"sizes": [1, "2"]}}', "record.wrong", "wheel.sizes.1"),
        (b'{"name": "a", "wheel": 3}', "record.wrong", "wheel"),
    ],
)
def test_a_damaged_record_says_what_is_wrong(
    tmp_path: Path, text: bytes, code: str, field: str | None
) -> None:
    path = tmp_path / "cart.json"
    path.write_bytes(text)
    with pytest.raises(Problem) as raised:
        records.read(Cart, path)
    assert (raised.value.code, raised.value.fields.get("field")) == (code, field)
    assert str(path) in str(raised.value)


def test_a_record_refuses_what_is_not_of_its_kind() -> None:
    with pytest.raises(Problem) as wrong:
        Pedal(length="long")  # type: ignore[arg-type]
    assert (wrong.value.code, wrong.value.fields["field"]) == ("options.wrong", "length")
    with pytest.raises(Problem) as unknown:
        Pedal(width=3)  # type: ignore[call-arg]
    assert (unknown.value.code, unknown.value.fields["field"]) == ("options.unknown", "width")
    with pytest.raises(Problem) as own:
        Pedal(length=-1)
    assert own.value.code == "pedal.short"
    with pytest.raises(Problem) as own:
        records.build(Pedal, {"length": -1})
    assert own.value.code == "pedal.short"


def test_a_missing_record_is_named(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"cart\.json cannot be read \(No such file") as missing:
        records.read(Cart, tmp_path / "cart.json")
    assert missing.value.code == "record.missing"


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "cart.json"
    records.write(CART, path)
    with pytest.raises(ValueError, match="serialize"):
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

"""The picture in ``docs/architecture.md`` is that of today's imports."""

from tools.architecture import PAGE, drawn_into, without_shortcuts


def test_the_picture_is_todays() -> None:
    text = PAGE.read_text()
    assert drawn_into(text) == text, "run python -m tools.architecture"


def test_an_arrow_that_a_longer_way_replaces_is_left_out() -> None:
    assert without_shortcuts({"a": {"b", "c"}, "b": {"c"}}) == {"a": {"b"}, "b": {"c"}}

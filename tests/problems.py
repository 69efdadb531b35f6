"""What is expected to be refused, by its code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from gioada.errors import Problem


@contextmanager
def refused(code: str, **fields: object) -> Iterator[None]:
    """A problem of a code, with these fields, is raised within."""
    with pytest.raises(Problem) as found:
        yield
    assert found.value.code == code, found.value
    assert fields.items() <= found.value.fields.items()
    assert str(found.value)

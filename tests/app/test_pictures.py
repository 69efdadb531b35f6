from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from app import pictures
from gioada.data.labels import KITTI10, VOID


@pytest.fixture
def photo() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (20, 60, 3), np.uint8)


def test_overlay_blends_classes_and_leaves_void(photo: np.ndarray) -> None:
    labels = np.zeros(photo.shape[:2], np.uint8)
    labels[:, 30:] = VOID
    shown = pictures.overlay(photo, labels, KITTI10, 1.0)
    assert (shown[:, :30] == KITTI10.colours[0]).all()
    assert (shown[:, 30:] == photo[:, 30:]).all()
    assert (pictures.overlay(photo, labels, KITTI10, 0.0) == photo).all()


def test_written_pictures_are_exact(photo: np.ndarray) -> None:
    assert (np.asarray(Image.open(pictures.write(photo))) == photo).all()

"""Where commands look for data unless they are told."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import tyro

from gioada.data.places import Places
from gioada.training.spec import Launch

DATA = Path(os.environ.get("GIOADA_DATA", "data"))
HERE, PLACES = Launch(data=DATA), Places(data=DATA)

LaunchHere = Annotated[Launch, tyro.conf.arg(name="")]
PlacesHere = Annotated[Places, tyro.conf.arg(name="")]

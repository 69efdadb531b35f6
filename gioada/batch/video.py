"""Frames of a video, and a video of frames, by PyAV, which only videos need."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from gioada.data.raster import MAX_PIXELS
from gioada.errors import Problem

VIDEOS = (".mp4", ".webm", ".avi", ".mkv", ".mov", ".m4v")


def _av() -> ModuleType:
    try:
        import av
    except ImportError as error:
        what = "videos are read and written by PyAV, which is not installed: pip install av."
        raise Problem("batch.pyav_missing", what) from error
    return av


class Video:
    """The pictures of a video by their number, for readers that ask in about their order.

    Decoding goes forward only, under a lock; what was decoded on the way to a later picture waits
    for its reader. Whoever will not ask for a picture says so by ``skip``.

    Raises:
        Problem: it cannot be opened, holds no video, or PyAV is missing.
    """

    def __init__(self, path: Path) -> None:
        self.path, self._av = path, _av()
        try:
            with self._av.open(str(path)) as container:
                stream = container.streams.video[0]
                self.rate = Fraction(stream.average_rate or 25)
                # Headers may lack the number, or be wrong: the packets are there to be counted.
                self.count = sum(packet.size > 0 for packet in container.demux(stream))
            self._container = self._av.open(str(path))
        except (self._av.error.FFmpegError, IndexError) as error:
            what = "{path} is no video that can be read ({reason})."
            raise Problem("batch.video", what, path=path, reason=str(error)) from error
        stream = self._container.streams.video[0]
        stream.thread_type = "AUTO"
        self._frames = self._container.decode(stream)
        self._lock = threading.Lock()
        self._next, self._ended = 0, ""
        self._skipped: set[int] = set()
        self._waiting: dict[int, NDArray[np.uint8]] = {}

    def skip(self, index: int) -> None:
        """Nobody will ask for this picture."""
        self._skipped.add(index)

    def read(self, index: int) -> NDArray[np.uint8]:
        """A picture, uint8 H W 3, upright; once.

        Raises:
            Problem: the video ends, or is damaged, before it.
        """
        with self._lock:
            while index not in self._waiting and not self._ended:
                self._decode()
            if index not in self._waiting:
                what = "picture {index} of {video}: {reason}."
                video, reason = self.path.name, self._ended
                raise Problem("batch.video_frame", what, index=index, video=video, reason=reason)
            return self._waiting.pop(index)

    def _decode(self) -> None:
        try:
            frame = next(self._frames)
        except StopIteration:
            self._ended = f"the video ends after {self._next} pictures"
            return
        except self._av.error.FFmpegError as error:
            self._ended = f"it is damaged after {self._next} pictures ({error})"
            return
        if frame.width * frame.height > MAX_PIXELS:
            self._ended = "its pictures are too large"
        elif self._next not in self._skipped:
            picture = frame.to_ndarray(format="rgb24")
            turns = round(getattr(frame, "rotation", 0) / 90) % 4
            self._waiting[self._next] = np.ascontiguousarray(np.rot90(picture, turns))
        self._next += 1


def write_video(path: Path, pictures: Iterable[NDArray[np.uint8]], rate: Fraction) -> None:
    """Write pictures as H.264 in an mp4; sides become even, and sizes that of the first.

    Raises:
        Problem: PyAV is missing.
    """
    av = _av()
    with av.open(str(path), "w", format="mp4", options={"movflags": "faststart"}) as container:
        stream = None
        for picture in pictures:
            if stream is None:
                stream = container.add_stream("libx264", rate=rate)
                stream.height, stream.width = (side + side % 2 for side in picture.shape[:2])
                stream.pix_fmt, stream.options = "yuv420p", {"crf": "20"}
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
            frame = frame.reformat(width=stream.width, height=stream.height, format="yuv420p")
            container.mux(stream.encode(frame))
        if stream is not None:
            container.mux(stream.encode(None))

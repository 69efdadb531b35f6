"""Hundreds of files from nobody knows where, over every way in; ``-s`` prints the counts.

Whatever comes is answered, or refused in a sentence; nothing crashes, hangs, or is left lying.
"""

from __future__ import annotations

import io
import json
import shutil
import stat
import struct
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import psutil
import pytest
from PIL import Image
from safetensors.numpy import save

from app.train import photos
from gioada.errors import Problem
from gioada.models.card import read_card
from gioada.models.checkpoint import load_task
from tests.app import hostile
from tests.app.test_strangers import FILES, Stranger

MUTATIONS = 24
"""Of each sound file; with the hand-made ones there are more than 500 files."""
LARGE = b"\x7f\xff\xff\x7f"
pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]


def _picture(kind: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(hostile.scene()).save(stream, kind, **options)
    return stream.getvalue()


def _zip(*members: tuple[str, bytes], link: str = "", flag: int = 0, method: int = 8) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
        if link:
            entry = zipfile.ZipInfo("street.png")
            entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
            archive.writestr(entry, link)
    data = bytearray(stream.getvalue())
    for mark, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):  # flags, then the method
        start = data.find(mark)
        data[start + place] |= flag
        struct.pack_into("<H", data, start + place + 2, method)
    return bytes(data)


def _npy(header: str) -> bytes:
    text = header.encode() + b"\n"
    return b"\x93NUMPY\1\0" + struct.pack("<H", len(text)) + text + bytes(64)


def _recipe(**row: Any) -> bytes:
    columns = [{"kind": "image", "title": "x"}, {"kind": "prediction", "checkpoint": "../na-demo"}]
    return json.dumps({"rows": [row], "columns": columns}).encode()


def sound() -> dict[str, bytes]:
    """Files as they should be, by name."""
    depth, npy = io.BytesIO(), io.BytesIO()
    Image.fromarray(np.full((48, 160), 9.5, np.float32)).save(depth, "TIFF")
    np.save(npy, np.zeros((48, 160), np.uint8))
    grey = io.BytesIO()
    Image.fromarray(hostile.scene()[..., 0] % 10).save(grey, "PNG")
    png = _picture("PNG")
    frames = _zip(("a_rgb.png", png), ("a_labels.png", grey.getvalue()))
    exif = Image.Exif()
    exif[0x010E] = "a street"
    return {
        "street.png": png,
        "street.jpg": _picture("JPEG", exif=exif),
        "street.webp": _picture("WEBP"),
        "street.bmp": _picture("BMP"),
        "street.tif": _picture("TIFF", compression="tiff_deflate"),
        "street.ppm": _picture("PPM"),
        "depth.tif": depth.getvalue(),
        "labels.png": grey.getvalue(),
        "labels.npy": npy.getvalue(),
        "frames.zip": frames,
        "recipe.json": _recipe(image={"name": "a", "content": ""}),
        "recipe.zip": _zip(("recipe.json", _recipe())),
        "spec.json": b'{"pair": "demo", "training": {"steps": 1}}',
        "depth.exr": b"v/1\x01\x02\0\0\0channels\0chlist\0\x25\0\0\0Y\0\2\0\0\0\0\0\0\0\1\0\0\0",
        "weights.safetensors": save({"a": np.zeros(4, np.float32)}),
        "movie.gif": _picture("GIF"),
    }


def mutated(data: bytes, random: np.random.Generator) -> bytes:
    """Cut off, flipped, blanked, doubled, or with a huge number in it."""
    at = int(random.integers(0, max(1, len(data))))
    many = bytearray(data)
    match int(random.integers(0, 6)):
        case 0:
            return data[:at]
        case 1:
            for place in random.integers(0, max(1, len(data)), 8):
                many[place % len(many)] ^= int(random.integers(1, 256))
        case 2:
            many[at : at + 64] = bytes(64)
        case 3:
            many[at:at] = data[at : at + 200]
        case 4:
            early = min(at, 40)
            many[early : early + 4] = b"\xff\xff\xff\x7f"
        case _:
            many[at : at + 16] = random.bytes(16)
    return bytes(many)


def by_hand(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Files that somebody thought about."""
    writers = [each for each in vars(hostile).values() if callable(each)]
    for write in writers:
        if getattr(write, "__annotations__", {}).get("path") != "Path" or write.__name__[0] == "_":
            continue
        for name in ("x.png", "x.jpg", "x.tif", "x.npy", "x.zip"):
            write(folder / name)
            for path in folder.iterdir():  # NumPy adds an ending of its own
                yield f"{write.__name__}{path.suffix}", path.read_bytes()
                path.unlink()
    png = _picture("PNG")
    zips = {
        "up.zip": _zip(("../../../tmp/gioada-escaped.png", png), ("../a_rgb.png", png)),
        "root.zip": _zip(("/tmp/gioada-escaped.png", png)),
        "windows.zip": _zip(("C:\\x.png", png), ("..\\..\\x.png", png)),
        "link.zip": _zip(link="/etc/passwd"),
        "bomb.zip": _zip(("a_rgb.png", bytes(400_000_000))),
        "many.zip": _zip(*((f"{number}.png", b"") for number in range(5000))),
        "nested.zip": _zip(("a.zip", _zip(("b.zip", _zip(("c.png", png)))))),
        "locked.zip": _zip(("a_rgb.png", png), flag=1),
        "method.zip": _zip(("a_rgb.png", png), method=99),
        "lzma.zip": _zip(("a_rgb.png", png), method=14),
        "twice.zip": _zip(("a_rgb.png", png), ("A_RGB.png", png)),
        "empty.zip": b"PK\5\6" + bytes(18),
        "named.zip": _zip(("<img src=x onerror=alert(1)>.png", png), ("a\0b.png", png)),
    }
    jsons = {
        "deep.json": b"[" * 200_000,
        "deep2.json": b'{"rows":' * 50_000,
        "number.json": b'{"rows": ' + b"9" * 5000 + b"}",
        "nan.json": b'{"rows": NaN}',
        "list.json": b"[1, 2]",
        "null.json": b"null",
        "bom.json": b"\xef\xbb\xbf{}",
        "utf.json": b"\xff\xfe\x00",
        "foreign.json": _recipe(image="/etc/passwd"),
        "path.json": _recipe(image={"path": "/etc/passwd"}),
        "steps.json": b'{"training": {"steps": 1e999}}',
        "pair.json": b'{"pair": "../../etc/passwd"}',
        "weights.json": b'{"networks": {"weights": "/etc/passwd"}}',
    }
    shape = "'fortran_order': False, 'shape': (1000000, 1000000), }"
    arrays = {
        "huge.npy": _npy("{'descr': '|u1', " + shape),
        "code.npy": _npy("{'descr': '|u1', 'shape': __import__('os').getpid(), }"),
        "objects.npy": _npy("{'descr': '|O', 'fortran_order': False, 'shape': (2,), }"),
        "minus.npy": _npy("{'descr': '|u1', 'fortran_order': False, 'shape': (-1,), }"),
        "wide.png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff\xff\xff\0\0\0\1\x08\2\0\0\0"
        + bytes(40),
        "huge.jpg": b"\xff\xd8\xff\xc0\0\x11\x08\xff\xff\xff\xff\3\1\x22\0\2\x11\1\3\x11\1"
        + bytes(9),
        "huge.tif": b"II*\0\x08\0\0\0\2\0\0\1\4\0\1\0\0\0" + LARGE + b"\1\1\4\0\1\0\0\0" + LARGE,
        "xxe.svg": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><svg>&e;</svg>',
        "long.safetensors": struct.pack("<Q", 2**63) + b"{}",
    }
    yield from {**zips, **jsons, **arrays}.items()
    for name in ("%2e%2e%2fx.png", "x.png.exe", ".png", "a b\u202egnp.png", "n" * 250 + ".png"):
        yield name, png


PUBLIC: tuple[tuple[str, tuple[Any, ...]], ...] = (
    ("predict", ()),
    ("compare", ()),
    ("compare", ("photo", [])),
    ("compare", ("photo", [], None)),
    ("translate", ()),
    ("translate", ("photo",)),
    ("translate", ("photo", None)),
    ("figure", ()),
)
"""Endpoints, and what comes before the file."""
Way = Callable[[dict[str, Any]], str]


def ways(stranger: Stranger) -> dict[str, Way]:
    """Every public endpoint's files, and every component of the page that takes one."""

    def public(name: str, before: tuple[Any, ...]) -> Way:
        def send(file: dict[str, Any]) -> str:
            photo = sent(stranger, "photo.png", _picture("PNG")) if before else None
            return stranger.calls(
                name, *(photo if each == "photo" else each for each in before), file
            )

        return send

    found = {f"{name} {len(before)}": public(name, before) for name, before in PUBLIC}
    for event, components in stranger.events:
        for place, component in enumerate(components):
            if component["type"] in FILES:
                name = f"event {event['id']} {component['type']} {place}"
                found[name] = private(stranger, event, place, component)
    return found


def private(stranger: Stranger, event: dict[str, Any], place: int, taken: dict[str, Any]) -> Way:
    def send(file: dict[str, Any]) -> str:
        data: list[Any] = [None] * len(event["inputs"])
        data[place] = [file] if taken["props"].get("file_count") == "multiple" else file
        done = stranger.joins(event, data)
        return f"event: {'complete' if done['success'] else 'error'}\n{json.dumps(done['output'])}"

    return send


def sent(stranger: Stranger, name: str, data: bytes) -> dict[str, Any]:
    address = f"{stranger.served}/gradio_api/upload"
    answer = httpx.post(address, files={"files": (name, data)}, timeout=60)
    answer.raise_for_status()
    return {"path": answer.json()[0], "orig_name": name, "meta": {"_type": "gradio.FileData"}}


def test_files_from_anywhere(served: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stranger, random = Stranger(served), np.random.default_rng(7)
    monkeypatch.setenv("GIOADA_RUNS", str(tmp_path / "runs"))
    crashes: list[str] = []
    monkeypatch.setattr(
        traceback, "print_exc", lambda *_, **__: crashes.append(traceback.format_exc())
    )
    (tmp_path / "made").mkdir()
    files = list(by_hand(tmp_path / "made"))
    for name, data in sound().items():
        files += [(name, data), *((name, mutated(data, random)) for _ in range(MUTATIONS))]
    assert len(files) >= 500
    every, counts = ways(stranger), Counter[str]()
    photo = sent(stranger, "photo.png", _picture("PNG"))
    # So that all is loaded before memory is looked at; and an event by itself, whose other values
    # nobody sent, may end in an error that is no file's.
    usual = set()
    for way in every.values():
        way(photo)
        usual |= {crash.splitlines()[-1] for crash in crashes}
        crashes.clear()
    process = psutil.Process()
    before = process.memory_info().rss
    broken: list[tuple[str, str, str]] = []
    names = list(every)
    for number, (name, data) in enumerate(files):
        try:
            file = sent(stranger, name, data)
        except httpx.HTTPStatusError as refusal:
            counts[f"not taken ({refusal.response.status_code})"] += 1
            continue
        for way in {names[number % len(names)], names[int(random.integers(len(names)))]}:
            said = every[way](file)
            counts["answered" if said.startswith("event: complete") else "refused"] += 1
            while crashes:
                last = crashes[-1].splitlines()[-1]
                # Gradio prints the trace of its own refusals, too.
                if last not in usual and not last.startswith("gradio.exceptions."):
                    broken.append((name, way, crashes[-1]))
                crashes.pop()
    grown = (process.memory_info().rss - before) / 2**20
    print(f"\n{len(files)} files, {len(every)} ways in: {dict(counts)}, {len(broken)} crashed;")
    print(f"memory grew by {grown:.0f} MB")
    kinds = Counter(trace.splitlines()[-1][:120] for _, _, trace in broken)
    assert not broken, f"{kinds}\n\n" + "\n\n".join(" ".join(each) for each in broken[:8])
    assert not Path("/tmp/gioada-escaped.png").exists()
    assert grown < 600
    assert httpx.get(served).status_code == 200


def test_checkpoints_from_anywhere(stand_ins: Path, tmp_path: Path) -> None:
    random, counts = np.random.default_rng(8), Counter[str]()
    for number in range(120):
        shutil.copytree(stand_ins / "na-demo", tmp_path / str(number))
        path = tmp_path / str(number) / ("checkpoint.json", "task.safetensors")[number % 2]
        path.write_bytes(mutated(path.read_bytes(), random))
        try:
            load_task(read_card(path.parent))
            counts["loaded"] += 1
        except Problem as problem:
            counts[problem.code] += 1
    print(f"\n120 checkpoints: {dict(counts)}")


def test_photos_to_train_on_from_anywhere(tmp_path: Path) -> None:
    random, counts = np.random.default_rng(9), Counter[str]()
    (tmp_path / "made").mkdir()
    zips = [data for name, data in by_hand(tmp_path / "made") if name.endswith(".zip")]
    zips += [mutated(sound()["frames.zip"], random) for _ in range(60)]
    for name in ("street.png", "street.jpg"):
        zips += [_zip((name, mutated(sound()[name], random))) for _ in range(60)]
    for number, data in enumerate(zips):
        path = tmp_path / f"{number}.zip"
        path.write_bytes(data)
        try:
            found = photos.find(str(path), tmp_path / "unpacked")
            counts["looked at"] += bool(found.size and found.thumbnails())
        except Problem as problem:
            counts[problem.code] += 1
    print(f"\n{len(zips)} zips of photos: {dict(counts)}")
    inside = [path for path in tmp_path.rglob("*") if path.is_symlink() or ".." in path.name]
    assert not inside and not Path("/tmp/gioada-escaped.png").exists()


GUESSES = [
    *("/etc/passwd", "../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", "..%2f..%2fetc%2fpasswd"),
    *("....//....//etc/passwd", "/proc/self/environ", "/proc/self/cmdline", "/root/.bash_history"),
    *("~/.cache/huggingface/token", "app.py", "./app.py", "app/page.py", "checkpoints"),
    *("runs", "file:///etc/passwd", "http://127.0.0.1:9/", "//etc/passwd", "\\etc\\passwd"),
    *("/dev/zero", "/dev/stdin", "etc/passwd\0.png", "C:/Windows/win.ini", ".env", ".git/config"),
]
ROUTES = ("gradio_api/file=", "file=", "gradio_api/file/", "static/", "assets/", "theme/")


def test_nobody_guesses_files(served: str, tmp_path: Path) -> None:
    stranger = Stranger(served)
    held = sent(stranger, "mine.png", _picture("PNG"))["path"]
    near = [str(Path(held).parent), str(Path(held).parents[1]), f"{held}/../../", f"{held}.part"]
    counts = Counter[int]()
    for guess in [*GUESSES, *near]:
        for route in (
            "gradio_api/file=",
            "file=",
            "gradio_api/file/",
            "static/",
            "assets/",
            "theme/",
        ):
            answer = httpx.get(f"{served}/{route}{guess.replace(chr(0), '%00')}", timeout=30)
            counts[answer.status_code] += 1
            assert answer.status_code >= 400 or "root:" not in answer.text, (route, guess)
            assert answer.status_code != 200 or "gioada" not in route + guess, (route, guess)
            assert answer.status_code < 500, (route, guess)
        for mark in ({}, {"meta": {"_type": "gradio.FileData"}}):
            for name in ("predict", "figure"):
                assert stranger.calls(name, {"path": guess, **mark}).startswith("event: error")
                counts[0] += 1
    print(f"\nguesses: {counts.pop(0)} refused by endpoints; by address {dict(counts)}")

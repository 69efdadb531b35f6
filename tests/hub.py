"""An imitation of the Hugging Face Hub: as much of its HTTP interface as travels up and down."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

TOKEN, READER = "hf_writes", "hf_reads"
GATED = "lab/gated"


@dataclass
class Hub:
    """Repositories by name: what lies in them at each commit, the last one last."""

    address: str = ""
    repositories: dict[str, dict[str, dict[str, bytes]]] = field(default_factory=dict)
    large: dict[str, bytes] = field(default_factory=dict)
    given: list[str] = field(default_factory=list)
    """Paths of files that were handed out."""

    def commit(self, name: str, files: dict[str, bytes]) -> str:
        commits = self.repositories.setdefault(name, {})
        before = commits[list(commits)[-1]] if commits else {}
        oid = hashlib.sha1(repr((name, len(commits))).encode()).hexdigest()
        commits[oid] = {**before, **files}
        return oid

    def put(self, name: str, folder: Path) -> str:
        files = [path for path in folder.rglob("*") if path.is_file()]
        return self.commit(name, {str(p.relative_to(folder)): p.read_bytes() for p in files})


class Refusal(Exception):
    """A status, and what the Hub says beside it."""

    def __init__(self, status: int, code: str = "", message: str = "") -> None:
        super().__init__(status)
        self.status, self.headers = status, {"X-Error-Code": code, "X-Error-Message": message}


class Handler(BaseHTTPRequestHandler):
    hub: Hub

    def do_GET(self) -> None:
        self._respond(self._down)

    do_HEAD = do_GET

    def do_POST(self) -> None:
        self._respond(self._up)

    def do_PUT(self) -> None:
        def keep() -> dict[str, object]:
            self.hub.large[self.path.rpartition("/")[2]] = self.body
            return {}

        self._respond(keep)

    def log_message(self, *_: object) -> None:
        pass

    def _respond(self, answer: object) -> None:
        headers: dict[str, str] = {}
        self.body = self._body()
        try:
            if self.command != "PUT" and self._token() not in ("", TOKEN, READER):
                raise Refusal(401, message="Invalid credentials in Authorization header")
            found = answer()  # type: ignore[operator]
            status = 200
            body = found if isinstance(found, bytes) else json.dumps(found).encode()
            if isinstance(found, bytes):
                commit = self.path.split("/resolve/")[1].split("/")[0]
                etag = hashlib.sha256(found).hexdigest()
                headers = {"ETag": f'"{etag}"', "X-Repo-Commit": commit}
        except Refusal as refusal:
            status, body, headers = refusal.status, b"{}", refusal.headers
        self.send_response(status)
        for name, value in headers.items():
            if value:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _token(self) -> str:
        return self.headers.get("Authorization", "").removeprefix("Bearer ")

    def _body(self) -> bytes:
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _at(self, name: str, revision: str | None) -> tuple[str, dict[str, bytes]]:
        if name not in self.hub.repositories:
            raise Refusal(404 if self._token() else 401, "RepoNotFound")
        if name == GATED:
            raise Refusal(403, "GatedRepo")
        commits = self.hub.repositories[name]
        newest = list(commits)[-1]
        oid = newest if revision in (None, "main") else revision
        if oid not in commits:
            raise Refusal(404, "RevisionNotFound")
        return oid, commits[oid]

    def _down(self) -> object:
        path = self.path.partition("?")[0]
        if found := re.fullmatch(r"/api/models/([^/]+/[^/]+)(?:/revision/(.+))?", path):
            oid, files = self._at(found[1], found[2])
            return {"id": found[1], "sha": oid, "siblings": [{"rfilename": name} for name in files]}
        if found := re.fullmatch(r"/api/models/([^/]+/[^/]+)/tree/(\w+)", path):
            _, files = self._at(found[1], found[2])
            return [
                {"type": "file", "path": name, "size": len(data), "oid": _sha1(data)}
                for name, data in files.items()
            ]
        if found := re.fullmatch(r"/([^/]+/[^/]+)/resolve/(\w+)/(.+)", path):
            _, files = self._at(found[1], found[2])
            if found[3] not in files:
                raise Refusal(404, "EntryNotFound")
            if self.command == "GET":
                self.hub.given.append(found[3])
            return files[found[3]]
        raise Refusal(404)

    def _up(self) -> object:
        body = self.body
        if self.path == "/api/validate-yaml":
            return {"warnings": [], "errors": []}
        if self._token() != TOKEN:
            raise Refusal(403, message="You don't have the rights to write")
        if self.path == "/api/repos/create":
            asked = json.loads(body)
            name = f"{asked.get('organization') or 'somebody'}/{asked['name']}"
            self.hub.commit(name, {".gitattributes": b""})
            return {"url": f"{self.hub.address}/{name}", "name": name}
        if "/preupload/" in self.path:
            return {
                "files": [
                    {
                        "path": each["path"],
                        "uploadMode": "lfs" if each["path"].endswith("tensors") else "regular",
                        "shouldIgnore": False,
                    }
                    for each in json.loads(body)["files"]
                ]
            }
        if self.path.endswith("/info/lfs/objects/batch"):
            objects = json.loads(body)["objects"]
            for each in objects:
                href = f"{self.hub.address}/lfs/{each['oid']}"
                each["actions"] = {"upload": {"href": href}}
            return {"transfer": "basic", "objects": objects}
        if found := re.match(r"/api/models/([^/]+/[^/]+)/commit/main", self.path):
            return self._committed(found[1], [json.loads(line) for line in body.splitlines()])
        raise Refusal(404)

    def _committed(self, name: str, lines: list[dict[str, Any]]) -> object:
        given: dict[str, bytes] = {}
        for kind, value in ((each["key"], each["value"]) for each in lines):
            if kind == "file":
                given[value["path"]] = base64.b64decode(value["content"])
            elif kind == "lfsFile":
                given[value["path"]] = self.hub.large[value["oid"]]
        oid = self.hub.commit(name, given)
        address = f"{self.hub.address}/{name}/commit/{oid}"
        return {"success": True, "commitOid": oid, "commitUrl": address, "hookOutput": ""}


def _sha1(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


@contextmanager
def running(cache: Path, patch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A Hub that huggingface_hub takes for the real one, with a cache of its own."""
    from huggingface_hub import constants

    hub = Hub()
    handler = type("OfThisHub", (Handler,), {"hub": hub})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    hub.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    patch.setattr(constants, "ENDPOINT", hub.address)
    template = hub.address + "/{repo_id}/resolve/{revision}/{filename}"
    patch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
    patch.setattr(constants, "HF_HUB_CACHE", str(cache))
    patch.setattr(constants, "HF_HUB_OFFLINE", False)
    patch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    patch.setenv("HF_HUB_DISABLE_XET", "1")
    patch.setenv("HF_TOKEN", TOKEN)
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()

"""A scripted OpenAI-compatible server on the loopback address: it streams, fails, delays or breaks off."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    """What one request gets: an answer in pieces of a word, or an error, or nothing at all.

    `end` is the reason given for stopping; with "" the connection breaks off there. `{key}` in an error is the key that
    came with the request.
    """

    text: str = ""
    end: str = "stop"
    pause: float = 0.0  # seconds before each word
    status: int = 200
    error: str = ""
    code: str = ""
    raw: bytes | None = None  # sent in place of a stream
    is_silent: bool = False


@dataclass
class ScriptedServer:
    """`replies` are sent one for each request, the last one for all later ones; the requests are kept."""

    replies: list[Reply]
    address: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    def next_reply(self) -> Reply:
        return self.replies[min(len(self.asked), len(self.replies)) - 1]


@contextmanager
def serving(*replies: Reply) -> Iterator[ScriptedServer]:
    """A running server; afterwards it is checked that no thread of it or of an abandoned model is left."""
    script = ScriptedServer(list(replies))
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"script": script}))
    server.daemon_threads = False  # so that closing waits for them
    script.address = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield script
    finally:
        script.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
        for left in threading.enumerate():
            if left.name == "pinpoint-model":
                left.join(5)
                assert not left.is_alive(), "a thread waits for a server that is closed"


class _Handler(BaseHTTPRequestHandler):
    script: ScriptedServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.script.asked.append(json.loads(body))
        self.script.keys.append(self.headers["Authorization"].removeprefix("Bearer "))
        reply = self.script.next_reply()
        try:
            if reply.is_silent:
                self.script.closing.wait(10)
            elif reply.status != 200:
                self._fail(reply)
            else:
                self._stream(reply)
        except ConnectionError:
            self.close_connection = True  # whoever asked has left

    def _fail(self, reply: Reply) -> None:
        said = reply.error.format(key=self.script.keys[-1])
        body = json.dumps({"error": {"message": said, "type": "error", "code": reply.code or None}}).encode()
        self._head(reply.status, "application/json")
        self.wfile.write(body)

    def _head(self, status: int, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("retry-after-ms", "1")  # a client that tries again need not wait
        self.end_headers()

    def _stream(self, reply: Reply) -> None:
        self._head(200, "text/event-stream")
        if reply.raw is not None:
            self.wfile.write(reply.raw)
            return
        for word in reply.text.split(" "):
            if self.script.closing.wait(reply.pause) if reply.pause else self.script.closing.is_set():
                return
            self._send({"content": word + " "}, None)
        if reply.end:
            self._send({}, reply.end)
            self.wfile.write(b"data: [DONE]\n\n")

    def _send(self, delta: dict[str, str], reason: str | None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "tiny", "choices": [choice]}
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a test's output is its own."""

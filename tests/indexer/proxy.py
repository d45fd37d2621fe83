"""A node seen through a bad day: an HTTP proxy before a real node that refuses or loses what it is told
to."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Proxy:
    """Forwards JSON-RPC to a node. `refuse` may answer a question itself with an error; `away` answers
    503; `overheard` is told every question before the node is; `alter` may change answers."""

    def __init__(self, node_url: str) -> None:
        self.node_url = node_url
        self.away = False
        self.refuse: Callable[[dict[str, Any]], dict[str, Any] | None] = lambda _question: None
        self.overheard: Callable[[Any], None] = lambda _question: None
        self.alter: Callable[[Any, bytes], bytes] = lambda _question, answer: answer
        self.questions = 0
        self.url = ""

    def answer(self, body: bytes) -> tuple[int, bytes]:
        self.questions += 1
        if self.away:
            return 503, b"away"
        question = json.loads(body)
        self.overheard(question)
        error = self.refuse(question) if isinstance(question, dict) else None
        if error is not None:
            return 200, json.dumps({"jsonrpc": "2.0", "id": question["id"], "error": error}).encode()
        request = urllib.request.Request(self.node_url, body, {"content-type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return 200, self.alter(question, answer.read())


@contextmanager
def before(node_url: str) -> Iterator[Proxy]:
    """A running proxy before this node."""
    proxy = Proxy(node_url)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            status, body = proxy.answer(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Tests print what matters themselves."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    proxy.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""A node seen through bad weather: HTTP and websocket at one address, before a real node.

Each question meets at most one fault of the transport; its answer may come from another node (behind, forked,
forged) and may be a lie. Announced heads may be lost, doubled, late or forged.
"""

from __future__ import annotations

import http.client
import json
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from tests.torture import lies, weather
from tests.torture.announced import tunnel
from tests.torture.branches import NO_SUCH, Ask, Branch, forge
from tests.torture.weather import FAIR, Weather

ERRORS: Final[dict[str, dict[str, Any]]] = {
    "too wide": {"code": -32005, "message": "block range too wide"},
    "limit": {"code": -32005, "message": "limit exceeded"},
    "internal": {"code": -32603, "message": "internal error"},
    "header not found": {"code": -32000, "message": "header not found"},
    "unknown method": {"code": -32601, "message": "the method does not exist/is not available"},
}
DECEITS: Final = ("other code", "no code", "other chain", "no first block", "other first block")
"""What a node may claim of a deployment that is not there: the indexer then ends, and says why."""
FORGED: Final = 3
"""Blocks of a forged branch at most."""


class Dropped(Exception):
    """The connection ends here."""


class Middle:
    """The proxy's memory: what the weather is, which other branch there is, what has been done."""

    def __init__(self, port: int) -> None:
        self.node_port = port
        self.weather = FAIR
        self.branch: Branch | None = None
        self.floor = 0
        """The lowest block above which a branch may be forged."""
        self.done: Counter[str] = Counter()
        self.deceit: str | None = None
        self.careful = False
        """No log is left out that no check could miss: see lies.tell."""
        self._dice = random.Random(0)
        self._lock = threading.Lock()
        self._local = threading.local()
        self.url = ""

    def begin(self, seed: int) -> None:
        """Forget what was; all that follows is drawn from this seed (in the order in which it is asked)."""
        self._dice, self.weather, self.branch = random.Random(seed), FAIR, None
        self.deceit = None
        self.done.clear()

    def change(self, to: Weather) -> None:
        self.weather = to

    def calm(self) -> None:
        """From here on the node is reached, and honest."""
        self.weather, self.deceit = FAIR, None

    def strikes(self, *kinds: str) -> str | None:
        """The first of these faults that the dice choose now."""
        now = self.weather
        if not now.chances:
            return None
        with self._lock:
            for kind in kinds:
                if now.strikes(kind, self._dice):
                    self.done[kind] += 1
                    return kind
        return None

    def dice(self) -> random.Random:
        """Dice of the caller's own, so that threads do not share one state."""
        with self._lock:
            return random.Random(self._dice.getrandbits(64))

    def ask(self, method: str, *params: Any) -> Any:
        """The real node's word."""
        return self._node({"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)})["result"]

    def answer(self, body: bytes) -> bytes:
        """The answer of whichever node is behind the door now, true or not."""
        asked = json.loads(body)
        questions = asked if isinstance(asked, list) else [asked]
        refusal = self.strikes(*weather.REFUSALS)
        if refusal is not None:
            # Some nodes refuse a batch by one error, some each question in it.
            refused = [{"jsonrpc": "2.0", "id": one["id"], "error": ERRORS[refusal]} for one in questions]
            whole = isinstance(asked, list) and self.dice().random() < 0.5
            return json.dumps(refused if whole else refused[-1]).encode()
        deceit = self.deceit
        if deceit is not None and questions[0]["method"] == "eth_chainId" and len(questions) > 1:
            self.done[deceit] += 1
            claimed = self._node(questions)
            self._deceive(deceit, questions, claimed)
            return json.dumps(claimed).encode()
        place = self.strikes(*weather.PLACES) if not self.weather.lasting else self._lasting()
        # Headers are asked about far more often than what lies in the blocks: that is lied about more often.
        within = questions[0]["method"] in ("eth_getBlockReceipts", "eth_getLogs")
        lie = self.strikes(*weather.LIES) or (self.strikes(*weather.LIES) if within else None)
        if place is None and lie is None:
            return self._post(body)
        answers: list[Any] = self._elsewhere(place, questions) if place else self._node(questions)
        if lie is not None:
            self._lie(questions, answers)
        return json.dumps(answers if isinstance(asked, list) else answers[0]).encode()

    def _deceive(self, deceit: str, questions: list[Any], answers: list[Any]) -> None:
        """Another chain, another first block, other contracts than the deployment's."""
        chain_id, first, *codes = answers
        match deceit:
            case "other chain":
                chain_id["result"] = "0x1"
            case "no first block":
                first["result"] = None
            case "other first block":
                number = int(questions[1]["params"][0], 16)
                first["result"] = forge(self.ask, number - 1, 1, self.dice()).blocks[number]
            case "no code":
                self.dice().choice(codes)["result"] = "0x"
            case _:
                chosen = self.dice().choice(codes)
                chosen["result"] = chosen["result"][:-2] + f"{int(chosen['result'][-2:], 16) ^ 1:02x}"

    def _lasting(self) -> str | None:
        for kind in weather.PLACES:
            if kind in self.weather.chances:
                self.done[kind] += 1
                return kind
        return None

    def _lie(self, questions: list[Any], answers: list[Any]) -> None:
        dice = self.dice()
        deployment = questions[0]["method"] == "eth_chainId"  # other code is refused by name, and ends it
        if len(answers) > 1 and not deployment and dice.random() < 0.15:
            self.done["lie: answers change places"] += 1
            first, second = dice.sample(range(len(answers)), 2)
            one, other = answers[first], answers[second]
            one["result"], other["result"] = other.get("result"), one.get("result")
            return
        if len(answers) > 1 and dice.random() < 0.1:
            self.done["lie: fewer answers than questions"] += 1
            answers.pop(dice.randrange(len(answers)))
            return
        if not deployment and dice.random() < 0.08:
            self.done["lie: nothing"] += 1
            dice.choice(answers)["result"] = None
            return
        order = list(range(len(answers)))
        dice.shuffle(order)
        for index in order:
            result = answers[index].get("result")
            told = lies.tell(questions[index]["method"], result, dice, careful=self.careful)
            if told is not None:
                self.done[f"lie: {told}"] += 1
                return

    def _elsewhere(self, place: str, questions: list[Any]) -> list[Any]:
        answers: list[Any] = self._node(questions)
        if place == "ahead":
            for question, answer in zip(questions, answers, strict=True):
                if question["method"] == "eth_blockNumber":
                    answer["result"] = hex(
                        int(answer["result"], 16) + self.dice().choice((1, 3, 100, 10_000))
                    )
            return answers
        branch = self._branch() if place == "fork" else None
        head = int(self.ask("eth_blockNumber"), 16) - self.weather.lag
        for question, answer in zip(questions, answers, strict=True):
            method, params = question["method"], question["params"]
            if branch is not None:
                said = branch.answer(method, params)
                if said is not NO_SUCH:
                    answer["result"] = said
                elif method == "eth_getLogs" and "fromBlock" in params[0]:
                    below = [
                        one
                        for one in answer.get("result") or []
                        if int(one["blockNumber"], 16) < branch.first
                    ]
                    answer["result"] = below + branch.logs(params[0])
            else:
                _behind(method, params, answer, head, self.ask)
        return answers

    def _branch(self) -> Branch | None:
        """The branch that was given up; where there is none, or now and then, one that nobody mined."""
        dice = self.dice()
        if self.branch is not None and dice.random() < 0.8:
            return self.branch
        head = int(self.ask("eth_blockNumber"), 16)
        fork = max(self.floor, head - dice.randint(0, 3))
        if fork > head:
            return None
        self.done["forged branch"] += 1
        return forge(self.ask, fork, dice.randint(1, max(1, FORGED - (head - fork) + 1)), dice)

    def _node(self, asked: Any) -> Any:
        return json.loads(self._post(json.dumps(asked).encode()))

    def _post(self, body: bytes) -> bytes:
        for attempt in (1, 2):
            connection = getattr(self._local, "connection", None)
            if connection is None:
                connection = self._local.connection = http.client.HTTPConnection(
                    "127.0.0.1", self.node_port, timeout=30
                )
                connection.connect()
                connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                connection.request("POST", "/", body, {"content-type": "application/json"})
                return connection.getresponse().read()
            except (OSError, http.client.HTTPException):
                connection.close()
                self._local.connection = None
                if attempt == 2:
                    raise
        raise AssertionError("unreachable")


def _behind(method: str, params: list[Any], answer: dict[str, Any], head: int, ask: Ask) -> None:
    """As a node says it that has not seen the blocks above `head`."""
    if method == "eth_blockNumber":
        answer["result"] = hex(head)
    elif method in ("eth_getBlockByNumber", "eth_getBlockReceipts"):
        if params[0] == "latest":
            answer["result"] = ask(method, hex(head), False)
        elif int(params[0], 16) > head:
            answer["result"] = None
    elif method == "eth_getLogs" and answer.get("result"):
        answer["result"] = [one for one in answer["result"] if int(one["blockNumber"], 16) <= head]


def _handler(middle: Middle) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            fault = middle.strikes(*weather.TRANSPORT)
            dice = middle.dice()
            try:
                if fault in ("delay", "slow"):
                    time.sleep(dice.uniform(0.001, 0.08))
                if fault == "drop":
                    raise Dropped
                if fault in ("429", "503", "502"):
                    self._send(int(fault), b"busy")
                    return
                answer = b"<html>Bad gateway</html>" if fault == "garbage" else middle.answer(body)
                if fault == "cut":
                    self._send(200, answer, dice.randrange(len(answer)))
                    raise Dropped
                self._send(200, answer[: len(answer) // 2] if fault == "short" else answer)
            except (Dropped, OSError):
                self.close_connection = True

        def do_GET(self) -> None:
            self.close_connection = True
            if self.headers.get("upgrade", "").lower() == "websocket":
                with suppress(OSError):
                    tunnel(middle, self)

        def _send(self, status: int, body: bytes, only: int | None = None) -> None:
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body if only is None else body[:only])
            self.wfile.flush()

        def log_message(self, *_: object) -> None:
            """What was done is counted, not told."""

    return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_: Any) -> None:
        """A killed indexer leaves its connections as they are."""


@contextmanager
def before(port: int) -> Iterator[Middle]:
    """A running proxy before the node on this port of 127.0.0.1."""
    middle = Middle(port)
    server = _Server(("127.0.0.1", 0), _handler(middle))
    middle.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield middle
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""From fetched logs to a batch that can be applied: names, times, what a newly listed token did before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from chain.deployments import Deployment
from indexer.apply import Prepared
from indexer.blocks import ChainMoved
from indexer.columns import Logs
from indexer.decode import Decoded, decode_logs, raw_lines
from indexer.fetch import Batch, Fetcher
from indexer.fold import listed_tokens
from indexer.models import SCHEMA
from indexer.tables import Connection, read_rows


class Preparation:
    """Decodes the batches of one deployment.

    projections: False leaves logs undecoded, for a mirror that has blocks and events alone.
    """

    def __init__(
        self, deployment: Deployment, fetcher: Fetcher, schema: str = SCHEMA, *, projections: bool = True
    ) -> None:
        self._deployment, self._fetcher, self._schema = deployment, fetcher, schema
        self._projections = projections
        self.names = {deployed.address: name for name, deployed in deployment.contracts.items()}
        if not projections:
            self.names |= {token.address: "Cash" for token in deployment.cash}

    def prepared(self, batch: Batch, known: Mapping[str, int], stored: Callable[[], Connection]) -> Prepared:
        """Decode a batch; what a token listed in it did before comes with it. known: tokens listed before;
        stored: a connection that sees all blocks before the batch.

        Errors: UnknownEvent, EventDecodeError, ChainMoved, ChainError.
        """
        if not self._projections:
            raw = batch.raw or raw_lines(batch.logs, self.names)
            return Prepared(batch.heads, Decoded([], [], raw, {}), {})
        names = self.names | dict.fromkeys(known, "Cash")
        times = {head.number: head.timestamp for head in batch.heads}
        decoded = decode_logs(batch.logs, names, times, {}, batch.raw)
        listed = {token: found for token, found in listed_tokens(decoded).items() if token not in known}
        if listed:
            logs, hashes = self._history(batch.last, list(listed))
            times |= self._earlier_times(stored(), batch, hashes)
            logs.add(batch.logs)
            everything = logs.sorted()
            listings = {token: block for token, (_, block) in listed.items()}
            decoded = decode_logs(everything, names | dict.fromkeys(listed, "Cash"), times, listings)
        tokens = {token: cash_id for token, (cash_id, _) in listed.items()}
        return Prepared(batch.heads, decoded, tokens)

    def _history(self, last: int, tokens: Sequence[str]) -> tuple[Logs, dict[int, str]]:
        """Everything that these tokens did up to a block, sealed as all logs are; the blocks' hashes."""
        logs = Logs.none()
        hashes: dict[int, str] = {}
        names = dict.fromkeys(tokens, "Cash")
        for batch in self._fetcher.ranges(self._deployment.block_number, last, names):
            logs.add(batch.logs)
            numbers = set(batch.logs.numbers)
            hashes |= {head.number: head.hash for head in batch.heads if head.number in numbers}
        return logs, hashes

    def _earlier_times(
        self, connection: Connection, batch: Batch, hashes: Mapping[int, str]
    ) -> dict[int, int]:
        """Times of the blocks that a new token's logs are from, which must be the mirror's own or the
        batch's."""
        ours = {head.number: (head.hash, head.timestamp) for head in batch.heads}
        earlier = [(number,) for number in hashes if number not in ours]
        for row in read_rows(connection, "blocks", earlier, self._schema) if earlier else []:
            ours[row["number"]] = (row["hash"], row["timestamp"])
        for number, block_hash in hashes.items():
            if number not in ours or ours[number][0] != block_hash:
                raise ChainMoved(f"a log of block {number} carries another block hash")
        return {number: ours[number][1] for number in hashes}

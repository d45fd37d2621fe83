"""From a log to its typed event: by the address that wrote it and its first topic."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from chain.events.all import DECODERS, Event
from chain.events.base import EventDecodeError
from chain.receipts import Log


class EventDecoder:
    """Decodes the logs of known contracts. Pure and safe for several threads once made."""

    def __init__(self, contracts: Mapping[str, str]) -> None:
        """`contracts`: address (0x-hex in any case) → contract name, as `Deployment.names_by_address`."""
        self._decoders: dict[str, Mapping[str, Callable[[Sequence[str], str], Event]]] = {}
        for address, contract in contracts.items():
            if contract in DECODERS:
                self._decoders[address.lower()] = DECODERS[contract]

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses whose logs this decodes, for a filter."""
        return tuple(self._decoders)

    def decode(self, address: str, topics: Sequence[str], data: str) -> Event:
        """The event in a log; all parts 0x-hex as nodes answer them (address and first topic in lower case).

        Errors: EventDecodeError for an unknown address or topic and for whatever is not the event it says.
        """
        try:
            return self._decoders[address][topics[0]](topics, data)
        except EventDecodeError:
            raise
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise EventDecodeError(f"unknown event of {address}", topics, data) from error

    def decode_log(self, log: Log) -> Event:
        """The event in a log that came from a receipt or its proof."""
        return self.decode(log.address, log.topics, log.data)

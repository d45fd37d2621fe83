"""What the checks of single tables share: the clients, a question, how an answer reads as columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from chain.clients.base import Read
from chain.clients.cash import Cash
from chain.clients.facilities import Facilities
from chain.clients.fingerprints import Fingerprints
from chain.clients.guarantee_pool import GuaranteePool
from chain.clients.loans import Loans
from chain.clients.market import Market
from chain.clients.orders import Orders
from chain.clients.participants import Participants
from chain.clients.receivables import Receivables
from chain.deployments import Deployment
from indexer.replay import Keyed

Row: TypeAlias = Mapping[str, Any]


class Context:
    """Clients at the deployment's addresses, the cash tokens by number, the mirror's tables."""

    def __init__(
        self, deployment: Deployment, tokens: Mapping[int, Cash], mirror: Mapping[str, Keyed]
    ) -> None:
        self.participants = Participants(deployment.address("Participants"))
        self.fingerprints = Fingerprints(deployment.address("Fingerprints"))
        self.orders = Orders(deployment.address("Orders"))
        self.receivables = Receivables(deployment.address("Receivables"))
        self.facilities = Facilities(deployment.address("Facilities"))
        self.loans = Loans(deployment.address("Loans"))
        self.market = Market(deployment.address("Market"))
        self.guarantees = GuaranteePool(deployment.address("GuaranteePool"))
        self.tokens = tokens
        self.mirror = mirror


@dataclass(frozen=True)
class View:
    """A question, and how its answer reads as columns. derived: what the mirror says where it is not one
    column."""

    read: Read[Any]
    columns: Callable[[Any], dict[str, Any]]
    derived: Mapping[str, Any] = field(default_factory=dict)


Question: TypeAlias = Callable[[Row, Context], list[View]]
"""A row → the views that must answer what it says. KeyError: it names an unknown cash token."""


def fields(*names: str) -> Callable[[Any], dict[str, Any]]:
    """The answer's fields that are columns of the same name."""
    return lambda answer: {name: getattr(answer, name) for name in names}


def one(column: str) -> Callable[[Any], dict[str, Any]]:
    """The answer is one column's value."""
    return lambda answer: {column: answer}


def four(column: str, values: tuple[int, ...]) -> dict[str, int]:
    return {f"{column}_{stage}": value for stage, value in enumerate(values)}

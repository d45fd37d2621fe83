"""Liveness, readiness with the mirror's lag, and figures for Prometheus."""

from __future__ import annotations

from fastapi import APIRouter, Response
from sqlalchemy import select

from api.context import InContext
from api.database import transaction
from api.problems import Unavailable
from api.scalars import Schema
from chain.errors import ChainError
from indexer.models.base import table_of
from indexer.models.ledger import Checkpoint

router = APIRouter(tags=["health"])
EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"


class Alive(Schema):
    """The process answers."""

    status: str = "alive"


class Ready(Schema):
    """Chain, database and mirror answer, and the mirror is near the head."""

    status: str
    chain_id: int
    head_block: int
    mirrored_block: int
    lag_blocks: int


@router.get("/healthz")
def alive() -> Alive:
    """The process answers; nothing else is asked."""
    return Alive()


@router.get("/readyz")
def ready(context: InContext) -> Ready:
    """Whether requests would be answered from a mirror near the head; 503 where not, saying what is away."""
    try:
        head, chain_id = context.chain.block_number(), context.chain.chain_id
    except ChainError as error:
        raise Unavailable(str(error), code="chain_unavailable") from error
    expected = context.deployment.chain_id
    if chain_id != expected:
        raise Unavailable(f"the node serves chain {chain_id}, expected {expected}", code="wrong_chain")
    table = table_of(Checkpoint)
    with transaction(context.engine) as session:
        mirrored = session.execute(select(table.c.block_number)).scalar_one_or_none()
    if mirrored is None:
        raise Unavailable("the mirror is empty: start the indexer", code="mirror_empty")
    lag = max(0, head - mirrored)
    context.metrics.lag_blocks.set(lag)
    if lag > context.settings.lag_blocks:
        raise Unavailable(
            f"the mirror is {lag} blocks behind", code="mirror_behind", lagBlocks=lag, mirroredBlock=mirrored
        )
    return Ready(status="ready", chain_id=chain_id, head_block=head, mirrored_block=mirrored, lag_blocks=lag)


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def metrics(context: InContext) -> Response:
    """Figures for Prometheus."""
    return Response(context.metrics.text(), media_type=EXPOSITION)

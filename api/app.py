"""The application: `create_app(settings)` puts the rooms together; importing this module does nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from fastapi import FastAPI

from api import faults, manual, openapi
from api.audit import endpoints as audit
from api.auth import endpoints as auth
from api.context import Context
from api.documents import endpoints as documents
from api.events import endpoints as events
from api.financing import endpoints as financing
from api.financing import guarantees
from api.gate import Gate
from api.health import endpoints as health
from api.orders import endpoints as orders
from api.participants import endpoints as participants
from api.receivables import endpoints as receivables
from api.settings import Settings
from api.transactions import endpoints as transactions
from api.transactions.outbox import Follower

VERSION: Final = "1"
ROOMS: Final = (
    auth,
    participants,
    documents,
    orders,
    receivables,
    financing,
    guarantees,
    transactions,
    events,
    audit,
    health,
)


def create_app(settings: Settings) -> FastAPI:
    """The ASGI application for these settings. It connects to nothing until a request needs it.

    While it is served (its lifespan) a thread follows sent transactions and sends again what vanished.
    """
    context = Context(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        follower = Follower(context)
        follower.start()
        try:
            yield
        finally:
            follower.stop()
            context.close()

    app = FastAPI(
        title="Tallystick",
        version=VERSION,
        description=openapi.DESCRIPTION,
        openapi_tags=openapi.TAGS,
        responses=openapi.RESPONSES,
        lifespan=lifespan,
        docs_url=None,  # the manual is our own page
        redoc_url=None,
        redirect_slashes=False,  # a redirect would repeat whatever Host header came with the request
    )
    app.state.context = context
    faults.install(app)
    for room in ROOMS:
        app.include_router(room.router)
    manual.install(app)
    app.add_middleware(Gate, settings=settings, metrics=context.metrics)
    return app

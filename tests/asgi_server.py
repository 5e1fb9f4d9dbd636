"""A server for some routes, in a thread of the test."""

from contextlib import contextmanager
from threading import Thread
from time import sleep

import uvicorn
from starlette.applications import Starlette


@contextmanager
def serve_routes(routes):
    """Serve the routes on a free port; gives the address."""
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), port=0, log_level="warning"))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()

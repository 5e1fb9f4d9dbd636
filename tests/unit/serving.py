"""A server on this machine that imitates another one, for as long as a test takes."""

import threading
from contextlib import contextmanager
from http.server import ThreadingHTTPServer


@contextmanager
def serving(handler, build):
    """Start a server, and stop it at the end; `build` makes what it imitates from its address.

    The handler finds that as `self.server.fake`. Its event `closing` ends the silence of answers that never come.
    """
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.fake = build(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.fake
        finally:
            server.fake.closing.set()
            server.shutdown()
            thread.join()

"""Listening socket of a server that we start ourselves, whose answers leave at once."""

import socket


def listening(host: str, port: int, waiting: int = 100) -> socket.socket:
    """Return a socket that listens, with room for so many callers; raises OSError.

    asyncio lets answers leave at once on the sockets that it makes itself only: on others, a page that is sent in two
    parts waits 40 ms for the reader to acknowledge the first.
    """
    door = socket.create_server((host, port), backlog=waiting)
    door.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return door

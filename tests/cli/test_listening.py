"""Our listening sockets: answers leave at once, also from a process that was given the socket."""

import asyncio
import os
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from chorale.cli.listening import listening


def immediate(connection: socket.socket) -> bool:
    return bool(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))


@pytest.mark.parametrize("given", [False, True], ids=["its own", "given to another process"])
def test_an_answer_in_two_parts_does_not_wait_for_its_reader(given):
    async def visit(door: socket.socket) -> bool:
        told = asyncio.Future()
        server = await asyncio.start_server(
            lambda _, writer: told.set_result(immediate(writer.get_extra_info("socket"))),
            sock=door,
        )
        async with server:
            _, visitor = await asyncio.open_connection(*door.getsockname())
            found = await told
            visitor.close()
        return found

    with listening("127.0.0.1", 0) as door:
        answering = socket.socket(fileno=os.dup(door.fileno())) if given else door
        with ThreadPoolExecutor() as elsewhere:  # a browser's tests leave a loop in this thread
            assert elsewhere.submit(asyncio.run, visit(answering)).result()


def test_a_port_that_is_taken_is_an_error_of_the_system():
    with listening("127.0.0.1", 0) as door, pytest.raises(OSError, match="in use"):
        listening(*door.getsockname())

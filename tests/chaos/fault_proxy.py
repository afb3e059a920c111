"""A proxy for TCP in front of a server, which loses, swallows and breaks what it should pass on."""

import asyncio
import random
import socket
import struct
from enum import StrEnum
from threading import Thread
from typing import Self

AT_ONCE = 64 * 1024


class Mode(StrEnum):
    """What happens to connections; those that are open share the fate of the new ones."""

    PASS = "everything is passed on"
    BLACK_HOLE = "everything is taken and nothing comes back; broken once this is over"
    RESET = "broken at once"


class FaultProxy:
    """Listens on 127.0.0.1 inside its context, in a thread of its own.

    Args:
        port: where the server listens, on 127.0.0.1.
        seed: of the chance by which a reply is lost.

    Attributes:
        port: where the proxy listens.
        loss: how likely a piece of a reply is lost, and the connection with it, from 0 to 1.
        delay: seconds that each piece of a reply is on its way.
    """

    def __init__(self, port: int, *, seed: str) -> None:
        self.port = 0
        self.loss = 0.0
        self.delay = 0.0
        self._target = port
        self._chance = random.Random(seed)
        self._mode = Mode.PASS
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)

    def turn(self, mode: Mode) -> None:
        """Behave in another way from now on."""
        asyncio.run_coroutine_threadsafe(self._turn(mode), self._loop).result()

    def __enter__(self) -> Self:
        self._thread.start()
        self.port = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _listen(self) -> int:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return self._server.sockets[0].getsockname()[1]

    async def _end(self) -> None:
        self._server.close()
        await self._turn(Mode.RESET)
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    async def _turn(self, mode: Mode) -> None:
        was, self._mode = self._mode, mode
        if Mode.RESET in {was, mode} or was is Mode.BLACK_HOLE:
            for writer in list(self._open):
                _break(writer)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            if self._mode is Mode.RESET:
                return
            there = await asyncio.open_connection("127.0.0.1", self._target)
            self._open.add(there[1])
            try:
                await self._join(reader, writer, *there)
            finally:
                self._open.discard(there[1])
                _break(there[1])
        except OSError:
            pass  # whoever is at the other end sees it, too
        finally:
            self._open.discard(writer)
            _break(writer)

    async def _join(
        self,
        asks: asyncio.StreamReader,
        hears: asyncio.StreamWriter,
        answers: asyncio.StreamReader,
        serves: asyncio.StreamWriter,
    ) -> None:
        ways = [
            asyncio.create_task(self._pump(asks, serves, is_reply=False)),
            asyncio.create_task(self._pump(answers, hears, is_reply=True)),
        ]
        _, others = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for other in others:
            other.cancel()
        await asyncio.gather(*ways, return_exceptions=True)

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_reply: bool
    ) -> None:
        while data := await reader.read(AT_ONCE):
            if self._mode is Mode.BLACK_HOLE:
                continue
            if is_reply and self._chance.random() < self.loss:
                return
            if is_reply and self.delay:
                await asyncio.sleep(self.delay)
            writer.write(data)
            await writer.drain()


def _break(writer: asyncio.StreamWriter) -> None:
    """Close a connection so that the other end is told that it broke, and does not wait."""
    its_socket = writer.get_extra_info("socket")
    if its_socket is not None and its_socket.fileno() >= 0:
        linger = struct.pack("ii", 1, 0)
        its_socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()

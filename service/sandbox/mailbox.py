"""A real SMTP server that keeps what it receives.

    with Mailbox() as mailbox:
        ...                                     # let something send to mailbox.url
        (message,) = mailbox.wait_for(1)
        message["To"], message.get_body(("plain",)).get_content()

    mailbox.refuse("full@example.com", "452 4.2.2 Mailbox full")

Refusals hold from then on. One that was stopped can be started again: it listens at the same
address, and has what it had.
"""

import asyncio
from collections.abc import Coroutine
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Condition, Thread
from typing import Any, TypeVar

from aiosmtpd.smtp import SMTP, Envelope, Session

from service.running import Running

_T = TypeVar("_T")


class Mailbox(Running):
    """Listens on a free port of 127.0.0.1 from `start`, or inside the context."""

    _loop: asyncio.AbstractEventLoop
    _thread: Thread

    def __init__(self) -> None:
        self._received: list[EmailMessage] = []
        self._refusals: dict[str, str] = {}
        self._changed = Condition()
        self._server: asyncio.Server | None = None
        self._port = 0

    @property
    def url(self) -> str:
        """The address, as `SMTP_URL` has it."""
        return f"smtp://127.0.0.1:{self._port}"

    @property
    def messages(self) -> list[EmailMessage]:
        """What was received, oldest first."""
        with self._changed:
            return list(self._received)

    def wait_for(self, count: int, *, seconds: float = 30.0) -> list[EmailMessage]:
        """Wait until so many messages were received, and return all there are.

        Args:
            count: how many.
            seconds: how long to wait.

        Raises:
            TimeoutError: fewer came.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._received) >= count, seconds):
                came = len(self._received)
                raise TimeoutError(f"{came} of {count} messages came within {seconds:g} s")
            return list(self._received)

    def refuse(self, recipient: str, reply: str) -> None:
        """Answer `RCPT TO` this recipient with `reply`, e.g. `550 5.1.1 No such user`."""
        self._refusals[recipient] = reply

    def accept(self, recipient: str) -> None:
        """Take mail for a refused recipient again."""
        self._refusals.pop(recipient, None)

    def start(self) -> None:
        """Listen; at the same port as before, if there was one."""
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = self._run(self._listen())
        self._port = self._server.sockets[0].getsockname()[1]

    def stop(self) -> None:
        """Close everything; what was received stays."""
        if self._server is None:
            return
        self._run(self._end(self._server))
        self._server = None
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def handle_RCPT(  # noqa: N802 - called by aiosmtpd, by this name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Take the recipient or not."""
        refusal = self._refusals.get(address)
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(  # noqa: N802 - called by aiosmtpd, by this name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep the message."""
        with self._changed:
            self._received.append(
                message_from_bytes(envelope.original_content or b"", policy=policy.default)
            )
            self._changed.notify_all()
        return "250 OK"

    async def _listen(self) -> asyncio.Server:
        return await self._loop.create_server(self._connection, "127.0.0.1", self._port)

    def _connection(self) -> SMTP:
        # Without a host name aiosmtpd asks the network for ours.
        return SMTP(self, hostname="mailbox.example.com", loop=self._loop, enable_SMTPUTF8=True)

    @staticmethod
    async def _end(server: asyncio.Server) -> None:
        server.close()
        connections = asyncio.all_tasks() - {asyncio.current_task()}
        for connection in connections:
            connection.cancel()
        await asyncio.gather(*connections, return_exceptions=True)

    def _run(self, step: Coroutine[Any, Any, _T]) -> _T:
        return asyncio.run_coroutine_threadsafe(step, self._loop).result()

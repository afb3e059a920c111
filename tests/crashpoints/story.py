"""The main job as a story: a conversation closes, its customer answers, Dixa gets the rating.

Everybody in it is as stubborn as in real life: what was not acknowledged is sent again, a process
that died is started again, and the sweep goes on.
"""

import re
from collections.abc import Callable

from service.lifecycle.reading import surveys_of
from service.lifecycle.record import Survey
from service.sandbox.conversations import ORGANIZATION, Conversation
from service.sandbox.events import Event

from .processes import NoReply, Processes, Surroundings
from .tap import Killed, Tap

_LINK = re.compile(r"https://surveys\.example\.com(/s/[\w-]{43})")
_NONCE = re.compile(r'name="nonce" value="([^"]+)"')


class Story:
    """One conversation's story.

    Args:
        surroundings: where it happens; the database is empty.
        tap: on every wire of the service.
        conversation: which.
        answer: the fields of the form that its customer sends.
    """

    def __init__(
        self,
        surroundings: Surroundings,
        tap: Tap,
        conversation: Conversation,
        answer: dict[str, str],
    ) -> None:
        self.around = surroundings
        self.conversation = conversation
        self._processes = Processes(surroundings, tap)
        self._answer = answer
        self._form: dict[str, str] | None = None
        self._first_mail = len(surroundings.mailbox.messages)

    def tell(self) -> None:
        """Play it from the beginning to the end, whatever goes wrong on the way."""
        event = self.around.dixa.close(self.conversation)
        try:
            self._persist(lambda: self._send_the_event(event))
            self._persist(self._processes.work)
            self._persist(self._send_the_answer)
            self._persist(self._processes.work)
        finally:
            self._processes.stop()

    @property
    def surveys(self) -> list[Survey]:
        return surveys_of(self.around.redis, ORGANIZATION.id, str(self.conversation.csid))

    @property
    def invitations(self) -> list[str]:
        """The links in what reached the customer."""
        texts = [str(call.body) for call in self.around.dixa.messages(self.conversation)]
        address = self.conversation.requester.email
        latest = self.around.mailbox.messages[self._first_mail :]
        mails = [mail for mail in latest if str(mail["To"]) == address]
        texts += [mail.get_body(("plain",)).get_content() for mail in mails]
        return [match[1] for text in texts if (match := _LINK.search(text))]

    def _persist(self, step: Callable[[], None]) -> None:
        while True:
            try:
                return step()
            except (Killed, NoReply):
                self._processes.restart()

    def _send_the_event(self, event: Event) -> None:
        headers = event.headers(self.around.secret)
        self._processes.ask(
            "webhook",
            lambda web: web.post("/webhooks/dixa", data=event.body, headers=headers),
        )

    def _send_the_answer(self) -> None:
        path, ask = self.invitations[-1], self._processes.ask
        if self._form is None:
            page = ask("page", lambda web: web.get(path))
            self._form = {**self._answer, "nonce": _NONCE.search(page.text)[1]}
        following = ask("answer", lambda web: web.post(path, data=self._form))
        ask("thanks", lambda web: web.get(following.location))

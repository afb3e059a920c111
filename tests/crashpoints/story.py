"""A survey's life as a story: a conversation closes, its customer answers, Dixa gets the rating.

Everybody in it is as stubborn as in real life: what was not acknowledged is sent again, a process
that died is started again, and the sweep goes on. A scene is a method without arguments, so that a
plot can put scenes in order.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from time import time
from urllib.request import Request, urlopen

from service.lifecycle import keys
from service.lifecycle.reading import surveys_of
from service.lifecycle.record import Survey
from service.sandbox.conversations import ORGANIZATION, Conversation, a_conversation
from service.sandbox.events import Event

from .passing_time import let_pass
from .processes import NoReply, Processes, Surroundings
from .tap import Killed, Tap

FIRST = {"rating": "1", "comment": "Thanks"}
SECOND = {"rating": "5", "comment": "On reflection"}
_DAY = 24 * 3600
_HOUR_MS = 3_600_000
_LINK = re.compile(r"https://surveys\.example\.com(/s/[\w-]{43})")
_NONCE = re.compile(r'name="nonce" value="([^"]+)"')

Scene = Callable[["Story"], None]


class Story:
    """One conversation's story.

    Args:
        surroundings: where it happens; the database is empty.
        tap: on every wire of the service.
        conversation: which.
    """

    def __init__(self, surroundings: Surroundings, tap: Tap, conversation: Conversation) -> None:
        self.around = surroundings
        self.conversation = conversation
        self.another = a_conversation(
            conversation.channel,
            requester=conversation.requester,
            tags=[tag.name for tag in conversation.tags],
        )
        self._tap = tap
        self._unheard_at = 0
        self._processes = Processes(surroundings, tap)
        self._first_mail = len(surroundings.mailbox.messages)

    def tell(self, scenes: Iterable[Scene]) -> None:
        """Play it from the beginning to the end, whatever goes wrong on the way."""
        try:
            for scene in scenes:
                scene(self)
        finally:
            self._processes.stop()

    # What Dixa does

    def closes(self) -> None:
        """The conversation closes."""
        self._hear(self.around.dixa.close(self.conversation))

    def closes_unheard(self) -> None:
        """The conversation closed a while ago, and the event never came."""
        self._unheard_at = round(time() * 1000) - _HOUR_MS
        self.around.dixa.close(self.conversation, at_ms=self._unheard_at)

    def another_closes(self) -> None:
        """Another conversation of the same customer closes."""
        self._hear(self.around.dixa.close(self.another))

    def reopens(self) -> None:
        """The conversation is opened again."""
        self._hear(self.around.dixa.reopen(self.conversation))

    def is_lost_by_dixa(self) -> None:
        """Dixa no longer has an answer that it took an hour ago."""
        self.around.dixa.forget_results(self.conversation)
        for survey in self.surveys:
            self.around.redis.hincrby(keys.survey(survey.id), "submitted_at", -_HOUR_MS)

    def is_offered_late(self) -> None:
        """A request of ours, given up for lost, is carried out after all."""
        dixa, [survey] = self.around.dixa, self.surveys
        body = {
            "userId": self.conversation.requester.id,
            "agentId": self.conversation.assignee.id,
            "ratingType": survey.rating_type,
        }
        late = Request(
            f"{dixa.url}/conversations/{self.conversation.csid}/ratings/offer",
            json.dumps(body).encode(),
            {"Authorization": dixa.token, "Content-Type": "application/json"},
        )
        urlopen(late).close()
        self._tap.requests += 1

    # What the service does

    def goes_on(self) -> None:
        """The workers do what there is to do."""
        self._persist(self._processes.work)

    def is_let_go(self) -> None:
        """Somebody of the team lets what is parked go on."""
        for survey in self.surveys:
            self._persist(lambda survey=survey: self._processes.retry(survey.id))

    def is_audited(self) -> None:
        """The record is compared with Dixa."""
        self._persist(self._processes.audit)

    def is_backfilled(self) -> None:
        """Closings that nobody told of are looked for, this one and none of earlier stories."""
        self._persist(lambda: self._processes.backfill(since=self._unheard_at))

    def days_pass(self) -> None:
        """It is three days later."""
        let_pass(self.around.redis, 3 * _DAY)

    # What the customer does

    def is_answered(self) -> None:
        """The customer gives the first answer."""
        self._send("answer", self._link, self._link, FIRST)

    def is_answered_anew(self) -> None:
        """The customer gives the second answer."""
        self._send("answer", self._link, self._link, SECOND)

    def is_changed(self) -> None:
        """The customer changes the answer to the second."""
        self._send("change", f"{self._link}/change", f"{self._link}/change", SECOND)

    def is_disowned(self) -> None:
        """Whoever has the link did not give the answer."""
        self._send("not me", self._link, f"{self._link}/not-me", {})

    def is_told_to_stop(self) -> None:
        """The customer's mail program says that they don't want to be asked any more."""
        path, form = f"{self._link}/unsubscribe", {"List-Unsubscribe": "One-Click"}
        self._persist(
            lambda: self._processes.ask("unsubscribe", lambda web: web.post(path, data=form))
        )

    # What can be seen of it

    @property
    def surveys(self) -> list[Survey]:
        return self.surveys_about(self.conversation)

    def surveys_about(self, conversation: Conversation) -> list[Survey]:
        return surveys_of(self.around.redis, ORGANIZATION.id, str(conversation.csid))

    @property
    def invitations(self) -> list[str]:
        """The links in what reached the customer."""
        return [match[1] for text in self._texts() if (match := _LINK.search(text))]

    def _texts(self) -> Iterator[str]:
        around, address = self.around, self.conversation.requester.email
        yield from (str(call.body) for call in around.dixa.messages(self.conversation))
        for mail in around.mailbox.messages[self._first_mail :]:
            if str(mail["To"]) == address:
                yield mail.get_body(("plain",)).get_content()
        yield from (event.body.decode() for event in around.receiver.accepted)

    @property
    def _link(self) -> str:
        return self.invitations[-1]

    def _persist(self, step: Callable[[], object]) -> None:
        while True:
            try:
                step()
            except (Killed, NoReply):
                self._processes.restart()
            else:
                return

    def _hear(self, event: Event) -> None:
        headers, ask = event.headers(self.around.secret), self._processes.ask
        self._persist(
            lambda: ask(
                "webhook",
                lambda web: web.post("/webhooks/dixa", data=event.body, headers=headers),
            )
        )

    def _send(self, place: str, page: str, path: str, fields: dict[str, str]) -> None:
        """Send a form from a page; if that is not acknowledged, the same form again."""
        form, ask = dict[str, str](), self._processes.ask

        def step() -> None:
            if not form:
                drawn = ask("page", lambda web: web.get(page))
                form.update(fields, nonce=_NONCE.search(drawn.text)[1])
            following = ask(place, lambda web: web.post(path, data=form))
            ask("thanks", lambda web: web.get(following.location))

        self._persist(step)

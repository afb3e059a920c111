"""Whom the ways to a customer reach, which can be told where nothing is to be delivered."""

from collections.abc import Callable, Iterable, Mapping

from service.delivery.email import EmailDelivery
from service.delivery.message import MessageDelivery
from service.delivery.webhook import WebhookDelivery
from service.lifecycle.record import Closing
from service.rules.survey_rule import SurveyRule
from service.settings import Settings

_CAN_REACH: Mapping[str, Callable[[Closing], bool]] = {
    way.name: way.can_reach for way in (EmailDelivery, MessageDelivery, WebhookDelivery)
}
WAY_NAMES = tuple(_CAN_REACH)


class Reach:
    """Whom some of the ways reach.

    Args:
        names: of those ways.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)

    def reaching(self, closing: Closing, rule: SurveyRule) -> tuple[str, ...]:
        """The names of the ways that can reach the customer, in the rule's order."""
        known = (name for name in rule.deliver if name in self.names)
        return tuple(name for name in known if _CAN_REACH[name](closing))


def reach_of(settings: Settings) -> Reach:
    """Whom the ways that these settings allow reach."""
    is_on = {
        MessageDelivery.name: True,
        EmailDelivery.name: settings.smtp_url is not None,
        WebhookDelivery.name: settings.delivery_webhook_url is not None,
    }
    return Reach(name for name, on in is_on.items() if on)

"""Every route is declared: open to the world, or guarded, and then it is tried without the key."""

import pytest

PUBLIC = {
    "brand.colors",
    "static",
    "robots",
    "favicon",
    "survey.show",
    "survey.answer",
    "survey.thanks",
    "survey.bait",
    "survey.change",
    "survey.send_change",
    "survey.changed",
    "survey.disown",
    "survey.withdrawn",
    "unsubscribe.confirm",
    "unsubscribe.stop",
    "health.healthz",
    "health.readyz",
    "webhook.refuse_method",
}
GUARDED = {"webhook.take_event": ("POST", "/webhooks/dixa"), "health.metrics": ("GET", "/metrics")}


def test_every_route_is_declared_public_or_guarded(app):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert endpoints == PUBLIC | GUARDED.keys()


@pytest.mark.parametrize("endpoint", GUARDED)
def test_a_guarded_route_refuses_whoever_has_no_key(client, endpoint):
    method, path = GUARDED[endpoint]
    assert client.open(path, method=method).status_code in {401, 404}

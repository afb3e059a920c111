"""Visiting a survey's page as a customer does."""

import re
from dataclasses import dataclass

import pytest
from werkzeug.test import TestResponse


@dataclass
class Customer:
    """Opens a link, and sends the form that it finds there."""

    client: object
    token: str

    def opens(self, query: str = "", **options) -> TestResponse:
        return self.client.get(f"/s/{self.token}{query}", **options)

    def sends(self, *, nonce: str | None = None, headers=None, **fields) -> TestResponse:
        nonce = self.nonce() if nonce is None else nonce
        return self.client.post(
            f"/s/{self.token}", data={"nonce": nonce, **fields}, headers=headers
        )

    def opens_change(self) -> TestResponse:
        return self.client.get(f"/s/{self.token}/change")

    def changes(self, *, nonce: str | None = None, **fields) -> TestResponse:
        nonce = _nonce_in(self.opens_change()) if nonce is None else nonce
        return self.client.post(f"/s/{self.token}/change", data={"nonce": nonce, **fields})

    def disowns(self, *, nonce: str | None = None) -> TestResponse:
        nonce = self.nonce() if nonce is None else nonce
        return self.client.post(f"/s/{self.token}/not-me", data={"nonce": nonce})

    def resends(self, page: TestResponse, **fields) -> TestResponse:
        return self.sends(nonce=_nonce_in(page), **fields)

    def nonce(self) -> str:
        return _nonce_in(self.opens())


@pytest.fixture
def customer(client, surveys, asked) -> Customer:
    """The customer of a Csat survey that has just been asked."""
    return Customer(client, surveys.put(asked()))


@pytest.fixture
def visiting(client, surveys):
    """A function that makes the customer of any survey."""
    return lambda survey: Customer(client, surveys.put(survey))


def _nonce_in(page: TestResponse) -> str:
    found = re.search(r'name="nonce" value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]

import pytest


@pytest.fixture
def environ():
    """The least that a start needs."""
    return {
        "DIXA_API_TOKEN": "token-of-dixa",
        "DIXA_WEBHOOK_SECRET": "00ff",
        "PUBLIC_URL": "https://surveys.example.com",
        "REDIS_URL": "redis://127.0.0.1:6379/0",
        "SECRET_KEY": "0123456789abcdef0123456789abcdef",
    }

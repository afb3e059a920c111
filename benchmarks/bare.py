"""The yardstick: a Flask application that does nothing, served like the service itself."""

from flask import Flask

app = Flask(__name__)


@app.post("/bare")
def bare() -> tuple[dict[str, str], int]:
    """Take a body and answer as the webhook does."""
    return {"status": "accepted"}, 202


@app.get("/bare")
def page() -> str:
    """Answer as a page does."""
    return "<!doctype html><title>Bare</title>"

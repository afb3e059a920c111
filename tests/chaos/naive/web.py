"""A rating survey as it is usually written; the chaos run must find it wanting.

Signatures are checked, and events are counted once. But what is seen and what is queued are two
steps, a link that is opened with a rating in it has been answered, and RQ repeats what has failed.
"""

import json
import os
import time

from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from service.web.webhook.signature import Refused, verify

from .jobs import RETRY, ask, queue, redis, submit_rating

CLOSED = "CONVERSATION_CLOSED"
FORM = """<!doctype html><title>How was our help?</title><form method="post">
{}<textarea name="comment"></textarea><button>Send</button></form>"""
CHOICES = "".join(f'<input type="radio" name="rating" value="{n}">' for n in range(1, 6))

app = Flask(__name__)


@app.post("/webhooks/dixa")
def webhook() -> tuple[dict[str, str], int]:
    secrets = [bytes.fromhex(each) for each in os.environ["DIXA_WEBHOOK_SECRET"].split(",")]
    header, now_ms = request.headers.get("X-DIXA-SIGNATURE"), round(time.time() * 1000)
    try:
        verify(header, request.get_data(), secrets=secrets, now_ms=now_ms)
    except Refused:
        return {}, 401
    event = json.loads(request.get_data())
    conversation = event["data"]["conversation"]
    if event["event_fqn"] != CLOSED or conversation["requester"]["user_type"] == "Member":
        return {}, 202
    if redis.set(f"seen:{event['event_id']}", 1, nx=True):
        queue.enqueue(ask, conversation, retry=RETRY)
    return {}, 202


@app.get("/readyz")
def ready() -> str:
    return "ready"


@app.get("/s/<token>")
def show(token: str) -> str | Response | tuple[str, int]:
    if not redis.exists(f"survey:{token}"):
        return "Not found", 404
    if "rating" in request.args:
        return _record(token, request.args["rating"], "")
    return FORM.format(CHOICES)


@app.post("/s/<token>")
def answer(token: str) -> Response:
    return _record(token, request.form["rating"], request.form["comment"])


@app.get("/s/<token>/thanks")
def thanks(token: str) -> str:
    return "Thanks"


def _record(token: str, rating: str, comment: str) -> Response:
    queue.enqueue(submit_rating, token, int(rating), comment, retry=RETRY)
    return redirect(f"/s/{token}/thanks", 303)

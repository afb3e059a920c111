"""The jobs of the naive survey: do it, and if that fails, do it again."""

import os
import secrets
import smtplib
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

import requests
from redis import Redis
from rq import Queue, Retry

RETRY = Retry(max=3)
SECONDS = 10

redis = Redis.from_url(os.environ["REDIS_URL"], decode_responses=True)
queue = Queue("naive", connection=Redis.from_url(os.environ["REDIS_URL"]))


def ask(conversation: dict[str, Any]) -> None:
    """Offer a rating, and send its link."""
    body = {
        "userId": conversation["requester"]["id"],
        "agentId": conversation["assignee"]["id"],
        "ratingType": "Csat",
    }
    offer = _post(f"conversations/{conversation['csid']}/ratings/offer", body)["data"]["id"]
    token = secrets.token_urlsafe(32)
    path = f"conversations/{conversation['csid']}/ratings/{offer}/submit"
    redis.set(f"survey:{token}", path)
    _invite(conversation, f"{os.environ['PUBLIC_URL']}/s/{token}")


def submit_rating(token: str, rating: int, comment: str) -> None:
    """Give an answer to Dixa."""
    result = {"_type": "Csat", "value": rating}
    _post(str(redis.get(f"survey:{token}")), {"ratingResult": result, "comment": comment})


def _invite(conversation: dict[str, Any], link: str) -> None:
    if conversation["requester"]["email"] is None:
        content = {"_type": "Text", "value": f"How was our help?\n{link}"}
        agent = conversation["assignee"]["id"]
        message = {"_type": "Outbound", "agentId": agent, "content": content}
        _post(f"conversations/{conversation['csid']}/messages", message)
        return
    mail = EmailMessage()
    mail["To"], mail["From"] = conversation["requester"]["email"], os.environ["MAIL_FROM"]
    mail.set_content(f"How was our help?\n{link}\n")
    server = urlsplit(os.environ["SMTP_URL"])
    with smtplib.SMTP(str(server.hostname), server.port or 25, timeout=SECONDS) as smtp:
        smtp.send_message(mail)


def _post(path: str, body: dict[str, Any]) -> Any:
    headers = {"Authorization": os.environ["DIXA_API_TOKEN"]}
    url = f"{os.environ['DIXA_API_URL']}/{path}"
    answer = requests.post(url, json=body, headers=headers, timeout=SECONDS)
    answer.raise_for_status()
    return answer.json()

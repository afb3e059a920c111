"""Saying "don't ask me again", through the real processes."""

from survey_page import answer, exchange, visit
from waiting import eventually

from service.sandbox.conversations import a_conversation

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def the_mail_to(service, conversation):
    service.link(conversation)
    address = conversation.requester.email
    return next(mail for mail in service.mailbox.messages if mail["To"] == address)


def test_one_click_in_the_mail_program_and_the_customer_is_never_asked_again(service):
    first = a_conversation()
    service.dixa.close(first)
    mail = the_mail_to(service, first)
    address = mail["List-Unsubscribe"].strip("<>")

    clicked = exchange("POST", address, mail["List-Unsubscribe-Post"], FORM)
    next_time = a_conversation(requester=first.requester)
    service.dixa.close(next_time)
    eventually(lambda: service.states(next_time) == ["suppressed"], what="the decision")

    assert clicked.status == 200
    assert [each.reason for each in service.surveys(next_time)] == ["opted out"]
    assert service.dixa.offers(next_time) == []


def test_looking_at_the_way_out_stops_nothing_and_the_survey_can_still_be_answered(service):
    conversation = a_conversation()
    service.dixa.close(conversation)
    link = service.link(conversation)

    assert visit(f"{link}/unsubscribe").status == 200
    assert answer(link, rating=4).status == 303
    service.wait_until_submitted(conversation)

"""What people and networks do to a form: twice, back, again, slowly, and not at all."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

SLOW = {"offline": False, "latency": 300, "downloadThroughput": 6_000, "uploadThroughput": 6_000}


@pytest.fixture
def page(site, visit):
    """A survey with an answer that is ready to be sent."""
    return filled(visit(f"{site.asked()}?rating=3", javascript=False))


def test_a_double_click_is_one_answer(site, page):
    page.get_by_role("button", name="Send my answer").dblclick()
    thanked(page)
    assert answers_of(site) == 1


def test_of_two_tabs_the_first_to_send_wins(site, page):
    other = page.context.new_page()
    other.goto(page.url.replace("rating=3", "rating=1"))
    send(page)
    thanked(page)
    send(other)
    expect(other.get_by_role("heading", name="You have already answered.")).to_be_visible()
    assert (site.survey.rating, site.survey.comment) == (3, "Quick & kind")


def test_going_back_and_sending_again_changes_nothing(site, page):
    send(page)
    thanked(page)
    page.go_back()
    page.goto(page.url)
    expect(page.get_by_role("heading", name="You have already answered.")).to_be_visible()
    assert site.survey.rating == 3


def test_reloading_the_thanks_changes_nothing(site, page):
    send(page)
    thanked(page)
    page.reload()
    thanked(page)
    assert answers_of(site) == 1


def test_a_slow_network_only_takes_longer(site, page):
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
    page.reload()
    send(filled(page))
    thanked(page)
    assert answers_of(site) == 1


def test_who_was_offline_when_sending_sends_again(site, page):
    page.context.set_offline(True)
    send(page)
    page.wait_for_url("chrome-error://**")
    page.context.set_offline(False)
    page.reload()
    thanked(page)
    assert (site.survey.rating, site.survey.comment) == (3, "Quick & kind")


def test_a_record_out_of_reach_keeps_what_was_typed(site, page):
    site.lose_the_record()
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("We couldn’t save your answer just now.")
    expect(page.get_by_label("Your comment")).to_have_value("Quick & kind")
    expect(page.get_by_role("radio", name="Neutral")).to_be_checked()
    site.find_the_record()
    send(page)
    thanked(page)
    assert (site.survey.rating, site.survey.comment) == (3, "Quick & kind")


def test_nothing_is_kept_in_the_browser(site, page):
    send(page)
    thanked(page)
    assert page.context.cookies() == []


def filled(page):
    page.get_by_label("Your comment").fill("Quick & kind")
    return page


def send(page) -> None:
    page.get_by_role("button", name="Send my answer").click()


def thanked(page) -> None:
    expect(page.get_by_role("heading", name="Thank you.")).to_be_visible(timeout=20_000)


def answers_of(site) -> int:
    survey_id = site.survey.id
    ledger = site.record.redis.lrange(f"rs:survey:{survey_id}:ledger", 0, -1)
    return sum('"to":"answered"' in line for line in ledger)

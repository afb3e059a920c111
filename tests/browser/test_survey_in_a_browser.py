"""The customer's page in a real browser, without JavaScript unless a test needs it to look."""

import pytest
from playwright.sync_api import expect

from service.ratings import RatingType

pytestmark = pytest.mark.browser

FIRST_VIEW_BYTES = 30_000


def test_a_survey_is_answered_with_the_keyboard_alone(site, visit):
    page = visit(site.asked(), javascript=False)
    keys = page.keyboard
    keys.press("Tab")
    keys.press("ArrowRight")
    keys.press("ArrowRight")
    keys.press("Tab")
    keys.type("Quick & kind")
    keys.press("Tab")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Thank you.")).to_be_visible()
    assert (site.survey.rating, site.survey.comment) == (3, "Quick & kind")


@pytest.mark.parametrize(
    ("rating_type", "label", "rating"),
    [
        (RatingType.CSAT, "Very satisfied", 5),
        (RatingType.NPS, "10", 10),
        (RatingType.NPS, "0", 0),
        (RatingType.THUMBS, "No, it didn’t", 0),
    ],
)
def test_a_survey_is_answered_by_tapping(site, visit, rating_type, label, rating):
    page = visit(site.asked(rating_type), javascript=False)
    page.get_by_role("radio", name=label, exact=True).click()
    send(page)
    expect(page.get_by_role("heading", name="Thank you.")).to_be_visible()
    assert site.survey.rating == rating


def test_a_fault_takes_the_reader_to_the_place_to_mend_it(site, visit):
    page = visit(site.asked(), javascript=False)
    page.get_by_label("Your comment").fill("Quick & kind")
    send(page)
    expect(page).to_have_title("Error: How was the help you got from Agnes? – Example")
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("link", name="Choose one of the five answers.").press("Enter")
    page.keyboard.press("Space")
    send(page)
    expect(page.get_by_role("heading", name="Thank you.")).to_be_visible()
    assert (site.survey.rating, site.survey.comment) == (1, "Quick & kind")


def test_the_question_after_a_choice_follows_it(site, visit):
    page = visit(site.asked(), javascript=False)
    comment = page.get_by_label("Your comment")
    expect(comment).to_have_accessible_description("What should we know about it?")
    page.get_by_role("radio", name="Dissatisfied", exact=True).click()
    expect(comment).to_have_accessible_description("What could we have done better?")


def test_an_answer_is_changed_while_it_is_held(site, visit):
    page = visit(site.answered(hold_ms=300_000), javascript=False)
    page.get_by_role("link", name="Change my answer").click()
    expect(page.get_by_role("radio", name="Satisfied", exact=True)).to_be_checked()
    page.get_by_role("radio", name="Dissatisfied", exact=True).click()
    page.get_by_role("button", name="Change my answer").click()
    expect(page.get_by_role("heading", name="Your answer is changed.")).to_be_visible()
    assert (site.survey.rating, site.survey.comment) == (2, "Quick & kind")


def test_an_answer_that_somebody_else_gave_is_taken_back(site, visit):
    page = visit(site.answered(hold_ms=300_000), javascript=False)
    page.get_by_text("I did not give this rating").click()
    page.get_by_role("button", name="This rating is not mine").click()
    expect(page.get_by_role("heading")).to_be_visible()
    assert site.survey.rating is None


def test_whether_the_problem_was_solved_is_told_beside_the_rating(site, visit):
    page = visit(f"{site.asked(rule='more')}?rating=1", javascript=False)
    page.get_by_role("radio", name="Yes").click()
    send(page)
    expect(page.get_by_role("heading", name="Thank you.")).to_be_visible()
    assert (site.survey.rating, site.survey.solved) == (1, True)


def test_a_customer_asks_not_to_be_asked_again(site, visit):
    page = visit(site.asked(), javascript=False)
    page.get_by_role("link", name="Stop asking me").click()
    page.get_by_role("button", name="Stop asking me").click()
    expect(page.get_by_role("heading", name="We will not ask you again")).to_be_visible()


def test_the_customer_changes_the_language_and_stays_in_it(site, visit):
    page = visit(f"{site.asked()}?rating=4", javascript=False)
    page.get_by_text("English").first.click()
    page.get_by_role("link", name="العربية").click()
    expect(page.get_by_role("heading")).to_have_text("كيف كانت المساعدة التي تلقيتها من Agnes؟")
    expect(page.get_by_role("radio", name="جيد", exact=True)).to_be_checked()
    page.get_by_role("button", name="إرسال إجابتي").click()
    expect(page.get_by_role("heading", name="شكرًا لك.")).to_be_visible()
    assert site.survey.rating == 4


def test_the_first_view_is_small_and_comes_from_here_alone(site, visit):
    page = visit("about:blank")
    network = page.context.new_cdp_session(page)
    asked_for, received, complaints = [], [], []
    network.on("Network.requestWillBeSent", lambda seen: asked_for.append(seen["request"]["url"]))
    network.on("Network.loadingFinished", lambda seen: received.append(seen["encodedDataLength"]))
    page.on("console", lambda message: complaints.append(message.text))
    network.send("Network.enable")
    page.goto(site.asked(), wait_until="networkidle")
    assert [url for url in asked_for if not url.startswith(site.url)] == []
    assert len(received) >= 3  # the page, its sheet, the brand's sheet
    assert sum(received) <= FIRST_VIEW_BYTES
    assert complaints == []


def send(page) -> None:
    page.get_by_role("button", name="Send my answer").click()

"""Whether the story ended as it should: looked up in Dixa's own ledger, not in ours."""

from service.sandbox.demo.stage import Stage
from service.sandbox.demo.story import Scene


def faults_of(stage: Stage, scene: Scene) -> list[str]:
    """What is wrong with one scene's end; nothing, if all is well."""
    conversation = scene.conversation
    offers = stage.dixa.offers(conversation)
    results = stage.dixa.submissions(conversation)
    expected = 0 if scene.answer is None else 1
    found = []
    if len(offers) != expected:
        found.append(f"#{conversation.csid}: {len(offers)} offers in Dixa instead of {expected}")
    if len(results) != expected:
        found.append(f"#{conversation.csid}: {len(results)} ratings in Dixa instead of {expected}")
    values = [call.body["ratingResult"]["value"] for call in results]
    if expected and results and values != [scene.answer]:
        found.append(f"#{conversation.csid}: Dixa has {values}, the customer said {scene.answer}")
    return found

from service.rules.reasons import IN_WORDS, SuppressReason


def test_every_reason_not_to_ask_is_told_in_words():
    assert set(IN_WORDS) == set(SuppressReason)
    assert all(words and not words.endswith(".") for words in IN_WORDS.values())

"""Which conversations belong to the share that is asked."""

from hashlib import sha256

from service.lifecycle.record import Closing


def is_sampled(closing: Closing, *, share: float) -> bool:
    """Whether the conversation is asked when only a share of all is.

    The same conversation always gets the same answer, and raising the share only adds to those
    asked.

    Args:
        closing: of the conversation; its organisation and id decide.
        share: 0 (nobody) to 1 (everybody).
    """
    digest = sha256(f"{closing.organization}\0{closing.conversation}".encode()).digest()
    # 53 bits: any more, and the largest would be rounded up to 1.0, outside every share.
    place = (int.from_bytes(digest[:8], "big") >> 11) / 2**53
    return place < share

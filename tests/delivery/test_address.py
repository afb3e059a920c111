import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.delivery.address import usable_address

USABLE = {
    "ada@example.com": "ada@example.com",
    "ada.b+tag@mail.example.com": "ada.b+tag@mail.example.com",
    "a..b@docomo.example": "a..b@docomo.example",
    "o'neil@example.com": "o'neil@example.com",
    "søren@example.dk": "søren@example.dk",
    "ada@blåbær.example": "ada@xn--blbr-roah.example",
    "root@localhost": "root@localhost",
}
UNUSABLE = [
    None,
    "",
    " ",
    "ada",
    "ada@",
    "@example.com",
    "ada@@example.com",
    "ada@b@example.com",
    "ada @example.com",
    " ada@example.com",
    "ada@exa mple.com",
    "ada@example..com",
    "Ada <ada@example.com>",
    "<ada@example.com>",
    "ada@example.com, eve@example.com",
    "ada@example.com;eve@example.com",
    '"ada"@example.com',
    "ada@[127.0.0.1]",
    "ada@[",
    "ada(x)@example.com",
    "ada@example.com\r\nBcc: eve@example.com",
    "ada\n@example.com",
    "ada\x00@example.com",
    "ada@example.com\x00",
    "\udcffada@example.com",
    "a" * 65 + "@example.com",
    "ada@" + "a" * 64 + ".com",
    "ada@" + "a." * 127 + "com",
]


@pytest.mark.parametrize("text", USABLE)
def test_an_address_that_mail_can_go_to_is_usable(text):
    assert usable_address(text).addr_spec == USABLE[text]


@pytest.mark.parametrize("text", UNUSABLE)
def test_what_cannot_be_one_address_is_not_usable(text):
    assert usable_address(text) is None


@given(st.text() | st.from_regex(r"[^@]*@[^@]*"))
def test_no_text_is_a_fault_and_none_is_more_than_one_address(text):
    address = usable_address(text)

    assert address is None or address.addr_spec.count("@") == 1

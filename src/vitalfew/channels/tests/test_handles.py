"""Mail addresses as people paste them."""

from vitalfew.channels.handles import read_mails


def test_mail_addresses_are_taken_out_of_what_was_pasted() -> None:
    assert read_mails("ａ@example.com；B@example.com, b@EXAMPLE.com\nnot one") == (
        ["a@example.com", "B@example.com"],
        ["not", "one"],
    )

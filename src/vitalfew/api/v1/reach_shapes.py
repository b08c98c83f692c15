"""The shapes of how customers and contacts are reached."""

from typing import Annotated

from ninja import Field, Schema
from pydantic import AfterValidator, ConfigDict

from vitalfew.api.v1.shapes import mail_said, plain_text, said
from vitalfew.channels.api import LONGEST_PHONE, MOST_PHONES

type Text100 = Annotated[str, Field(max_length=100), AfterValidator(plain_text)]
type Number = Annotated[str, Field(min_length=1, max_length=LONGEST_PHONE), AfterValidator(said)]
type Mail = Annotated[str, Field(min_length=1, max_length=254), AfterValidator(mail_said)]


class PhoneShape(Schema):
    """A telephone number as it was written, and in E.164; a masked one has no ``e164``."""

    text: str
    e164: str | None
    extension: str | None


class Reach(Schema):
    """How somebody is reached. Numbers are given in any writing, the one to call first."""

    model_config = ConfigDict(extra="forbid")

    phones: Annotated[list[Number], Field(max_length=MOST_PHONES)] = []
    mails: Annotated[list[Mail], Field(max_length=20)] = []
    wechat: Text100 = ""
    qq: Text100 = ""
    line: Text100 = ""

"""Fields that customers, contacts and inquiries share, with the headings by which they are known."""

from vitalfew.access.api import Field
from vitalfew.importing.cells import reach, reader
from vitalfew.importing.fields import ImportField, Text, synonyms

MOBILE = (
    "mobile|mobile phone|mobile phone number|cell|cell phone|cellphone|手机|手机号|手机号码|移动电话"
    "|手機|手機號碼|行動電話"
)
PHONE = (
    "phone|phone number|phones|telephone|tel|business phone|work phone|main phone|office phone"
    "|电话|电话号码|联系电话|固定电话|座机|公司电话|办公电话|電話|電話號碼|聯絡電話|市話|公司電話"
)
OTHER_PHONE = (
    "other phone|home phone|assistant phone|phone 2|phone2|company phone|其他电话|备用电话|电话2"
    "|其他電話|電話2|住家電話"
)
MAIL = (
    "email|e mail|email address|mail|mails|e mail addresses|邮箱|电子邮箱|电子邮件|邮件|邮箱地址|信箱"
    "|電子信箱|電子郵件|郵箱"
)
OTHER_MAIL = "additional email|additional email addresses|other email|email 2|work email|其他邮箱|备用邮箱|其他信箱"
WECHAT = "wechat|wechat id|weixin|微信|微信号|微信號"
COUNTRY = (
    "country|country region|country or region|billing country|mailing country|nation|billingcountry|mailingcountry"
    "|国家|国家地区|国家或地区|國家|國家地區|國家或地區|國別"
)


def field(
    name: str,
    label: Text,
    read: reader.ReaderFor,
    named: str,
    *,
    guard: Field | None = None,
    example: Text = "",
    into: str = "",
) -> ImportField:
    """A field by its headings, parted by bars."""
    return ImportField(name, label, synonyms(named), read, guard, example=example, into=into)


def phones_by(read_label: tuple[Text, Text, Text], guard: Field) -> tuple[ImportField, ...]:
    """Three columns of telephone numbers, the one to call first."""
    read = reader.read_by(reach.phones)
    mobile, phone, other = read_label
    return (
        field("mobile", mobile, read, MOBILE, guard=guard, into="phones", example="138 0013 8000"),
        field("phone", phone, read, PHONE, guard=guard, into="phones", example="021-62345678转805"),
        field("other_phone", other, read, OTHER_PHONE, guard=guard, into="phones"),
    )


def handles_by(labels: tuple[Text, Text, Text], guard: Field) -> tuple[ImportField, ...]:
    """Mail addresses and names in messengers."""
    mail, other, wechat = labels
    by_mail, by_name = reader.read_by(reach.mails), reader.read_by(reach.names)
    return (
        field("mail", mail, by_mail, MAIL, guard=guard, into="mails", example="li.na@example.com"),
        field("other_mail", other, by_mail, OTHER_MAIL, guard=guard, into="mails"),
        field("wechat", wechat, by_name, WECHAT, guard=guard),
        field("qq", "QQ", by_name, "qq|qq号|qq号码", guard=guard),
        field("line", "LINE", by_name, "line|line id", guard=guard),
    )


def named(text: str) -> tuple[str, ...]:
    """Headings parted by bars."""
    return synonyms(text)

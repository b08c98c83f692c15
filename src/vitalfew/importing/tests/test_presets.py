import pytest

from vitalfew.access.api import CUSTOMER_OFFICE
from vitalfew.access.tests.cast import make_member
from vitalfew.customers.api import Customer
from vitalfew.importing import queries
from vitalfew.importing.presets import preset_of
from vitalfew.importing.tests.moving_in import added, received

pytestmark = pytest.mark.django_db(transaction=True)

# The headings as these programs export them, and what must be understood.
EXPORTS = [
    ("Salesforce", "customers",
     "Account ID,Account Name,Account Number,Type,Phone,Website,Industry,Account Source,Account Owner,Billing Street,"
     "Billing City,Billing State/Province,Billing Zip/Postal Code,Billing Country",
     {"name": "Account Name", "code": "Account Number", "source": "Account Source", "city": "Billing City",
      "province": "Billing State/Province", "postcode": "Billing Zip/Postal Code", "country": "Billing Country",
      "phone": "Phone", "website": "Website", "industry": "Industry", "owner": "Account Owner",
      "street": "Billing Street"}),
    ("Salesforce", "contacts",
     "Contact ID,Salutation,First Name,Last Name,Title,Account Name,Mailing City,Phone,Mobile,Email,"
     "Birthdate,Description",
     {"first_name": "First Name", "last_name": "Last Name", "title": "Title", "customer_name": "Account Name",
      "phone": "Phone", "mobile": "Mobile", "mail": "Email", "birthday": "Birthdate", "gender": "Salutation",
      "note": "Description"}),
    ("Salesforce", "inquiries",
     "Lead ID,First Name,Last Name,Title,Company,Lead Source,Lead Status,Phone,Email,Country,Created Date,Description",
     {"receipt": "Lead ID", "first_name": "First Name", "last_name": "Last Name", "company": "Company",
      "source": "Lead Source", "standing": "Lead Status", "phone": "Phone", "mail": "Email", "country": "Country",
      "received_at": "Created Date", "wants": "Description"}),
    ("HubSpot", "customers",
     "Record ID,Company name,Company owner,Create Date,Phone Number,City,State/Region,Postal Code,Country/Region,"
     "Industry,Website URL,Street Address,Type",
     {"code": "Record ID", "name": "Company name", "owner": "Company owner", "phone": "Phone Number", "city": "City",
      "province": "State/Region", "postcode": "Postal Code", "country": "Country/Region", "industry": "Industry",
      "website": "Website URL", "street": "Street Address"}),
    ("HubSpot", "contacts",
     "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Associated Company,Job Title,Lead Status",
     {"first_name": "First Name", "last_name": "Last Name", "mail": "Email", "phone": "Phone Number",
      "customer_name": "Associated Company", "title": "Job Title"}),
    ("悟空 CRM", "customers",
     "客户名称,客户来源,客户行业,客户级别,成交状态,手机,电话,网址,邮箱,下次联系时间,备注,详细地址,负责人,创建人",
     {"name": "客户名称", "source": "客户来源", "industry": "客户行业", "mobile": "手机", "phone": "电话",
      "website": "网址", "mail": "邮箱", "street": "详细地址", "owner": "负责人"}),
    ("悟空 CRM", "contacts", "姓名,客户名称,手机,电话,邮箱,职务,是否关键决策人,性别,下次联系时间,备注",
     {"name": "姓名", "customer_name": "客户名称", "mobile": "手机", "phone": "电话", "mail": "邮箱", "title": "职务",
      "role": "是否关键决策人", "gender": "性别", "note": "备注"}),
    ("悟空 CRM", "inquiries", "线索名称,线索来源,手机,邮箱,客户行业,客户级别,下次联系时间,备注,负责人,创建人,创建时间",
     {"name": "线索名称", "source": "线索来源", "phone": "手机", "mail": "邮箱", "wants": "备注", "owner": "负责人",
      "entered_by": "创建人", "received_at": "创建时间"}),
    (None, "customers", "客户编号,客户名称,省份,城市,统一社会信用代码,微信,标签",
     {"code": "客户编号", "name": "客户名称", "province": "省份", "city": "城市", "uscc": "统一社会信用代码",
      "wechat": "微信",
      "tags": "标签"}),
    (None, "customers", "客戶編號,客戶名稱,縣市,統一編號,電話,電子信箱,來源",
     {"code": "客戶編號", "name": "客戶名稱", "city": "縣市", "ubn": "統一編號", "phone": "電話", "mail": "電子信箱",
      "source": "來源"}),
    (None, "customers", "Customer No.,Customer,Country,VAT No,E-Mail,Zip",
     {"code": "Customer No.", "name": "Customer", "country": "Country", "vat": "VAT No", "mail": "E-Mail",
      "postcode": "Zip"}),
]  # fmt: skip


@pytest.mark.parametrize(("program", "kind", "headings", "meant"), EXPORTS)
def test_exports_of_other_programs_are_understood_by_their_headings(program, kind, headings, meant):
    found = received(kind, f"{headings}\n{',' * headings.count(',')}x\n")
    names = {name: found.headers[place] for name, place in found.mapping.items()}
    assert names == meant
    preset = preset_of(found.headers)
    assert (preset.program if preset else None) == program


def test_a_file_of_another_kind_than_was_said_is_told():
    found = received("customers", EXPORTS[1][2] + "\n,,Li,Na,,,,,,,,x\n")
    meant = queries.kind_meant(found)
    assert meant is not None
    assert meant.key == "contacts"


def test_a_salesforce_export_moves_in_whole():
    make_member("anna", CUSTOMER_OFFICE, name="Anna Berg")
    added("customers", EXPORTS[0][2] + "\n0015,Acme Ltd,A-7,Customer - Direct,+44 20 7946 0958,www.acme.example,"
          "Banking,Web,Anna Berg,1 Main St,London,,EC1A 1BB,United Kingdom\n")  # fmt: skip
    one = Customer.objects.get(code="A-7")
    assert (one.industry, one.source, str(one.owner), one.country) == (
        "J",
        "online_inquiry",
        "Anna Berg",
        "United Kingdom",
    )
    assert one.phones.get().e164 == "+442079460958"
    assert str(one.addresses.get()).startswith("London")

"""The columns a sales ledger may have, and how people name them in three languages."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vitalfew.importing.cells import reader
from vitalfew.importing.cells.reader import ReaderFor
from vitalfew.importing.fields import ImportField, synonyms


def _field(name: str, label: Promise, read: ReaderFor, named: str) -> ImportField:
    return ImportField(name, label, synonyms(named), read)


FIELDS: tuple[ImportField, ...] = (
    _field("customer_code", _("Customer number"), reader.words(64),
        "customer id|customer number|customer no|customer code|account id|account number|client id|cust id|customer"
        "|客户编号|客户编码|客户号|客户代码|客户id|会员编号|会员号|客戶編號|客戶代號|客戶代碼|客戶號碼|客戶id|會員編號"),
    _field("customer_name", _("Customer name"), reader.words(200),
        "customer name|account name|account|client|client name|company|company name|buyer"
        "|客户|客户名称|客户姓名|公司|公司名称|单位名称|购货单位|买方|客戶|客戶名稱|客戶姓名|公司名稱|單位名稱|買方"),
    _field("country", _("Country or region"), reader.words(80),
        "country|region|country or region|market|nation|国家|地区|国家地区|国家或地区|省份"
        "|國家|地區|國家地區|國家或地區|國別"),
    _field("order_number", _("Order number"), reader.words(64),
        "invoice|invoice no|invoice number|order|order id|order no|order number|document no|transaction id"
        "|订单号|订单编号|单据号|单号|发票号|发票号码|销售单号|出库单号|訂單號|訂單編號|訂單號碼|單號|單據號碼|發票號碼|銷貨單號"),
    _field("placed_at", _("Date"), reader.moment,
        "date|invoice date|order date|transaction date|time|datetime|purchase date|placed at|day"
        "|日期|订单日期|下单时间|下单日期|销售日期|开票日期|交易时间|交易日期|时间"
        "|訂單日期|下單時間|下單日期|銷售日期|銷貨日期|開票日期|交易時間|交易日期|時間"),
    _field("product_code", _("Product code"), reader.words(64),
        "stock code|sku|product id|product code|item code|item no|item number|article"
        "|产品编号|产品编码|商品编码|商品编号|货号|物料编码|产品代码|產品編號|產品代碼|商品編號|商品代碼|品號|貨號|料號"),
    _field("product_name", _("Product"), reader.words(300),
        "description|product|product name|item|item name|goods"
        "|产品|产品名称|商品|商品名称|品名|货品名称|物料名称|描述|產品|產品名稱|商品名稱|貨品名稱"),
    _field("quantity", _("Quantity"), reader.number,
        "quantity|qty|units|count|pieces|数量|销售数量|件数|數量|銷售數量|件數"),
    _field("unit_price", _("Unit price"), reader.price,
        "unit price|price|price each|sales price|单价|销售单价|含税单价|价格|單價|銷售單價|含稅單價|價格"),
    _field("amount", _("Amount"), reader.number,
        "amount|total|line total|sales|revenue|value|net amount|sum|total price"
        "|金额|销售金额|销售额|合计|总价|总金额|价税合计|小计|金額|銷售金額|銷售額|合計|總價|總金額|小計"),
    _field("unit_cost", _("Unit cost"), reader.price,
        "unit cost|cost|cost price|cogs|成本|成本价|单位成本|进价|成本單價|成本價|單位成本|進價"),
    _field("currency", _("Currency"), reader.currency,
        "currency|currency code|币种|币别|货币|幣別|幣種|貨幣"),
)  # fmt: skip

NAMES = tuple(field.name for field in FIELDS)

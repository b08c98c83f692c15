"""Made-up content for the page of all components. The words are samples, so they stay as they are in every language."""

from decimal import Decimal

from django import forms

from vitalfew.web.charts import Chart, Role, Series
from vitalfew.web.forms import AmountField

MONTHS = [f"2026-{month:02}" for month in range(1, 13)]
SALES = [Decimal(n * 1000) for n in (312, 298, 345, 361, 340, 372, 386, 401, 377, 412, 438, 455)]
SCORES = [70, 71, 70, 72, 71, 73, 74, 76, 75, 78, 80, 82.8]
CUSTOMERS = [
    "苏州联成精密",
    "东莞宏图电子",
    "宁波海天机械",
    "青岛汇泉食品",
    "成都蜀光仪器",
    "其他 214 家",
]
PROFIT = [Decimal(n * 1000) for n in (618, 402, 231, 118, 74, 96)]
TIERS: list[Role | None] = ["tier1", "tier2", "tier3", "tier4"]
STEPS: list[Role | None] = ["act", "quiet", "bad", "bad", "bad", "good"]
RUNNING = [0.40, 0.66, 0.81, 0.89, 0.94, 1.0]


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(
        label="Customer",
        initial="苏州联成精密机械有限公司",
        help_text="The full name on the licence.",
    )
    stage = forms.ChoiceField(label="Stage", choices=[("a", "Prospect"), ("b", "Opportunity")])
    amount = AmountField(label="Amount", initial="1234.50")
    day = forms.DateField(
        label="Day", widget=forms.DateInput(attrs={"type": "date", "class": "input-short"})
    )
    note = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    file = forms.FileField(label="File", required=False)
    agreed = forms.BooleanField(label="Remind me a week before", required=False)


def everything() -> dict[str, object]:
    """One of each component."""
    form = SampleForm({"name": "", "stage": "a", "amount": "x", "day": "2026-03-05"})
    return {
        "form": SampleForm(),
        "wrong_form": form,
        "amounts": [Decimal("1234567.5"), Decimal("-38900"), Decimal("0"), Decimal("123456789012")],
        "scores": SCORES,
        "parts": [
            ("销售贡献", 94, "权 30 · ¥386 万"),
            ("销售预期", 81, "权 20 · ¥142±38 万"),
            ("信用", 58, "权 15 · 均逾 11 天"),
            ("利润贡献", 90, "权 25 · ¥61.8 万"),
            ("示范效用", 72, "权 10 · 推介 2 家"),
        ],
        "rows": [
            ("苏州联成精密机械有限公司", "A", 1, "再购", Decimal("3860000"), 82.8, "2026-11-02"),
            ("东莞宏图电子科技有限公司", "B", 2, "在用", Decimal("1420500.5"), 67.1, "2026-10-30"),
            ("Hanse Präzision GmbH & Co. KG", "C", 3, "订单", Decimal("93000"), 44.0, "2026-09-17"),
            ("青岛汇泉食品股份有限公司", "D", 4, "机会", Decimal("-1250"), 21.3, "2026-08-01"),
        ],
        **over_time(),
        **compared(),
    }


def over_time() -> dict[str, Chart]:
    """Charts along months."""
    links = [f"?month={month}" for month in MONTHS]
    return {
        "line": Chart(
            "line",
            "Value over twelve months",
            MONTHS,
            [
                Series("Value", SCORES, urls=links),
                Series("Forecast", [None] * 9 + [78, 81, 84], dashed=True),
            ],
            limit=80,
            limit_name="A",
            first_column="Month",
            key="line",
        ),
        "band": Chart(
            "area",
            "Expected sales",
            MONTHS,
            [
                Series(
                    "Sales",
                    SALES,
                    low=[s * 9 / 10 for s in SALES],
                    high=[s * 11 / 10 for s in SALES],
                )
            ],
            unit="money",
            key="band",
        ),
        "stacked": Chart(
            "bar", "Customers by class", MONTHS[:6], classes(), stacked=True, key="stacked"
        ),
    }


def compared() -> dict[str, Chart]:
    """Charts of parts beside each other."""
    return {
        "bars": Chart(
            "bar",
            "From revenue to profit",
            ["收入", "产品成本", "折扣与退货", "拜访与服务", "资金占用", "净贡献"],
            [Series("Amount", [3860000, -2364000, -389000, -261000, -228000, 618000], roles=STEPS)],
            unit="money",
            key="bars",
        ),
        "across": Chart(
            "hbar",
            "Customers by profit",
            CUSTOMERS,
            [Series("Profit", PROFIT)],
            unit="money",
            key="across",
        ),
        "pareto": Chart(
            "pareto",
            "Who brings the profit",
            CUSTOMERS,
            [Series("Profit", PROFIT, urls=["?c=1"] * 6), Series("Cumulative share", RUNNING)],
            unit="money",
            key="pareto",
        ),
        "donut": Chart(
            "donut",
            "Customers by class",
            ["A", "B", "C", "D"],
            [Series("Customers", [20, 30, 30, 20], roles=TIERS)],
            key="donut",
        ),
    }


def classes() -> list[Series]:
    """How many customers each class had, month by month."""
    starts = (("A", 20), ("B", 34), ("C", 40), ("D", 22))
    return [
        Series(name, [start + at * 3 for at in range(6)], role=role)
        for (name, start), role in zip(starts, TIERS, strict=True)
    ]

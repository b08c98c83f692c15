"""Ways people type dates, common to every language of the product."""

CHINESE_FIRST = [
    "%Y-%m-%d",  # 2026-03-05
    "%Y/%m/%d",  # 2026/3/5
    "%Y.%m.%d",  # 2026.3.5
    "%Y年%m月%d日",  # 2026年3月5日
    "%Y%m%d",  # 20260305
]
TIMES = ["%H:%M", "%H:%M:%S", "%H:%M:%S.%f"]
CHINESE_FIRST_WITH_TIMES = [f"{date} {time}" for date in CHINESE_FIRST for time in TIMES]

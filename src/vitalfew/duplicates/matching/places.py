"""Names of places as company names use them: countries, provinces, cities, in Simplified characters without 省 and 市."""

from collections.abc import Iterator

PROVINCES = {
    "北京": "", "天津": "", "上海": "", "重庆": "", "香港": "", "澳门": "",
    "河北": "石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水",
    "山西": "太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁",
    "内蒙古": "呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布",
    "辽宁": "沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 葫芦岛",
    "吉林": "长春 四平 辽源 通化 白山 松原 白城 延边",
    "黑龙江": "哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化",
    "江苏": "南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 昆山 江阴 张家港 常熟 太仓 宜兴",
    "浙江": "杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 义乌 慈溪 余姚",
    "安徽": "合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城",
    "福建": "福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 晋江",
    "江西": "南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶",
    "山东": "济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽",
    "河南": "郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店",
    "湖北": "武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施",
    "湖南": "长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底",
    "广东": "广州 深圳 珠海 汕头 佛山 韶关 湛江 肇庆 江门 茂名 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮 顺德",
    "广西": "南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左",
    "海南": "海口 三亚 三沙 儋州",
    "四川": "成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳",
    "贵州": "贵阳 六盘水 遵义 安顺 毕节 铜仁",
    "云南": "昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 大理",
    "西藏": "拉萨 日喀则 昌都 林芝 山南 那曲",
    "陕西": "西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛",
    "甘肃": "兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南",
    "青海": "西宁 海东",
    "宁夏": "银川 石嘴山 吴忠 固原 中卫",
    "新疆": "乌鲁木齐 克拉玛依 吐鲁番 哈密 喀什 石河子",
    "台湾": "台北 新北 桃园 台中 台南 高雄 基隆 新竹 嘉义 苗栗 彰化 南投 云林 屏东 宜兰 花莲 台东 澎湖 金门",
}  # fmt: skip
COUNTRIES = (
    "中国 美国 英国 德国 法国 日本 韩国 新加坡 加拿大 澳大利亚 意大利 荷兰 瑞士 瑞典 印度 马来西亚 泰国 越南 印尼"
    " 菲律宾 俄罗斯 西班牙 巴西 亚洲 亚太 大中华 华东 华南 华北 华中 西南 西北 东北"
).split()
# Districts that stand in company names with their ending; the ending is what makes them places.
DISTRICTS = (
    "浦东新区 浦东 南山区 福田区 罗湖区 宝安区 龙岗区 天河区 越秀区 海珠区 番禺区 朝阳区 海淀区 西城区 东城区 丰台区"
    " 徐汇区 静安区 黄浦区 闵行区 松江区 嘉定区 青浦区 奉贤区 杨浦区 虹口区 长宁区 普陀区 宝山区 滨海新区 两江新区"
    " 余杭区 西湖区 滨江区 萧山区 工业园区 高新区 开发区"
).split()
LATIN = {
    "china": "中国", "beijing": "北京", "shanghai": "上海", "shenzhen": "深圳", "guangzhou": "广州", "hong kong": "香港",
    "hongkong": "香港", "hk": "香港", "taiwan": "台湾", "taipei": "台北", "singapore": "新加坡", "japan": "日本",
    "tokyo": "tokyo", "germany": "德国", "deutschland": "德国", "france": "法国", "uk": "英国", "usa": "美国",
    "us": "美国", "america": "美国", "london": "london", "europe": "europe", "asia": "亚洲", "india": "印度",
    "canada": "加拿大", "australia": "澳大利亚", "korea": "韩国", "malaysia": "马来西亚", "thailand": "泰国",
    "vietnam": "越南", "poland": "poland", "italy": "意大利", "spain": "西班牙", "netherlands": "荷兰", "brazil": "巴西",
    "suzhou": "苏州", "hangzhou": "杭州", "nanjing": "南京", "tianjin": "天津", "wuhan": "武汉", "chengdu": "成都",
}  # fmt: skip
ENDINGS = ("特别行政区", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "省", "市", "县")


def _all() -> Iterator[tuple[str, str]]:
    """Each place with the province it lies in; a province and a country lie in themselves."""
    for province, cities in PROVINCES.items():
        yield province, province
        for city in cities.split():
            yield city, province
    for name in (*COUNTRIES, *DISTRICTS):
        yield name, ""


# 吉林 is a city too, 朝阳 in Liaoning and a district: the larger one counts.
PROVINCE_OF: dict[str, str] = dict(reversed(list(_all())))
LONGEST = max(map(len, PROVINCE_OF)) + max(map(len, ENDINGS))


def place_at_start(text: str) -> tuple[str, int] | None:
    """The place that ``text`` begins with, and how many characters it takes with its ending.

    >>> place_at_start("深圳市腾讯")
    ('深圳', 3)
    """
    for length in range(min(6, len(text)), 1, -1):
        name = text[:length]
        if name in PROVINCE_OF:
            rest = text[length:]
            ending = next((e for e in ENDINGS if rest.startswith(e)), "")
            return name, length + len(ending)
    return None


def as_place(text: str) -> str:
    """The place that ``text`` is as a whole; empty when it is none.

    >>> as_place("上海市"), as_place("china"), as_place("联成")
    ('上海', '中国', '')
    """
    if text in LATIN:
        return LATIN[text]
    found = place_at_start(text)
    return found[0] if found and found[1] == len(text) else ""


def conflict(these: frozenset[str], those: frozenset[str]) -> bool:
    """Whether two companies cannot be at the same place; a city lies in its province, a district anywhere.

    >>> conflict(frozenset({"深圳"}), frozenset({"广东"})), conflict(frozenset({"北京"}), frozenset({"上海"}))
    (False, True)
    """
    if not these or not those or these & those:
        return False
    return not any(_within(a, b) or _within(b, a) for a in these for b in those)


def _within(inner: str, outer: str) -> bool:
    return PROVINCE_OF.get(inner) == outer or inner in DISTRICTS or outer in DISTRICTS

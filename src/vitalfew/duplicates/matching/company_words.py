"""The words of company names, in Simplified characters: what says the legal form, and what says the trade."""

# Each legal form with the word it counts as: 有限责任公司 and 有限公司 are one form in two writings.
FORMS = {
    "股份有限公司": "股份有限公司",
    "股份公司": "股份有限公司",
    "有限责任公司": "有限公司",
    "有限公司": "有限公司",
    "株式会社": "株式会社",
    "(株)": "株式会社",
    "有限合伙企业": "合伙企业",
    "合伙企业": "合伙企业",
    "(有限合伙)": "合伙企业",
    "(普通合伙)": "合伙企业",
    "(特殊普通合伙)": "合伙企业",
    "个体工商户": "个体工商户",
    "个人独资企业": "个人独资企业",
    "总公司": "公司",
    "公司": "公司",
    "专业合作社": "合作社",
    "合作社": "合作社",
}
GROUP = ("企业集团", "集团控股", "控股集团", "集团", "控股")
# Bodies: they end a name as a legal form does, but also say what it is.
BODIES = (
    "律师事务所 会计师事务所 税务师事务所 事务所 研究院 研究所 设计院 工作室 经营部 营业部 服务部 批发部 门市部 服务站 中心"
    " 商行 商店 商场 超市 餐厅 饭店 酒店 宾馆 药店 书店 诊所 医院 学校 大学 学院 幼儿园 工厂 加工厂 厂 店 行 社"
).split()
TRADES = (
    "人工智能 信息技术 网络科技 信息科技 电子商务 供应链管理 供应链 物业管理 投资管理 资产管理 企业管理 管理咨询 文化传媒 文化传播"
    " 广告传媒 房地产开发 房地产 建筑工程 建筑装饰 装饰工程 环保科技 生物科技 生物医药 医疗器械 医疗科技 新能源科技 新能源 新材料"
    " 国际贸易 进出口贸易 进出口 对外贸易 国际货运代理 货运代理 国际物流 机电设备 自动化设备 自动化 精密机械 机械制造 机械设备"
    " 电子科技 电子技术 通信技术 通讯设备 软件开发 软件技术 系统集成 数据服务 数据科技 大数据 云计算 互联网 物联网 区块链"
    " 人力资源 劳务派遣 商务咨询 商务服务 信息咨询 技术服务 技术开发 技术咨询 科技发展 科技服务 实业发展 农业发展 旅游开发"
    " 科技 技术 软件 信息 网络 互动 数据 智能 电子 电器 电气 电力 通信 通讯 光电 半导体 微电子 芯片 计算机 系统 工程 建设 建筑 建材"
    " 装饰 装修 设计 规划 园林 环境 环保 能源 石油 石化 化工 化学 材料 塑料 塑胶 橡胶 玻璃 陶瓷 钢铁 金属 五金 有色 矿业 煤炭"
    " 机械 机电 设备 装备 仪器 仪表 模具 精密 制造 制品 加工 重工 汽车 汽配 零部件 船舶 航空 航天 铁路 轨道 交通 运输 物流 快递"
    " 仓储 货运 贸易 商贸 外贸 经贸 工贸 实业 工业 产业 企业 事业 商业 商务 百货 零售 连锁 服饰 服装 纺织 针织 皮革 鞋业 家具 家居 家电"
    " 家纺 食品 饮料 酒业 茶业 乳业 粮油 餐饮 农业 农牧 牧业 渔业 水产 种业 林业 生物 医药 药业 制药 医疗 健康 养老 化妆品 美容"
    " 文化 传媒 传播 广告 影视 娱乐 游戏 动漫 出版 印刷 包装 纸业 教育 培训 咨询 服务 管理 顾问 人才 旅游 旅行 酒店管理 体育 会展"
    " 金融 投资 证券 基金 保险 银行 担保 租赁 典当 资本 资产 置业 地产 房产 物业 置地 开发 发展 营销 销售 市场 安防 安全 消防 检测 认证"
    " 水务 燃气 热力 电缆 线缆 照明 灯饰 玩具 礼品 珠宝 钟表 眼镜 乐器 宠物 花卉 国际 股份"
).split()
BRANCHES = (
    "分公司 子公司 分行 支行 分理处 办事处 联络处 代表处 分店 分厂 分部 分院 分校 分中心 营业部 营业厅 经营部 门店 旗舰店 专卖店 直营店"
    " 专柜 项目部 销售部 事业部"
).split()
# Legal forms of other countries, each as one word without marks.
LATIN_FORMS = {
    "inc": "inc", "incorporated": "inc", "corp": "corp", "corporation": "corp", "co": "co", "company": "co",
    "ltd": "ltd", "limited": "ltd", "llc": "llc", "lc": "llc", "llp": "llp", "lp": "lp", "plc": "plc", "pte": "ltd",
    "pty": "ltd", "gmbh": "gmbh", "mbh": "gmbh", "ag": "ag", "kg": "kg", "kgaa": "kgaa", "ohg": "ohg", "ug": "ug",
    "ev": "ev", "eg": "eg", "se": "se", "sa": "sa", "sas": "sas", "sarl": "sarl", "srl": "srl", "spa": "spa",
    "bv": "bv", "nv": "nv", "oy": "oy", "oyj": "oyj", "ab": "ab", "as": "as", "asa": "as", "aps": "aps", "kk": "kk",
    "sdn": "bhd", "bhd": "bhd", "spzoo": "spzoo", "zoo": "spzoo", "sp": "spzoo", "sro": "sro", "kft": "kft",
    "ltda": "ltda", "cv": "cv", "sl": "sl", "ooo": "ooo", "oao": "oao", "pvt": "ltd",
}  # fmt: skip
LATIN_GROUP = {"group", "holding", "holdings", "gruppe", "groupe"}
LATIN_UNSAID = {"the", "and", "und", "et", "of", "de"}
LATIN_BRANCHES = {"branch", "office", "filiale", "niederlassung", "subsidiary", "division"}

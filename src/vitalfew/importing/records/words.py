"""What other programs, and people, call our fixed answers."""

KINDS = {
    "business": "business|company|organization|organisation|corporate|enterprise|b2b|商业客户|企业|公司"
    "|企业客户|单位|企業|企業客戶"
    "|最终客户|代理商|customer direct|customer channel|channel partner reseller|prospect|partner|reseller|vendor",
    "individual": "individual|person|consumer|b2c|private|个人|个人客户|自然人|個人|個人客戶",
}
INDUSTRIES = {
    "A": "agriculture|farming|fishery|forestry|ranching|农业|农林牧渔|農業|農林漁牧",
    "B": "mining|mining metals|采矿|礦業|采矿业",
    "C": "manufacturing|apparel|apparel fashion|biotechnology|chemicals|electronics|machinery|food beverage|automotive"
    "|pharmaceuticals|industrial automation|生产|制造|制造业|製造|製造業|生产制造",
    "D": "energy|utilities|oil energy|电力|能源|水电气",
    "E": "construction|engineering|civil engineering|建筑|建筑业|營造|營建|建築",
    "F": "retail|wholesale|trade|import and export|批发零售|零售|批发|贸易|零售业|批發|批發零售",
    "G": "transportation|shipping|logistics|logistics and supply chain|运输物流|物流|运输|交通运输|物流運輸|運輸",
    "H": "hospitality|food and beverages|restaurants|hotels|住宿餐饮|餐饮|酒店|餐飲|住宿餐飲",
    "I": "it|technology|computer software|software|internet|telecommunications|communications|computer hardware"
    "|information technology and services|it互联网|互联网|软件|资讯|資訊|軟體|網路",
    "J": "finance|banking|insurance|financial services|金融业|金融|银行|保险|金融業|保險",
    "K": "real estate|property|房地产|房地产业|不動產|房地產",
    "L": "business services|consulting|management consulting|staffing and recruiting|商业服务|租赁|商务服务|商業服務",
    "M": "research|scientific research|科研|科学研究|科學研究",
    "N": "environmental|environmental services|环保|水利环保|環保",
    "O": "consumer services|居民服务|修理|生活服務",
    "P": "education|higher education|e learning|教育|教育培训|教育業",
    "Q": "healthcare|health care|hospital health care|medical|医疗|卫生|医疗卫生|醫療|醫療保健",
    "R": "entertainment|media|recreation|sports|文化传媒|文化|传媒|娱乐|媒體|娛樂|文化傳媒",
    "S": "government|not for profit|nonprofit organization management|public administration|政府|机关"
    "|政府機關|公共行政",
    "T": "international organisation|international organization|国际组织|國際組織",
}
SOURCES = {
    "referral": "referral|partner referral|customer referral|employee referral|external referral"
    "|word of mouth|referrals|转介绍"
    "|老客户介绍|轉介紹|客户介绍|用户推介",
    "phone": "phone inquiry|phone|call|inbound call|电话咨询|电话|来电|電話詢問|電話",
    "mail": "email|mail|email marketing|email inquiry|邮件咨询|邮件|電子郵件",
    "online_inquiry": "web|website|contact us|online inquiry|direct traffic|live chat|线上咨询|线上询价|网站"
    "|官网|网络|線上詢價"
    "|網站|官網",
    "online_sign_up": "web sign up|sign up|registration|free trial|线上注册|注册|線上註冊",
    "search": "organic search|search|search engine|google|baidu|搜索引擎|百度|搜尋引擎",
    "advertising": "advertisement|advertising|ads|paid search|paid social|social media|organic social|广告|廣告",
    "promotion": "trade show|event|campaign|seminar|promotion|exhibition|促销|展会|市场活动|展覽|促銷",
    "appointment": "appointment|预约上门|預約拜訪",
    "cold_visit": "cold call|cold visit|prospecting|purchased list|陌拜|陌生拜访|陌生拜訪|地推",
    "other": "other|other sources|offline|offline sources|unknown|其他|其它",
}
WAYS = {
    "call": "call|phone|phone call|telephone|outbound call|打电话|电话|电话跟进|電話|致電",
    "visit": "visit|site visit|上门拜访|拜访|外勤|登門拜訪|拜訪",
    "meeting": "meeting|event meeting|demo|lunch|见面拜访|见面|会议|面谈|見面|會議|面談",
    "message": "message|sms|text|chat|wechat|whatsapp|line|发短信|短信|微信|微信沟通|訊息|簡訊",
    "mail": "mail|email|e mail|发邮件|邮件|電子郵件|郵件",
    "event": "event|webinar|conference|trade show|活动|市场活动|展会|活動",
    "other": "other|task|note|to do|其他|其它|备注",
}
GENDERS = {
    "female": "female|f|ms|mrs|miss|madam|女|女士|小姐|太太",
    "male": "male|m|mr|sir|男|先生",
}
YES = "yes|y|true|1|是|有"
NO = {"no", "n", "false", "0", "否", "无", "無"}
ROLES = {
    "decides": f"decision maker|economic buyer|key decision maker|关键决策人|决策人|決策者|拍板人|{YES}",
    "approves": "approver|budget holder|审批人|核准人",
    "influences": "influencer|影响者|影響者",
    "supports": "champion|supporter|支持者|内线",
    "buys": "buyer|purchaser|采购|采购人|採購",
    "uses": "user|end user|使用者|使用人|使用部门",
    "gatekeeper": "gatekeeper|blocker|守门人|把關者",
    "opposes": "opponent|detractor|反对者|反對者",
}

"""The words that label a field, and the signs around it."""

import re

PROVINCE = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海"
    "|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|中国|国家|全国"
)
PLACE = re.compile(rf"(?:{PROVINCE})(?:省|市|维吾尔|壮族|回族|自治区|特别行政区)*")
# Labels that name a field wherever they stand, glued to other text or not.
_STRONG = {
    "skip": (
        "(?:调整|选择)?(?:字体|字号)(?:大小|调整|选择)?|图片来源|资料来源|视频来源|数据来源|题图来源|素材来源|浏览次数|点击次数|阅读次数|访问次数|访问统计"
        "|关键字|关键词|信息索引号|索引号|所属栏目|所属分类|您?(?:所在|当前|现在)的?位置|主题词|文号|原标题"
    ),
    "date": (
        "(?:发布|发表|更新|发稿|发文|添加|录入|上传|提交|公开|成文|生成|留言|编辑|稿件|修改|出版|见报|创建|刊发)(?:时间|日期)"
    ),
    "source": (
        "(?:信息|新闻|稿件|文章|内容|本文|原文|媒体)?来源(?:媒体|单位|于|网站)?|稿源|文章出处|(?:本文|文章)转自|转[载贴]自|原载于"
        "|发布机构|发布单位|供稿单位|信息提供"
    ),
    "reporter": r"(?:本报|本网|本台|本刊|全媒体?|融媒体?|首席|特约|见习|实习|总台)*记者|实习生",
    "correspondent": "(?:特约)?(?:通讯员|报道员)",
    "author": "文章作者|本文作者|原作者|作者|执笔人?|主笔|撰文|撰稿人?|文/图|图/文|文/摄",
    "editor": (
        "(?:本文|本版|本期|网络|网站|值班|首席|实习|见习|新媒体|美术|视觉|视频|栏目|文字|图片|版面|微信|执行|责任|高级)*编辑"
        "|编辑/排版|责任编校|(?:本版|本期|本文)?责编|美编|网编|版编|选稿|编校|信息发布"
    ),
    "reviewer": (
        "值班主任|值班总监|值班总编辑?|值班编委|值班领导|总值班|责任校对|责任审核|内容审核|校对|审核人?|审校|校审|编审|审签|终审|初审|复审"
        "|[一二三]审[一二三]校|[一二三][审校]|审读|审稿|签发"
    ),
}
# Labels that are also ends of common words: only where nothing is glued to their left.
_WEAK = {
    "date": "日期|时间|发表于|发布于|更新于",
    "source": "出处|来自|转自|摘自|原载|原创",
    "author": "文字|供稿人?|文图|图文|文案|采写|采访|整理|编译|署名|文",
    "photographer": "摄影报道|摄影|摄像|图片|供图|图表|航拍|图",
    "editor": "栏目主编|执行主编|责任主编|主编|编",
    "other": (
        "总?监制|总策划|总审|总编辑|排版|设计|制作|制图|播音|配音|剪辑|录入|统筹|策划|出品人?|视觉|技术|运营"
        "|版式|监督|后期|出镜|主播|翻译"
    ),
    "skip": (
        "查看|发布者|发布人|浏览量?|点击[数量]?|阅读[数量]?|访问量|人气|评论数?|跟帖|标签|分享到?|版次|版面|栏目|频道"
        "|分类|我要评论|打印|收藏|扫一扫|背景色|视力保护色|有效性|用户评论|推荐|微信|微博|编号|主办|主管|导读|摘要"
        "|内容摘要|核心提示|提要|上一篇|下一篇|邮箱|电话|投稿|热线|网址|地址"
    ),
}
# Role words that stand before names without a colon.
REPORTER = r"(?:本报|本网|本台|本刊|全媒体?|融媒体?|首席|特约|见习|实习|图片|总台)*记者|实习生"
CORRESPONDENT = "(?:特约)?(?:通讯员|报道员|撰稿人)"
_BARE = {
    "reporter": REPORTER,
    "correspondent": CORRESPONDENT,
    "editor": r"(?:(?:实习|见习|值班|网络|责任|本文|本期|新媒体)?编辑(?=[\s/])|责任编辑|责编|编[/丨])",
    "source": r"(?:来源于?|稿源|来自|原创)(?=\s)|(?:转自|摘自|原载)(?=[\s《“])",
    "author": r"作者(?=\s)|文/图|图/文|文/摄|图文/|文/|文丨",
    "photographer": r"摄影(?!师|展|家|协|比|作|/)|图/|图丨",
    "reviewer": r"(?:审核|校对|[一二三]审)(?=\s)",
    "date": "(?:发表|发布|更新)于",
    "skip": rf"来自(?:{PROVINCE})\S*|大 中 小|大中小|我要评论|字号|打印|收藏|分享|浏览|点击|阅读|评论|扫一扫|\d+\s?次|A-|A\+|T\|T",
}


def _named(table: dict[str, str], prefix: str) -> str:
    return "|".join(f"(?P<{prefix}{kind}>{words})" for kind, words in table.items())


def _initials(table: dict[str, str]) -> set[str]:
    """Every character of the labels: a position that holds none of them begins no label."""
    return {char for words in table.values() for char in words if "\u3400" <= char <= "\u9fff"}


_INITIALS = "".join(sorted(_initials(_STRONG) | _initials(_WEAK)))
LABEL = re.compile(
    rf"(?=[{_INITIALS}])(?:(?<![“\"「『])(?:{_named(_STRONG, 's_')})|(?<![\u3400-\u9fff])(?:{_named(_WEAK, 'w_')}))(?:\(\w{{1,4}}\))?\s?(?:[:>|丨]|/(?=[\u3400-\u9fff]{{2}}))\s*"
    rf"|(?:^|(?<=[\s(\[【|/,，、;；○●□■◎]))(?:{_named(_BARE, 'b_')})\s*"
    r"|(?:(?<=[|(\[【])|(?<=[|(\[【]\s))(?:(?P<p_source>来源)|(?P<p_author>作者)|(?P<p_editor>编辑))(?=[^\s:|])"
)
_SPACED = re.compile(
    r"([编责审校作来记监终初复摄供撰文图出栏])\s([辑编核读对者源制审影稿字片处目])(?=\s?[:：/])|([时日])\s([间期])(?=\s?[:：]\s?(?:19|20)\d\d)"  # 编 辑：, 审 读：
)
CLOSERS, OPENERS = "】])）〗〕》", "【[(（〖〔《"
"""Quotes are no brackets: “学习强国”学习平台 is a name."""
CLOSER = re.compile(f"[{re.escape(CLOSERS)}]")
EDGES = " \t\r\n|丨/·:,，、;；-_\"'*。"
BRACKETS = CLOSERS + OPENERS
# What may follow a value without any mark: page tools, and for names the rest of a sentence.
VALUE_END = re.compile(
    r"点击|浏览|评论(?!员)|我[要有来]|举报|关注|收藏|打印|分享|字号|字体|大中小|阅读|扫码|订阅|进入|宋体|下载|参与|跟帖|返回|纠错"
)


def unspaced(text: str) -> str:
    """`text` with the blank inside a label behind it: 编 辑：, 审 读：. Offsets stay true.

    >>> unspaced("编 辑：甲")
    '编辑 ：甲'
    """
    return _SPACED.sub(r"\1\2\3\4 ", text) if " " in text else text

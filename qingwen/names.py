"""Names of people as Chinese pages print them."""

import re

# The single and double surnames that cover over 99 % of people; a name in doubt must begin with one.
SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞"
    "熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓"
    "郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫"
    "宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥苍双闻莘党翟谭贡劳逄姬申扶堵冉"
    "宰郦雍却璩桑桂濮牛寿边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步耿满弘匡国文寇广禄阙东欧殳"
    "沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯查荆红游竺权逯盖益桓公仉督晋楚闫法汝鄢涂钦归海岳帅缑"
    "亢况郈琴商牟佘佴伯赏墨哈谯笪年阳佟言福肖揭覃代付兰苑苟战冼邸仝原郇税青丛矫鹿宛鄞库柘楼来依迟操"
    "練劉張陳楊黃趙吳孫馬鄭馮於蕭許沈韓鄧葉蘇盧蔣賈鐘譚龐龍萬賴錢湯莊顧項樂歐蘭韋簡費贏"
)
DOUBLE_SURNAMES = frozenset(
    "欧阳 太史 上官 端木 司马 东方 独孤 南宫 夏侯 诸葛 闻人 皇甫 尉迟 公羊 赫连 澹台 濮阳 淳于 单于 申屠 公孙 仲孙 轩辕 令狐 "
    "钟离 宇文 长孙 慕容 鲜于 司徒 司空 歐陽 司馬".split()
)
_HAN = r"[\u3400-\u9fff\U00020000-\U0002fa1f]"
NAME = rf"(?:{_HAN}{{1,10}}(?:[·•・．‧]{_HAN}{{1,10}}){{1,4}}|{_HAN}{{2,4}}|{_HAN}[ \u3000\xa0]{_HAN}(?!{_HAN}))"
_ONE = re.compile(rf"{_HAN}{{2,4}}")
_DOTTED = re.compile(rf"{_HAN}{{1,12}}(?:[·•・．‧]{_HAN}{{1,12}}){{1,4}}")
_LATIN = re.compile(r"[A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’-]*|de|van|von|der|al|bin)){1,3}")
_CUT = re.compile(r"[\s、,，;；/／|丨&＆]+")
_STAFF = re.compile(r"[\s(（_]*[A-Za-z]{1,4}\d{2,6}[)）]?$|(?<=[\u4e00-\u9fff])[\s_]*\d{2,6}$")
# Words of the trade that begin with a surname's character or fit the shape of a name.
_NOT_NAMES = re.compile(
    r"[社报网台站版局委部厅办处院校馆司厂队组团区县市省镇乡村街]$|资料|图片|视频|来源|综合|整理|新闻|日报|晚报|通讯|记者|编辑|本报|本网|供图|"
    r"制图|摄影|报道|供稿|网络|客户端|原标题|未完|待续|有限|公司|频道|中心|平台|集团|完$|更多|阅读|转载|发布|关注|点击|评论|原创|"
    r"正文|首页|字号|打印|关闭|分享|收藏|返回|宣传|文明|融媒|广告|版权|主编|责任|校对|报导|報導|記者|編輯|宋体|楷体|黑体|雅黑|字体|了解|获悉|看到|发现|采访|走进|来到|近日|昨日|今日|日前|[协学]会|^[从在]|^(?:谢谢|您好|你好|是的|好的|何时|何以|为何|查看|未知|佚名|匿名|不详|暂无|小编|网友|手记|来信|专栏|时政|国际|文化|教育|房产|汽车|体育|健康|社会|经济|民生|时评)$|审核|作者|推荐|精选|文字|摄像|剪辑|电话|邮箱|导读"
)


def is_name(text: str) -> bool:
    """Say whether `text` has the shape of one person's name and is no word of the trade.

    >>> is_name("欧阳文山"), is_name("阿依努尔·买买提"), is_name("资料图")
    (True, True, False)
    """
    if _DOTTED.fullmatch(text):
        return not _NOT_NAMES.search(text)
    return bool(_ONE.fullmatch(text)) and not _NOT_NAMES.search(text)


def is_sure_name(text: str) -> bool:
    """Say whether `text` is a name even where no label says so: surname and length fit."""
    if not is_name(text):
        return False
    if _DOTTED.fullmatch(text):
        return True
    if text[:2] in DOUBLE_SURNAMES:
        return True
    return text[0] in SURNAMES and len(text) <= 3


def is_latin_name(text: str) -> bool:
    """Say whether `text` is a Western name of two to four words.

    >>> is_latin_name("Jane van Doe"), is_latin_name("Reuters")
    (True, False)
    """
    return bool(_LATIN.fullmatch(text))


def split_names(text: str) -> list[str]:
    """Cut a run of names into names: 周 健 is one, staff numbers go.

    >>> split_names("周 健 刘星野 曹 莉")
    ['周健', '刘星野', '曹莉']
    >>> split_names("张天虎SF183、王辰")
    ['张天虎', '王辰']
    """
    names: list[str] = []
    alone = ""
    for part in _CUT.split(text.strip(" \t:：()（）[]【】。.,，、")):
        part = part.strip("()（）[]【】:：。.")
        if len(part) == 1 and "\u3400" <= part <= "\u9fff":
            if alone:
                names.append(alone + part)
                alone = ""
            else:
                alone = part
            continue
        alone = ""
        if part:
            names.append(_STAFF.sub("", part) or part)
    return names

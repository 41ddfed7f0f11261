"""Boxes that are no story: named like menus, comments or footers, hidden by a style, or teasers."""

import re
from collections.abc import Collection

from qingwen.feeds import continued_items, feed_items, spoken_items
from qingwen.outline import Outline
from qingwen.recall import recalled

MIN_PROSE = 60
"""Prose (chars) that a page must show outside menus, comments and hidden boxes to be believed."""

MIN_BRIEF = 30
"""Prose (chars) beside teasers that can be a story: the shortest brief."""

# Names that content systems give to the box of the story and to nothing else.
CMS_MARK = re.compile(
    r"(?:^|\s)(?:trs_?editor\w*|trs_ueditor|fontzoom|zoom|endtext|artibody|ozoom|founder-content|vsb_content\w*"
    r"|v_news_content|wp_articlecontent|rm_txt_con|rwb_zw|p-detail|bs_content|ctrlfscont|js_content|articlecontent"
    r"|articlecnt|article_content|article-content|article-body|articlebody|pgcontent|doccontent|contenttext"
    r"|zhenwenzone|copytext|js_article_content|entry-content|detail-article|news_content|newscontent)(?:$|\s)"
)
# Names of what stands around a story; they outrank both kinds above.
_CHROME_MARK = re.compile(
    r"(?:^|[\s_-])(?:foot(?:er)?\d*|copy_?right|comments?|pinglun|discuss|reply|related|relate|xgnews|xg_?news"
    r"|recommend\w*|tuijian|hot(?:news|list|word)?|rank(?:ing|list)?|paihang|side(?:bar|nav)?|nav(?:bar|igation)?"
    r"|cmts?|cmt[-_]?list|liuyan|gentie|menu|topbar|crumbs?|breadcrumbs?|share|bdshare\w*|bshare\w*|jiathis\w*|toolbar|tools?|login|search|ads?"
    r"|advert\w*|guanggao|friend_?links?|yqlj|qrcode|ewm|erweima|pager|pagination|prenext|shangxia|statement"
    r"|disclaimer|mcecopyright|noprint|vote|digg|newdigg|app_?down(?:load)?)(?:$|[\s_-])"
)


def masked_boxes(outline: Outline, sums: list[float]) -> list[bool]:
    """For each box, whether it is hidden, a teaser, or named like a menu, a comment or a footer.

    Where almost no prose is left outside such boxes, teasers are the page, a list. Where the names
    alone leave none, the box with most of it is the article, whatever it is called: WeChat's
    `#js_content` is hidden until a script runs, PHPCMS gives `.content.digg` to side bars.
    """
    if feed := feed_items(outline) | spoken_items(outline) | continued_items(outline):
        masked = _masks(outline, feed=feed)
        _, inside = _largest_masked(outline, sums, masked)
        if sums[-1] - inside >= max(MIN_BRIEF, 0.05 * sums[-1]):
            return masked
    masked = _masks(outline)
    largest, inside = _largest_masked(outline, sums, masked)
    if largest >= 0 and sums[-1] - inside < max(MIN_PROSE, 0.05 * sums[-1]):
        return _masks(outline, revealed=largest)
    return masked


def _largest_masked(outline: Outline, sums: list[float], masked: list[bool]) -> tuple[int, float]:
    """The outermost masked box with the most prose, and the prose in all of them."""
    inside, most, largest = 0.0, 0.0, -1
    for index, box in enumerate(outline.boxes):
        if masked[index] and not (box.parent >= 0 and masked[box.parent]):
            prose = sums[box.last] - sums[box.first]
            inside += prose
            if prose > most:
                largest, most = index, prose
    return largest, inside


def _masks(
    outline: Outline, *, feed: Collection[int] = frozenset(), revealed: int = -1
) -> list[bool]:
    masked: list[bool] = []
    for index, (tag, parent, marks, _, _, hidden, _) in enumerate(outline.boxes):
        if (parent >= 0 and masked[parent]) or index in feed:
            masked.append(True)
        elif hidden or (marks and is_chrome(tag, marks)):
            masked.append(index != revealed)
        else:
            masked.append(False)
    return masked


@recalled
def is_story(marks: str) -> bool:
    """Return whether a content system gives these marks to the box of the story alone."""
    return bool(CMS_MARK.search(marks))


@recalled
def is_chrome(tag: str, marks: str) -> bool:
    """Return whether a box of this tag and these marks is named like a menu, comment or footer."""
    if tag in ("body", "html", "form"):
        return False
    return bool(_CHROME_MARK.search(marks)) and not is_story(marks)

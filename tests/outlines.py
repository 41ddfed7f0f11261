"""Small pages as the field steps see them."""

from qingwen.outline import Outline, outline_text, outline_tree
from qingwen.parse import parse_html


def page_of(body: str, *, title: str = "", head: str = "") -> tuple[Outline, str]:
    """Return the outline of a page and its markup."""
    markup = f'<html><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>{body}</body></html>'
    root = parse_html(markup)
    assert root is not None
    return outline_tree(root), markup


def text_of(text: str) -> Outline:
    """Return the outline of a plain text."""
    return outline_text(text)


STORY = (
    "<p>清溪县图书馆的夜间阅览室昨晚开放，四十个座位一小时内坐满，许多读者是下班后赶来的年轻人。</p>"
    "<p>馆长说，延长开放的两个小时由志愿者轮值，书架上新添了三百册本地作者的书。</p>"
)
"""Two paragraphs that name nobody and no date."""

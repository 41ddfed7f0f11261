"""What stands in quotes: a story that quotes a notice is no notice."""


def is_quoted(text: str, place: int) -> bool:
    """Whether the character at `place` stands between quotation marks.

    >>> is_quoted("网页上写着“版权所有”。", 8), is_quoted("“本网”版权所有", 5)
    (True, False)
    """
    return text.count("“", 0, place) > text.count("”", 0, place)

"""Clones in traditional script, turned back on request."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from qingwen import Article, clean_page
from qingwen.__main__ import UsageError, main
from qingwen.script import ConverterMissing, _converter, is_converted_clone, simplify_clone

FIXTURES = Path(__file__).parent / "fixtures"
CLONE = FIXTURES / "hijack" / "pinyin-mirror" / "page.html"
HONEST = FIXTURES / "honest" / "traditional-page" / "page.html"


def article(path: Path) -> Article:
    result = clean_page(path.read_bytes(), fetched_at=datetime(2024, 6, 1, tzinfo=UTC))
    assert isinstance(result, Article)
    return result


@pytest.mark.parametrize(
    ("slug", "converted"),
    [
        ("hijack/pinyin-mirror", True),
        ("hijack/one-to-one-traditional", True),
        ("hijack/template-clone-html", False),
        ("honest/traditional-page", False),
        ("honest/pinyin-lesson", False),
    ],
)
def test_only_what_a_kit_converted_is_a_converted_clone(slug: str, converted: bool) -> None:
    assert is_converted_clone(article(FIXTURES / slug / "page.html")) is converted


def test_a_page_written_in_traditional_script_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opencc", None)
    honest = article(HONEST)
    assert simplify_clone(honest) is honest


def test_without_opencc_one_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "opencc", None)
    _converter.cache_clear()
    with pytest.raises(ConverterMissing, match=r"qingwen\[script\]"):
        simplify_clone(article(CLONE))
    with pytest.raises(UsageError, match="OpenCC"):
        main([str(CLONE), "--simplify"])


def test_a_clone_comes_back_in_simplified_script() -> None:
    _converter.cache_clear()
    clone = article(CLONE)
    back = simplify_clone(clone)
    assert clone.language == "zh-Hant"
    assert (back.language, back.title) == ("zh-Hans", "青泽市举办稻田马拉松")
    assert back.id == clone.id
    assert back.content_hash == clone.content_hash
    assert "simplified" in back.integrity.evidence[-1].proof
    assert len(back.paragraphs) == len(clone.paragraphs)

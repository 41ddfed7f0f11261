"""The language of a story."""

import pytest

from qingwen.language import find_language


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("清溪县图书馆的夜间阅览室昨晚开放，许多读者是下班后赶来的年轻人。", "zh-Hans"),
        ("清溪縣圖書館的夜間閱覽室昨晚開放，許多讀者是下班後趕來的年輕人。", "zh-Hant"),
        (
            "The county library opened its night reading room, and forty seats in it were taken within the hour.",
            "en",
        ),
        ("ناھىيىلىك كۈتۈپخانىنىڭ كېچىلىك ئوقۇش زالى ئېچىلدى", "ug"),
        ("رجال الإطفاء وصلوا إلى المكان بعد دقائق قليلة", "ar"),
        ("རྫོང་གི་དཔེ་མཛོད་ཁང་སྒོ་ཕྱེ་བ་རེད།", "bo"),
        ("図書館の夜間閲覧室が昨夜オープンし、四十席が一時間で埋まった。", "ja"),
        ("도서관 야간 열람실이 어젯밤 문을 열었다", "ko"),
        ("Библиотека открыла ночной читальный зал", "ru"),
        ("Номын сангийн шөнийн уншлагын танхим өчигдөр нээгдэж, дөчин суудал дүүрлээ", "mn"),
        ("Кітапхананың түнгі оқу залы кеше ашылды, қырық орын бір сағатта толды", "kk"),
        ("12345 67890", None),
        ("", None),
    ],
)
def test_language(text: str, tag: str | None) -> None:
    assert find_language(text) == tag

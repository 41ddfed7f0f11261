"""Dates that only the list page knows."""

import pytest

from pipelines.listing import dated_by_list


@pytest.mark.parametrize(
    ("printed", "published_at", "precision"),
    [
        ("06-12 06:30", "2024-06-12T06:30:00+08:00", "minute"),
        ("发表时间：06-12 06:30:09", "2024-06-12T06:30:09+08:00", "second"),
        (None, "2024-06-12", "day"),
        ("06-11 06:30", "2024-06-12", "day"),  # another day: its hour says nothing about this one
    ],
)
def test_the_list_gives_the_year_and_the_page_the_hour(
    printed: str | None, published_at: str, precision: str
) -> None:
    fields = dated_by_list("2024-06-12", printed)
    assert fields["published_at"] == published_at
    assert fields["date_precision"] == precision
    assert fields["date_method"] == "list"
    assert fields["published_raw"] == (printed or "2024-06-12")

"""Webhooks: what is new, posted to a chat. Bounded in time, whatever the other side does."""

import json
import threading
import urllib.error
import urllib.request

from crawler.health.checkup import Finished

TIMEOUT_S = 10.0
MAX_CHARS = 1500
"""WeCom takes 2,048 bytes of text; the sites that do not fit are counted."""
KEYWORD = "Qingwen 清闻"
"""DingTalk lets a robot ask for a keyword: this one is in every message."""


class WebhookError(Exception):
    """The message did not arrive; the text is one sentence for the user."""


def message_of(news: list[Finished]) -> str:
    """Return what is new as lines of text, the ill sites first."""
    ordered = sorted(news, key=lambda finished: not finished.is_ill)
    lines = [f"{KEYWORD}: " + ("1 site" if len(news) == 1 else f"{len(news)} sites") + " changed"]
    for number, finished in enumerate(ordered):
        line = line_of(finished)
        if sum(len(line.encode()) for line in [*lines, line]) > MAX_CHARS:
            lines.append(f"... and {len(news) - number} more: scrapy health")
            break
        lines.append(line)
    return "\n".join(lines)


def line_of(finished: Finished) -> str:
    """Return one line on a site."""
    verdict = finished.verdict
    stage = f" at {verdict.stage}" if verdict.status == "broken" else ""
    return f"{verdict.site}: {verdict.status}{stage}. {verdict.said}"


def body_of(news: list[Finished], form: str) -> dict[str, object]:
    """Return the JSON of a message in one of the forms generic, dingtalk, feishu, wecom."""
    text = message_of(news)
    if form in ("dingtalk", "wecom"):
        return {"msgtype": "text", "text": {"content": text}}
    if form == "feishu":
        return {"msg_type": "text", "content": {"text": text}}
    return {"text": text, "sites": [finished.as_plain() for finished in news]}


def post(url: str, body: dict[str, object], *, timeout_s: float = TIMEOUT_S) -> None:
    """Post JSON. Returns after `timeout_s` at most. Raises WebhookError."""
    outcome: list[str | None] = []
    # A timeout of the socket starts anew with every byte; a thread that is left behind does not.
    thread = threading.Thread(
        target=lambda: outcome.append(_posted(url, body, timeout_s)), daemon=True
    )
    thread.start()
    thread.join(timeout_s)
    fault = outcome[0] if outcome else f"no answer within {timeout_s:g} s"
    if fault:
        raise WebhookError(f"The webhook was not told: {fault}.")


def _posted(url: str, body: dict[str, object], timeout_s: float) -> str | None:
    """Post; return what went wrong, or None."""
    request = urllib.request.Request(
        url,
        data=json.dumps(body, ensure_ascii=False).encode("utf-8"),
        headers={"Content-Type": "application/json; charset=utf-8", "User-Agent": "Qingwen"},
    )
    try:
        with urllib.request.urlopen(request, timeout=timeout_s) as response:
            answer = response.read(65_536)
    except urllib.error.HTTPError as error:
        return f"it answered with the status {error.code}"
    except (OSError, ValueError) as error:
        return str(getattr(error, "reason", error))
    return _refusal(answer)


def _refusal(answer: bytes) -> str | None:
    """Return why a chat refused a message: they say so under the status 200."""
    try:
        said = json.loads(answer)
    except ValueError:
        return None
    if not isinstance(said, dict):
        return None
    code = said.get("errcode", said.get("code", 0))
    if code in (0, None, "0"):
        return None
    return f"it answered {code}: {str(said.get('errmsg', said.get('msg', '')))[:200]}"

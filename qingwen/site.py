"""The true site: who published the page, from proofs that agree with each other."""

import re
from collections.abc import Iterable

from qingwen.article import Integrity, Site
from qingwen.identity import Identity, shares_bigram

_SITE_WORD = re.compile(
    r"(?:网|網|在线|在線|频道|门户|之窗|客户端|热线|新闻|新聞|[报報]|融媒体?(?:中心)?|云|发布|港|论坛|社区)$"
    r"|^[A-Z][A-Za-z]+(?: [A-Z][A-Za-z]+){1,3}$"
)
_PUBLISHER_WORD = re.compile(r"(?:社|集团|公司|台|中心|局|委|部|政府|学|院|会|[报報])$")
_AUTHORITY = re.compile("宣传部|网信办|网络安全和信息化")
_CHANNEL = re.compile("(?:新闻|要闻|频道|公告|动态)$")
_LETTERS = re.compile("[a-z]+")
_SECOND_LEVEL = frozenset(("com", "net", "org", "gov", "edu", "ac"))


def find_site(
    identity: Identity, integrity: Integrity, url: str | None, own_name: str = ""
) -> Site:
    """Return the site that the proofs agree on; every part null where they do not.

    On a hijacked page a name needs two independent proofs, and the host is the doorway's. `own_name` is
    what other pages of the host call it.
    """
    hijacked = integrity.status == "hijacked"
    icp = identity.values("icp")
    return Site(
        name=own_name or _hijacked_name(identity, integrity)
        if hijacked
        else _name(identity, integrity),
        publisher=_publisher(identity, integrity),
        icp=_LETTERS.sub(lambda m: m[0].upper(), re.sub(r"\s", "", icp[0])) if icp else None,
        domain=None if (hijacked and not own_name) or not url else _registrable(identity.host),
    )


def _registrable(host: str) -> str | None:
    labels = host.split(".")
    if len(labels) < 2 or labels[-1].isdigit():
        return None
    long = len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2
    return ".".join(labels[-3 if long else -2 :])


def _without_brands(names: Iterable[str], integrity: Integrity) -> list[str]:
    return [
        name
        for name in names
        if not any(brand in name or name in brand for brand in integrity.brands)
    ]


def _footer_names(identity: Identity, integrity: Integrity) -> list[str]:
    """Names beside the copyright sign: right of it first, a kit writes to its left."""
    left = [slot.text for slot in identity.slots if slot.kind == "copyright"]
    return _without_brands([*identity.values("holder"), *left], integrity)


def _hijacked_name(identity: Identity, integrity: Integrity) -> str | None:
    names = [n for n in _footer_names(identity, integrity) if _SITE_WORD.search(n)]
    proofs = [*identity.names, *_footer_names(identity, integrity)]
    for name in names:
        if shares_bigram(name[:2], [proof for proof in proofs if proof != name]):
            return name
    return None


def _name(identity: Identity, integrity: Integrity) -> str | None:
    footer = _footer_names(identity, integrity)
    meta = _without_brands((s.text for s in identity.slots if s.kind == "meta"), integrity)
    slots = _without_brands(
        (s.text for s in identity.slots if s.kind not in ("meta", "copyright")), integrity
    )
    everything = [*footer, *meta, *slots, *identity.names]
    # A title ends in the channel as often as in the site; the site's name stands in other slots too.
    slots = sorted(slots, key=lambda name: -everything.count(name))
    outlets = sorted(footer, key=lambda name: not _SITE_WORD.search(name))
    # A plug-in, or a kit, fills the meta alone: it is believed where the page says nothing else.
    printed = [*footer, *slots, *identity.names]
    borne = [name for name in meta if not printed or _is_printed(name, printed)]
    for name in [*borne, *slots, *outlets]:
        sure = name in borne or everything.count(name) > 1
        if _CHANNEL.search(name) and not sure and footer and not shares_bigram(name, footer):
            continue
        if len(name) <= 20 and (sure or _SITE_WORD.search(name)):
            return name
    return None


def _is_printed(name: str, printed: list[str]) -> bool:
    """Whether the page prints a name, or two chars of it, beside the channels that end its titles."""
    return shares_bigram(name, printed) or all(map(_CHANNEL.search, printed))


def _publisher(identity: Identity, integrity: Integrity) -> str | None:
    organisers = _without_brands(identity.values("organiser"), integrity)
    if organisers:
        return next((name for name in organisers if not _AUTHORITY.search(name)), organisers[0])
    footer = _footer_names(identity, integrity)
    named = (name for name in footer if _PUBLISHER_WORD.search(name))
    return next(named, footer[0] if footer else None)

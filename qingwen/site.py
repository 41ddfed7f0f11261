"""The true site: who published the page, from proofs that agree with each other."""

import re

from qingwen.article import Integrity, Site
from qingwen.identity import Identity, shares_bigram

_SITE_WORD = re.compile(r"(?:网|在线|频道|门户|之窗|客户端|热线)$")
_PUBLISHER_WORD = re.compile(r"(?:社|集团|公司|台|中心|局|委|部|政府|学|院|会|报)$")
_LETTERS = re.compile("[a-z]+")


def find_site(identity: Identity, integrity: Integrity, url: str | None) -> Site:
    """Return the site that the proofs agree on; every part null where they do not."""
    hijacked = integrity.status == "hijacked"
    icp = identity.values("icp")
    return Site(
        name=_name(identity, integrity),
        publisher=_publisher(identity, integrity),
        icp=_LETTERS.sub(lambda m: m[0].upper(), re.sub(r"\s", "", icp[0])) if icp else None,
        domain=None if hijacked or not identity.host else _registrable(identity.host),
    )


def _registrable(host: str) -> str | None:
    labels = host.split(".")
    if len(labels) < 2 or labels[-1].isdigit():
        return None
    second = {"com", "net", "org", "gov", "edu", "ac"}
    size = 3 if len(labels) > 2 and labels[-2] in second and len(labels[-1]) == 2 else 2
    return ".".join(labels[-size:])


def _name(identity: Identity, integrity: Integrity) -> str | None:
    brands = integrity.brands
    holders = [n for n in identity.values("holder") if _SITE_WORD.search(n) and n not in brands]
    others = [n for p in identity.proofs if p.kind in ("organiser", "slogan", "dateline", "holder") for n in [p.text]]
    for name in holders:
        if shares_bigram(name[:2], [o for o in others if o != name]):
            return name
    if integrity.status == "hijacked":
        return None
    slots = [s for s in identity.slots if s.text not in brands]
    for slot in slots:
        if slot.kind == "meta":
            return slot.text
    texts = [s.text for s in slots] + list(identity.names)
    for slot in slots:
        if slot.kind == "title-tail" and (_SITE_WORD.search(slot.text) or texts.count(slot.text) > 1):
            return slot.text
    return holders[0] if holders else None


def _publisher(identity: Identity, integrity: Integrity) -> str | None:
    organisers = [p for p in identity.values("organiser") if p not in integrity.brands]
    media = [o for o in organisers if not re.search("宣传部|网信办", o)]
    if media or organisers:
        return (media or organisers)[0]
    holders = [h for h in identity.values("holder") if _PUBLISHER_WORD.search(h) and h not in integrity.brands]
    return holders[0] if holders else None

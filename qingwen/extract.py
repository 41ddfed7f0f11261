"""The order of work: from a page to its article, or to the reason why there is none."""

from dataclasses import replace

from qingwen.address import canonical_url
from qingwen.article import Article, Encoding, Integrity, Site
from qingwen.body import find_body
from qingwen.boilerplate import drop_boilerplate
from qingwen.byline import find_bylines
from qingwen.claims import read_claims
from qingwen.date import find_date
from qingwen.decode import decode_page
from qingwen.fields import NOTHING_RECURS, Claims, Heading
from qingwen.fingerprint import article_id, content_hash
from qingwen.furniture import furniture
from qingwen.hijack import cut_spam, find_hijack, judge_prose
from qingwen.infoline import find_info
from qingwen.laid_aside import with_laid_aside
from qingwen.language import find_language
from qingwen.memory import MIN_LINE_CHARS, Found, Printed, SiteMemory
from qingwen.nameplate import find_identity
from qingwen.outline import Outline, outline_text, outline_tree, shows_story
from qingwen.page import Page, ParsedPage
from qingwen.pageclass import page_class
from qingwen.paragraphs import assemble
from qingwen.parse import parse_html
from qingwen.rejection import Reason, Rejection
from qingwen.second_opinion import is_unsure, second_opinion
from qingwen.section import find_section
from qingwen.signature import cut_signatures
from qingwen.site import find_site
from qingwen.source import find_source
from qingwen.state import State, claims_beside, claims_of_state, find_state, under_head
from qingwen.tables import find_rows
from qingwen.title import find_title
from qingwen.trace import Trace
from qingwen.writing import put_story, written_story

CLEANER_VERSION = "0.1.0"


def extract_page(
    page: Page, memory: SiteMemory | None = None, trace: Trace | None = None
) -> Article | Rejection:
    """Extract the article of one fetched page; `trace` is told what the steps found."""
    parsed = parse_page(page)
    return parsed if isinstance(parsed, Rejection) else extract_parsed(parsed, memory, trace)


def parse_page(page: Page) -> ParsedPage | Rejection:
    """Decode and parse a page, or say why it cannot be: the first two steps, for all that follows."""
    decoded = decode_page(page)
    if isinstance(decoded, Rejection):
        return decoded
    root = parse_html(decoded.text)
    if root is None:
        return _reject(page, Reason.NO_BODY, "the markup holds no element")
    return ParsedPage(page=page, markup=decoded.text, encoding=decoded.encoding, root=root)


def extract_parsed(
    parsed: ParsedPage, memory: SiteMemory | None = None, trace: Trace | None = None
) -> Article | Rejection:
    """Extract the article of a page that is parsed already; its tree is left as it is."""
    outline = outline_tree(parsed.root)
    return _extract(parsed.page, outline, parsed.markup, parsed.encoding, memory, trace)


def extract_text(
    page: Page, text: str, memory: SiteMemory | None = None, trace: Trace | None = None
) -> Article | Rejection:
    """Extract the article of a page that was turned into text before: one block a line."""
    if not text.strip():
        return _reject(page, Reason.NO_BODY, "the text is empty")
    return _extract(page, outline_text(text), text, Encoding(used="text"), memory, trace)


def _extract(
    page: Page,
    outline: Outline,
    markup: str,
    encoding: Encoding,
    memory: SiteMemory | None,
    trace: Trace | None,
) -> Article | Rejection:
    # Stories in page data first: they are the page that all later steps should see.
    state = find_state(outline)
    outline = _told(outline, markup, state)
    if trace is not None:
        trace.outline = outline

    # Spam before anything is read: it skews densities and fills fields. Found before it is cut:
    # cutting hides the evidence.
    identity = find_identity(outline, markup, page.url)
    hijack = find_hijack(outline, identity, markup, page.url, memory)
    outline, spam = cut_spam(outline, hijack)

    # Heading and info line before the body: they say where it begins.
    claims = read_claims(outline, markup)
    if state:
        claims = claims_of_state(claims, state)
    page_title = outline.title
    if memory:
        outline = replace(outline, title=memory.without_tail(page_title))
    heading = _heading(outline, claims, hijack.brands, page.list_title, memory)
    if state and state.title and heading.title != state.title:
        heading = Heading(state.title, claims.kicker, claims.subtitle, frozenset(), None)
    claims = claims if state else claims_beside(claims, outline, heading.title)
    info = find_info(
        outline,
        heading,
        memory.info_box() if memory else None,
        # A story in data has its head beside it: a date in its lines is that of a signature.
        headless=state is not None and bool(state.title and state.published),
    )
    recurring = memory.recurring(outline, heading.title) if memory else NOTHING_RECURS
    body = find_body(
        outline,
        heading.blocks | info.blocks,
        recurring,
        memory.story_box() if memory else None,
        title=heading.block,
        alone=state is not None,
    )
    headed = heading.block is not None and bool(info.date)
    if is_unsure(outline, body, headed, heading.blocks | info.blocks):
        body = second_opinion(outline, markup, heading.blocks | info.blocks) or body
    if trace is not None:
        trace.claims, trace.heading, trace.info, trace.body = claims, heading, info, body
    if body is None:
        if hijack.doorway:
            return _doorway(page, hijack.doorway, hijack.integrity)
        reason = page_class(outline, None, (), bool(info.date), page.url)
        return _reject(page, reason or Reason.NO_BODY, "no part of the page reads like an article")

    rows = find_rows(outline, body.blocks)
    cleaned = drop_boilerplate(outline, body, rows, info.blocks, info.source)
    # The fields read the whole body: boilerplate is where editor lines and closing sources stand,
    # but credits stand near the story, not below the comments on it.
    end = cleaned.blocks[-1] if cleaned.blocks else None
    bylines = find_bylines(outline, info, claims, body.blocks, end)
    source = find_source(outline, claims, info, body.blocks)
    published = find_date(outline, claims, info, page.url, page.fetched_at)
    signed = cut_signatures(outline, cleaned.blocks)
    standing = memory.standing(outline) if memory else frozenset()
    text = assemble(signed.outline, cleaned.blocks, rows, page.url, standing)

    # Prose last: what replaced a word shows only in sentences.
    prose = judge_prose(text.paragraphs, hijack, identity, heading.title or "")
    if prose.doorway:
        return _doorway(page, prose.doorway, prose.integrity)
    dated = bool(info.date or published.at)
    if reason := page_class(outline, body, prose.paragraphs, dated, page.url):
        return _reject(page, reason, f"{sum(map(len, prose.paragraphs))} characters of text")

    site = find_site(identity, prose.integrity, page.url, hijack.own_name)
    if memory is not None:
        first = min((i for i in info.blocks if i < body.blocks[0]), default=None)
        memory.learn(
            outline,
            cleaned.blocks,
            Found(
                box=outline.boxes[body.box].name,
                tail=_tail(page_title, heading.title or ""),
                info="" if first is None else outline.boxes[outline.blocks[first].box].name,
                title=heading.title or "",
                site=site if prose.integrity.status == "clean" else Site(),
            ),
            prose.integrity.brands,
            Printed(
                hijack.strange,
                () if prose.integrity.status == "hijacked" else hijack.named,
                identity.signers(source.name if source else None),
                identity.licences,
            ),
        )
        site = memory.completed(site, prose.integrity.brands)
    around, notices = furniture(outline, body, recurring.chrome | recurring.told)
    canonical = canonical_url(page.url) if page.url else None
    title = prose.title or heading.title or ""
    digest = content_hash(title, prose.paragraphs)
    return Article(
        id=article_id(canonical, digest),
        url=page.url,
        canonical_url=canonical,
        fetched_at=page.fetched_at,
        title=title,
        kicker=heading.kicker,
        subtitle=heading.subtitle,
        published_at=published.at,
        published_raw=published.raw,
        date_method=published.method,
        date_precision=published.precision,
        date_conflict=published.conflict,
        source=source,
        bylines=bylines,
        section=find_section(outline, claims),
        site=site,
        paragraphs=prose.paragraphs,
        images=text.images,
        language=find_language("".join(prose.paragraphs)[:2000]),
        encoding=encoding,
        integrity=prose.integrity,
        notices=(*cleaned.notices, *signed.notices, *notices),
        removed=(
            *spam,
            *around,
            *cleaned.removals,
            *signed.removals,
            *text.removals,
            *prose.removals,
        ),
        content_hash=digest,
        confidence=body.confidence,
        extracted_by="state" if state else body.route,
        cleaner_version=CLEANER_VERSION,
    )


def _told(outline: Outline, markup: str, state: State | None) -> Outline:
    """The page with the story that its data holds, or that one of its scripts would write into it."""
    if state:
        story = parse_html(state.markup)
        return outline if story is None else under_head(outline, outline_tree(story))
    if outline.from_text or shows_story(outline):
        return outline
    if laid := with_laid_aside(markup):
        page = parse_html(laid)
        return outline if page is None else outline_tree(page)
    if (written := written_story(outline)) is None:
        return outline
    page, told = parse_html(markup), parse_html(f"<div>{written.story}</div>")
    story = None if told is None else told.find(".//div")
    if page is None or story is None:
        return outline
    title = outline.title
    return outline_tree(page) if put_story(page, story, written.script, title) else outline


def _heading(
    outline: Outline,
    claims: Claims,
    brands: tuple[str, ...],
    list_title: str | None,
    memory: SiteMemory | None,
) -> Heading:
    """The heading; where what was found is the template's own (新闻详情), another, if the page shows one."""
    found = find_title(outline, claims, brands, list_title)
    if memory is None or not memory.is_standing_title(found.title):
        return found
    known = memory.known_blocks(outline, MIN_LINE_CHARS)
    refused = memory.standing_texts(found.title, outline.title)
    other = find_title(outline, claims, brands, passed=known, refused=refused)
    is_one = other.block is not None and not memory.is_standing_title(other.title)
    return other if is_one else found


def _tail(page_title: str, title: str) -> str:
    """What the title element says behind the story's title; "" where it does not begin with it."""
    return page_title[len(title) :] if title and page_title.startswith(title) else ""


def _reject(page: Page, reason: Reason, detail: str) -> Rejection:
    return Rejection(reason=reason, url=page.url, detail=detail, fetched_at=page.fetched_at)


def _doorway(page: Page, why: str, integrity: Integrity) -> Rejection:
    seen = tuple(f"{seen.slot}: “{seen.text}”: {seen.proof}" for seen in integrity.evidence)
    return replace(_reject(page, Reason.DOORWAY, why), evidence=seen)

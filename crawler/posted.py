"""Lists that only a POST brings: each is a row of the ledger, as every other request.

What is sent is what the page's own script or form states. A form is sent with the state of the page
it stands on; a run that has not seen it yet, since an earlier one died, fetches that page first.
"""

from typing import Any

from scrapy import Request

from crawler.discovery import identity, read_post
from crawler.page_state import Lease, Outcome, State
from crawler.retries import over

MAX_FORMS = 100
"""States of forms that are kept; one takes 5 to 100 KB."""
MAX_ATTEMPTS = 3
_HEADERS = {
    "form": {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Requested-With": "XMLHttpRequest",  # some servers answer nothing else
    },
    "json": {"Content-Type": "application/json", "X-Requested-With": "XMLHttpRequest"},
    "event": {"Content-Type": "application/x-www-form-urlencoded"},
}


class Forms:
    """The state of each form that this run has seen last, by the page it stands on."""

    def __init__(self) -> None:
        self._states: dict[str, str] = {}

    def see(self, url: str, state: str | None) -> None:
        """Keep the state of the form on a page, in place of an earlier one."""
        if state is not None:
            self._states.pop(identity(url), None)
            self._states[identity(url)] = state
            if len(self._states) > MAX_FORMS:
                del self._states[next(iter(self._states))]

    def request_of(self, lease: Lease, **arguments: Any) -> Request | None:
        """Return the request for a lease that is posted; None for any other.

        For a form of unknown state that is a GET of its page.
        """
        post = read_post(lease.url)
        if post is None:
            return None
        state = self._states.get(identity(post.url))
        if post.sort == "event" and state is None:
            return Request(post.url, **arguments)
        body = post.payload(state or "")
        return Request(post.url, method="POST", body=body, headers=_HEADERS[post.sort], **arguments)

    def sent_for(self, lease: Lease, request: Request) -> Outcome | None:
        """Return the outcome of a request that only fetched the form of a lease; None for others."""
        if read_post(lease.url) is None or request.method == "POST":
            return None
        if self._states.get(identity(lease.url)) is None or lease.attempts >= MAX_ATTEMPTS:
            return over(lease, "no-form", "the page has no form to be sent")
        return Outcome(lease=lease, state=State.PENDING, reason="form", due_in_s=0.0)

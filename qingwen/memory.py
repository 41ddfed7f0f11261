"""What the pages of one site teach about the next page of it."""

from dataclasses import dataclass, field

MEMORY_VERSION = 1


@dataclass(slots=True)
class SiteMemory:
    """Counts over the pages of one site; bounded, serialisable, mutable by design."""

    pages: int = 0
    brands: dict[str, int] = field(default_factory=dict)

    def to_dict(self) -> dict[str, object]:
        """Return a JSON-serialisable form."""
        return {"version": MEMORY_VERSION, "pages": self.pages, "brands": dict(self.brands)}

    @classmethod
    def from_dict(cls, data: dict[str, object]) -> "SiteMemory":
        """Return the memory of `to_dict`; an empty one where the version is another."""
        if data.get("version") != MEMORY_VERSION:
            return cls()
        brands = data.get("brands")
        return cls(
            pages=int(str(data.get("pages", 0))),
            brands={str(k): int(v) for k, v in brands.items()} if isinstance(brands, dict) else {},
        )

"""What the title block of a damage map says about the painting and about who drew the map."""

from dataclasses import asdict, dataclass
from typing import Annotated, Any

import msgspec

from restoration.decoding import convert_json
from restoration.errors import BadRequest

Words = Annotated[str, msgspec.Meta(max_length=1000)]


@dataclass(frozen=True, slots=True)
class TitleBlock:
    """Words that only a person knows; each may be empty."""

    title: Words = ""
    inventory: Words = ""  # the number under which the collection keeps the painting
    operator: Words = ""  # who examined it
    date: Words = ""  # of the examination, as the person wrote it
    credit: Words = ""  # whom to name as the source of the picture, such as a museum's credit line

    def to_json(self) -> dict[str, Any]:
        """Return the words, ready for JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, fields: Any) -> "TitleBlock":  # noqa: ANN401 - whatever JSON held
        """Return a title block that `to_json` made; raise `BadRequest` if it is not one."""
        return convert_json(fields, cls, name="title block", error=BadRequest)

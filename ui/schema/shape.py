"""The base classes of the JSON models."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """A JSON object with these fields, in this order; one that may be absent is left out where it is not set."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    def plain(self) -> dict[str, Any]:
        """The object as a dictionary for `json.dumps`; fields that were not set are left out."""
        return self.model_dump(by_alias=True, exclude_unset=True)


class Identified(Shape):
    """What may carry the `id` that came in with it, whatever JSON that was."""

    id: Any = Field(default=None, description="the id that its line of input gave; absent where it gave none")


def id_field(id: object) -> dict[str, Any]:
    """The `id` to set on a model, or nothing where the input had none, so that the JSON leaves the field out."""
    return {} if id is None else {"id": id}

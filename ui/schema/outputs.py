"""The JSON Schema of everything that Pinpoint prints or writes as JSON; `docs/schema.json` is a copy of it."""

from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from ui.schema.answer import Answer
from ui.schema.finding import Check, Finding
from ui.schema.library import Added, Doctor, List, Shown
from ui.schema.record import Record, Standing
from ui.schema.search import Search

# What the commands print with --json and write with --record.
OUTPUTS: tuple[type[BaseModel], ...] = (Answer, Search, Check, Finding, Standing, Added, List, Shown, Doctor, Record)


class _Untitled(GenerateJsonSchema):
    """A generator that gives fields no title: pydantic's default title only repeats the name of the field."""

    def field_title_should_be_set(self, schema: object) -> bool:
        return False


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of everything that a command prints with `--json` or writes with `--record`."""
    models: list[tuple[type[BaseModel], Literal["serialization"]]] = [(model, "serialization") for model in OUTPUTS]
    names, found = models_json_schema(models, by_alias=True, schema_generator=_Untitled)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Pinpoint's JSON",
        "description": "What `pinpoint … --json` prints. Fields may be added, none renamed.",
        "anyOf": [names[model, "serialization"] for model in OUTPUTS],
        "$defs": found["$defs"],
    }

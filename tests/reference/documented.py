"""Is an answer what the OpenAPI document says? As much of JSON Schema as the document uses, and no more.

It refuses a keyword it does not know, so that the document cannot outgrow it in silence.
"""

from typing import Any

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "null": (type(None),),
    "integer": (int,),
    "number": (int, float),
}
_WORDS = {"description", "title"}
_KNOWN = {"type", "enum", "properties", "required", "additionalProperties", "$ref", "items", "anyOf"} | _WORDS


def contradictions(document: dict[str, Any], value: Any, schema: dict[str, Any], at: str = "$") -> list[str]:
    """Where and how the value is not what the schema says."""
    if "$ref" in schema:
        schema = _resolved(document, schema["$ref"])
    unknown = set(schema) - _KNOWN
    assert not unknown, f"the document uses {unknown}, which this test cannot judge"
    if "anyOf" in schema:
        each = [contradictions(document, value, choice, at) for choice in schema["anyOf"]]
        return [] if [] in each else each[0]
    found = [] if _is_of_type(value, schema) else [f"{at}: {value!r} is no {schema['type']}"]
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{at}: {value!r} is none of {schema['enum']}")
    if isinstance(value, dict):
        found += _of_members(document, value, schema, at)
    if isinstance(value, list) and "items" in schema:
        for index, item in enumerate(value):
            found += contradictions(document, item, schema["items"], f"{at}[{index}]")
    return found


def _of_members(document: dict[str, Any], value: dict[str, Any], schema: dict[str, Any], at: str) -> list[str]:
    properties = schema.get("properties", {})
    found = [f"{at}: {name} is missing" for name in schema.get("required", ()) if name not in value]
    if schema.get("additionalProperties") is False:
        found += [f"{at}: {name} is not in the document" for name in value if name not in properties]
    for name in set(value) & set(properties):
        found += contradictions(document, value[name], properties[name], f"{at}.{name}")
    return found


def _is_of_type(value: Any, schema: dict[str, Any]) -> bool:
    named = schema.get("type", list(_TYPES))
    kinds = [kind for name in ([named] if isinstance(named, str) else named) for kind in _TYPES[name]]
    return type(value) in kinds


def _resolved(document: dict[str, Any], reference: str) -> dict[str, Any]:
    found: Any = document
    for name in reference.removeprefix("#/").split("/"):
        found = found[name]
    return found


def contradicts(document: dict[str, Any], method: str, path: str, answer: Any) -> list[str]:
    """The same of a whole answer: its status is listed, and a body that is described is there."""
    responses = document["paths"][path][method.lower()]["responses"]
    described = responses.get(str(answer.status_code))
    if described is None:
        return [f"{answer.status_code} is not listed, only {sorted(responses)}"]
    content = described.get("content", {})
    if not content:
        return []  # nothing is promised of the body
    if not answer.content:
        return ["a body is described, and there is none"]
    media_type = answer.headers["content-type"].partition(";")[0]
    if media_type not in content:
        return [f"{media_type} is not described"]
    return contradictions(document, answer.json(), content[media_type]["schema"])

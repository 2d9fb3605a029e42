"""The OpenAPI document is valid and whole, and the manual is up to date."""

import re
from pathlib import Path

import openapi_spec_validator
import orjson
import pytest
from pydantic import ValidationError

from groundswell.api.bodies import Body
from groundswell.api.lists import Adding, ListIn
from groundswell.api.profiles import ProfilesIn
from groundswell.api.reference import operations, renewed
from groundswell.api.search import SearchIn, SimilarIn
from groundswell.api.v1 import api

MANUAL = Path(__file__).resolve().parents[2] / "docs" / "api.md"


@pytest.fixture(scope="module")
def document():
    return api.get_openapi_schema()


def _operations(document):
    return [
        (method, path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def test_the_document_is_valid(document) -> None:
    openapi_spec_validator.validate(document)


def test_operations_have_distinct_plain_names(document) -> None:
    names = [operation["operationId"] for _, _, operation in _operations(document)]
    assert len(names) == len(set(names))
    assert all(name.isalpha() and name[0].islower() for name in names)


def test_every_operation_says_what_it_does_and_refuses(document) -> None:
    for method, path, operation in _operations(document):
        assert operation["description"], (method, path)
        assert operation["summary"] != operation["operationId"]
        if operation.get("security"):
            assert {"401", "403", "404", "422", "429"} <= set(operation["responses"])
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                assert list(response["content"]) == ["application/problem+json"]


def test_writes_take_an_idempotency_key(document) -> None:
    for method, path, operation in _operations(document):
        names = {parameter["name"] for parameter in operation["parameters"]}
        writes = method != "get" and not operation.get("x-read-only")
        assert ("Idempotency-Key" in names) == writes, (method, path)


def test_the_manual_lists_every_operation(document) -> None:
    text = MANUAL.read_text("utf-8")
    assert renewed(text, document) == text, "run: python -m groundswell.api.reference docs/api.md"
    assert operations(document).count("**`") == len(_operations(document))


def _examples() -> list[tuple[str, str]]:
    """Method and path of each call in the manual."""
    text = MANUAL.read_text("utf-8").replace("\\\n", " ")
    calls = []
    for line in re.findall(r"^\$ (curl .*?)(?=^\$|^```)", text, re.MULTILINE | re.DOTALL):
        path = re.search(r"\$GROUNDSWELL(/[\w/]*)", line)
        asked = re.search(r"-X (\w+)", line)
        sends = re.search(r"\s-(d|F)\s", line) and " -sG " not in line
        assert path is not None, line
        calls.append((asked[1].lower() if asked else "post" if sends else "get", path[1]))
    return calls


def test_the_examples_of_the_manual_call_what_there_is(document) -> None:
    there = {
        (method, re.sub(r"{\w+}", "*", path.removeprefix("/api/v1")))
        for method, path, _ in _operations(document)
    }
    calls = _examples()
    assert len(calls) >= 10
    for method, path in calls:
        assert (method, re.sub(r"/[a-z]{3}_[0-9a-z]{13}", "/*", path)) in there, (method, path)


def test_the_bodies_of_the_manual_are_read() -> None:
    text = MANUAL.read_text("utf-8")
    bodies = [orjson.loads(body) for body in re.findall(r"-d '({.*?})'", text, re.DOTALL)]
    assert len(bodies) >= 5
    kinds = (SearchIn, SimilarIn, ListIn, Adding, ProfilesIn)
    for body in bodies:
        assert any(_fits(kind, body) for kind in kinds), body


def _fits(kind: type[Body], body: object) -> bool:
    try:
        kind.model_validate(body)
    except ValidationError:
        return False
    return True

"""The OpenAPI document is valid and whole, and the manual is up to date."""

from pathlib import Path

import openapi_spec_validator
import pytest

from groundswell.api.reference import operations, renewed
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

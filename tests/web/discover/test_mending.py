"""A text that cannot be read says where, and what was probably meant."""

import pytest

from groundswell.discovery import search
from groundswell.discovery.errors import QueryError
from groundswell.discovery.language import parse
from groundswell.kernel.errors import GroundswellError
from groundswell.relationships import actions
from groundswell.web.discover.mending import fault_of, ways_out
from groundswell.workspaces.scope import Scope


def refused(text: str) -> GroundswellError:
    with pytest.raises(QueryError) as error:
        parse(text)
    return error.value


@pytest.mark.parametrize(
    ("text", "bad", "fixes"),
    [
        ("vegan er>=3", "3", ["vegan er>=3%", "vegan er>=300%"]),
        ("topc:vegan", "topc", ["topic:vegan"]),
        ("country:germny x", "germny", ["country:DE x"]),
        ("platform:instagrm", "instagrm", ["platform:instagram"]),
        ("followers:10k-50k", "10k-50k", ["followers:10k..50k"]),
        ("(vegan", "(", []),
    ],
)
def test_faults_are_placed_and_fixed(text: str, bad: str, fixes: list[str]) -> None:
    fault = fault_of(text, refused(text))
    assert (fault.before + fault.bad + fault.after, fault.bad) == (text, bad)
    assert [fix.text for fix in fault.fixes] == fixes
    for fix in fault.fixes:
        parse(fix.text)


@pytest.mark.django_db
def test_lists_that_are_not_there(scope: Scope) -> None:
    actions.create_list(scope, "Summer shortlist")
    text = 'list:"Sumer shortlist" topic:skincare'
    with pytest.raises(GroundswellError) as error:
        search.search(scope, text)
    fault = fault_of(text, error.value)
    assert fault.bad == "Sumer shortlist"
    assert [fix.label for fix in fault.fixes] == ["Summer shortlist"]
    assert search.count(scope, fault.fixes[0].text) == 0


@pytest.mark.django_db
def test_the_part_in_the_way_is_named_with_what_there_is_without_it(scope: Scope) -> None:
    query = parse("platform:instagram nosuchwordanywhere followers>=1")
    assert search.count(scope, query) == 0
    (way,) = ways_out(scope, query)
    assert way.part == "nosuchwordanywhere"
    assert way.count == search.count(scope, "platform:instagram followers>=1") > 0
    assert parse(way.text) == parse("platform:instagram followers>=1")


@pytest.mark.django_db
def test_one_part_alone_or_very_many_have_no_way_out(scope: Scope) -> None:
    assert ways_out(scope, parse("nosuchwordanywhere")) == []
    assert ways_out(scope, parse(" ".join(f'"word{n}"' for n in range(14)))) == []

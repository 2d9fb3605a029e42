"""What is done on the creator's page, seen to have happened, and taken back."""

import json
import re
from typing import Any

import pytest
from django.http import HttpResponse

from groundswell.creators import queries
from groundswell.creators.actions import join_creators
from groundswell.creators.identifiers import creator_id, merge_id
from groundswell.creators.models import Creator, Profile
from groundswell.creators.platforms import Platform
from groundswell.discovery import sync
from groundswell.relationships import queries as relations
from groundswell.relationships.actions import add_profiles, create_list
from groundswell.workspaces import notifications
from groundswell.workspaces.models import AuditLine
from tests.web.creators.conftest import World
from tests.web.creators.test_page import get, text


def post(world: World, path: str, who: str = "owner", /, **form: Any) -> HttpResponse:
    response: Any = world.client(who).post(path, form)
    return response


def facts(world: World, key: str = "maren") -> dict[str, Any]:
    found = queries.find_profile(world.scope, Platform.INSTAGRAM, key)
    assert found is not None
    return {name: fact.value for name, fact in found.facts.items()}


def as_shown(world: World, path: str) -> dict[str, str]:
    """The fields of a form as the page shows them."""
    form = get(world, path).context["form"]
    data = {}
    for name in form.fields:
        shown = form.fields[name].widget.format_value(form[name].value())
        shown = shown[0] if isinstance(shown, list) else shown
        data[name] = "" if shown is None else str(shown)
    return data


def test_a_fact_is_corrected_seen_in_history_and_taken_back(world: World) -> None:
    client = world.client()
    path = world.path(rest="edit/")
    form = as_shown(world, path) | {"city": "Oslo", "followers": "50000"}
    done: Any = client.post(path, form)
    assert done.status_code == 302
    assert facts(world)["city"] == "Oslo"
    page: Any = client.get(done["Location"])
    body = text(page)
    assert "Entered by hand" in body
    assert "Oslo" in body
    toast = json.loads(re.search(r'id="said"[^>]*>(.*?)</script>', page.content.decode())[1])[0]  # type: ignore[index]
    assert "2 facts corrected" in toast["text"]
    assert client.post(toast["undo"]).status_code == 302
    assert facts(world)["city"] == "Portland"


def test_a_field_that_cannot_be_saved_is_named_and_nothing_is_changed(world: World) -> None:
    path = world.path(rest="edit/")
    form = as_shown(world, path) | {"city": "Oslo", "followers": "-1"}
    done = post(world, path, **form)
    assert done.status_code == 422
    body = done.content.decode()
    assert 'aria-invalid="true"' in body
    assert 'value="Oslo"' in body
    assert "nothing was changed" in body
    assert facts(world)["city"] == "Portland"


def test_any_fact_of_history_can_be_corrected(world: World) -> None:
    page = get(world, world.path(rest="edit/") + "?fact=credibility")
    assert "Audience credibility" in text(page)


def test_on_a_list_and_off_again(world: World) -> None:
    board = create_list(world.scope, "Spring launch")
    done = post(world, world.path(rest="do/list/"), list=board.uid)
    assert done.status_code == 302
    assert board.uid in [
        one.uid for one in relations.lists_containing(world.scope, world.row("maren"))
    ]
    assert "Spring launch" in text(get(world, world.path()))
    post(world, world.path(rest="do/list/"), list=board.uid, off="1")
    assert relations.lists_containing(world.scope, world.row("maren")) == []


def test_a_new_list_is_made_on_the_way(world: World) -> None:
    part: Any = world.client().post(
        world.path(rest="do/list/"), {"name": "Autumn"}, headers={"HX-Request": "true"}
    )
    assert "Autumn" in text(part)
    assert "Take off Autumn" in text(part)  # the menu knows of it too
    assert "<main" not in part.content.decode()
    assert "added to Autumn" in part["HX-Trigger"]


def test_a_list_of_another_workspace_is_not_there(world: World) -> None:
    theirs = create_list(world.cast.scope("stranger", "rivalry"), "Theirs")
    assert post(world, world.path(rest="do/list/"), list=theirs.uid).status_code == 404


def test_tags_and_notes_with_a_mention(world: World) -> None:
    post(world, world.path(rest="do/tag/"), tag="Glow")
    assert relations.tags_of(world.scope, world.row("maren")) == ["glow"]
    post(world, world.path(rest="do/note/"), text="Answers fast. @Viewer look at the reels.")
    body = text(get(world, world.path(rest="notes/")))
    assert "Answers fast." in body
    assert "Owner Quill" in body
    assert "tagged glow" in body
    assert "note written" in body
    told = notifications.latest(world.cast.scope("viewer"))
    assert [one.link for one in told] == [f"creators/{creator_id(world.creator())}/"]
    post(world, world.path(rest="do/tag/"), tag="glow", off="1")
    assert relations.tags_of(world.scope, world.row("maren")) == []


def test_a_note_is_written_anew_and_deleted(world: World) -> None:
    post(world, world.path(rest="do/note/"), text="First.")
    note = relations.notes_about(world.scope, creator=world.creator())[0]
    path = world.path(rest=f"do/note/{note.uid}/")
    post(world, path, text="Second.")
    assert "Second." in text(get(world, world.path(rest="notes/")))
    post(world, path, delete="1")
    assert relations.notes_about(world.scope, creator=world.creator()) == []


def test_two_creators_are_found_merged_and_parted(world: World) -> None:
    sync.drain()
    path = world.path(rest="merge/")
    found = text(get(world, f"{path}?find=bare"))
    assert "bare" in found
    by_address = get(world, f"{path}?find=https://www.instagram.com/bare/")
    other = creator_id(world.creator("bare"))
    assert f"?with={other}" in by_address.content.decode()
    preview = text(get(world, f"{path}?with={other}"))
    assert "Why they are the same" in preview
    assert post(world, path, other=other, reason="").status_code == 422
    done: Any = post(world, path, other=other, reason="same face")
    assert done.status_code == 302
    assert {one.key for one in queries.creator_detail(world.scope, world.creator()).profiles} == {
        "maren", "maren.moves", "bare",
    }  # fmt: skip
    again = text(get(world, done["Location"] + "merge/"))
    assert "same face" in again
    assert "Owner Quill" in again
    merge = queries.creator_detail(world.scope, world.creator()).merges[-1]
    parted = post(world, done["Location"] + "unmerge/", merge=merge_id(merge.pk))
    assert parted.status_code == 302
    assert "bare" not in {
        one.key for one in queries.creator_detail(world.scope, world.creator()).profiles
    }


@pytest.mark.parametrize(
    ("find", "said"),
    [("(((", "alert"), ("https://www.instagram.com/maren/", "Nobody is found"), ("zzzzqq", "Nobody is found"),
     ("https://www.instagram.com/p/x/", "alert")],
)  # fmt: skip
def test_what_finds_nobody_says_so(world: World, find: str, said: str) -> None:
    sync.drain()
    page = get(world, f"{world.path(rest='merge/')}?find={find}", **{"HX-Request": "true"})
    assert page.status_code == 200
    assert said in page.content.decode()


def test_a_creator_is_not_merged_with_itself(world: World) -> None:
    own = creator_id(world.creator())
    assert "That is this creator." in text(get(world, f"{world.path(rest='merge/')}?with={own}"))
    done = post(world, world.path(rest="merge/"), other=own, reason="it is me")
    assert done.status_code == 422


def test_a_stranger_is_not_merged(world: World) -> None:
    nobody = "crt_0000000000000"
    assert post(world, world.path(rest="merge/"), other=nobody, reason="x").status_code == 404


def test_a_profile_is_linked_by_its_address(world: World) -> None:
    done: Any = post(
        world,
        world.path(rest="link/"),
        handle="https://www.youtube.com/@marenlog",
        reason="in the bio",
    )
    assert done.status_code == 302
    body = text(get(world, done["Location"]))
    assert "marenlog" in body


@pytest.mark.parametrize(
    ("form", "field"),
    [({"handle": "maren.too"}, "platform"),
     ({"handle": "https://instagram.com/p/x", "platform": "instagram"}, "handle"),
     ({"handle": "maren", "platform": "instagram"}, "handle"),
     ({"handle": "https://www.youtube.com/@x", "platform": "tiktok"}, "handle"),
     ({"handle": "@x.y", "platform": "tiktok", "reason": ""}, "reason")],
)  # fmt: skip
def test_what_cannot_be_linked_names_its_field(
    world: World, form: dict[str, str], field: str
) -> None:
    done = post(world, world.path(rest="link/"), **({"reason": "in the bio"} | form))
    assert done.status_code == 422
    assert list(done.context["form"].errors) == [field]
    assert Profile.objects.count() == 3


def test_the_export_holds_what_is_kept(world: World) -> None:
    done = get(world, world.path(rest="export/"))
    assert "attachment" in done["Content-Disposition"]
    data = json.loads(done.content)
    assert {one["handle"] for one in data["creators"]["Profile"]} == {"maren", "maren.moves"}


def test_erasing_takes_the_name_typed_and_says_what_stays(world: World) -> None:
    board = create_list(world.scope, "Spring launch")
    add_profiles(world.scope, board.uid, [world.row("maren")])
    path, gone = world.path(rest="erase/"), world.creator()
    asked = text(get(world, path))
    assert "Statements of sources" in asked
    assert "cannot be undone" in asked
    wrong = post(world, path, typed="Maren")
    assert wrong.status_code == 422
    assert Creator.objects.filter(pk=gone).exists()
    done = post(world, path, typed=" maren okoye-lindt ")
    assert done.status_code == 200
    body = text(done)
    assert "no later file brings the person back" in body
    assert not Profile.objects.filter(key="maren").exists()
    assert get(world, path).status_code == 404
    assert AuditLine.objects.filter(verb="creator.erased").exists()


def test_deeds_are_named_in_the_activity(world: World) -> None:
    board = create_list(world.scope, "Spring launch")
    add_profiles(world.cast.scope("owner"), board.uid, [world.row("maren")])
    join_creators(world.scope, world.creator(), world.creator("bare"), "same face")
    body = text(get(world, world.path(rest="notes/")))
    assert "Owner Quill added to Spring launch" in body

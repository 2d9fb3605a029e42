from pathlib import Path

import pytest

from groundswell.config.env import VARIABLES, Environment, SettingError

URL = "GROUNDSWELL_SITE_URL"


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("GROUNDSWELL_DEBUGG", "GROUNDSWELL_DEBUG"),
        ("GROUNDSWELL_SITEURL", "GROUNDSWELL_SITE_URL"),
        ("GROUNDSWELL_INDEX_SHARD", "GROUNDSWELL_INDEX_SHARDS"),
        ("GROUNDSWELL_HOME_FILE", "GROUNDSWELL_HOME"),
    ],
)
def test_an_unknown_variable_is_refused_with_the_nearest_one(name: str, near: str) -> None:
    with pytest.raises(SettingError) as refusal:
        Environment({name: "1", "PATH": "/bin"})
    assert refusal.value.field == name
    assert name in refusal.value.sentence
    assert refusal.value.hint == f"Did you mean {near}?"


def test_a_variable_like_none_of_ours_is_refused_without_a_guess() -> None:
    with pytest.raises(SettingError, match=r"expected one of .*GROUNDSWELL_HOME") as refusal:
        Environment({"GROUNDSWELL_QQ": "1"})
    assert refusal.value.hint is None


def test_variables_of_others_are_not_ours_to_judge() -> None:
    Environment({"_GROUNDSWELL_COMPLETE": "bash", "LANG": "C", "groundswell_x": "1"})


@pytest.mark.parametrize(
    ("value", "read"),
    [("1", True), ("TRUE", True), (" yes ", True), ("on", True), ("0", False), ("Off", False)],
)
def test_booleans(value: str, read: bool) -> None:
    assert (
        Environment({"GROUNDSWELL_DEBUG": value}).flag("GROUNDSWELL_DEBUG", default=not read)
        is read
    )


@pytest.mark.parametrize("value", ["2", "tru", "y", "enabled"])
def test_a_malformed_boolean_says_name_value_and_what_was_expected(value: str) -> None:
    with pytest.raises(SettingError) as refusal:
        Environment({"GROUNDSWELL_DEBUG": value}).flag("GROUNDSWELL_DEBUG", default=False)
    assert str(refusal.value) == f"GROUNDSWELL_DEBUG is {value!r}; expected yes or no."


@pytest.mark.parametrize("value", ["", "  "])
def test_an_empty_variable_counts_as_not_set(value: str) -> None:
    env = Environment({"GROUNDSWELL_DEBUG": value, URL: value, "GROUNDSWELL_HOME": value})
    assert env.flag("GROUNDSWELL_DEBUG", default=True) is True
    assert env.site(URL, "http://localhost:8000") == "http://localhost:8000"
    assert env.path("GROUNDSWELL_HOME", Path("/x")) == Path("/x")


@pytest.mark.parametrize("value", ["0", "17", "-1", "2.0", "two", "1_0", "9" * 30])
def test_a_number_out_of_range_is_refused(value: str) -> None:
    env = Environment({"GROUNDSWELL_INDEX_SHARDS": value})
    with pytest.raises(SettingError, match="expected a whole number from 1 to 16"):
        env.number("GROUNDSWELL_INDEX_SHARDS", 2, low=1, high=16)


@pytest.mark.parametrize(
    "value", ["http://localhost:8000", "https://a-b.example.com/", "https://[::1]:8443"]
)
def test_site_addresses(value: str) -> None:
    assert Environment({URL: value}).site(URL, "") == value.rstrip("/")


@pytest.mark.parametrize(
    "value",
    [
        "localhost:8000",
        "example.com",
        "ftp://example.com",
        "https://",
        "https://example.com/path",
        "https://example.com?x=1",
        "https://u:p@example.com",
        "http://localhost:port",
        "http://localhost:99999",
        "https://exa mple.com",
        "https://[::1",
    ],
)
def test_a_malformed_address_is_refused(value: str) -> None:
    with pytest.raises(SettingError, match="expected an address such as https://"):
        Environment({URL: value}).site(URL, "")


def test_host_names() -> None:
    name = "GROUNDSWELL_ALLOWED_HOSTS"
    read = Environment({name: "a.example, .b.example,[::1],"}).hosts(name, [])
    assert read == ["a.example", ".b.example", "[::1]"]
    with pytest.raises(SettingError, match=r"https://a\.example"):
        Environment({name: "https://a.example"}).hosts(name, [])


def test_choices() -> None:
    name = "GROUNDSWELL_LOG_LEVEL"
    assert Environment({name: "DEBUG"}).choice(name, "info", ("debug", "info")) == "debug"
    with pytest.raises(SettingError, match="one of debug, info, warning, error"):
        Environment({name: "loud"}).choice(name, "info", ("debug", "info"))


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "url"
    path.write_text("postgres://u:p@h/n\n")
    assert Environment({"DATABASE_URL_FILE": str(path)}).raw("DATABASE_URL") == "postgres://u:p@h/n"


def test_a_secret_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.write_text("\n")
    for path, word in ((tmp_path / "none", "cannot be read"), (empty, "is empty")):
        with pytest.raises(SettingError, match=word) as refusal:
            Environment({"GROUNDSWELL_SECRET_KEY_FILE": str(path)}).raw("GROUNDSWELL_SECRET_KEY")
        assert refusal.value.field == "GROUNDSWELL_SECRET_KEY_FILE"


def test_a_secret_given_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="both set"):
        Environment({"EMAIL_URL": "console://", "EMAIL_URL_FILE": str(tmp_path)}).raw("EMAIL_URL")


def test_a_secret_is_never_shown() -> None:
    env = Environment({"GROUNDSWELL_SECRET_KEY": "hunter2"})
    with pytest.raises(SettingError, match="at least 32 characters") as refusal:
        env.text("GROUNDSWELL_SECRET_KEY", "", shortest=32)
    assert "hunter2" not in str(refusal.value)


def test_every_variable_is_described() -> None:
    for variable in VARIABLES:
        assert variable.note.endswith(".")
        assert variable.expects
        assert variable.default

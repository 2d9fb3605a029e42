"""The text face: reading, writing and refusing."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groundswell.discovery.errors import QueryError
from groundswell.discovery.language import LONGEST, format_query, parse
from groundswell.discovery.query import (
    Ago,
    And,
    Bound,
    Ids,
    InList,
    Known,
    Like,
    Not,
    Or,
    Prefix,
    Query,
    Range,
    Share,
    Soft,
    Sort,
    Term,
    Terms,
    Text,
)
from tests.discovery.strategies import queries


def attempt(text: str) -> tuple[Query | None, QueryError | None]:
    try:
        return parse(text), None
    except QueryError as refusal:
        return None, refusal


calm = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None
)


@calm
@given(queries)
def test_every_query_survives_the_way_through_text(query):
    text = format_query(query)

    assert parse(text) == query
    assert format_query(parse(text)) == text


_PIECES = st.sampled_from(
    ["(", ")", '"', "-", "~", " ", " OR ", " AND ", "NOT ", ":", ">=", "<", "..", "^2", "^", ",", "*",
     "\\", "topic:", "vegan", "er", "3%", "followers", "10k", "audience.country:US", ">=30%", "sort:",
     "sort:(2*er + log(followers))", "any(", "all(", "posted<=30d", "price<=5EUR", "like:@x", "id:",
     "!certain", "has:email", "“", "”", "bio:", "tier:", "2026-02-30", "audience.", "cell:", "\x00"]
)  # fmt: skip


@calm
@given(st.one_of(st.text(max_size=40), st.lists(_PIECES, max_size=12).map("".join)))
def test_any_text_is_read_or_refused_with_its_place(text):
    query, refusal = attempt(text)

    if refusal is None:
        assert parse(format_query(query)) == query
    else:
        assert 0 <= refusal.position <= refusal.position + refusal.length <= len(text)
        assert refusal.sentence
        assert refusal.code == "bad-query"


def where(text: str) -> object:
    return parse(text).where


def at_most(days: int) -> Bound:
    return Bound(Ago(days))


READINGS = {
    "": None,
    "vegan": Text("vegan"),
    "clean beauty": Text("clean beauty"),
    '"clean  beauty"': Text("clean beauty", phrase=True),
    "“clean beauty”": Text("clean beauty", phrase=True),
    "clean AND beauty": And((Text("clean"), Text("beauty"))),
    'clean "x" beauty': And((Text("clean"), Text("x", phrase=True), Text("beauty"))),
    "a b OR c": Or((Text("a b"), Text("c"))),
    "a (b OR c)": And((Text("a"), Or((Text("b"), Text("c"))))),
    "NOT a b": And((Not(Text("a")), Text("b"))),
    "-(a b)": Not(Text("a b")),
    "--a": Not(Not(Text("a"))),
    r"\OR \-a": Text("OR -a"),
    "well-being 10:30": Text("well-being 10:30"),
    "topic:Skincare": Terms("topic", ("skincare",)),
    "TOPICS=#Skincare": Terms("topic", ("skincare",)),
    "topic:skincare, vegan": Terms("topic", ("skincare", "vegan")),
    "topic:any(a,b)": Terms("topic", ("a", "b")),
    "topic:ALL( a , b )": Terms("topic", ("a", "b"), every=True),
    "topic:all(a)": Terms("topic", ("a",)),
    "topic:a,a": Terms("topic", ("a",)),
    "topic!=a": Not(Terms("topic", ("a",))),
    'topic:"clean beauty",vegan': Terms("topic", ("clean beauty", "vegan")),
    "country:uk,usa,Deutschland,ελλάδα,日本": Terms("country", ("GB", "US", "DE", "GR", "JP")),
    "language:Français,eng,pt-BR,中文": Terms("language", ("fr", "en", "pt", "zh")),
    "platform:IG,twitter,YouTube": Terms("platform", ("instagram", "x", "youtube")),
    "account_type:business": Terms("account", ("business",)),
    "is:live-streaming": Terms("is", ("live_streams",)),
    "handle:@Glow": Terms("handle", ("glow",)),
    "handle:glow*": Prefix("handle", "glow"),
    'handle:"glow up"*': Prefix("handle", "glow up"),
    r"handle:glow\*": Terms("handle", ("glow*",)),
    "hashtag:skin*,vegan": Or((Terms("hashtag", ("vegan",)), Prefix("hashtag", "skin"))),
    "followers>=10k": Range("followers", low=Bound(10_000)),
    "followers ≥ 10,000": Range("followers", low=Bound(10_000)),
    "followers:10_000..1.5m": Range("followers", Bound(10_000), Bound(1_500_000)),
    "followers:..50k": Range("followers", high=Bound(50_000)),
    "followers:>10k..<50k": Range("followers", Bound(10_000, False), Bound(50_000, False)),
    "followers:>=10k": Range("followers", low=Bound(10_000)),
    "followers:10k": Range("followers", Bound(10_000), Bound(10_000)),
    "subs<1b": Range("followers", high=Bound(1_000_000_000, False)),
    "er>=3%": Range("er", low=Bound(0.03)),
    "er>=.035": Range("er", low=Bound(0.035)),
    "growth:-5%..5%": Range("growth", Bound(-0.05), Bound(0.05)),
    "growth>=150%": Range("growth", low=Bound(1.5)),
    "posts_per_week>2.5": Range("posts_per_week", low=Bound(2.5, False)),
    "price<=500EUR": Range("price", high=Bound(50_000), currency="EUR"),
    "price<=500 EUR vegan": And(
        (Range("price", high=Bound(50_000), currency="EUR"), Text("vegan"))
    ),
    "price:€1.5k..€2k": Range("price", Bound(150_000), Bound(200_000), "EUR"),
    "price:100..500JPY": Range("price", Bound(100), Bound(500), "JPY"),
    "price<0.125KWD": Range("price", high=Bound(125, False), currency="KWD"),
    "posted<=30d": Range("posted", low=at_most(30)),
    "posted<30d": Range("posted", low=Bound(Ago(30), False)),
    "posted:30d": Range("posted", low=at_most(30)),
    "posted:<30d": Range("posted", low=Bound(Ago(30), False)),
    "posted>=4w": Range("posted", high=at_most(28)),
    "posted>1y": Range("posted", high=Bound(Ago(365), False)),
    "posted:7d..2mo": Range("posted", at_most(60), at_most(7)),
    "posted:..30d": Range("posted", low=at_most(30)),
    "posted:30d..": Range("posted", high=at_most(30)),
    "joined:2024": Range("joined", Bound(date(2024, 1, 1)), Bound(date(2024, 12, 31))),
    "joined>2024-02": Range("joined", low=Bound(date(2024, 2, 29), False)),
    "joined<=2024": Range("joined", high=Bound(date(2024, 12, 31))),
    "joined<2024": Range("joined", high=Bound(date(2024, 1, 1), False)),
    "joined:2020-5-1..30d": Range("joined", Bound(date(2020, 5, 1)), at_most(30)),
    "audience.country:US": Share("country", ("US",), 0.2),
    "aud.location:US,Canada>=30%": Share("country", ("US", "CA"), 0.3),
    "audience.country:US<=10%": Share("country", ("US",), high=0.1),
    "audience.country:US=10%..50%": Share("country", ("US",), 0.1, 0.5),
    "audience.country:US>=30%!certain": Share("country", ("US",), 0.3, certain=True),
    "audience.country:US!certain": Share("country", ("US",), 0.2, certain=True),
    "audience.gender:women>=60%": Share("gender", ("female",), 0.6),
    "audience.age:18-34,45+>=0.4": Share("age", ("18-34", "45+"), 0.4),
    'audience.interest:"clean beauty">=5%': Share("interest", ("clean beauty",), 0.05),
    "audience.cell:usa/18-24/f": Share("cell", ("US/18-24/female",), 0.05),
    "audience.cell:*/65+/*>=1%": Share("cell", ("*/65+/*",), 0.01),
    "bio:vegan": Text("vegan", field="bio"),
    'bio:"dog mum"': Text("dog mum", phrase=True, field="bio"),
    "bio:(dog mum)": Text("dog mum", field="bio"),
    "bio:dog,cat": Or((Text("dog", field="bio"), Text("cat", field="bio"))),
    "bio:all(dog,cat)": And((Text("dog", field="bio"), Text("cat", field="bio"))),
    "text:vegan": Text("vegan"),
    "has:email": Known("email"),
    "has:mail,phone": Or((Known("email"), Known("phone"))),
    "has:all(email,phone)": And((Known("email"), Known("phone"))),
    "has:engagement_rate": Known("er"),
    "like:@glow": Like("glow"),
    "like:glow": Like("glow"),
    "like:ig/@Glow.x": Like("Glow.x", "instagram"),
    "like:https://www.instagram.com/glow/": Like("glow", "instagram"),
    "audience-like:tiktok/@glow": Like("glow", "tiktok", audience=True),
    'list:"My list",other': InList(("My list", "other")),
    "list:all(a,b)": And((InList(("a",)), InList(("b",)))),
    "id:PRF_0123456789abc": Ids(("prf_0123456789abc",)),
    "tier:Micro,IZEA/nano": Terms("tier", ("micro", "izea/nano")),
    "tag:VIP": Terms("tag", ("vip",)),
}


@pytest.mark.parametrize(("text", "node"), READINGS.items())
def test_reading(text, node):
    assert where(text) == node


def test_preferences_and_sort_stand_anywhere_at_the_top():
    query = parse("~topic:vegan^2 sort:er:asc country:DE ~(a b)^0.5 c ~-is:private")

    assert query == Query(
        And((Terms("country", ("DE",)), Text("c"))),
        (
            Soft(Terms("topic", ("vegan",)), 2.0),
            Soft(Text("a b"), 0.5),
            Soft(Not(Terms("is", ("private",)))),
        ),
        Sort((Term(1.0, "er"),), descending=False),
    )


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("sort:followers", Sort((Term(1.0, "followers"),))),
        ("sort:subscribers:desc", Sort((Term(1.0, "followers"),))),
        ("sort:relevance", None),
        (
            "sort:(2*er + 0.5*log(followers) - price):asc",
            Sort(
                (Term(2.0, "er"), Term(0.5, "followers", log=True), Term(-1.0, "price")),
                descending=False,
            ),
        ),
        ("sort:(-log(er))", Sort((Term(-1.0, "er", log=True),))),
    ],
)
def test_sort(text, sort):
    assert parse(text).sort == sort


CANONICAL = {
    "TOPIC:Skincare  ,  Vegan": "topic:skincare,vegan",
    "NOT (a OR b)": "-(a OR b)",
    "followers >= 10,000": "followers>=10k",
    "followers:1234567..2000000": "followers:1234567..2m",
    "er>=0.035": "er>=3.5%",
    "price<= €12.50": "price<=12.5EUR",
    "posted:<4w": "posted<28d",
    "sort:(1*er)": "sort:er",
    "sort:er a OR b": "(a OR b) sort:er",
    "a b OR c d OR topic:x y": "a b OR c d OR (topic:x y)",
    "has:email OR has:phone": "has:email,phone",
    "country:germany": "country:DE",
    'list:"Simple"': "list:Simple",
}


@pytest.mark.parametrize(("text", "canonical"), CANONICAL.items())
def test_canonical_text(text, canonical):
    assert format_query(parse(text)) == canonical


FAULTS = [
    # text, the part at fault, a part of the sentence, a part of the hint
    ("followrs>=3", "followrs", "no field", "followers"),
    ("vegan aud.contry:US", "contry", "not split by", "audience.country"),
    ("country:Germny", "Germny", "not a country", "DE (Germany)"),
    ("language:Germn", "Germn", "not a language", "de (German)"),
    ("platform:instgram", "instgram", "does not know", "instagram"),
    ("is:verifed", "verifed", "does not know", "verified"),
    ("has:emial", "emial", "does not know", "email"),
    ("tier:mikro", "mikro", "not a tier", "micro"),
    ("tier:izeea/micro", "izeea/micro", "no tier scheme", "izea"),
    ("tier:hypeauditor/celebrity", "hypeauditor/celebrity", "not a tier of the scheme", ""),
    ("currency:EURO", "EURO", "not a currency", "ISO"),
    ("followers>=abc", "abc", "not a number", "25k"),
    ("followers:10k-50k", "10k-50k", "not a number", "10k..50k"),
    ("er>=3,5%", "3,5%", "not a number", "3.5%"),
    ("followers>=1.5", "1.5", "whole number", ""),
    ("followers>=-1", "-1", "whole number", ""),
    ("followers>=3%", "3%", "not a percentage", ""),
    ("quality>=80%", "80%", "not a percentage", "80"),
    ("er>=3", "3", "could mean", "3% or 300%"),
    ("followers:50k..10k", "50k..10k", "Nothing lies", ""),
    ("followers:>5..5", ">5..5", "Nothing lies", ""),
    ("followers>=1..5", "1..5", "two ends", "followers:1..5"),
    ("followers:..", "..", "no end", "followers>=10k"),
    ("followers>=", "", "needs a value", ""),
    ("followers>=1e5", "1e5", "not a number", ""),
    ("followers>=9999999999999999999", "9999999999999999999", "beyond", ""),
    ("posted:30d..7d", "30d..7d", "Nothing lies", ""),
    ("posted>=soon", "soon", "not a time", "30d"),
    ("joined>=2024-02-30", "2024-02-30", "calendar", ""),
    ("joined>=2024-13", "2024-13", "calendar", ""),
    ("price<=500", "500", "currency is missing", "500EUR"),
    ("price<=500XYZ", "500XYZ", "not a currency", ""),
    ("price:5USD..9EUR", "5USD..9EUR", "Two currencies", ""),
    ("price<=0.001EUR", "0.001EUR", "2 decimals", ""),
    ("price<=-5EUR", "-5EUR", "below 0", ""),
    ("audience.country:US>30%", "30%", "include their ends", ">=30%"),
    ("audience.country:US=30%", "30%", "never exactly", ">=30%"),
    ("audience.country:US>=30", "30", "could mean", "30%"),
    ("audience.country:US>=130%", "US>=130%", "between 0% and 100%", ""),
    ("audience.country:US=50%..10%", "US=50%..10%", "Nothing lies", ""),
    ("audience.country>=30%", "audience.country>=", "whose share", "audience.country:KEY"),
    ("audience.age:18-30>=5%", "18-30>=5%", "run of age bands", "18-24"),
    ("audience.gender:nonbinary>=5%", "nonbinary>=5%", "female and male only", ""),
    ("audience.cell:US/18-24>=5%", "US/18-24>=5%", "not a cell", "US/18-24/female"),
    ("audience.cell:US/18-34/male>=5%", "US/18-34/male>=5%", "single age band", "18-24"),
    ("audience.cell:*/*/*", "*/*/*", "not a cell", ""),
    ("platform:all(ig,tt)", "all(ig,tt)", "has one platform", "any of them"),
    ("topic>=3", "topic>=", "not compared", "topic:value"),
    ("topic:", "", "value is missing", ""),
    ("topic:a,", "", "value is missing", ""),
    ("topic:(a OR b)", "(", "parenthesis cannot", "one,two"),
    ("topic:all(a,b", "all(", "not closed", ")"),
    ("country:U*", "U*", "first letters", "handle:glow*"),
    ("handle:a*b", "a*b", "only stand at the end", "glow*"),
    ("glow*", "glow*", "cut short", "handle:glow*"),
    ("like:@", "@", "handle is missing", "like:@handle"),
    ("like:foo/@x", "foo/@x", "does not know", ""),
    ("id:prf_1", "prf_1", "not the identifier", "prf_"),
    ("(a", "(", "not closed", ")"),
    ("a)", ")", "no opening", ""),
    ("()", "()", "nothing between", ""),
    ('a "b', '"', "not closed", "quote"),
    ("a ” b", "”", "no opening", ""),
    ("a \\", "\\", "backslash", ""),
    ("OR a", "OR a", "before OR", ""),
    ("a OR", "OR", "after OR", ""),
    ("a OR ~b", "OR", "after OR", ""),
    ("AND a", "AND", "before AND", ""),
    ("a AND OR b", "AND", "after AND", ""),
    ("- a", "-", "after the minus", ""),
    ("NOT", "NOT", "after NOT", ""),
    ("~ a", "~", "after the tilde", ""),
    ("(~a)", "~", "top level", ""),
    ("~a^0", "^0", "weight lies", ""),
    ("~a^x", "^x", "not a number", ""),
    ("a^2", "", "follows a preference", "~topic:vegan^2"),
    ("sort:topic", "topic", "cannot order", "Numbers"),
    ("sort:-er", "-", "which end", "asc"),
    ("sort:er:up", ":up", ":asc or :desc", ""),
    ("sort:er sort:er", "sort:", "one sort", ""),
    ("sort>er", "sort>", "sort:field", ""),
    ("sort:(er followers)", None, "not a blend", ""),
    ("sort:(er", None, "not a blend", ""),
    ("(sort:er)", "sort:", "top level", ""),
    ("a\x00b", "a\x00b", "cannot be printed", ""),
]


@pytest.mark.parametrize(("text", "part", "sentence", "hint"), FAULTS, ids=[f[0] for f in FAULTS])
def test_faults_are_told_with_their_place(text, part, sentence, hint):
    query, refusal = attempt(text)

    assert query is None
    assert refusal is not None
    assert sentence in refusal.sentence
    assert hint in (refusal.hint or "")
    if part is not None:
        assert text[refusal.position : refusal.position + refusal.length] == part


def test_limits_are_told():
    deep, refusal = attempt("(" * 50 + "a" + ")" * 50)
    assert deep is None
    assert "nested" in refusal.sentence
    many, refusal = attempt(" OR ".join(["topic:a"] * 3_000))
    assert many is None
    assert "2,000" in refusal.sentence
    long, refusal = attempt("a" * (LONGEST + 1))
    assert long is None
    assert refusal.position == LONGEST


def test_a_hundred_thousand_identifiers_are_read():
    ids = tuple(f"prf_{n:013d}" for n in range(100_000))

    assert where(f"-id:{','.join(ids)}") == Not(Ids(ids))

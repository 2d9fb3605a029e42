"""Words of the demo catalog: topics with their own language, places, invented names and brands.

Everything that could name a real person or company is made of syllables. Topic weights are per
thousand creators; ``female`` is the share of women among a topic's creators and pulls its audience
the same way.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np


def _parts(text: str) -> tuple[str, ...]:
    return tuple(text.split())


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic: how common it is, who makes and follows it, and the words it is talked about in."""

    name: str
    weight: int
    female: float
    lift: float  # multiplies the engagement rate expected for the size
    near: tuple[str, ...]
    words: tuple[str, ...]


def _topic(name: str, weight: int, female: float, lift: float, near: str, words: str) -> Topic:
    return Topic(name, weight, female, lift, tuple(near.split(",")), _parts(words))


# fmt: off
TOPICS: tuple[Topic, ...] = (
    _topic("beauty", 62, 0.88, 0.95, "skincare,makeup,fashion,haircare", "glow beauty routine lipstick palette swatch glam shade blush honest review favourites natural everyday"),
    _topic("skincare", 38, 0.87, 1.05, "beauty,wellness,makeup", "skincare serum cleanser moisturizer spf barrier retinol acne sensitive gentle hydration routine dermat clean"),
    _topic("makeup", 30, 0.9, 0.95, "beauty,skincare,fashion", "makeup foundation contour eyeliner brows lashes tutorial glam swatches cruelty free bridal bold soft"),
    _topic("haircare", 16, 0.85, 0.95, "beauty,makeup", "curls hair balayage braids scalp frizz blowout styling waves growth bond repair salon texture"),
    _topic("fashion", 74, 0.76, 0.85, "streetwear,beauty,lifestyle,thrifting", "outfit style lookbook wardrobe denim tailoring capsule trend heels haul runway linen minimal vintage"),
    _topic("streetwear", 18, 0.38, 0.95, "fashion,sneakers,music", "streetwear hoodie drop fit graphic cargo oversized layering techwear cap archive silhouettes brand urban"),
    _topic("sneakers", 14, 0.28, 1.0, "streetwear,basketball,fashion", "sneakers kicks grail retro lace unboxing restock colorway collection deadstock sole pair on foot"),
    _topic("thrifting", 10, 0.78, 1.3, "fashion,sustainability,vintage", "thrift secondhand upcycle flip haul charity find preloved mending swap rack bargain circular vintage"),
    _topic("vintage", 9, 0.66, 1.25, "thrifting,interior,fashion", "vintage retro antique sixties collector restore patina market estate era film classic timeless pieces"),
    _topic("lifestyle", 82, 0.68, 0.85, "travel,fashion,family,wellness", "lifestyle daily life morning routine vlog home weekend coffee balance little moments diary slow"),
    _topic("fitness", 58, 0.52, 1.0, "wellness,running,yoga,nutrition", "fitness workout gym strength training reps coach form squat program gains mobility cardio lifting"),
    _topic("running", 16, 0.48, 1.35, "fitness,outdoors,cycling", "running marathon pace tempo trail shoes race miles intervals recovery finisher club long easy"),
    _topic("yoga", 16, 0.86, 1.2, "wellness,meditation,fitness", "yoga flow vinyasa breath mat asana stretch mobility practice teacher restore balance calm studio"),
    _topic("cycling", 12, 0.27, 1.4, "running,outdoors,travel", "cycling gravel climb watts bikepacking commute cadence ride peloton descents route helmet coffee kit"),
    _topic("wellness", 36, 0.74, 0.95, "yoga,meditation,nutrition,skincare", "wellness mindful sleep ritual self care journaling balance gut health herbal holistic rest energy"),
    _topic("meditation", 9, 0.66, 1.2, "wellness,yoga", "meditation mindfulness breathing calm stillness sound bath presence anxiety guided practice silence inner peace"),
    _topic("nutrition", 18, 0.64, 1.05, "fitness,food,vegan,wellness", "nutrition protein macros dietitian fibre meal prep balanced calories gut plants evidence label hunger"),
    _topic("food", 66, 0.58, 1.0, "baking,vegan,travel,coffee", "food recipe dinner pasta tasty kitchen homemade comfort spice street bowl crispy sauce easy quick"),
    _topic("baking", 20, 0.8, 1.35, "food,coffee,family", "baking sourdough cake cookies dough crumb oven butter pastry frosting rise loaf sweet flour"),
    _topic("vegan", 17, 0.72, 1.3, "food,nutrition,sustainability", "vegan plantbased tofu dairyfree tempeh lentil oat swap kind greens chickpea compassion cruelty free"),
    _topic("coffee", 11, 0.44, 1.4, "food,baking,lifestyle", "coffee espresso latte roast barista pour over beans crema brew grinder cup origin cafe filter"),
    _topic("wine", 7, 0.47, 1.35, "food,travel,cocktails", "wine natural vineyard tasting sommelier tannin pairing grape cellar harvest notes rose bottle orange"),
    _topic("cocktails", 6, 0.42, 1.25, "wine,food,nightlife", "cocktails shaker bitters spritz bartender garnish zero proof mixology citrus gin rum stir glass"),
    _topic("travel", 58, 0.54, 0.9, "outdoors,food,photography,vanlife", "travel itinerary hidden gem beach passport flight hotel hostel backpack city guide solo sunset wander"),
    _topic("vanlife", 7, 0.5, 1.3, "travel,outdoors,diy", "vanlife build road trip solar camper offgrid tiny conversion nomad campsite sunrise freedom parking"),
    _topic("outdoors", 24, 0.42, 1.2, "travel,running,cycling,photography", "outdoors hiking trail camping summit forest gear tent wild lake ridge leave no trace alpine"),
    _topic("photography", 30, 0.43, 1.0, "travel,art,videography", "photography lens portrait light film grain composition street golden hour edit preset shutter frame"),
    _topic("videography", 10, 0.3, 1.0, "photography,technology", "videography cinematic grading gimbal b-roll cut transitions storytelling drone timeline footage shoot sound"),
    _topic("art", 30, 0.6, 1.25, "illustration,photography,craft", "art painting acrylic canvas sketch studio gallery brush colour abstract process commission prints exhibit"),
    _topic("illustration", 15, 0.64, 1.35, "art,books,craft", "illustration character sketchbook digital inks comic stickers line palette portfolio procreate cosy zine"),
    _topic("craft", 17, 0.82, 1.5, "diy,art,knitting", "craft handmade resin clay beads paper embroidery pottery glaze kiln maker stall gift studio"),
    _topic("knitting", 7, 0.93, 1.8, "craft,sustainability", "knitting yarn crochet pattern stitch wool cardigan skein needles cable socks blanket cosy cast"),
    _topic("diy", 20, 0.5, 1.2, "interior,craft,gardening", "diy renovation drill plywood makeover budget paint shelves tools rental build project before after"),
    _topic("interior", 26, 0.77, 0.95, "diy,lifestyle,gardening,vintage", "interior decor home styling sofa neutral scandi boho rug lamp shelf gallery wall tiny space"),
    _topic("gardening", 13, 0.66, 1.45, "sustainability,interior,food", "gardening seeds compost tomatoes balcony harvest perennials soil pruning allotment bloom raised bed"),
    _topic("sustainability", 15, 0.7, 1.25, "vegan,thrifting,gardening", "sustainability zerowaste ethical refill plastic free carbon slow conscious repair reuse climate planet organic"),
    _topic("family", 34, 0.82, 1.05, "lifestyle,parenting,education", "family kids home memories weekend siblings picnic tradition together school lunchbox chaos love grateful"),
    _topic("parenting", 28, 0.86, 1.1, "family,education,wellness", "parenting toddler mum dad newborn sleep gentle weaning milestones tantrum playroom pregnancy honest village"),
    _topic("pets", 26, 0.66, 1.5, "dogs,cats,family", "pets rescue adopt paws vet treats furry puppy kitten cuddle groom walkies tail toy"),
    _topic("dogs", 17, 0.63, 1.55, "pets,outdoors", "dogs puppy training leash fetch corgi dachshund retriever adventure zoomies recall kibble muzzle pack"),
    _topic("cats", 11, 0.67, 1.55, "pets,books", "cats kitten whiskers purr indoor litter catnip tabby feline nap window scratch rescue meow"),
    _topic("gaming", 48, 0.24, 0.95, "esports,technology,anime", "gaming stream speedrun quest loot controller indie lobby ranked patch boss console build coop"),
    _topic("esports", 11, 0.13, 0.95, "gaming,technology", "esports ranked tournament clutch scrim roster bracket caster aim meta league squad finals team"),
    _topic("anime", 14, 0.42, 1.35, "gaming,cosplay,illustration", "anime manga season arc opening figure shonen studio episode edit otaku fanart reaction series"),
    _topic("cosplay", 8, 0.7, 1.45, "anime,craft,makeup", "cosplay wig armor convention foam props character worbla sewing photoshoot craft transformation reveal debut"),
    _topic("technology", 34, 0.2, 0.8, "gaming,programming,business", "technology gadget review phone laptop benchmark setup keyboard unboxing battery camera smart home chip"),
    _topic("programming", 12, 0.22, 1.0, "technology,education,business", "programming python code developer debug backend opensource terminal api commit learn rust tutorial career"),
    _topic("education", 22, 0.56, 1.05, "books,programming,science", "education study notes exam teacher explain history language learn tips university revision classroom facts"),
    _topic("science", 12, 0.4, 1.25, "education,technology,space", "science physics biology experiment lab curious explained data molecules brain evolution myth facts research"),
    _topic("space", 5, 0.34, 1.4, "science,photography", "space astronomy telescope nebula orbit launch planets galaxy stargazing mission rocket cosmos eclipse stars"),
    _topic("books", 19, 0.83, 1.45, "education,illustration,coffee", "books reading tbr novel fantasy shelf review annotate library author chapter cosy romance thriller"),
    _topic("music", 46, 0.42, 0.9, "dance,festivals,guitar", "music song cover studio vocals beat release single lyrics producer acoustic live session melody"),
    _topic("guitar", 8, 0.2, 1.25, "music,diy", "guitar riff pedal strings tone amp fingerstyle solo chord luthier fretboard jam blues lesson"),
    _topic("dance", 24, 0.66, 1.1, "music,fitness", "dance choreography routine freestyle hiphop ballet studio class moves trend groove crew tempo stage"),
    _topic("festivals", 7, 0.55, 1.05, "music,travel,nightlife", "festivals stage lineup camping glitter crowd dj headliner tickets bass sunrise set wristband dancefloor"),
    _topic("nightlife", 7, 0.5, 0.9, "cocktails,festivals,fashion", "nightlife club rooftop dj lounge afterhours bar dancefloor city lights guestlist weekend neon vinyl"),
    _topic("comedy", 38, 0.38, 1.2, "lifestyle,film", "comedy skit funny relatable parody sketch laugh prank standup impressions jokes awkward storytime pov"),
    _topic("film", 14, 0.38, 1.05, "comedy,books,photography", "film cinema director review scene screenplay horror trailer classics critic indie watchlist score ending"),
    _topic("cars", 20, 0.12, 1.0, "motorcycles,technology", "cars engine turbo detailing build exhaust track garage restoration jdm electric drive dyno wheels"),
    _topic("motorcycles", 8, 0.14, 1.2, "cars,travel,outdoors", "motorcycles helmet ride throttle touring adventure cafe racer twisties gear garage chain custom moto"),
    _topic("football", 24, 0.2, 1.0, "fitness,sneakers", "football goal striker pitch training skills boots keeper derby academy tactics freestyle matchday transfer"),
    _topic("basketball", 11, 0.22, 1.0, "sneakers,fitness", "basketball hoops dunk handles crossover court playoff jumper drills buckets assist coach sneakers highlights"),
    _topic("climbing", 6, 0.4, 1.55, "outdoors,fitness", "climbing boulder crimp project chalk send belay route overhang crag gym rope slab beta"),
    _topic("surfing", 6, 0.36, 1.3, "travel,outdoors,sustainability", "surfing swell barrel longboard wetsuit dawn patrol reef fins lineup salty wave beach break"),
    _topic("business", 26, 0.42, 0.75, "finance,education,technology", "business founder startup marketing sales leadership freelance clients productivity mindset strategy growth brand pitch"),
    _topic("finance", 17, 0.38, 0.8, "business,education", "finance investing budget savings index pension debt credit compound salary tax frugal wealth portfolio"),
    _topic("weddings", 12, 0.88, 1.1, "photography,makeup,fashion", "weddings bride venue florals veil vows planner bouquet ceremony guests dress rings reception elope"),
    _topic("plus size", 7, 0.92, 1.3, "fashion,beauty,lifestyle", "plus size curvy inclusive body positive midsize fit try on denim confidence haul curves brands"),
    _topic("maternity", 8, 0.95, 1.2, "parenting,family,wellness", "maternity bump trimester nursery midwife postpartum hospital bag breastfeeding expecting birth baby due doula"),
)
# fmt: on

TOPIC_INDEX: dict[str, int] = {topic.name: index for index, topic in enumerate(TOPICS)}


@dataclass(frozen=True, slots=True)
class Place:
    """A country: share of creators, main language, cities, and whom its creators also reach."""

    code: str
    weight: int
    language: str
    cities: tuple[str, ...]
    near: tuple[str, ...]


def _place(code: str, weight: int, language: str, near: str, cities: str) -> Place:
    return Place(code, weight, language, tuple(cities.split(",")), tuple(near.split(",")))


# fmt: off
PLACES: tuple[Place, ...] = (
    _place("US", 230, "en", "CA,GB,MX", "New York,Los Angeles,Chicago,Austin,Miami,Seattle,Atlanta,Denver"),
    _place("BR", 95, "pt", "PT,AR,US", "São Paulo,Rio de Janeiro,Belo Horizonte,Curitiba,Recife"),
    _place("IN", 92, "hi", "US,AE", "Mumbai,Delhi,Bengaluru,Hyderabad,Pune,Kolkata"),
    _place("ID", 52, "id", "MY,SG,US", "Jakarta,Bandung,Surabaya,Denpasar"),
    _place("GB", 60, "en", "US,IE,AU", "London,Manchester,Bristol,Glasgow,Leeds"),
    _place("MX", 42, "es", "US,CO,AR", "Mexico City,Guadalajara,Monterrey,Puebla"),
    _place("DE", 38, "de", "AT,CH,US", "Berlin,Hamburg,München,Köln,Leipzig"),
    _place("FR", 36, "fr", "BE,CH,MA", "Paris,Lyon,Marseille,Bordeaux,Lille"),
    _place("ES", 34, "es", "MX,AR,US", "Madrid,Barcelona,Valencia,Sevilla"),
    _place("IT", 34, "it", "CH,US,ES", "Milano,Roma,Napoli,Torino,Bologna"),
    _place("TR", 30, "tr", "DE,US", "Istanbul,Ankara,Izmir"),
    _place("JP", 28, "ja", "US,KR", "Tokyo,Osaka,Kyoto,Fukuoka"),
    _place("KR", 20, "ko", "US,JP,ID", "Seoul,Busan,Incheon"),
    _place("CA", 24, "en", "US,GB,FR", "Toronto,Montreal,Vancouver,Calgary"),
    _place("AU", 22, "en", "NZ,US,GB", "Sydney,Melbourne,Brisbane,Perth"),
    _place("PH", 22, "tl", "US,CA,SG", "Manila,Cebu,Davao"),
    _place("AR", 20, "es", "MX,ES,CL", "Buenos Aires,Córdoba,Rosario"),
    _place("CO", 18, "es", "MX,ES,US", "Bogotá,Medellín,Cali"),
    _place("NL", 14, "nl", "BE,DE,US", "Amsterdam,Rotterdam,Utrecht"),
    _place("PL", 14, "pl", "DE,GB,US", "Warszawa,Kraków,Wrocław,Gdańsk"),
    _place("SE", 10, "sv", "NO,DK,US", "Stockholm,Göteborg,Malmö"),
    _place("PT", 9, "pt", "BR,ES,FR", "Lisboa,Porto,Braga"),
    _place("AT", 7, "de", "DE,CH,US", "Wien,Graz,Linz"),
    _place("CH", 7, "de", "DE,FR,IT", "Zürich,Genf,Basel"),
    _place("BE", 7, "nl", "NL,FR,DE", "Brussel,Antwerpen,Gent"),
    _place("IE", 6, "en", "GB,US,AU", "Dublin,Cork,Galway"),
    _place("NO", 6, "no", "SE,DK,US", "Oslo,Bergen"),
    _place("DK", 6, "da", "SE,NO,US", "København,Aarhus"),
    _place("NZ", 5, "en", "AU,US,GB", "Auckland,Wellington"),
    _place("ZA", 10, "en", "GB,US,NG", "Cape Town,Johannesburg,Durban"),
    _place("NG", 14, "en", "GB,US", "Lagos,Abuja"),
    _place("EG", 12, "ar", "SA,AE,US", "Cairo,Alexandria"),
    _place("SA", 10, "ar", "AE,EG", "Riyadh,Jeddah"),
    _place("AE", 9, "ar", "SA,IN,GB", "Dubai,Abu Dhabi"),
    _place("MA", 7, "ar", "FR,ES,BE", "Casablanca,Marrakech"),
    _place("TH", 16, "th", "US,JP", "Bangkok,Chiang Mai"),
    _place("VN", 14, "vi", "US,TH,KR", "Hanoi,Ho Chi Minh City"),
    _place("MY", 11, "ms", "ID,SG,US", "Kuala Lumpur,Penang"),
    _place("SG", 5, "en", "MY,ID,US", "Singapore"),
    _place("CL", 8, "es", "AR,MX,PE", "Santiago,Valparaíso"),
    _place("PE", 8, "es", "MX,CL,ES", "Lima,Arequipa"),
    _place("UA", 9, "uk", "PL,DE,US", "Kyiv,Lviv"),
    _place("CZ", 6, "cs", "DE,PL", "Praha,Brno"),
    _place("RO", 7, "ro", "IT,DE", "București,Cluj-Napoca"),
    _place("GR", 6, "el", "DE,US", "Athína,Thessaloníki"),
    _place("FI", 5, "fi", "SE,US", "Helsinki,Tampere"),
    _place("HU", 5, "hu", "RO,AT,DE", "Budapest,Debrecen"),
    _place("IL", 5, "he", "US,GB,FR", "Tel Aviv,Haifa"),
)
# fmt: on

PLACE_INDEX: dict[str, int] = {place.code: index for index, place in enumerate(PLACES)}


_ONSETS = _parts("b br c ch d dr el f fl g gr h j k l m n o p qu r s sh t tr v w y z al an ar")
_NUCLEI = _parts("a e i o u ai ea ia io ei ou ay")
_CODAS = _parts("l n r s th m ra na la li ni ri lle nne sa ta va da mi rin len tos via")


def _invent(seed: int, count: int, parts: tuple[int, int]) -> list[str]:
    """``count`` different pronounceable words of the given least and greatest syllable numbers."""
    rng = np.random.default_rng(seed)
    words: dict[str, None] = {}
    while len(words) < count:
        size = int(rng.integers(parts[0], parts[1] + 1))
        word = "".join(
            _ONSETS[rng.integers(len(_ONSETS))] + _NUCLEI[rng.integers(len(_NUCLEI))]
            for _ in range(size)
        )
        words[word + _CODAS[rng.integers(len(_CODAS))]] = None
    return list(words)


@cache
def given_names() -> list[str]:
    """Invented given names, capitalised."""
    return [word.capitalize() for word in _invent(11, 1_500, (1, 1))]


@cache
def family_names() -> list[str]:
    """Invented family names, capitalised."""
    return [word.capitalize() for word in _invent(12, 4_000, (1, 2))]


@cache
def brands() -> list[str]:
    """Invented brands, lower case; the earlier ones are the better known."""
    return _invent(13, 2_400, (2, 2))


@cache
def rare_words() -> list[str]:
    """A long tail of invented words, which real bios and hashtags have too."""
    return _invent(14, 24_000, (2, 3))


@cache
def topic_tags() -> list[list[str]]:
    """For each topic its hashtags, most used first: its words, compounds, then a rare tail."""
    tail = iter(rare_words())
    tags = []
    for topic in TOPICS:
        stem = topic.name.replace(" ", "")
        compounds = [stem + word for word in topic.words if word != stem]
        words = [stem, *topic.words, *compounds, *(next(tail) for _ in range(200))]
        tags.append(list(dict.fromkeys(words)))
    return tags

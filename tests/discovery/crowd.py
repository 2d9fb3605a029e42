"""Some hundred invented profiles, the same ones in every run."""

import random


def crowd(count=400):
    chance = random.Random(5)
    topics = ["skincare", "vegan", "cars", "food", "travel"]
    return [
        {
            "row": row,
            "creator": row // 2,
            "platform": chance.choice(["instagram", "tiktok", "youtube"]),
            "handle": f"user{row}",
            "name": f"User {row}",
            "followers": int(10 ** chance.uniform(2, 7)),
            "er": round(chance.random() / 10, 4),
            "er_base": "followers",
            "country": chance.choice(["US", "DE", "FR"]),
            "language": chance.choice(["en", "de"]),
            "topic": chance.sample(topics, 2),
            "price": chance.choice([10_000, 50_000]),
            "currency": chance.choice(["USD", "EUR"]),
            "audience": {"country:US": chance.randrange(1000), "gender:female": 600},
        }
        for row in range(1, count + 1)
    ]


PEOPLE = crowd()


def fits(**wanted):
    return [p for p in PEOPLE if all(p[name] == value for name, value in wanted.items())]

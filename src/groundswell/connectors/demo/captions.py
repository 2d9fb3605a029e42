"""Captions of invented posts: the words of a topic, tags, mentions, and how ads are labelled."""

from collections.abc import Sequence

from groundswell.connectors.demo.vocabulary import TOPICS

_OPENERS: dict[str, tuple[str, ...]] = {
    "en": ("Slow morning with", "Three things I learnt about", "Trying", "Back to", "You asked about",
           "Notes on", "A week of", "My honest take on", "What nobody told me about", "Still into"),
    "de": ("Ein ruhiger Morgen mit", "Drei Dinge über", "Ausprobiert:", "Zurück zu", "Gefragt wart ihr:",
           "Notizen zu", "Eine Woche mit", "Meine ehrliche Meinung zu"),
    "es": ("Una mañana tranquila con", "Tres cosas sobre", "Probando", "Volvemos a", "Preguntasteis por",
           "Notas sobre", "Una semana de", "Mi opinión sincera de"),
    "pt": ("Uma manhã calma com", "Três coisas sobre", "Testando", "De volta a", "Vocês perguntaram sobre",
           "Notas sobre", "Uma semana de", "Minha opinião sincera de"),
    "fr": ("Un matin calme avec", "Trois choses sur", "Je teste", "Retour à", "Vous demandiez :",
           "Notes sur", "Une semaine de", "Mon avis honnête sur"),
    "it": ("Una mattina lenta con", "Tre cose su", "Provo", "Ritorno a", "Mi avete chiesto di",
           "Appunti su", "Una settimana di", "La mia opinione onesta su"),
}  # fmt: skip
_CLOSINGS: dict[str, tuple[str, ...]] = {
    "en": (
        "What would you change?",
        "Save this for later.",
        "More in the next one.",
        "Tell me yours.",
        "",
    ),
    "de": ("Was würdet ihr ändern?", "Mehr im nächsten Beitrag.", "Erzählt mal.", ""),
    "es": ("¿Qué cambiarías?", "Más en el próximo.", "Contadme la vuestra.", ""),
    "pt": ("O que você mudaria?", "Mais no próximo.", "Conta a sua.", ""),
    "fr": ("Vous changeriez quoi ?", "La suite bientôt.", "Racontez-moi.", ""),
    "it": ("Cosa cambieresti?", "Altro nel prossimo.", "Raccontami la tua.", ""),
}
_LABELS: dict[str, tuple[str, ...]] = {
    "en": ("#ad", "Paid partnership with @{brand}.", "#sponsored", "Ad:"),
    "de": ("Werbung", "Anzeige", "#werbung", "Bezahlte Partnerschaft mit @{brand}."),
    "es": ("#publi", "Publicidad", "Colaboración pagada con @{brand}."),
    "pt": ("#publi", "#publicidade", "Parceria paga com @{brand}."),
    "fr": ("Publicité", "Collaboration commerciale avec @{brand}.", "#publicité"),
    "it": ("#adv", "Pubblicità", "#advertising", "Collaborazione pagata con @{brand}."),
}
_HINTS = (
    "Code {code} gives you 10% off.", "Thank you @{brand}.", "Link in bio.", "My favourite from @{brand}.",
)  # fmt: skip

PARTS = 9
"""Uniform numbers that one caption takes."""


def caption(
    chance: Sequence[float],
    *,
    language: str,
    topic: int,
    hashtags: Sequence[str],
    mentions: Sequence[str],
    brand: str | None,
    labelled: bool,
) -> str:
    """One caption.

    Args:
        chance: `PARTS` uniform numbers that decide it.
        language: BCP 47 primary subtag; English stands in where we know no sentences.
        topic: number of the topic whose words it uses.
        hashtags: tags at its end, without #.
        mentions: accounts at its end, without @.
        brand: whose product it shows, if any.
        labelled: whether it says that it is an ad, in the words of its language.
    """
    tongue = language if language in _OPENERS else "en"
    words = TOPICS[topic].words
    chosen = dict.fromkeys(words[int(part * len(words))] for part in chance[2:6])
    parts = [f"{_of(_OPENERS[tongue], chance[0])} {', '.join(chosen)}."]
    if brand is not None and labelled:
        label = _of(_LABELS[tongue], chance[6]).format(brand=brand)
        parts.insert(0 if chance[7] < 0.7 else len(parts), label)
    elif brand is not None:
        parts.append(_of(_HINTS, chance[8]).format(brand=brand, code=brand[:5].upper() + "10"))
    parts.append(_of(_CLOSINGS[tongue], chance[1]))
    if mentions:
        said = " ".join(parts)
        parts += [f"@{name}" for name in mentions if f"@{name}" not in said]
    parts += [f"#{tag}" for tag in hashtags]
    return " ".join(part for part in parts if part)


def _of(choices: Sequence[str], part: float) -> str:
    return choices[int(part * len(choices))]

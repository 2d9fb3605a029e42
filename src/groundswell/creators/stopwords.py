"""Words that stand in every text and say nothing of it, in the languages most captions are in."""

_TEXTS = (
    # English
    (
        "the and for you your with this that are was were has have had not but all can will just from "
        "they them their our out its it's i'm i've don't about into over more when what who how why where "
        "than then there here these those some any been being did does doing get got one two too very "
        "also only even she her him his he's we're you're let's because while after before again each "
        "much many most such own off now new today"
    ),
    # German
    (
        "und der die das den dem des ein eine einen einem einer ist sind war wir ihr sie ich mir mich "
        "dir dich uns euch mit von für auf aus bei nach über unter nicht auch noch nur schon wenn dann "
        "aber oder wie was wer als zum zur hat haben habe wird werden kann mein dein sein heute mehr sehr"
    ),
    # French
    (
        "les des une est sont pas pour que qui dans sur avec vous nous ils elle mon ton son mes tes ses "
        "notre votre leur mais plus tout tous cette ces aux par être avoir fait très comme aussi"
    ),
    # Spanish
    (
        "los las una unos unas del por para con que más pero como este esta estos estas ese esa son muy "
        "sin sobre también hay ser fue han nos les tus sus mis ella ellos cuando donde todo todos hoy"
    ),
    # Portuguese
    (
        "uma uns umas dos das com para por mais mas como este esta isso esse essa são foi ser tem muito "
        "sem sobre também você vocês nós ele ela eles elas quando onde tudo todos meu minha seu sua hoje"
    ),
    # Italian
    (
        "gli una uno del della dei delle con per che più come questo questa sono stato molto anche non "
        "nel nella sul sulla mio tuo suo loro quando dove tutto tutti oggi"
    ),
)

STOPWORDS: frozenset[str] = frozenset(word for text in _TEXTS for word in text.split())

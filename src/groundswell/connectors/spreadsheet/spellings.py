"""What columns are called, in English, German, French, Spanish, Portuguese and Italian.

Target to spellings, parted by semicolons; case, accents and punctuation do not matter. A target
with ``/month`` or ``/day`` is per that span instead of per week.
"""

SPELLINGS: dict[str, str] = {
    # identity
    "handle": "handle; username; user name; screen name; nick; nickname; login; account handle; "
    "handle name; channel handle; unique id; ig name; benutzername; nutzername; "
    "nom d utilisateur; pseudo; identifiant; usuario; nombre de usuario; nome de usuario; "
    "utilizador; nome utente; account name; kontoname; profile handle; creator handle; "
    "influencer handle; account; channel info; vanity name; profile username; owner username; "
    "author unique id; @; profil; konto; compte; cuenta; conta; perfil; profilo; social handle",
    "url": "url; link; profile url; profile link; account url; channel url; channel link; page url; "
    "permalink url; profile; profile address; social link; social url; profil url; profillink; "
    "lien; lien du profil; enlace; enlace del perfil; link do perfil; link profilo; web url; "
    "external url profile; homepage url; influencer url; creator url",
    "platform": "platform; network; social network; social media; social platform; channel type "
    "platform; site; plattform; netzwerk; plateforme; reseau; reseau social; plataforma; "
    "red; red social; rede; rede social; piattaforma; rete; social; medium; social media platform",
    "platform_id": "platform id; user id; userid; account id; channel id; page id; profile id; "
    "external id; instagram id; sec uid; pk; ig id; native id; owner id; author id",
    "name_or_handle": "channel; influencer; creator; blogger; streamer; instagrammer; tiktoker; "
    "author; influencer name or handle; kanal; chaine; canal; canale; createur; creador; "
    "criador; creatore; artist; celebrity; talent; kol",
    "name": "name; full name; display name; fullname; real name; youtuber; channel name; "
    "channel title; page name; creator name; influencer name; artist name; account name full; "
    "title; label; first and last name; vollstandiger name; anzeigename; nom; nom complet; "
    "nombre; nombre completo; nome; nome completo; nominativo; brand name; author name; owner "
    "full name; profile name",
    "first_name": "first name; firstname; given name; vorname; prenom; nombre de pila; "
    "primeiro nome; nome di battesimo",
    "last_name": "last name; lastname; surname; family name; nachname; nom de famille; apellido; "
    "apellidos; sobrenome; apelido; cognome",
    "creator": "creator id; influencer id; person id; contact id; creator key; creator uid; "
    "person; record id",
    "observed_at": "as of; asof; observed at; date of data; data date; snapshot date; snapshot; "
    "updated; updated at; last updated; last update; fetched at; scraped at; crawled at; "
    "collected at; export date; exported at; retrieved at; captured at; report date; stand; "
    "datenstand; aktualisiert am; mis a jour; date de mise a jour; actualizado; "
    "fecha de actualizacion; atualizado em; aggiornato al; trending date",
    # who
    "bio": "bio; biography; description; about; profile description; channel description; summary; "
    "biografie; beschreibung; biographie; biografia; descripcion; descricao; descrizione; "
    "signature; about me; profile bio; profile text",
    "picture": "picture; avatar; image; photo; profile picture; profile pic; profile pic url; "
    "profile image; avatar url; image url; thumbnail; profilbild; photo de profil; foto; "
    "foto de perfil; foto profilo; picture url; avatar thumb",
    "website": "website; web site; site web; homepage; blog url; link in bio; external url; "
    "bio link; personal website; webseite; sitio web; pagina web; sito; sito web; bio url; web",
    "links": "links; other links; external links; all links; bio links; urls; social links",
    "category": "category; channel category; business category; category name; kategorie; "
    "categorie; categoria; account category; genre; channel type; page category; segment",
    "account_type": "account type; profile type; type of account; kontotyp; type de compte; "
    "tipo de cuenta; tipo de conta; tipo di account",
    "gender": "gender; sex; geschlecht; genre sexe; sexe; genero; sexo; genere; sesso",
    "age": "age; years old; alter; edad; idade; eta; creator age",
    "country": "country; country code; nation; location country; geo; market; country name; land; "
    "herkunftsland; pays; pais; paese; nazione; country of origin; country region; iso country; "
    "abbreviation; nationality; creator country; based in country",
    "region": "region; state; province; county; bundesland; estado; provincia; regione; etat; "
    "state region; location state",
    "city": "city; town; stadt; ort; ville; ciudad; cidade; citta; location city; hometown",
    "location": "location; place; based in; address location; standort; lieu; ubicacion; "
    "localizacao; localita; residence; city country; localisation",
    "language": "language; lang; main language; primary language; content language; locale; sprache; "
    "langue; idioma; lingua; lingua principale; language code; default language",
    "languages": "languages; spoken languages; sprachen; langues; idiomas; lingue; all languages",
    "verified": "verified; is verified; verified account; verification; verification status; blue check; "
    "verifiziert; verifie; compte verifie; verificado; verificada; verificato; verified badge",
    "private": "private; is private; private account; privat; prive; privado; privato",
    "partnered": "partnered; partner; is partner; partner status",
    "mature": "mature; is mature; mature content; 18 plus; nsfw",
    "minor": "minor; is minor; under 18",
    "joined_at": "joined; joined at; join date; account created; created; created at; creation date; "
    "date created; date joined; channel created; started; member since; registriert am; "
    "erstellt am; date de creation; fecha de creacion; data de criacao; data di creazione; "
    "published at channel; account creation date",
    "joined_at.year": "created year; year created; joined year; year joined; start year",
    "joined_at.month": "created month; month created; joined month",
    "joined_at.day": "created date day; created day; day created; joined day",
    "contact.email": "email; e mail; mail; email address; contact email; business email; "
    "public email; email adresse; adresse email; courriel; correo; correo electronico; "
    "e mail address; endereco de email; indirizzo email; emails; management email; mailadresse",
    "contact.phone": "phone; phone number; telephone; mobile; tel; cell; whatsapp; contact phone; "
    "public phone number; telefon; telefonnummer; handynummer; numero de telephone; "
    "portable; telefono; telefone; celular; cellulare; movil; phone no; contact number",
    "contact.agency": "agency; manager; management; talent agency; mcn; agentur; agence; agencia; "
    "agenzia; representation",
    "contact.address": "postal address; mailing address; street; shipping address; anschrift; "
    "adresse; adresse postale; direccion; endereco; indirizzo",
    # size
    "followers": "followers; follower; follower count; followers count; nb followers; subscribers; "
    "subscriber count; subscribers count; subs; fans; fan count; audience size; page likes; "
    "number of followers; num followers; abonnenten; anzahl follower; follower anzahl; abonnes; "
    "nombre d abonnes; seguidores; numero de seguidores; suscriptores; inscritos; "
    "seguidores totales; iscritti; numero di follower; seguaci; total followers; followers total; "
    "page t likes; subscribers total; reach followers; edge followed by; fllowers; folowers; "
    "folllowers; followes; #followers; # followers; community size; followed by",
    "following": "following; following count; follows; followings; num following; friends count; "
    "folgt; gefolgt; abonnements; siguiendo; seguidos; seguindo; seguiti; edge follow; follows count",
    "posts_count": "posts; post count; posts count; media count; number of posts; num posts; uploads; "
    "video count; videos; number of videos; tweets; statuses count; pins; beitrage; "
    "anzahl beitrage; publications; nombre de publications; publicaciones; publicacoes; post; "
    "numero di post; total posts; videos count; total videos; upload count; media; total uploads; "
    "numero de publicaciones; episodes; statuses; # posts; #posts",
    "likes_total": "total likes; likes total; hearts; heart count; all likes; lifetime likes; "
    "likes all time; likes count total; hearts total; likes; heart; gesamtlikes; total de likes",
    "views_total": "views; total views; view count; video views; channel views; views total; "
    "lifetime views; views all time; aufrufe; aufrufe gesamt; vues; nombre de vues; "
    "visualizaciones; visualizacoes; visualizzazioni; total view count; total video views",
    "views_30d": "video views for the last 30 days; views 30 days; views last 30 days; views 30d; "
    "monthly views; 30 day views; video views last 30 days",
    "paid_subscribers": "paid subscribers; paying subscribers; active subscribers; subs count paid",
    # averages
    "avg_likes": "avg likes; average likes; likes avg; mean likes; likes per post; avg like; "
    "average likes per post; durchschnittliche likes; likes moyens; moyenne de likes; "
    "promedio de likes; media de likes; media de curtidas; media like; likes mean; avg likes post; "
    "me gusta promedio; like medi; mean like; avg hearts",
    "avg_comments": "avg comments; average comments; comments avg; mean comments; "
    "comments per post; avg comment; durchschnittliche kommentare; commentaires moyens; "
    "promedio de comentarios; media de comentarios; commenti medi; media commenti; comments mean",
    "avg_views": "avg views; average views; views avg; mean views; views per video; views per post; "
    "avg view; average video views; avg video views; durchschnittliche aufrufe; vues moyennes; "
    "promedio de vistas; visualizaciones promedio; media de visualizacoes; "
    "visualizzazioni medie; avg plays; views mean; average views per video; plays per video",
    "avg_shares": "avg shares; average shares; shares avg; mean shares; shares per post; shares mean",
    "avg_saves": "avg saves; average saves; saves avg; mean saves; saves per post; avg saved",
    "median_views": "median views; views median; typical views",
    "avg_reels_views": "avg reels views; average reels plays; avg reel plays; avg reels plays; "
    "reels views avg; average reel views; avg reel views; average reels views; reels plays avg",
    "avg_shorts_views": "avg shorts views; average shorts views; shorts views avg; avg short views",
    "engagements": "avg engagements; average engagements; avg engagement; average engagement; "
    "avg interactions; average interactions; engagements; total engagement; interactions",
    # rates
    "er_stated": "engagement rate; er; eng rate; engagement; engagement percent; engagement pct; "
    "engagementrate; engagement rate avg; avg engagement rate; average engagement rate; "
    "interaktionsrate; engagement quote; taux d engagement; tasa de engagement; "
    "tasa de interaccion; taxa de engajamento; tasso di engagement; tasso di coinvolgimento; "
    "tasa de participacion; engajamento; eng; er pct; er percent; interaction rate; "
    "engagement score rate",
    "er_followers": "engagement rate by followers; er followers; er by followers; er f; "
    "engagement rate followers",
    "er_views": "engagement rate by views; er views; er by views; view engagement rate; "
    "engagement rate views; er v",
    "er_reach": "engagement rate by reach; er reach; er by reach; engagement rate reach; er r",
    "er_impressions": "engagement rate by impressions; er impressions; er by impressions; er i; "
    "engagement rate impressions",
    "er_median": "median engagement rate; engagement rate median; median er",
    "er_reels": "reels engagement rate; reel engagement rate; er reels; shorts engagement rate",
    "like_rate": "like rate; likes rate; likes to followers; like ratio",
    "followers_gained": "followers gained; new followers; follower gain; follower change; "
    "subscribers gained; subscribers for last 30 days; net followers; followers delta; gained",
    # activity
    "last_post_at": "last post; last post date; last posted; latest post; last post at; "
    "last upload; last active; last activity; most recent post; letzter beitrag; "
    "derniere publication; ultima publicacion; ultima publicacao; ultimo post; last video; "
    "last video date; last upload date; last stream date; latest upload",
    "first_post_at": "first post; first post date; first upload; first video date; first post at",
    "posts_per_week": "posts per week; weekly posts; post frequency; posting frequency; "
    "posts week; uploads per week; videos per week; beitrage pro woche; publications par semaine",
    "posts_per_week/month": "posts per month; monthly posts; uploads per month; videos per month",
    "posts_per_week/day": "posts per day; daily posts; uploads per day; tweets per day",
    "reels_share": "reels share; share of reels; shorts share; reels percent",
    "avg_live_viewers": "average viewers; avg viewers; mean viewers; average concurrent viewers; "
    "acv; ccv; avg ccv; viewers avg; average live viewers",
    "peak_live_viewers": "peak viewers; max viewers; peak concurrent viewers; peak ccv; "
    "viewers peak; peak live viewers; pcv",
    "hours_streamed": "stream time; hours streamed; streamed hours; time streamed; airtime; "
    "streaming hours; stream hours",
    "hours_watched": "watch time; hours watched; watched hours; watch hours; view hours",
    "active_days_per_week": "active days per week; active days; days active per week",
    "live_streams": "live streams; streams live; livestreams; goes live; has live",
    # content
    "topics": "topics; topic; niche; niches; content topics; content type; vertical; verticals; "
    "topics of influence; themes; theme; themen; thema; thematique; thematiques; tematica; temas; "
    "tema; argomenti; categories; kategorien; industry; content category; content categories; "
    "content niche; category topics; sujets; nicho; nicchia; specialty; expertise; tags",
    "hashtags": "hashtags; hashtag; top hashtags; used hashtags; most used hashtags; hash tags",
    "mentions": "mentions; mentioned; top mentions; mentioned accounts; tagged accounts",
    "brands": "brands; brands worked with; brand partners; past brands; collaborations; sponsors; "
    "previous brands; marken; marques; marcas; marche; brand collaborations; past collaborations",
    "interests": "interests; interest; creator interests; interessen; interets; intereses; "
    "interesses; interessi; hobbies",
    "games": "games; game; games played; top games; most played games; game name",
    "keywords": "keywords; recent captions; words; schlagworte; mots cles; palabras clave; "
    "palavras chave; parole chiave",
    # paid work
    "sponsored": "sponsored; has sponsored posts; is sponsored; does sponsored posts",
    "brands_90d": "brands 90 days; brands last 90 days; distinct brands",
    "brand_deals": "brand deals; number of deals; collaborations count; sponsorships",
    "affiliate": "affiliate; affiliate links; is affiliate; promotes affiliate links",
    "merch": "merch; merchandise; sells merch",
    "shop": "shop; has shop; tiktok shop; storefront",
    "monetizing": "monetizing; monetized; monetised; is monetized; monetization",
    "price": "price; rate per post; price per post; cost; fee; cost per post; rate card; post price; "
    "post rate; preis; preis pro post; honorar; prix; tarif; prix par post; precio; tarifa; "
    "precio por post; preco; valor; valor por post; prezzo; tariffa; costo; asking price; "
    "charge; charges; quote; fee per post; budget per post",
    "price_min": "price min; min price; price from; lowest price; minimum fee; price low; "
    "rate min; minimum price; price per post low",
    "price_max": "price max; max price; price to; highest price; maximum fee; price high; "
    "rate max; maximum price; price per post high",
    "price_currency": "currency; price currency; wahrung; devise; moneda; moeda; valuta; currency code",
    # trust
    "credibility": "credibility; audience credibility; real followers; authentic followers; "
    "follower credibility; real followers percent; audience authenticity; authenticity",
    "reachability": "reachability; audience reachability; reachable followers",
    "notable_share": "notable followers; notable users; notable share",
    "quality_score": "quality score; score; influence score; audience quality score; aqs; rating; "
    "influencer score; creator score; channel score; quality; profile score; punktzahl; "
    "puntuacion; pontuacao; punteggio; note globale",
    "confidence": "confidence; data confidence; match confidence",
}

POST_SPELLINGS: dict[str, str] = {
    "post.id": "post id; video id; status id; media id; tweet id; pin id; shortcode; item id; id; "
    "content id; beitrags id; aweme id; reel id; publication id; story id; clip id; pk",
    "post.url": "post url; post link; video url; permalink; media url; video link; tweet url; url; "
    "link; webvideourl; web video url; content url; beitrag url; lien; enlace; reel url",
    "post.caption": "caption; text; content; post text; message; body; video description; "
    "description; beitragstext; legende; texte; texto; testo; tweet; full text; post caption",
    "post.title": "title; video title; post title; titel; titre; titulo; titolo; headline",
    "post.kind": "type; post type; media type; status type; format; content type; product type; "
    "typ; tipo; kind; post format",
    "post.published_at": "published; published at; publish date; publish time; posted; posted at; "
    "post date; date posted; date; created at; created time; timestamp; taken at; upload date; "
    "status published; time; create time; publication date; datum; veroffentlicht am; "
    "date de publication; fecha; fecha de publicacion; data; data de publicacao; "
    "data di pubblicazione; release date; published date; created; taken at timestamp; uploaded",
    "post.likes": "likes; like; like count; likes count; num likes; hearts; digg count; "
    "favorites; favorite count; gefallt mir; j aime; me gusta; curtidas; mi piace; likes total",
    "post.comments": "comments; comment; comment count; comments count; num comments; "
    "comment total; replies; reply count; kommentare; commentaires; comentarios; commenti",
    "post.views": "views; view count; video views; plays; play count; video play count; view; "
    "aufrufe; vues; visualizaciones; vistas; visualizacoes; visualizzazioni; video view count",
    "post.shares": "shares; share; share count; num shares; retweets; retweet count; reposts; "
    "repost count; geteilt; partages; compartidos; compartilhamentos; condivisioni; shares count",
    "post.saves": "saves; save count; saved; bookmarks; collect count; bookmark count; gespeichert; "
    "guardados; salvos; salvataggi; enregistrements",
    "post.reach": "reach; accounts reached; t reach; total reach; reichweite; portee; alcance; "
    "lifetime post total reach; post reach",
    "post.impressions": "impressions; impression count; t impression; total impressions; "
    "lifetime post total impressions; impressionen; impresiones; impressoes; impressioni",
    "post.duration": "duration; video duration; length; duration seconds; video length; seconds",
    "post.hashtags": "hashtags; hashtag; used hashtags; tags; video tags; keywords",
    "post.topics": "topics; topic; categories",
    "post.brands": "brands; brand; sponsor; sponsors",
    "post.mentions": "mentions; tagged users; mentioned users; tagged accounts",
    "post.language": "language; caption language; lang; text language",
    "post.sponsored": "paid; sponsored; is sponsored; is paid; is ad; paid partnership; "
    "is paid partnership; branded content; paid promotion; werbung; anzeige; sponsorise; "
    "patrocinado; sponsorizzato; ad; is branded",
    "handle": "owner username; author username; profile username; owner handle",
    "name": "channel title; channel name; page name; author name; account name; owner name; page; "
    "owner full name",
    "followers": "page t likes; page likes; page total likes",
}

# What a row about a post may say of the profile too; its counts and topics are the post's.
BESIDE_POSTS = frozenset(
    [
        "handle",
        "url",
        "platform",
        "platform_id",
        "name_or_handle",
        "name",
        "creator",
        "observed_at",
        "followers",
        "following",
        "posts_count",
        "verified",
        "bio",
    ]
)

AUDIENCE_LONG: dict[str, str] = {
    "audience.dimension": "dimension; demographic; breakdown; breakdown type; audience dimension; "
    "attribute; audience type; merkmal; criterion; metric",
    "audience.key": "key; value; segment; bucket; group; audience value; label; code; auspragung; "
    "audience key; breakdown value; segment value",
    "audience.share": "share; percent; percentage; pct; weight; audience share; anteil; part; "
    "porcentaje; percentual; percentuale; proportion; ratio; audience percent; fraction",
    "audience.n": "n; sample; sample size; audience size sampled; stichprobe",
}

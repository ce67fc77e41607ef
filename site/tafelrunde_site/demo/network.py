"""Facts of the demo network: districts, sectors, institutions, responsibilities and offers.

Institutions, districts and offers are real and public; addresses of the demo all end in example.org, so that no mail
can reach anybody.
"""

from dataclasses import dataclass, field

from tafelrunde_members.enums import RegionKind


@dataclass(frozen=True)
class RegionFact:
    """An administrative unit: official key, name, address part and the key of the unit above."""

    key: str
    name: str
    slug: str
    kind: RegionKind
    parent: str = "13"


@dataclass(frozen=True)
class OrganisationFact:
    """An institution. `units` are institutions of their own below it; `districts` those it is responsible for."""

    slug: str
    name: str
    sector: str
    short_name: str = ""
    provider: str = ""
    description: str = ""
    city: str = ""
    postal_code: str = ""
    region: str = ""
    public: bool = True
    districts: tuple[str, ...] = ()
    units: tuple["OrganisationFact", ...] = field(default=())


@dataclass(frozen=True)
class OfferFact:
    """What is offered, for whom and by which institutions."""

    slug: str
    title: str
    summary: str
    audience: str
    organisations: tuple[str, ...]


REGIONS = (
    RegionFact("13", "Mecklenburg-Vorpommern", "mecklenburg-vorpommern", RegionKind.STATE, ""),
    RegionFact("13003", "Rostock", "rostock", RegionKind.CITY),
    RegionFact("13004", "Schwerin", "schwerin", RegionKind.CITY),
    RegionFact("13071", "Mecklenburgische Seenplatte", "mecklenburgische-seenplatte", RegionKind.DISTRICT),
    RegionFact("13072", "Landkreis Rostock", "landkreis-rostock", RegionKind.DISTRICT),
    RegionFact("13073", "Vorpommern-Rügen", "vorpommern-ruegen", RegionKind.DISTRICT),
    RegionFact("13074", "Nordwestmecklenburg", "nordwestmecklenburg", RegionKind.DISTRICT),
    RegionFact("13075", "Vorpommern-Greifswald", "vorpommern-greifswald", RegionKind.DISTRICT),
    RegionFact("13076", "Ludwigslust-Parchim", "ludwigslust-parchim", RegionKind.DISTRICT),
)

#: Sectors that should sit at every round table, in the order in which they are shown.
SECTORS = (
    ("verwaltung", "Verwaltung"),
    ("politik", "Politik"),
    ("parteien", "Parteien und Jugendorganisationen"),
    ("kirchen", "Kirchen und Religionsgemeinschaften"),
    ("vereine", "Vereine und Verbände"),
    ("gewerkschaften", "Gewerkschaften"),
    ("wirtschaft", "Wirtschaft"),
    ("initiativen", "Initiativen"),
    ("schulen", "Schulen"),
    ("jugend", "Jugend"),
    ("medien", "Medien"),
    ("polizei-justiz", "Polizei und Justiz"),
)

REGIONAL_CENTRES = (
    OrganisationFact(
        "regionalzentrum-westmecklenburg",
        "Regionalzentrum für demokratische Kultur Westmecklenburg",
        "initiativen",
        short_name="Regionalzentrum Westmecklenburg",
        city="Ludwigslust",
        postal_code="19288",
        region="13076",
        districts=("13004", "13074", "13076"),
        description="Berät Menschen, Vereine, Schulen und Kommunen in Schwerin und in zwei Landkreisen.",
    ),
    OrganisationFact(
        "regionalzentrum-region-rostock",
        "Regionalzentrum für demokratische Kultur Region Rostock",
        "initiativen",
        short_name="Regionalzentrum Region Rostock",
        city="Rostock",
        postal_code="18055",
        region="13003",
        districts=("13003", "13072"),
        description="Berät in der Stadt und im Landkreis Rostock und bringt dort Engagierte zusammen.",
    ),
    OrganisationFact(
        "regionalzentrum-vorpommern-ruegen",
        "Regionalzentrum für demokratische Kultur Vorpommern-Rügen",
        "initiativen",
        short_name="Regionalzentrum Vorpommern-Rügen",
        city="Stralsund",
        postal_code="18439",
        region="13073",
        districts=("13073",),
        description="Beratung vor Ort zwischen Recknitz und Rügen.",
    ),
    OrganisationFact(
        "regionalzentrum-mecklenburgische-seenplatte",
        "Regionalzentrum für demokratische Kultur Mecklenburgische Seenplatte",
        "initiativen",
        short_name="Regionalzentrum Mecklenburgische Seenplatte",
        city="Neubrandenburg",
        postal_code="17033",
        region="13071",
        districts=("13071",),
        description="Begleitet Bündnisse und Runde Tische im größten Landkreis des Landes.",
    ),
    OrganisationFact(
        "regionalzentrum-suedvorpommern",
        "Regionalzentrum für demokratische Kultur Südvorpommern",
        "initiativen",
        short_name="Regionalzentrum Südvorpommern",
        city="Anklam",
        postal_code="17389",
        region="13075",
        districts=("13075",),
        description="Unterstützt Kommunen, Initiativen und Betroffene im Landkreis Vorpommern-Greifswald.",
    ),
)

#: The eleven permanent members of the state network in their order, some with units.
PERMANENT_MEMBERS = (
    OrganisationFact(
        "landeszentrale",
        "Landeszentrale für politische Bildung",
        "verwaltung",
        city="Schwerin",
        postal_code="19053",
        region="13004",
        description="Öffentliche Einrichtung der politischen Bildung; hier sitzt die Landeskoordinierungsstelle.",
        units=(
            OrganisationFact(
                "landeskoordinierungsstelle",
                "Landeskoordinierungsstelle für Demokratie und Toleranz",
                "verwaltung",
                short_name="LKS",
                city="Schwerin",
                postal_code="19053",
                region="13004",
                description="Koordiniert das Netzwerk, informiert seine Mitglieder und lädt zu den Treffen ein.",
            ),
        ),
    ),
    OrganisationFact(
        "regionalzentren",
        "Regionalzentren für demokratische Kultur",
        "initiativen",
        provider="freie Träger",
        description="Fünf Zentren sind für die acht Landkreise und kreisfreien Städte zuständig. "
        "Sie beraten vor Ort, stellen Beratungsteams zusammen und vermitteln Fachleute.",
        units=REGIONAL_CENTRES,
    ),
    OrganisationFact(
        "lobbi",
        "LOBBI e. V.",
        "vereine",
        description="Unterstützt Menschen, die von rechter Gewalt betroffen sind, parteilich und auf Wunsch anonym.",
    ),
    OrganisationFact(
        "betriebliches-beratungsteam",
        "Betriebliches Beratungsteam",
        "wirtschaft",
        description="Berät Betriebe und Beschäftigte bei demokratiefeindlichen Vorfällen am Arbeitsplatz.",
    ),
    OrganisationFact(
        "jump",
        "JUMP",
        "vereine",
        description="Begleitet Menschen, die sich aus extremistischen Zusammenhängen lösen wollen, und sucht sie auf.",
    ),
    OrganisationFact(
        "fachstelle-bidaya",
        "Fachstelle Bidaya",
        "vereine",
        description="Beugt religiös begründetem Extremismus vor und berät Angehörige und Fachkräfte.",
    ),
    OrganisationFact(
        "dia-mv",
        "DIA.MV",
        "vereine",
        description="Dokumentiert antisemitische Vorfälle im Land und informiert darüber.",
    ),
    OrganisationFact(
        "bildungsministerium",
        "Ministerium für Bildung und Kindertagesförderung",
        "verwaltung",
        city="Schwerin",
        postal_code="19055",
        region="13004",
    ),
    OrganisationFact(
        "sozialministerium",
        "Ministerium für Soziales, Gesundheit und Sport",
        "verwaltung",
        city="Schwerin",
        postal_code="19055",
        region="13004",
    ),
    OrganisationFact(
        "justizministerium",
        "Ministerium für Justiz, Gleichstellung und Verbraucherschutz",
        "polizei-justiz",
        city="Schwerin",
        postal_code="19055",
        region="13004",
    ),
    OrganisationFact(
        "innenministerium",
        "Ministerium für Inneres, Bau und Digitalisierung",
        "polizei-justiz",
        city="Schwerin",
        postal_code="19055",
        region="13004",
        units=(
            OrganisationFact(
                "verfassungsschutz", "Verfassungsschutz", "polizei-justiz", city="Schwerin", region="13004"
            ),
            OrganisationFact("landeskriminalamt", "Landeskriminalamt", "polizei-justiz", city="Rampe", region="13076"),
            OrganisationFact(
                "landesrat-kriminalitaetsvorbeugung",
                "Landesrat für Kriminalitätsvorbeugung",
                "polizei-justiz",
                city="Schwerin",
                region="13004",
            ),
        ),
    ),
)

CENTRE_SLUGS = tuple(centre.slug for centre in REGIONAL_CENTRES)

OFFERS = (
    OfferFact(
        "mobile-beratung",
        "Mobile Beratung",
        "Wir kommen zu Ihnen, sehen uns mit Ihnen an, was geschehen ist und was Sie brauchen, und entwickeln "
        "gemeinsam, was vor Ort hilft. Auf Wunsch moderieren wir Initiativen, Bündnisse und Runde Tische.",
        "Einzelne, Vereine, Schulen, Kirchen, Kommunen, Behörden und Betriebe",
        CENTRE_SLUGS,
    ),
    OfferFact(
        "opferberatung",
        "Beratung für Betroffene rechter Gewalt",
        "Begleitung nach einem Angriff: zu Polizei, Gericht und Ämtern, bei Anträgen auf Hilfe und im Alltag.",
        "Betroffene, Angehörige, Zeuginnen und Zeugen",
        ("lobbi",),
    ),
    OfferFact(
        "elternberatung",
        "Beratung für Eltern und Angehörige",
        "Wenn sich ein junger Mensch demokratiefeindlichen Gruppen zuwendet: zuhören, einordnen, im Gespräch bleiben.",
        "Eltern, Angehörige und Fachkräfte",
        CENTRE_SLUGS,
    ),
    OfferFact(
        "betriebliche-beratung",
        "Betriebliche Beratung",
        "Unterstützung für Leitungen, Betriebs- und Personalräte, Auszubildende und Beschäftigte.",
        "Betriebe und Verwaltungen",
        ("betriebliches-beratungsteam",),
    ),
    OfferFact(
        "ausstiegsberatung",
        "Distanzierungs- und Ausstiegsberatung",
        "Begleitung auf dem Weg heraus, freiwillig und vertraulich, auch aufsuchend.",
        "Menschen, die sich lösen wollen, und ihr Umfeld",
        ("jump",),
    ),
    OfferFact(
        "praevention-religioeser-extremismus",
        "Vorbeugung gegen religiös begründeten Extremismus",
        "Fortbildung und Fallberatung für alle, die mit jungen Menschen arbeiten, und Hilfe für Angehörige.",
        "Schulen, Jugendarbeit, Angehörige",
        ("fachstelle-bidaya",),
    ),
)

"""The states by the names and adjectives that people use for them: "Russian" and "the Russian Federation" are one."""

# One state a line: its usual name, then other names and adjectives. Not a list of whom anybody recognises.
_STATES = """
afghanistan afghan afghans
albania albanian albanians
algeria algerian algerians
andorra andorran
angola angolan
argentina argentine argentinian
armenia armenian armenians
australia australian australians
austria austrian austrians
azerbaijan azerbaijani azerbaijanis
bahrain bahraini
bangladesh bangladeshi
belarus belarusian belarusians belarussian byelorussia
belgium belgian belgians
bolivia bolivian
bosnia bosnian bosnia_and_herzegovina
botswana
brazil brazilian brazilians
bulgaria bulgarian bulgarians
burundi burundian
cambodia cambodian
cameroon cameroonian
canada canadian canadians
chad chadian
chile chilean
china chinese people's_republic_of_china
colombia colombian
congo congolese
croatia croatian croatians croat croats
cuba cuban
cyprus cypriot cypriots
czechia czech czechs czech_republic czechoslovakia
denmark danish danes
ecuador ecuadorian
egypt egyptian egyptians
eritrea eritrean
estonia estonian estonians
ethiopia ethiopian
finland finnish finns
france french
gambia gambian
georgia georgian georgians
germany german germans
ghana ghanaian
greece greek greeks
guatemala guatemalan
haiti haitian
honduras honduran
hungary hungarian hungarians
iceland icelandic
india indian
indonesia indonesian
iran iranian iranians
iraq iraqi iraqis
ireland irish
israel israeli israelis
italy italian italians
jamaica jamaican
japan japanese
jordan jordanian
kazakhstan kazakh
kenya kenyan
kosovo kosovar
kuwait kuwaiti
kyrgyzstan kyrgyz
laos laotian
latvia latvian latvians
lebanon lebanese
libya libyan
liechtenstein
lithuania lithuanian lithuanians
luxembourg
malaysia malaysian
mali malian
malta maltese
mexico mexican mexicans
moldova moldovan moldovans
monaco
mongolia mongolian
montenegro montenegrin
morocco moroccan
mozambique
myanmar burma burmese
namibia namibian
nepal nepalese
netherlands dutch holland
new_zealand
nicaragua nicaraguan
nigeria nigerian
north_korea
north_macedonia macedonia macedonian
norway norwegian norwegians
oman omani
pakistan pakistani pakistanis
palestine palestinian palestinians
panama panamanian
paraguay paraguayan
peru peruvian
philippines filipino philippine
poland polish poles
portugal portuguese
qatar qatari
romania romanian romanians
russia russian russians russian_federation
rwanda rwandan
san_marino
saudi_arabia saudi
senegal senegalese
serbia serbian serbians serb serbs
singapore
slovakia slovak slovaks
slovenia slovenian slovene
somalia somali
south_africa south_african
south_korea
spain spanish spaniards
sri_lanka sri_lankan
sudan sudanese
sweden swedish swedes
switzerland swiss
syria syrian syrians
taiwan taiwanese
tajikistan tajik
tanzania tanzanian
thailand thai
tunisia tunisian
turkey turkish turks türkiye turkiye
turkmenistan turkmen
uganda ugandan
ukraine ukrainian ukrainians
united_arab_emirates emirati
united_kingdom uk britain british great_britain
united_states us usa american americans united_states_of_america
uruguay uruguayan
uzbekistan uzbek
venezuela venezuelan
vietnam vietnamese
yemen yemeni
zambia zambian
zimbabwe zimbabwean
soviet_union ussr soviet
yugoslavia yugoslav
"""

NAME_OF: dict[str, str] = {
    form.replace("_", " "): row.split()[0].replace("_", " ")
    for row in _STATES.strip().split("\n")
    for form in row.split()
}


def forms_of(name: str) -> tuple[str, ...]:
    """Every form of the state's usual name, () for a name of no state."""
    return tuple(form for form, usual in NAME_OF.items() if usual == name)

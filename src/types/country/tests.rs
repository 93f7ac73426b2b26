use std::collections::{BTreeSet, HashMap};

use super::*;

fn code(text: &str) -> Option<&'static str> {
    match find_country(text) {
        CountryLookup::One(position) => Some(countries()[position as usize].alpha2),
        CountryLookup::Ambiguous(_) | CountryLookup::Unlisted => None,
    }
}

#[test]
fn the_table_has_the_249_countries_in_order() {
    assert_eq!(countries().len(), 249);
    assert!(countries().is_sorted_by(|a, b| a.alpha2 < b.alpha2));
    for country in countries() {
        let letters = |code: &str| code.bytes().all(|b| b.is_ascii_uppercase());
        assert!(country.alpha2.len() == 2 && letters(country.alpha2), "{country:?}");
        assert!(country.alpha3.len() == 3 && letters(country.alpha3), "{country:?}");
        assert!(country.numeric.len() == 3 && country.numeric.bytes().all(|b| b.is_ascii_digit()));
    }
    for code in [|c: &Country| c.alpha3, |c: &Country| c.numeric] {
        assert_eq!(countries().iter().map(code).collect::<BTreeSet<_>>().len(), 249);
    }
}

#[test]
fn no_spelling_names_two_countries() {
    let mut seen: HashMap<String, &str> = HashMap::new();
    for country in countries() {
        let own: BTreeSet<String> = [country.alpha2, country.alpha3, country.numeric, country.name]
            .iter()
            .chain(&country.aliases)
            .map(|name| norm(name))
            .collect();
        for name in own {
            assert!(AMBIGUOUS.iter().all(|(other, _)| norm(other) != name), "{name} is ambiguous");
            assert_eq!(seen.insert(name.clone(), country.alpha2), None, "{name}");
        }
    }
}

#[test]
fn spellings_read_as_the_code() {
    let cases = [
        ("us", "US"),
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("United States of America", "US"),
        ("美国", "US"),
        ("840", "US"),
        ("NA", "NA"),
        ("Namibia", "NA"),
        ("uk", "GB"),
        ("GB", "GB"),
        ("England", "GB"),
        ("Czech Republic", "CZ"),
        ("Czechia", "CZ"),
        ("Hong Kong", "HK"),
        ("South Korea", "KR"),
        ("한국", "KR"),
        ("ＵＳ", "US"),
        ("  germany ", "DE"),
        ("Deutschland", "DE"),
        ("Österreich", "AT"),
        ("CÔTE D'IVOIRE", "CI"),
        ("Guinea", "GN"),
        ("Guinea-Bissau", "GW"),
        ("Niger", "NE"),
        ("Georgia", "GE"),
        ("004", "AF"),
        ("TÜRKIYE", "TR"),
        ("россия", "RU"),
        ("Niger (the)", "NE"),
        ("日本", "JP"),
    ];
    for (text, expected) in cases {
        assert_eq!(code(text), Some(expected), "{text}");
    }
}

#[test]
fn what_is_not_one_country_is_not_guessed() {
    assert_eq!(find_country("korea"), CountryLookup::Ambiguous(&["KP", "KR"]));
    assert_eq!(find_country("Congo"), CountryLookup::Ambiguous(&["CD", "CG"]));
    for text in ["", "4", "and Africa (EMEA)", "EMEA", "Philipines", "America", "N/A", "Europe", "XK"] {
        assert_eq!(find_country(text), CountryLookup::Unlisted, "{text}");
    }
}

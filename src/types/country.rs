//! The shipped country table: ISO 3166-1 codes, names and other spellings, and the names that name several.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::norm;

/// `AD AND 020 Andorra|another spelling|…`, ascending by code.
const TABLE: &str = include_str!("countries.txt");

/// Names that people write for more than one country, with the countries.
const AMBIGUOUS: [(&str, &[&str]); 10] = [
    ("Korea", &["KP", "KR"]),
    ("Congo", &["CD", "CG"]),
    ("Virgin Islands", &["VG", "VI"]),
    ("Saint Martin", &["MF", "SX"]),
    ("St. Martin", &["MF", "SX"]),
    ("St Martin", &["MF", "SX"]),
    ("圣马丁", &["MF", "SX"]),
    ("刚果", &["CD", "CG"]),
    ("维尔京群岛", &["VG", "VI"]),
    ("维京群岛", &["VG", "VI"]),
];

/// One country of ISO 3166-1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Country {
    /// `DE`.
    pub alpha2: &'static str,
    /// `DEU`.
    pub alpha3: &'static str,
    /// `276`, always three digits.
    pub numeric: &'static str,
    /// The name in English, as the standard words it.
    pub name: &'static str,
    /// Other spellings, also in other scripts.
    pub aliases: Vec<&'static str>,
}

/// What a text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountryLookup {
    /// One country, by its position in [`countries`].
    One(u32),
    /// Several: their alpha-2 codes.
    Ambiguous(&'static [&'static str]),
    /// None that the table knows.
    Unlisted,
}

/// The countries, ascending by alpha-2 code. A `country` cell holds a position in this table (ruling 58).
#[must_use]
pub fn countries() -> &'static [Country] {
    static COUNTRIES: LazyLock<Vec<Country>> = LazyLock::new(|| TABLE.lines().filter_map(country).collect());
    &COUNTRIES
}

fn country(line: &'static str) -> Option<Country> {
    let mut parts = line.splitn(4, ' ');
    let (alpha2, alpha3, numeric) = (parts.next()?, parts.next()?, parts.next()?);
    let mut names = parts.next()?.split('|');
    Some(Country { alpha2, alpha3, numeric, name: names.next()?, aliases: names.collect() })
}

/// What a cell or literal names, compared by `norm` (ruling 58): an alpha-2, alpha-3 or three-digit code, the
/// English name, or another spelling. `NA` is Namibia.
#[must_use]
pub fn find_country(text: &str) -> CountryLookup {
    static INDEX: LazyLock<HashMap<String, CountryLookup>> = LazyLock::new(|| {
        let mut index = HashMap::new();
        for (position, country) in (0..).zip(countries()) {
            let codes = [country.alpha2, country.alpha3, country.numeric, country.name];
            for name in codes.iter().chain(&country.aliases) {
                index.insert(norm(name), CountryLookup::One(position));
            }
        }
        index.extend(AMBIGUOUS.map(|(name, codes)| (norm(name), CountryLookup::Ambiguous(codes))));
        index
    });
    let name = norm(text);
    let name = name.strip_suffix(" (the)").unwrap_or(&name);
    INDEX.get(name).copied().unwrap_or(CountryLookup::Unlisted)
}

#[cfg(test)]
mod tests {
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
}

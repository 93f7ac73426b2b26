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
mod tests;

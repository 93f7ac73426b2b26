//! The plan hash changes with everything that can change a default result column, and with nothing else (ruling 66).

use icp::check::{Checked, check};
use icp::diff::{Version, compare};
use icp::plan::{plan, unoptimized};
use icp::text::{SourceFile, Sources};

use crate::conformance::{NoFiles, model};

/// A profile with one of each, so that each part can be changed by itself.
const PROFILE: &str = r#"
profile hashed "A title" {
  version "1"
  owner "revops@example.com"
}
account {
  id:        text key
  industry:  text from "Industry"
  employees: whole range
  stage:     one of ["Seed", "A", "B"] ordered
  country:   country
  revenue:   money USD
  funded:    date
  tech:      list of text split ";"
  unread:    text
}
rates on 2026-09-30 { 1 EUR = 1.08 USD }
table visits of account by account_id {
  account_id: text
  page:       text
  at:         date
}
list good = ["Software", "Internet"]
let large = 200..500
role pricing of visits when page = "/pricing"
market when country in ["US", "CA"]
exclude gambling when industry = "Gambling" unless tech has "Suite" because "A contract"
require size when employees >= 10 if unknown keep active Nov..Feb
score fit cap 0..100 {
  evidence opinion "So they say"
  group firmographics cap 60 {
    weight core 25 when industry in good
    weight bands by employees { 10..49 => 8 large => 25 unknown => 5 otherwise => 0 }
  }
  weight stages { when stage >= "A" => 20 otherwise => 3 }
  weight growth scale employees from 1 => 0 to 50 => 15
  signal funding +10 fading over 90 days since funded
  signal clicks +4 per pricing cap 12
  signal rich +2 when revenue > 5M USD active 2026-10-01..2026-12-31
}
score other {
  signal late -5 when latest(visits.at) older than 90 days
}
segment us when country = "US" level core in Jan..Jun, else test emit { team: "west" }
tier A "Best" when fit >= 80 and segment = us emit { queue: "one" }
tier B when fit >= 40 unless other < 0
tier C otherwise
override "k1" to tier A because "Board" until 2026-12-31
guarantee fine that country = "US" implies not excluded
test "one" { today 2026-10-01 given account { industry: "Software" } expect not excluded }
"#;

/// Edits that change what some account gets.
const CHANGES: [(&str, &str); 43] = [
    ("profile hashed", "profile renamed"),
    ("from \"Industry\"", "from \"Sector\""),
    ("employees: whole range", "employees: whole"),
    ("split \";\"", "split \",\""),
    ("split \";\"", "split \";\" blank is empty"),
    ("text from \"Industry\"", "text unknown when \"n/a\" from \"Industry\""),
    ("[\"Seed\", \"A\", \"B\"]", "[\"Seed\", \"A\", \"B\", \"C\"]"),
    ("[\"Seed\", \"A\", \"B\"]", "[\"A\", \"Seed\", \"B\"]"),
    ("money USD", "money USD range"),
    ("revenue > 5M", "revenue > 6M"),
    ("1.08 USD", "1.09 USD"),
    ("\"Internet\"]", "\"Media\"]"),
    ("let large = 200..500", "let large = 200..501"),
    ("page = \"/pricing\"", "page = \"/docs\""),
    ("[\"US\", \"CA\"]", "[\"US\"]"),
    ("exclude gambling", "exclude betting"),
    ("\"Gambling\" unless", "\"Casino\" unless"),
    ("has \"Suite\"", "has \"Pack\""),
    ("employees >= 10", "employees > 10"),
    ("if unknown keep", "if unknown out"),
    ("active Nov..Feb", "active Nov..Mar"),
    ("cap 0..100", "cap 0..99"),
    ("cap 60", "cap 61"),
    ("weight core 25", "weight core 24.999"),
    ("unknown => 5", "unknown => 6"),
    ("otherwise => 0 }", "otherwise => 1 }"),
    ("=> 20 otherwise", "=> 21 otherwise"),
    ("to 50 => 15", "to 51 => 15"),
    ("fading over 90 days", "fading over 91 days"),
    ("fading over 90 days", "halving every 90 days"),
    ("cap 12", "cap 13"),
    ("+4 per pricing", "+4 per visits"),
    ("2026-12-31\n}", "2026-12-30\n}"),
    ("older than 90 days", "older than 3 months"),
    ("level core in", "level low in"),
    ("team: \"west\"", "team: \"east\""),
    ("queue: \"one\"", "line: \"one\""),
    ("tier B when", "tier Second when"),
    ("unless other < 0", "unless other <= 0"),
    ("override \"k1\" to tier A", "override \"k2\" to tier A"),
    ("override \"k1\" to tier A", "override \"k1\" to tier C"),
    ("because \"Board\"", "because \"The board\""),
    ("until 2026-12-31\nguarantee", "until 2027-01-01\nguarantee"),
];

fn hash(text: &str) -> String {
    let model = model(text).unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(plan(&model).hash(), unoptimized(&model).hash());
    plan(&model).hash().to_owned()
}

fn changed(from: &str, to: &str) -> String {
    assert!(PROFILE.contains(from), "{from:?} is not in the profile");
    hash(&PROFILE.replacen(from, to, 1))
}

#[test]
fn it_is_64_hexadecimal_digits_and_repeats() {
    let one = hash(PROFILE);
    assert_eq!(one.len(), 64);
    assert!(one.chars().all(|c| c.is_ascii_hexdigit() && !c.is_ascii_uppercase()));
    assert_eq!(one, hash(PROFILE));
}

#[test]
fn it_changes_with_whatever_can_change_a_result() {
    let before = hash(PROFILE);
    for (from, to) in CHANGES {
        assert_ne!(changed(from, to), before, "{from} → {to}");
    }
    let renamed = PROFILE.replace("score other", "score another").replace("other < 0", "another < 0");
    assert_ne!(hash(&renamed), before, "the name of a score");
}

#[test]
fn it_changes_with_the_order_of_tiers_and_of_segments() {
    let before = hash(PROFILE);
    let one = "segment us when";
    let two = format!("segment ca when country = \"CA\"\n{one}");
    let after = format!("{one} country = \"US\" level core in Jan..Jun, else test emit {{ team: \"west\" }}");
    let added = PROFILE.replacen(one, &two, 1);
    let turned = PROFILE.replacen(&after, &format!("{after}\nsegment ca when country = \"CA\""), 1);
    assert_ne!(hash(&added), before);
    assert_ne!(hash(&added), hash(&turned));
    let (b, c) = ("tier B when fit >= 40 unless other < 0\n", "tier C when fit >= 20\n");
    let forth = PROFILE.replacen("tier C otherwise\n", c, 1);
    let back = forth.replacen(c, "", 1).replacen(b, &format!("{c}{b}"), 1);
    assert_ne!(hash(&forth), hash(&back));
}

#[test]
fn it_stays_with_whatever_cannot() {
    let before = hash(PROFILE);
    let changes = [
        ("\"A title\"", "\"Another title\""),
        ("version \"1\"", "version \"2\""),
        ("owner \"revops@example.com\"", "owner \"sales@example.com\""),
        ("because \"A contract\"", "because \"The law\""),
        ("evidence opinion \"So they say\"", "evidence data \"2026 win/loss\""),
        ("tier A \"Best\"", "tier A \"Top\""),
        ("unread:    text", "unread:    number"),
        ("  unread:    text\n", ""),
        ("market when", "# a comment\nmarket\n  when"),
        ("list good = [\"Software\", \"Internet\"]", "list good = [\"INTERNET\", \"Software\"]"),
        ("list good", "list unused = [\"x\"]\nlist good"),
        ("implies not excluded", "implies qualified"),
        ("test \"one\" { today 2026-10-01", "test \"one\" { today 2026-10-02"),
        ("rates on 2026-09-30", "rates on 2026-10-01"),
    ];
    for (from, to) in changes {
        assert_eq!(changed(from, to), before, "{from} → {to}");
    }
    let renamed =
        PROFILE.replace("large", "bigger").replace("good", "fitting").replace("pricing of", "buying of");
    let renamed = renamed.replace("per pricing", "per buying");
    assert_eq!(hash(&renamed), before, "names of lets, lists and roles");
}

#[test]
fn it_stays_with_the_order_of_other_items() {
    let before = hash(PROFILE);
    let moves = [
        (
            "weight core 25 when industry in good",
            "weight bands by employees { 10..49 => 8 large => 25 unknown => 5 otherwise => 0 }",
        ),
        (
            "market when country in [\"US\", \"CA\"]",
            "exclude gambling when industry = \"Gambling\" unless tech has \"Suite\" because \"A contract\"",
        ),
        ("  industry:  text from \"Industry\"\n", "  employees: whole range\n"),
        ("  page:       text\n", "  at:         date\n"),
    ];
    for (one, other) in moves {
        assert!(PROFILE.contains(one) && PROFILE.contains(other), "{one}");
        let swapped = PROFILE.replacen(one, "\u{1}", 1).replacen(other, one, 1).replacen('\u{1}', other, 1);
        assert_eq!(hash(&swapped), before, "{one} and {other}");
    }
}

/// What only names things, or gives a reason, moves nobody.
const NAMES: [&str; 4] = ["profile hashed", "exclude gambling", "because \"Board\"", "tier B when"];

#[test]
fn a_comparison_sees_whatever_can_move_an_account() {
    let compared = |to: &str| {
        let (mut old_sources, mut new_sources) = (Sources::new(), Sources::new());
        let old = check(&mut old_sources, SourceFile::new("a.icp", PROFILE), &NoFiles);
        let new = check(&mut new_sources, SourceFile::new("a.icp", to), &NoFiles);
        let version = |sources, checked: &'static Checked| Version {
            sources,
            files: &checked.files,
            model: checked.model.as_ref().unwrap(),
        };
        let (old_sources, new_sources) = (Box::leak(Box::new(old_sources)), Box::leak(Box::new(new_sources)));
        let (old, new) = (Box::leak(Box::new(old)), Box::leak(Box::new(new)));
        compare(version(old_sources, old), version(new_sources, new))
    };
    for (from, to) in CHANGES.iter().filter(|(from, _)| !NAMES.contains(from)) {
        let comparison = compared(&PROFILE.replacen(from, to, 1));
        assert!(!comparison.proved_same, "{from} → {to}");
        assert!(comparison.deciding().any(|change| !change.slots.is_empty()), "{from} → {to}: no slot");
    }
}

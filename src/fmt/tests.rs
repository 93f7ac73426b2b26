//! The layout, construct by construct.

use super::*;
use crate::text::SourceId;

/// The canonical layout of a text.
fn formatted(text: &str) -> String {
    let file = SourceFile::new("test.icp", text);
    let parsed = syntax::parse(SourceId(0), &file);
    format(&file, &parsed).unwrap_or_else(|refusal| panic!("{}\n{text}", refusal.message))
}

/// Checks what a text becomes, and that this stays as it is.
#[track_caller]
fn check(text: &str, expected: &str) {
    let found = formatted(text);
    assert_eq!(found, expected, "\nfound:\n{found}");
    assert_eq!(formatted(&found), expected, "a second run changes it");
}

#[test]
fn a_rule_that_fits_is_one_line() {
    check(
        "exclude  tobacco\n  when industry='Tobacco'".replace('\'', "\"").as_str(),
        "exclude tobacco when industry = \"Tobacco\"\n",
    );
}

#[test]
fn a_rule_that_does_not_fit_takes_a_line_for_each_clause() {
    check(
        "exclude banned \"Acceptable use\" when industry in banned unless tech has \"Suite\" because \"Contract of the payment partner\"",
        "exclude banned \"Acceptable use\"\n  when industry in banned\n  unless tech has \"Suite\"\n  because \"Contract of the payment partner\"\n",
    );
}

#[test]
fn a_comment_ends_its_line_wherever_it_stands() {
    check(
        "market # why\nwhen # what\ncountry = \"US\" # where\n# end",
        "market  # why\n  when  # what\n    country = \"US\"  # where\n# end\n",
    );
    check(
        "market when\n# the home market\ncountry = \"US\"",
        "market\n  when\n    # the home market\n    country = \"US\"\n",
    );
}

#[test]
fn comments_stay_in_a_list() {
    check(
        "list l = [ # all\n\"a\" # first\n, \"b\",\n# second half\n\"c\" # last\n]",
        "list l = [  # all\n  \"a\",  # first\n  \"b\",\n  # second half\n  \"c\",  # last\n]\n",
    );
}

#[test]
fn a_comment_before_a_closing_bracket_belongs_inside() {
    check(
        "account {\nid: text key\n\n# more to come\n\n}",
        "account {\n  id: text key\n\n  # more to come\n}\n",
    );
    check("account {\n# nothing yet\n}", "account {\n  # nothing yet\n}\n");
    check("list l = [\"a\"\n# more\n]", "list l = [\n  \"a\",\n  # more\n]\n");
}

#[test]
fn comments_of_neighboring_lines_share_a_column() {
    check(
        "account {\nid: text key # one\nindustry: text # two\n}",
        "account {\n  id:       text key  # one\n  industry: text      # two\n}\n",
    );
}

#[test]
fn bands_lose_their_commas_and_gain_columns() {
    check(
        "score s { weight w by employees { 1..9 => 5, 10..200 => 12.5, unknown => 0, otherwise => 0 } }",
        "score s {\n  weight w by employees {\n    1..9      =>    5\n    10..200   => 12.5\n    unknown   =>    0\n    otherwise =>    0\n  }\n}\n",
    );
}

#[test]
fn a_signal_gains_its_plus() {
    check(
        "score s { signal a 5 when x = 1 signal b 0 when x = 2 }",
        "score s {\n  signal a +5 when x = 1\n  signal b  0 when x = 2\n}\n",
    );
}

#[test]
fn points_and_condition_stay_together_and_a_late_fade_starts_a_line() {
    check(
        "score s { signal funding +15 when stage in [\"A\"] fading over 180 days since funded }",
        "score s {\n  signal funding +15 when stage in [\"A\"]\n    fading over 180 days since funded\n}\n",
    );
    check(
        "score s { signal funding +15\nfading over 180 days since funded }",
        "score s {\n  signal funding +15 fading over 180 days since funded\n}\n",
    );
}

#[test]
fn neighbors_stand_in_columns_and_others_apart() {
    check(
        "list a = [1]\nlist long = [2]\n\n\n\nlist b = [3]\nlet x = 1..2",
        "list a    = [1]\nlist long = [2]\n\nlist b = [3]\n\nlet x = 1..2\n",
    );
    check(
        "tier A \"Best\" when fit >= 80\ntier B when fit >= 60\ntier Cold otherwise",
        "tier A    \"Best\" when fit >= 80\ntier B           when fit >= 60\ntier Cold        otherwise\n",
    );
}

#[test]
fn a_long_list_is_filled_and_gains_a_last_comma() {
    let words: Vec<String> = (0..30).map(|n| format!("\"word {n}\"")).collect();
    let found = formatted(&format!("list l = [{}]", words.join(",")));
    assert!(found.lines().all(|line| line.len() <= 100), "{found}");
    assert!(found.ends_with("\"word 29\",\n]\n"), "{found}");
    assert_eq!(formatted(&found), found);
}

#[test]
fn a_long_condition_breaks_before_its_words() {
    check(
        "require r when industry in [\"Software\", \"Fintech\"] and employees in 50..200 and country in [\"US\", \"CA\"] and tech has \"CRM\"",
        "require r\n  when industry in [\"Software\", \"Fintech\"]\n    and employees in 50..200\n    and country in [\"US\", \"CA\"]\n    and tech has \"CRM\"\n",
    );
}

#[test]
fn a_byte_order_mark_and_carriage_returns_go() {
    check("\u{feff}list a = [1]\r\n\r\n\r\n# end\r\n", "list a = [1]\n\n# end\n");
    check("", "");
    check("\r\n\r\n", "");
}

#[test]
fn wide_letters_count_twice() {
    check(
        "account { 编号: text key\nindustry: text }",
        "account {\n  编号:     text key\n  industry: text\n}\n",
    );
}

#[test]
fn bad_statements_stay_and_sound_ones_are_formatted() {
    let found = formatted("list   a=[1]\n\nexlude   foo  wen  x = = 1\n\nlist   b=[2]\n");
    assert!(found.starts_with("list a = [1]\n\n"), "{found}");
    assert!(found.contains("exlude   foo  wen  x = = 1\n"), "{found}");
    assert!(found.ends_with("\nlist b = [2]\n"), "{found}");
    assert_eq!(formatted(&found), found);
}

#[test]
fn a_record_that_does_not_fit_is_filled() {
    check(
        "test \"t\" { given contacts [ { title: \"Head of revenue operations\", seniority: \"Director\" }, { title: \"VP\", seniority: \"VP\" }, ] expect tier = A }",
        "test \"t\" {\n  given contacts [\n    { title: \"Head of revenue operations\", seniority: \"Director\" },\n    { title: \"VP\", seniority: \"VP\" },\n  ]\n  expect tier = A\n}\n",
    );
}

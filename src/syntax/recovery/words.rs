//! The words of "expected …": what each rule of the grammar is called, and which rules have a name in common.

use super::super::grammar::Rule;

/// Words that start a statement or an entry of a score.
pub(super) const STATEMENT_WORDS: &[&str] = &[
    "profile",
    "use",
    "account",
    "table",
    "taxonomy",
    "rates",
    "list",
    "let",
    "role",
    "market",
    "exclude",
    "require",
    "score",
    "group",
    "weight",
    "signal",
    "tier",
    "segment",
    "override",
    "guarantee",
    "outcome",
    "test",
    "language",
];

/// Words that go on with a statement.
pub(super) const CLAUSE_WORDS: &[&str] = &[
    "when",
    "unless",
    "that",
    "because",
    "evidence",
    "assumption",
    "owner",
    "active",
    "if",
    "emit",
    "fading",
    "halving",
    "until",
    "level",
    "otherwise",
    "and",
    "or",
    "not",
    "in",
    "is",
    "has",
    "contains",
    "starts",
    "ends",
    "matches",
    "within",
    "older",
    "under",
    "implies",
    "where",
    "cap",
    "per",
    "by",
    "since",
];

/// Words that are names in backticks only.
pub(super) const RESERVED: &[&str] = &[
    "and",
    "or",
    "not",
    "in",
    "is",
    "has",
    "contains",
    "starts",
    "ends",
    "matches",
    "within",
    "older",
    "under",
    "otherwise",
    "implies",
    "where",
    "when",
    "that",
    "unless",
    "because",
    "if",
    "unknown",
    "true",
    "false",
    "today",
    "expect",
];

/// What can be expected, in the words of a reader. `None`: not worth telling.
fn word(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::name | Rule::word | Rule::operand_name | Rule::pack_word => "a name",
        Rule::text => "a text in quotes",
        Rule::regex => "a pattern between slashes",
        Rule::number => "a number",
        Rule::points => "points",
        Rule::int => "a whole number",
        Rule::date => "a date",
        Rule::currency => "a currency",
        Rule::unit => "a unit of time",
        Rule::month => "a month",
        Rule::level => "`core`, `test`, `low`, or `paused`",
        Rule::boolean => "`true` or `false`",
        Rule::lbrace => "`{`",
        Rule::rbrace => "`}`",
        Rule::lbracket => "`[`",
        Rule::rbracket => "`]`",
        Rule::lparen => "`(`",
        Rule::rparen => "`)`",
        Rule::comma => "`,`",
        Rule::colon => "`:`",
        Rule::dot => "`.`",
        Rule::arrow => "`=>`",
        Rule::eq => "`=`",
        Rule::dotdot => "`..`",
        Rule::slash => "`/`",
        Rule::type_ | Rule::ty_named => "a type",
        _ => return keyword(rule),
    })
}

/// `kw_when` is `` `when` ``.
fn keyword(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::kw_account => "`account`",
        Rule::kw_aliases => "`aliases`",
        Rule::kw_all => "`all`",
        Rule::kw_any => "`any`",
        Rule::kw_because => "`because`",
        Rule::kw_blank => "`blank`",
        Rule::kw_by => "`by`",
        Rule::kw_cap => "`cap`",
        Rule::kw_column => "`column`",
        Rule::kw_data => "`data`",
        Rule::kw_else => "`else`",
        Rule::kw_empty => "`empty`",
        Rule::kw_every => "`every`",
        Rule::kw_excluded => "`excluded`",
        Rule::kw_file => "`file`",
        Rule::kw_from => "`from`",
        Rule::kw_in => "`in`",
        Rule::kw_interview => "`interview`",
        Rule::kw_is => "`is`",
        Rule::kw_keep => "`keep`",
        Rule::kw_known => "`known`",
        Rule::kw_last => "`last`",
        Rule::kw_next => "`next`",
        Rule::kw_of => "`of`",
        Rule::kw_on => "`on`",
        Rule::kw_opinion => "`opinion`",
        Rule::kw_otherwise => "`otherwise`",
        Rule::kw_out => "`out`",
        Rule::kw_over => "`over`",
        Rule::kw_owner => "`owner`",
        Rule::kw_per => "`per`",
        Rule::kw_scale => "`scale`",
        Rule::kw_since => "`since`",
        Rule::kw_std => "`std`",
        Rule::kw_than => "`than`",
        Rule::kw_that => "`that`",
        Rule::kw_tier => "`tier`",
        Rule::kw_to => "`to`",
        Rule::kw_unknown => "`unknown`",
        Rule::kw_until => "`until`",
        Rule::kw_when => "`when`",
        Rule::kw_where => "`where`",
        Rule::kw_with => "`with`",
        _ => return None,
    })
}

/// The list of what is expected, most telling first, at most five.
pub(super) fn expected(rules: &[Rule]) -> Vec<&'static str> {
    let has = |rule: Rule| rules.contains(&rule);
    let mut words: Vec<&'static str> = Vec::new();
    let mut rest: Vec<Rule> = rules.to_vec();
    let mut group = |rest: &mut Vec<Rule>, called: &'static str, members: &[Rule]| {
        rest.retain(|rule| !members.contains(rule));
        if !called.is_empty() && !words.contains(&called) {
            words.push(called);
        }
    };
    if has(Rule::ty_text) || has(Rule::kw_text) || has(Rule::type_) {
        return vec!["a type"];
    }
    if has(Rule::when_clause) || has(Rule::kw_unless) {
        group(&mut rest, "a clause such as `when`", CLAUSES);
    }
    if has(Rule::paren) || (has(Rule::lparen) && has(Rule::operand_name)) {
        group(&mut rest, "a value", VALUES);
    }
    if has(Rule::lt) && has(Rule::plus) {
        group(&mut rest, "an operator", OPERATORS);
    } else if has(Rule::lt) {
        group(&mut rest, "a comparison", OPERATORS);
    } else if has(Rule::plus) || has(Rule::kw_and) {
        group(&mut rest, "", OPERATORS);
    }
    for rule in rest {
        if let Some(word) = word(rule)
            && !words.contains(&word)
        {
            words.push(word);
        }
    }
    words
}

const CLAUSES: &[Rule] = &[
    Rule::kw_when,
    Rule::kw_unless,
    Rule::kw_because,
    Rule::kw_evidence,
    Rule::kw_assumption,
    Rule::kw_owner,
    Rule::kw_active,
    Rule::kw_if,
    Rule::kw_emit,
    Rule::kw_fading,
    Rule::kw_halving,
];

const VALUES: &[Rule] = &[
    Rule::operand_name,
    Rule::lparen,
    Rule::odd_lparen,
    Rule::function,
    Rule::kw_count,
    Rule::kw_excluded,
    Rule::boolean,
    Rule::kw_today,
    Rule::text,
    Rule::odd_text,
    Rule::number,
    Rule::odd_number,
    Rule::date,
    Rule::odd_date,
    Rule::odd_range,
    Rule::kw_not,
    Rule::odd_not,
];

const OPERATORS: &[Rule] = &[
    Rule::eq,
    Rule::ne,
    Rule::lt,
    Rule::le,
    Rule::gt,
    Rule::ge,
    Rule::odd_eq,
    Rule::odd_ne,
    Rule::odd_le,
    Rule::odd_ge,
    Rule::plus,
    Rule::minus,
    Rule::star,
    Rule::slash,
    Rule::kw_and,
    Rule::kw_or,
    Rule::odd_and,
    Rule::odd_or,
    Rule::kw_implies,
    Rule::kw_is,
    Rule::kw_in,
    Rule::odd_in,
    Rule::kw_has,
    Rule::kw_contains,
    Rule::kw_starts,
    Rule::kw_ends,
    Rule::kw_matches,
    Rule::kw_under,
    Rule::kw_within,
    Rule::kw_older,
    Rule::kw_otherwise,
    Rule::kw_not,
    Rule::odd_not,
    Rule::dot,
    Rule::dotdot,
    Rule::dotdot_lt,
    Rule::odd_dots,
    Rule::unit,
    Rule::currency,
];

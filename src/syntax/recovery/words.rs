//! The words of "expected …": what each rule of the grammar is called, and which rules have a name in common.

use super::super::grammar::Rule;

/// Words that start a statement at the top of a file.
pub(in super::super) const TOP_WORDS: &[&str] = &[
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
    "tier",
    "segment",
    "override",
    "guarantee",
    "outcome",
    "test",
];

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
pub(crate) const RESERVED: &[&str] = &[
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
        Rule::path => "a name",
        Rule::flat => "points",
        Rule::bands => "`by`",
        Rule::scale => "`scale`",
        Rule::arms | Rule::record => "`{`",
        Rule::listlit => "`[`",
        Rule::file_ref => "`file`",
        Rule::range | Rule::dash_range => "a range",
        Rule::quantity => "a number",
        Rule::duration => "a duration such as `90 days`",
        Rule::months => "a month",
        Rule::band_cmp | Rule::band_values => "a value",
        Rule::band => "a band such as `10..49 => 8`",
        Rule::arm => "an arm such as `when … => 8`",
        Rule::node => "a text in quotes",
        Rule::rate => "a rate such as `1 EUR = 1.08 USD`",
        Rule::field => "a field such as `employees: whole`",
        Rule::use_pack => "`std`",
        _ => return keyword(rule),
    })
}

/// `kw_when` is `` `when` ``.
fn keyword(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::kw_account => "`account`",
        Rule::kw_active => "`active`",
        Rule::kw_aliases => "`aliases`",
        Rule::kw_all => "`all`",
        Rule::kw_and => "`and`",
        Rule::kw_any => "`any`",
        Rule::kw_assumption => "`assumption`",
        Rule::kw_because => "`because`",
        Rule::kw_best => "`best`",
        Rule::kw_blank => "`blank`",
        Rule::kw_boolean => "`boolean`",
        Rule::kw_by => "`by`",
        Rule::kw_cap => "`cap`",
        Rule::kw_churned => "`churned`",
        Rule::kw_closed => "`closed`",
        Rule::kw_column => "`column`",
        Rule::kw_contains => "`contains`",
        Rule::kw_count => "`count`",
        Rule::kw_country => "`country`",
        Rule::kw_data => "`data`",
        Rule::kw_date => "`date`",
        Rule::kw_else => "`else`",
        Rule::kw_emit => "`emit`",
        Rule::kw_empty => "`empty`",
        Rule::kw_ends => "`ends`",
        Rule::kw_every => "`every`",
        Rule::kw_evidence => "`evidence`",
        Rule::kw_exclude => "`exclude`",
        Rule::kw_excluded => "`excluded`",
        Rule::kw_expect => "`expect`",
        Rule::kw_fading => "`fading`",
        Rule::kw_file => "`file`",
        Rule::kw_format => "`format`",
        Rule::kw_from => "`from`",
        Rule::kw_given => "`given`",
        Rule::kw_group => "`group`",
        Rule::kw_guarantee => "`guarantee`",
        Rule::kw_halving => "`halving`",
        Rule::kw_has => "`has`",
        Rule::kw_if => "`if`",
        Rule::kw_implies => "`implies`",
        Rule::kw_in => "`in`",
        Rule::kw_interview => "`interview`",
        Rule::kw_is => "`is`",
        Rule::kw_keep => "`keep`",
        Rule::kw_key => "`key`",
        Rule::kw_known => "`known`",
        Rule::kw_language => "`language`",
        Rule::kw_last => "`last`",
        Rule::kw_let => "`let`",
        Rule::kw_level => "`level`",
        Rule::kw_list => "`list`",
        Rule::kw_lost => "`lost`",
        Rule::kw_market => "`market`",
        Rule::kw_matches => "`matches`",
        Rule::kw_money => "`money`",
        Rule::kw_next => "`next`",
        Rule::kw_not => "`not`",
        Rule::kw_number => "`number`",
        Rule::kw_objective => "`objective`",
        Rule::kw_of => "`of`",
        Rule::kw_older => "`older`",
        Rule::kw_on => "`on`",
        Rule::kw_one => "`one`",
        Rule::kw_opinion => "`opinion`",
        Rule::kw_or => "`or`",
        Rule::kw_ordered => "`ordered`",
        Rule::kw_otherwise => "`otherwise`",
        Rule::kw_out => "`out`",
        Rule::kw_outcome => "`outcome`",
        Rule::kw_over => "`over`",
        Rule::kw_override => "`override`",
        Rule::kw_owner => "`owner`",
        Rule::kw_parent => "`parent`",
        Rule::kw_pattern => "`pattern`",
        Rule::kw_per => "`per`",
        Rule::kw_percent => "`percent`",
        Rule::kw_profile => "`profile`",
        Rule::kw_range => "`range`",
        Rule::kw_rates => "`rates`",
        Rule::kw_renewed => "`renewed`",
        Rule::kw_require => "`require`",
        Rule::kw_review => "`review`",
        Rule::kw_role => "`role`",
        Rule::kw_scale => "`scale`",
        Rule::kw_score => "`score`",
        Rule::kw_segment => "`segment`",
        Rule::kw_signal => "`signal`",
        Rule::kw_since => "`since`",
        Rule::kw_split => "`split`",
        Rule::kw_starts => "`starts`",
        Rule::kw_std => "`std`",
        Rule::kw_table => "`table`",
        Rule::kw_taxonomy => "`taxonomy`",
        Rule::kw_test => "`test`",
        Rule::kw_text => "`text`",
        Rule::kw_than => "`than`",
        Rule::kw_that => "`that`",
        Rule::kw_tier => "`tier`",
        Rule::kw_to => "`to`",
        Rule::kw_today => "`today`",
        Rule::kw_under => "`under`",
        Rule::kw_unknown => "`unknown`",
        Rule::kw_unless => "`unless`",
        Rule::kw_until => "`until`",
        Rule::kw_updated => "`updated`",
        Rule::kw_use => "`use`",
        Rule::kw_value => "`value`",
        Rule::kw_version => "`version`",
        Rule::kw_weight => "`weight`",
        Rule::kw_when => "`when`",
        Rule::kw_where => "`where`",
        Rule::kw_whole => "`whole`",
        Rule::kw_with => "`with`",
        Rule::kw_within => "`within`",
        Rule::kw_won => "`won`",
        Rule::kw_word => "`word`",
        _ => return None,
    })
}

/// The keywords among the rules, without their backticks.
pub(super) fn keywords(rules: &[Rule]) -> Vec<&'static str> {
    let mut words: Vec<&'static str> =
        rules.iter().filter_map(|rule| keyword(*rule)).map(|word| word.trim_matches('`')).collect();
    for rule in rules {
        words.extend(inside(*rule));
    }
    words
}

/// The keywords that pest hides behind the name of a construct.
fn inside(rule: Rule) -> &'static [&'static str] {
    match rule {
        Rule::score_limit => &["out", "cap"],
        Rule::fading => &["fading", "halving"],
        Rule::profile_entry | Rule::profile_text | Rule::one_profile_entry => {
            &["version", "owner", "objective", "updated", "review"]
        }
        Rule::outcome_when | Rule::outcome_value | Rule::one_outcome_entry => {
            &["won", "lost", "renewed", "churned", "closed", "value"]
        }
        Rule::test_entry | Rule::one_test_entry => &["today", "given", "expect"],
        Rule::arm | Rule::one_arm => &["when", "unknown", "otherwise"],
        Rule::word_tail | Rule::text_tail => {
            &["in", "has", "contains", "starts", "ends", "matches", "under", "within", "older"]
        }
        Rule::is_tail => &["is"],
        Rule::within_tail => &["within"],
        Rule::per => &["per"],
        Rule::m_key | Rule::m_from => &["key", "from", "split", "format", "pattern", "blank", "unknown"],
        Rule::ty_number => &["number", "whole"],
        Rule::evidence => &["evidence"],
        Rule::assumption => &["assumption"],
        _ => &[],
    }
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
    if has(Rule::m_key) || has(Rule::kw_from) {
        return vec!["a word such as `key` or `from`"];
    }
    if let [only] = rules
        && !inside(*only).is_empty()
        && word(*only).is_none()
    {
        return inside(*only).to_vec();
    }
    if has(Rule::text) && (has(Rule::path) || has(Rule::operand_name)) {
        group(&mut rest, "a value", VALUES);
    }
    if has(Rule::when_clause) || has(Rule::kw_unless) {
        group(&mut rest, "a clause such as `when`", CLAUSES);
    }
    if [Rule::expr, Rule::condition, Rule::sum, Rule::paren].into_iter().any(has) {
        group(&mut rest, "a value", VALUES);
    }
    let compares = has(Rule::lt) || has(Rule::cmp_tail) || has(Rule::word_tail);
    if compares {
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

/// Where a value can stand.
pub(super) const VALUES: &[Rule] = &[
    Rule::expr,
    Rule::condition,
    Rule::sum,
    Rule::paren,
    Rule::call,
    Rule::excluded_by,
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
    Rule::range,
    Rule::dash_range,
    Rule::path,
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

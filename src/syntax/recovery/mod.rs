//! What went wrong in a statement that cannot be read, in words.
//!
//! In: the text of one damaged statement. Out: one diagnostic.
//! Invariant: the label lies inside the statement or right at its end.

mod conditions;
mod foreign_words;
mod found;
mod habits;
mod near;
mod no_statement;
mod odd;
mod place;
mod scan;
mod words;

pub(crate) use words::RESERVED;

pub(super) use conditions::*;
pub(super) use near::*;
pub(super) use odd::odd_token;
pub(super) use scan::{BLANKS, begins_field, begins_line, continues, field_name, names, same_line, trimmed};
pub(super) use words::TOP_WORDS;

use crate::diag::{Diagnostic, codes::syntax as codes};
use crate::text::{SourceId, Span};

use super::grammar::{self, Node, Rule};

/// How deep brackets may nest, and how many `not`s or terms may follow one another.
pub(super) const DEPTH_LIMIT: usize = 64;

/// What a damaged piece of text should have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// Any statement, to be told by its first word.
    Item,
    Profile,
    ProfileEntry,
    Use,
    Account,
    Table,
    Field,
    Taxonomy,
    TaxonomyNode,
    Rates,
    Rate,
    List,
    Let,
    Role,
    Market,
    Exclude,
    Require,
    Score,
    /// An entry of a score or group, to be told by its first word.
    ScoreEntry,
    Group,
    Weight,
    Signal,
    Proof,
    Band,
    Arm,
    Tier,
    Segment,
    Override,
    Guarantee,
    Outcome,
    OutcomeEntry,
    Test,
    TestEntry,
    RecordEntry,
}

impl Look {
    /// The strict rule of the second look.
    fn rule(self) -> Option<Rule> {
        Some(match self {
            Look::Item | Look::ScoreEntry => return None,
            Look::Profile => Rule::one_profile,
            Look::ProfileEntry => Rule::one_profile_entry,
            Look::Use => Rule::one_use,
            Look::Account => Rule::one_account,
            Look::Table => Rule::one_table,
            Look::Field => Rule::one_field,
            Look::Taxonomy => Rule::one_taxonomy,
            Look::TaxonomyNode => Rule::one_node,
            Look::Rates => Rule::one_rates,
            Look::Rate => Rule::one_rate,
            Look::List => Rule::one_list,
            Look::Let => Rule::one_let,
            Look::Role => Rule::one_role,
            Look::Market => Rule::one_market,
            Look::Exclude => Rule::one_exclude,
            Look::Require => Rule::one_require,
            Look::Score => Rule::one_score,
            Look::Group => Rule::one_group,
            Look::Weight => Rule::one_weight,
            Look::Signal => Rule::one_signal,
            Look::Proof => Rule::one_proof,
            Look::Band => Rule::one_band,
            Look::Arm => Rule::one_arm,
            Look::Tier => Rule::one_tier,
            Look::Segment => Rule::one_segment,
            Look::Override => Rule::one_override,
            Look::Guarantee => Rule::one_guarantee,
            Look::Outcome => Rule::one_outcome,
            Look::OutcomeEntry => Rule::one_outcome_entry,
            Look::Test => Rule::one_test,
            Look::TestEntry => Rule::one_test_entry,
            Look::RecordEntry => Rule::one_record_entry,
        })
    }

    /// What the construct is called, with its article.
    fn called(self) -> &'static str {
        match self {
            Look::Item => "a statement",
            Look::Profile => "a profile",
            Look::ProfileEntry => "a line of a profile",
            Look::Use => "a `use`",
            Look::Account => "an account block",
            Look::Table => "a table",
            Look::Field => "a field",
            Look::Taxonomy => "a taxonomy",
            Look::TaxonomyNode => "a value of a taxonomy",
            Look::Rates => "a rates block",
            Look::Rate => "a rate",
            Look::List => "a list",
            Look::Let => "a let",
            Look::Role => "a role",
            Look::Market => "a market",
            Look::Exclude => "an exclude",
            Look::Require => "a require",
            Look::Score => "a score",
            Look::ScoreEntry => "a line of a score",
            Look::Group => "a group",
            Look::Weight => "a weight",
            Look::Signal => "a signal",
            Look::Proof => "evidence",
            Look::Band => "a band",
            Look::Arm => "an arm",
            Look::Tier => "a tier",
            Look::Segment => "a segment",
            Look::Override => "an override",
            Look::Guarantee => "a guarantee",
            Look::Outcome => "an outcome block",
            Look::OutcomeEntry => "a line of an outcome block",
            Look::Test => "a test",
            Look::TestEntry => "a line of a test",
            Look::RecordEntry => "an entry of a record",
        }
    }

    /// By the keyword a statement starts with.
    fn of_keyword(word: &str) -> Option<Look> {
        Some(match word {
            "profile" => Look::Profile,
            "use" => Look::Use,
            "account" => Look::Account,
            "table" => Look::Table,
            "taxonomy" => Look::Taxonomy,
            "rates" => Look::Rates,
            "list" => Look::List,
            "let" => Look::Let,
            "role" => Look::Role,
            "market" => Look::Market,
            "exclude" => Look::Exclude,
            "require" => Look::Require,
            "score" => Look::Score,
            "tier" => Look::Tier,
            "segment" => Look::Segment,
            "override" => Look::Override,
            "guarantee" => Look::Guarantee,
            "outcome" => Look::Outcome,
            "test" => Look::Test,
            _ => return None,
        })
    }

    /// By the keyword an entry of a score starts with.
    fn of_entry(word: &str) -> Option<Look> {
        Some(match word {
            "group" => Look::Group,
            "weight" => Look::Weight,
            "signal" => Look::Signal,
            "evidence" | "assumption" => Look::Proof,
            _ => return None,
        })
    }
}

/// The second look of a rule of the first.
pub(super) fn look_of(rule: Rule) -> Option<Look> {
    Some(match rule {
        Rule::profile => Look::Profile,
        Rule::use_item => Look::Use,
        Rule::account => Look::Account,
        Rule::table => Look::Table,
        Rule::taxonomy => Look::Taxonomy,
        Rule::rates => Look::Rates,
        Rule::list => Look::List,
        Rule::let_item => Look::Let,
        Rule::role => Look::Role,
        Rule::market => Look::Market,
        Rule::exclude => Look::Exclude,
        Rule::require => Look::Require,
        Rule::score => Look::Score,
        Rule::group => Look::Group,
        Rule::weight => Look::Weight,
        Rule::signal => Look::Signal,
        Rule::evidence | Rule::assumption => Look::Proof,
        Rule::tier => Look::Tier,
        Rule::segment => Look::Segment,
        Rule::override_item => Look::Override,
        Rule::guarantee => Look::Guarantee,
        Rule::outcome => Look::Outcome,
        Rule::test => Look::Test,
        _ => return None,
    })
}

/// Reads one damaged statement strictly and words what stops the reading.
pub(super) fn second_look(source: SourceId, text: &str, look: Look, start: usize, end: usize) -> Diagnostic {
    let first = scan::first_word(text.get(start..end).unwrap_or(""));
    let look = match look {
        Look::Item => Look::of_keyword(first).unwrap_or(look),
        Look::ScoreEntry => Look::of_entry(first).unwrap_or(look),
        other => other,
    };
    let Some(rule) = look.rule() else {
        return no_statement::no_statement(source, text, look, start, end);
    };
    match grammar::read(rule, source, text, start, end) {
        Err(failure) if failure.too_deep => too_deep(Span::new(source, start, end)),
        Err(failure) => found::explain(&place::Place {
            source,
            text,
            look,
            start,
            end,
            at: start + failure.at,
            expected: &failure.expected,
        }),
        Ok(_) => no_statement::unreadable(source, text, look, start, end),
    }
}

/// A block that is never closed; the opener is to blame. Where a block inside it took the closer that stands under its
/// own head, that one is.
pub(super) fn missing_closer(
    source: SourceId,
    text: &str,
    head: Node<'_>,
    opener: Option<Node<'_>>,
) -> Diagnostic {
    let thief = scan::thief(text, head.start(), head.end());
    let span = match thief {
        Some(at) => Span::new(source, at, at + 1),
        None => opener.map_or(Span::new(source, head.start(), head.start() + 1), Node::span),
    };
    let (mark, closer) = if text.get(span.range()) == Some("[") { ("[", "]") } else { ("{", "}") };
    let called = scan::line_before(text, span.range().start);
    let message = if called.is_empty() {
        format!("this `{mark}` is never closed")
    } else {
        format!("the `{mark}` of `{called}` is never closed")
    };
    let diagnostic =
        Diagnostic::new(&codes::UNCLOSED_BLOCK, span, message, format!("no `{closer}` closes this"));
    if thief.is_some() {
        return diagnostic.help(format!("write `{closer}` after the last line of the block"));
    }
    let (_, column) = scan::indent(text, head.start());
    let one_line = !text.get(head.start()..head.end()).unwrap_or("").contains('\n');
    let inserted = if one_line { format!(" {closer}") } else { format!("\n{}{closer}", " ".repeat(column)) };
    let edit = crate::diag::Edit { span: Span::new(source, head.end(), head.end()), replacement: inserted };
    diagnostic.fix_edits(format!("write `{closer}` after the last line of the block"), vec![edit], false)
}

/// A statement between a block and its closer.
pub(super) fn intruder(text: &str, intruder: Node<'_>, opener: Option<crate::diag::Label>) -> Diagnostic {
    let word = scan::first_word(intruder.text());
    let inside = opener.as_ref().map_or("", |label| scan::line_before(text, label.span.range().start));
    let start = intruder.span();
    let span = Span { end: start.start + u32::try_from(word.len()).unwrap_or(0), ..start };
    let diagnostic = Diagnostic::new(
        &codes::MISPLACED_STATEMENT,
        span,
        format!("`{word}` cannot stand inside `{inside}`"),
        "starts another statement",
    );
    match opener {
        Some(label) => diagnostic.label(label.span, "this block is still open"),
        None => diagnostic,
    }
}

/// Whether a report says that a statement stands in a wrong place.
pub(super) fn is_misplaced(report: &Diagnostic) -> bool {
    report.code == &codes::MISPLACED_STATEMENT
}

/// A block without its opening brace.
pub(super) fn missing_opener(source: SourceId, text: &str, head: Node<'_>, missing: Node<'_>) -> Diagnostic {
    let end = head.start() + trimmed(text.get(head.start()..missing.start()).unwrap_or("")).len();
    let called = scan::first_line(text, head.start(), end);
    Diagnostic::new(
        &codes::MISSING_OPENER,
        Span::new(source, end, end),
        format!("`{{` is missing after `{called}`"),
        "expected `{` here",
    )
    .fix("write `{`", Span::new(source, end, end), " {")
}

/// A `}` at the top of a file.
pub(super) fn stray_closer(span: Span) -> Diagnostic {
    Diagnostic::new(&codes::STRAY_CLOSER, span, "this `}` closes nothing", "no `{` is open here").unsafe_fix(
        "take it away",
        span,
        "",
    )
}

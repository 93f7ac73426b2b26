//! Lints: what a profile says without error and likely does not mean.
//!
//! In: a checked profile or library, and today. Out: warnings, by place.
//! Invariant: a lint reports facts of the text and the model, never guesses about data; what it says of all accounts is
//! proved, and what cannot be proved is not said.

mod facts;
mod reads;
mod reasons;
mod rules;
mod suppression;
mod walk;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::check::Checked;
use crate::check::model::Model;
use crate::diag::codes::lints as codes;
use crate::diag::{Code, Diagnostic, Severity, Sink, Suppressed};
use crate::plan::unhashed;
use crate::syntax::Parsed;
use crate::text::Sources;
use crate::types::Day;

pub use self::facts::Facts;

use self::reads::{Read, Reads};
use self::reasons::Reasons;
use self::rules::places::Places;

/// One lint.
pub struct Lint {
    /// Its code; the page of the code is its documentation.
    pub code: &'static Code,
    check: Check,
}

/// What a lint looks at.
#[derive(Clone, Copy)]
enum Check {
    /// The entry file: a profile without errors, or a library without errors.
    File(fn(&File<'_>, &mut Sink)),
    /// A profile without errors.
    Profile(fn(&Profile<'_>, &mut Sink)),
    /// A profile without errors, and what a table of accounts says about it.
    Data(fn(&Profile<'_>, &Facts, &mut Sink)),
}

/// The file at hand. Libraries that it uses are checked where they are the entry.
#[derive(Clone, Copy)]
struct File<'a> {
    sources: &'a Sources,
    parsed: &'a Parsed,
    today: Day,
}

/// A profile without errors.
struct Profile<'a> {
    file: File<'a>,
    model: &'a Model,
    reasons: &'a Reasons<'a>,
    places: &'a Places<'a>,
    /// What it calls things, in lower case.
    names: &'a str,
}

/// Every lint, by code.
pub static LINTS: &[Lint] = &[
    Lint { code: &codes::SHADOWED_ARM, check: Check::Profile(rules::shadowed_arm::check) },
    Lint { code: &codes::UNUSED_LIST, check: Check::Profile(rules::unused_list::check) },
    Lint { code: &codes::UNUSED_LET, check: Check::Profile(rules::unused_let::check) },
    Lint { code: &codes::UNUSED_FIELD, check: Check::Profile(rules::unused_field::check) },
    Lint { code: &codes::UNUSED_ROLE, check: Check::Profile(rules::unused_role::check) },
    Lint { code: &codes::UNUSED_TABLE, check: Check::Profile(rules::unused_table::check) },
    Lint { code: &codes::REPEATED_VALUE, check: Check::File(rules::repeated_value::check) },
    Lint { code: &codes::MONEY_OFF_BY_THOUSAND, check: Check::Profile(rules::money_off_by_thousand::check) },
    Lint {
        code: &codes::PERCENT_OFF_BY_HUNDRED,
        check: Check::Profile(rules::percent_off_by_hundred::check),
    },
    Lint {
        code: &codes::POINTS_WITHOUT_EVIDENCE,
        check: Check::Profile(rules::points_without_evidence::check),
    },
    Lint { code: &codes::EXPIRED_ASSUMPTION, check: Check::File(rules::expired_assumption::check) },
    Lint { code: &codes::EXPIRED_OVERRIDE, check: Check::File(rules::expired_override::check) },
    Lint { code: &codes::OVERDUE_REVIEW, check: Check::Profile(rules::overdue_review::check) },
    Lint { code: &codes::EXPIRED_RULE, check: Check::File(rules::expired_rule::check) },
    Lint { code: &codes::NO_EXCLUSION, check: Check::Profile(rules::no_exclusion::check) },
    Lint { code: &codes::NO_PAIN_POINT, check: Check::Profile(rules::no_pain_point::check) },
    Lint { code: &codes::NO_DECISION_MAKER, check: Check::Profile(rules::no_decision_maker::check) },
    Lint { code: &codes::NO_SIGNAL, check: Check::Profile(rules::no_signal::check) },
    Lint { code: &codes::EVER_RISING_SIZE, check: Check::Profile(rules::ever_rising_size::check) },
    Lint { code: &codes::KNOWN_AFTER_SALE, check: Check::Profile(rules::known_after_sale::check) },
    Lint { code: &codes::SWALLOWED_PENALTY, check: Check::Profile(rules::swallowed_penalty::check) },
    Lint { code: &codes::CONTRADICTING_RATES, check: Check::Profile(rules::contradicting_rates::check) },
    Lint { code: &codes::EMPTY_EMIT, check: Check::File(rules::empty_emit::check) },
    Lint { code: &codes::SKIPPED_TIER, check: Check::Profile(rules::skipped_tier::check) },
    Lint { code: &codes::NEVER_TRUE, check: Check::Profile(rules::never_true::check) },
    Lint { code: &codes::NEVER_FALSE, check: Check::Profile(rules::never_false::check) },
    Lint { code: &codes::COVERED_GATE, check: Check::Profile(rules::covered_gate::check) },
    Lint { code: &codes::CONTRADICTING_GATES, check: Check::Profile(rules::contradicting_gates::check) },
    Lint { code: &codes::POINTS_FOR_NOBODY, check: Check::Profile(rules::points_for_nobody::check) },
    Lint { code: &codes::UNREACHABLE_TIER, check: Check::Profile(rules::unreachable_tier::check) },
    Lint { code: &codes::UNREACHABLE_CAP, check: Check::Profile(rules::unreachable_cap::check) },
    Lint { code: &codes::IDLE_POINTS, check: Check::Profile(rules::idle_points::check) },
    Lint { code: &codes::SCORE_WITHOUT_TIER, check: Check::Profile(rules::score_without_tier::check) },
    Lint { code: &codes::OVERLAPPING_SEGMENTS, check: Check::Profile(rules::overlapping_segments::check) },
    Lint { code: &codes::POINTS_TWICE, check: Check::Profile(rules::points_twice::check) },
    Lint { code: &codes::NO_OBJECTIVE, check: Check::Profile(rules::no_objective::check) },
    Lint { code: &codes::ASSUMPTIONS_ONLY, check: Check::Profile(rules::assumptions_only::check) },
    Lint { code: &codes::NOTHING_FADES, check: Check::Profile(rules::nothing_fades::check) },
    Lint { code: &codes::MISSING_DIMENSIONS, check: Check::Profile(rules::missing_dimensions::check) },
    Lint { code: &codes::CONTACT_AS_ACCOUNT, check: Check::Profile(rules::contact_as_account::check) },
    Lint { code: &codes::TOO_GENERIC, check: Check::Profile(rules::too_generic::check) },
    Lint { code: &codes::ONE_QUARTER, check: Check::Profile(rules::one_quarter::check) },
    Lint { code: &codes::BLIND_FIELD, check: Check::Data(rules::blind_field::check) },
    Lint { code: &codes::LOPSIDED_RULE, check: Check::Data(rules::lopsided_rule::check) },
    Lint { code: &codes::LIMIT_OUTSIDE_DATA, check: Check::Data(rules::limit_outside_data::check) },
    Lint { code: &codes::VALUE_NOT_IN_DATA, check: Check::Data(rules::value_not_in_data::check) },
    Lint { code: &codes::UNNAMED_VALUE, check: Check::Data(rules::unnamed_value::check) },
    Lint { code: &codes::SAME_CRITERIA, check: Check::Data(rules::same_criteria::check) },
    Lint { code: &codes::FITS_EVERYBODY, check: Check::Data(rules::fits_everybody::check) },
    Lint { code: &codes::LEAKING_FIELD, check: Check::Data(rules::leaking_field::check) },
    Lint { code: &codes::THIRD_BOOLEAN, check: Check::Data(rules::third_boolean::check) },
];

/// Everything found in a file and what it uses.
#[derive(Debug, Default)]
pub struct Judged {
    /// What to report, by place: errors, lints, and what is wrong with comments that suppress.
    pub diagnostics: Vec<Diagnostic>,
    /// What comments suppress.
    pub suppressed: Vec<Suppressed>,
}

/// Checker and lints together, without what comments suppress. A comment is judged where its file is the entry.
#[must_use]
pub fn judge(sources: &Sources, checked: &Checked, today: Day, facts: Option<&Facts>) -> Judged {
    let mut found = checked.diagnostics.clone();
    found.extend(lint_with(sources, checked, today, facts));
    let is_sound = found.iter().all(|found| found.severity != Severity::Error);
    let mut about_comments = Sink::new();
    let mut suppressions = Vec::new();
    for (index, parsed) in checked.files.iter().enumerate() {
        let Some(file) = sources.get(parsed.source) else { continue };
        let mut elsewhere = Sink::new();
        let sink = if index == 0 { &mut about_comments } else { &mut elsewhere };
        suppressions.extend(suppression::suppressions(file, parsed, sink));
    }
    let (mut kept, suppressed) = suppression::suppress(&mut suppressions, found);
    if is_sound {
        // After an error no lint has looked at the profile; without data, none that needs data.
        let entry = checked.files.first().map(|parsed| parsed.source);
        let has_looked = |code: &Code| {
            facts.is_some()
                || !LINTS.iter().any(|lint| lint.code == code && matches!(lint.check, Check::Data(_)))
        };
        about_comments.extend(suppression::unused(&suppressions, entry, &has_looked));
    }
    kept.extend(about_comments.into_sorted());
    let mut sink = Sink::new();
    sink.extend(kept);
    Judged { diagnostics: sink.into_sorted(), suppressed }
}

/// What the lints say about a profile or library without errors, by place. `today` decides what is over.
#[must_use]
pub fn lint(sources: &Sources, checked: &Checked, today: Day) -> Vec<Diagnostic> {
    lint_with(sources, checked, today, None)
}

/// The account fields that `outcome` reads: lints about data look at them where the table has them.
#[must_use]
pub fn outcome_fields(model: &Model) -> BTreeSet<usize> {
    let mut reads = Reads::new(model);
    reads.outcome(&model.outcome);
    let fields = reads.found.into_iter().filter_map(|read| match read {
        Read::Account(field) => Some(field),
        Read::Row(..) => None,
    });
    fields.collect()
}

fn lint_with(sources: &Sources, checked: &Checked, today: Day, facts: Option<&Facts>) -> Vec<Diagnostic> {
    let mut sink = Sink::new();
    let Some(parsed) = checked.files.first() else { return Vec::new() };
    let sound_library =
        checked.is_library && checked.diagnostics.iter().all(|found| found.severity != Severity::Error);
    let file = File { sources, parsed, today };
    if let Some(model) = &checked.model {
        let plan = unhashed(model);
        let reasons = Reasons::new(model, &plan, today);
        let places = Places::new(parsed);
        let names = rules::topics::all_names(model);
        let profile = Profile { file, model, reasons: &reasons, places: &places, names: &names };
        for lint in LINTS {
            match lint.check {
                Check::File(check) => check(&file, &mut sink),
                Check::Profile(check) => check(&profile, &mut sink),
                Check::Data(check) => facts.into_iter().for_each(|facts| check(&profile, facts, &mut sink)),
            }
        }
    } else if sound_library {
        for lint in LINTS {
            match lint.check {
                Check::File(check) => check(&file, &mut sink),
                Check::Profile(_) | Check::Data(_) => {}
            }
        }
    }
    sink.into_sorted()
}

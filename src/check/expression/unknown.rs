//! Names that stand for nothing, or for something of another kind.

use super::wanted::Wanted;
use super::{Checker, codes};
use crate::check::model::{LetValue, Type};
use crate::check::scope::{Entity, Stratum};
use crate::diag::Diagnostic;
use crate::diag::codes::names;
use crate::syntax::tree::Name;
use crate::text::{Span, closest, join_or};
use crate::types::Status;

impl<'s> Checker<'_, 's> {
    /// Reports a table that does not exist.
    pub(super) fn unknown_table<T>(&mut self, name: &Name) -> Option<T> {
        if self.scope.names.is_excused(&name.text) {
            return None;
        }
        let known = self.tables_and_roles();
        let near = closest_names(&name.text, &known);
        self.fail(
            Diagnostic::new(
                &names::UNKNOWN_TABLE,
                name.span,
                format!("unknown table or role `{}`", name.text),
                "no such table or role",
            )
            .did_you_mean(name.span, &near),
        )
    }

    pub(super) fn tables_and_roles(&self) -> Vec<&'s str> {
        let mut known: Vec<&'s str> = self
            .scope
            .names
            .common
            .iter()
            .filter(|(_, (entity, _))| matches!(entity, Entity::Table(_) | Entity::Role(_)))
            .map(|(name, _)| name.as_str())
            .collect();
        known.sort_unstable();
        known
    }

    /// A name that stands for nothing: a rule or tier with its own words, else did-you-mean.
    pub(super) fn unknown_name<T>(&mut self, name: &Name, wanted: &Wanted) -> Option<T> {
        let text = name.text.as_str();
        if let Some(report) = self.name_of_other_kind(name) {
            return self.fail(report);
        }
        if self.scope.row.is_none()
            && let Some(report) = self.early_result(name)
        {
            return self.fail(report);
        }
        if self.scope.names.is_excused(text) {
            return None;
        }
        let known = self.fitting_names(wanted);
        let near = closest_names(text, &known);
        let what = if self.scope.row.is_some() {
            "the row and the account have no such field"
        } else {
            "no such field"
        };
        let report = Diagnostic::new(&names::UNKNOWN_NAME, name.span, format!("unknown name `{text}`"), what);
        let report = match (self.row_field_elsewhere(text), known.as_slice()) {
            (Some((table, field)), _) if near.is_empty() => report.help(format!(
                "`{field}` is a field of the table `{table}`: ask `any({table} where {field} …)`"
            )),
            (None, [_, ..]) if near.is_empty() => report.note(known_note(&known)),
            (Some(_) | None, _) => report.did_you_mean(name.span, &near),
        };
        self.fail(report)
    }

    fn row_field_elsewhere(&self, name: &str) -> Option<(&'s str, &'s str)> {
        self.scope.schema.tables.iter().find_map(|table| {
            let field = table.fields.iter().find(|field| field.name == name)?;
            Some((table.name.as_str(), field.name.as_str()))
        })
    }

    /// Names that fit a place, the row's first, then the account's, then lets and scores by name.
    fn fitting_names(&self, wanted: &Wanted) -> Vec<&'s str> {
        let schema = self.scope.schema;
        let row = self.scope.row.and_then(|table| schema.tables.get(table));
        let fields = row.into_iter().flat_map(|table| &table.fields).chain(&schema.fields);
        let mut known: Vec<&'s str> =
            fields.filter(|field| wanted.fits(&field.ty)).map(|field| field.name.as_str()).collect();
        let mut others: Vec<&'s str> = self
            .scope
            .names
            .common
            .iter()
            .filter(|(_, (entity, _))| match entity {
                Entity::Let(index) => match self.scope.let_value(*index) {
                    Some(LetValue::Condition(_)) => matches!(wanted, Wanted::Condition | Wanted::Any),
                    Some(LetValue::Value(_, ty)) => wanted.fits(ty),
                    Some(LetValue::Constant(_)) => *wanted != Wanted::Condition,
                    None => false,
                },
                Entity::Score(_) => {
                    matches!(self.scope.stratum, Stratum::Tiers | Stratum::Results)
                        && wanted.fits(&Type::Number)
                }
                Entity::Field(_)
                | Entity::Table(_)
                | Entity::Role(_)
                | Entity::List(_)
                | Entity::Taxonomy(_) => false,
            })
            .map(|(name, _)| name.as_str())
            .collect();
        others.sort_unstable();
        known.extend(others);
        if self.sees_results() && matches!(wanted, Wanted::Condition | Wanted::Any) {
            known.extend(Status::ALL.map(Status::word));
        }
        known
    }

    /// Rules, tiers and segments are not names in conditions (ruling 47).
    fn name_of_other_kind(&self, name: &Name) -> Option<Diagnostic> {
        let (scope, text) = (&self.scope, name.text.as_str());
        let (kind, declared, help) = if let Some((_, span)) = scope.names.tiers.get(text) {
            let help = if self.sees_results() {
                format!("write `tier = {text}`")
            } else {
                "the tier is known in guarantees and tests only".to_owned()
            };
            ("tier", *span, help)
        } else if let Some((_, span)) = scope.names.segments.get(text) {
            ("segment", *span, format!("write `segment = {text}`"))
        } else if let Some((_, span)) =
            scope.names.excludes.get(text).or_else(|| scope.names.requires.get(text))
        {
            let help = if self.sees_results() {
                format!("write `excluded by {text}`")
            } else {
                "give the condition a name with `let` and use that in both places".to_owned()
            };
            ("rule", *span, help)
        } else if let Some(span) = scope.names.scored_rules.get(text) {
            ("rule", *span, "give the condition a name with `let` and use that in both places".to_owned())
        } else {
            return None;
        };
        Some(
            Diagnostic::new(
                &codes::NAME_AS_VALUE,
                name.span,
                format!("`{text}` is a {kind}, not a condition or value"),
                format!("a {kind}"),
            )
            .label(declared, format!("the {kind} is declared here"))
            .help(help),
        )
    }
}

/// Names that mean the same thing in different shops; each line is one thing.
const SYNONYMS: &[&[&str]] = &[
    &["employees", "headcount", "company_size", "size", "num_employees", "employee_count", "staff"],
    &["industry", "vertical", "sector"],
    &["revenue", "annual_revenue", "turnover", "arr", "sales"],
    &["country", "nation", "country_code"],
    &["region", "territory", "state"],
    &["title", "job_title", "role"],
    &["domain", "website", "url"],
    &["tech", "technologies", "tech_stack", "tools"],
    &["stage", "funding_stage", "round"],
];

/// The known names that a misspelled one is likely to stand for: near in spelling, or another word for the same thing.
#[must_use]
pub fn closest_names<'n>(name: &str, candidates: &[&'n str]) -> Vec<&'n str> {
    let near = closest(name, candidates.iter().copied());
    if !near.is_empty() {
        return near;
    }
    let wanted = name.to_lowercase();
    let same = |candidate: &str| {
        let candidate = candidate.to_lowercase();
        SYNONYMS.iter().any(|words| words.contains(&wanted.as_str()) && words.contains(&candidate.as_str()))
    };
    candidates.iter().copied().filter(|candidate| same(candidate)).take(3).collect()
}

/// The names that would have fitted, where none is near.
fn known_note(known: &[&str]) -> String {
    let shown: Vec<String> = known.iter().take(5).map(|name| format!("`{name}`")).collect();
    match known.len() {
        0..=5 => format!("what fits here: {}", join_or(&shown)),
        many => format!("what fits here: {} and {} more", shown.join(", "), many - shown.len()),
    }
}

impl Diagnostic {
    /// Adds did-you-mean: one good candidate is a fix, several are a list.
    #[must_use]
    pub(super) fn did_you_mean(self, span: Span, near: &[&str]) -> Diagnostic {
        match near {
            [] => self,
            [one] => self.unsafe_fix(format!("write `{one}`"), span, quoted_name(one)),
            several => {
                let names: Vec<String> = several.iter().map(|name| format!("`{name}`")).collect();
                self.help(format!("did you mean {}?", join_or(&names)))
            }
        }
    }
}

/// A name as it is written: in backticks where it needs them.
pub(super) fn quoted_name(name: &str) -> String {
    let plain = name.chars().all(|letter| letter.is_alphanumeric() || letter == '_' || letter == '.')
        && !name.starts_with(|first: char| first.is_ascii_digit());
    if plain { name.to_owned() } else { format!("`{name}`") }
}

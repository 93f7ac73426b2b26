//! Which columns a result has.
//!
//! In: models and a selection. Out: column names, and what fills each of them.
//! Invariant: a name stands once, whichever profiles have it.

use crate::check::model::{Model, OverrideEffect};
use crate::data::write::ColumnKind;
use crate::eval::{OverrideOutcome, PossibleTiers};
use crate::text::closest;

/// `--explain`: columns about single rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ExplainColumns {
    /// None.
    #[default]
    None,
    /// One column `rule.NAME` a rule: points, or for gates their truth.
    Rules,
    /// One column `explanation` with a JSON value.
    Json,
}

/// What is asked of the columns.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Input columns that pass through, in order.
    pub keep: Vec<String>,
    /// Only these result columns, in this order.
    pub select: Option<Vec<String>>,
    /// Columns about rules.
    pub explain: ExplainColumns,
}

/// A selected column that does not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownColumn {
    /// As it was asked for.
    pub name: String,
    /// Columns with names like it.
    pub near: Vec<String>,
}

/// What fills a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    Profile,
    Key,
    Kept(usize),
    Status,
    Tier,
    Score(usize, Bound),
    Coverage,
    TiersPossible,
    DecidedBy,
    Missing,
    Segment,
    Emit,
    Override,
    Gate(usize),
    Rule(usize, usize),
    Explanation,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Bound {
    Value,
    Least,
    Most,
}

/// The columns of a result, for one profile or several.
#[derive(Debug, Clone)]
pub struct Columns {
    names: Vec<String>,
    /// For each profile: which of its own columns go where.
    layouts: Vec<Vec<(Source, String, usize)>>,
}

impl Columns {
    /// The columns of these profiles, in the order of the command line's page.
    ///
    /// # Errors
    /// When a selected column does not exist.
    pub fn new(models: &[&Model], selection: &Selection) -> Result<Columns, UnknownColumn> {
        let mut all: Vec<(u8, String)> = Vec::new();
        let mut own: Vec<Vec<(Source, String)>> = Vec::new();
        for model in models {
            let columns = columns_of(model, models.len() > 1, selection);
            for (source, name) in &columns {
                if !all.iter().any(|(_, known)| known == name) {
                    all.push((category(*source), name.clone()));
                }
            }
            own.push(columns);
        }
        all.sort_by_key(|(category, _)| *category);
        let all: Vec<String> = all.into_iter().map(|(_, name)| name).collect();
        let names = match &selection.select {
            None => all,
            Some(wanted) => {
                if let Some(unknown) = wanted.iter().find(|name| !all.contains(name)) {
                    let near = closest(unknown, all.iter().map(String::as_str));
                    let near = near.into_iter().map(str::to_owned).collect();
                    return Err(UnknownColumn { name: unknown.clone(), near });
                }
                wanted.clone()
            }
        };
        let layouts = own
            .into_iter()
            .map(|columns| {
                let placed = columns.into_iter().filter_map(|(source, name)| {
                    let place = names.iter().position(|known| *known == name)?;
                    Some((source, name, place))
                });
                placed.collect()
            })
            .collect();
        Ok(Columns { names, layouts })
    }

    /// The names, in order.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// What each column holds; texts where profiles differ.
    #[must_use]
    pub fn kinds(&self) -> Vec<ColumnKind> {
        let mut kinds: Vec<Option<ColumnKind>> = vec![None; self.names.len()];
        for (source, _, place) in self.layouts.iter().flatten() {
            let kind = match source {
                Source::Score(..) | Source::Rule(..) => ColumnKind::Points,
                Source::Coverage => ColumnKind::Tenths,
                Source::TiersPossible | Source::DecidedBy | Source::Missing => ColumnKind::Lists,
                Source::Profile
                | Source::Key
                | Source::Kept(_)
                | Source::Status
                | Source::Tier
                | Source::Segment
                | Source::Emit
                | Source::Override
                | Source::Gate(_)
                | Source::Explanation => ColumnKind::Texts,
            };
            if let Some(slot) = kinds.get_mut(*place) {
                let alike = slot.is_none_or(|known| known == kind);
                *slot = Some(if alike { kind } else { ColumnKind::Texts });
            }
        }
        kinds.into_iter().map(|kind| kind.unwrap_or(ColumnKind::Texts)).collect()
    }

    /// Whether any column holds the missing fields.
    #[must_use]
    pub fn has_missing(&self) -> bool {
        self.layouts.iter().flatten().any(|(source, ..)| matches!(source, Source::Missing))
    }

    /// What fills the columns of one profile: the source, the name and the place of each.
    pub(super) fn layout(&self, profile: usize) -> &[(Source, String, usize)] {
        self.layouts.get(profile).map(Vec::as_slice).unwrap_or_default()
    }
}

fn category(source: Source) -> u8 {
    match source {
        Source::Profile => 0,
        Source::Key => 1,
        Source::Kept(_) => 2,
        Source::Status => 3,
        Source::Tier => 4,
        Source::Score(..) => 5,
        Source::Coverage => 6,
        Source::TiersPossible => 7,
        Source::DecidedBy => 8,
        Source::Missing => 9,
        Source::Segment => 10,
        Source::Emit => 11,
        Source::Override => 12,
        Source::Gate(_) | Source::Rule(..) => 13,
        Source::Explanation => 14,
    }
}

fn columns_of(model: &Model, several: bool, selection: &Selection) -> Vec<(Source, String)> {
    let mut columns: Vec<(Source, String)> = Vec::new();
    if several {
        columns.push((Source::Profile, "profile".to_owned()));
    }
    let key = model.schema.fields.get(model.schema.key).map_or("id", |field| field.name.as_str());
    columns.push((Source::Key, key.to_owned()));
    columns.push((Source::Status, "status".to_owned()));
    columns.push((Source::Tier, "tier".to_owned()));
    for (index, score) in model.scores.iter().enumerate() {
        columns.push((Source::Score(index, Bound::Value), score.name.clone()));
        columns.push((Source::Score(index, Bound::Least), format!("{}_min", score.name)));
        columns.push((Source::Score(index, Bound::Most), format!("{}_max", score.name)));
    }
    columns.push((Source::Coverage, "coverage".to_owned()));
    columns.push((Source::TiersPossible, "tiers_possible".to_owned()));
    columns.push((Source::DecidedBy, "decided_by".to_owned()));
    columns.push((Source::Missing, "missing".to_owned()));
    if !model.segments.is_empty() {
        columns.push((Source::Segment, "segment".to_owned()));
    }
    let segment_emits = model.segments.iter().flat_map(|segment| &segment.emit);
    for emit in segment_emits.chain(model.tiers.iter().flat_map(|tier| &tier.emit)) {
        if !columns.iter().any(|(_, name)| *name == emit.key) {
            columns.push((Source::Emit, emit.key.clone()));
        }
    }
    if !model.overrides.is_empty() {
        columns.push((Source::Override, "override".to_owned()));
    }
    match selection.explain {
        ExplainColumns::None => {}
        ExplainColumns::Rules => {
            let gates = model.market.iter().chain(&model.excludes).chain(&model.requires);
            columns.extend(
                gates.enumerate().map(|(index, gate)| (Source::Gate(index), format!("rule.{}", gate.name))),
            );
            for (score_index, score) in model.scores.iter().enumerate() {
                columns.extend(
                    score.rules.iter().enumerate().map(|(index, rule)| {
                        (Source::Rule(score_index, index), format!("rule.{}", rule.name))
                    }),
                );
            }
        }
        ExplainColumns::Json => columns.push((Source::Explanation, "explanation".to_owned())),
    }
    for (index, name) in selection.keep.iter().enumerate() {
        let taken = columns.iter().any(|(_, known)| known == name);
        let name = if taken { format!("input.{name}") } else { name.clone() };
        columns.push((Source::Kept(index), name));
    }
    columns.sort_by_key(|(source, _)| category(*source));
    columns
}

/// The names of the tiers that may turn out, `none` last.
#[must_use]
pub fn possible_tiers(model: &Model, possible: &PossibleTiers) -> Vec<String> {
    let tiers = possible.tiers.iter().filter_map(|tier| model.tiers.get(*tier)).map(|tier| tier.name.clone());
    tiers.chain(possible.none.then(|| "none".to_owned())).collect()
}

/// What the override did: `to A: Board introduction`, or that it was blocked, and by what.
#[must_use]
pub fn override_text(model: &Model, index: usize, effect: &OverrideOutcome) -> Option<String> {
    let named = model.overrides.get(index)?;
    let to = match named.effect {
        OverrideEffect::Tier(tier) => {
            format!("to {}", model.tiers.get(tier).map_or("", |tier| tier.name.as_str()))
        }
        OverrideEffect::Excluded => "to excluded".to_owned(),
    };
    Some(match effect {
        OverrideOutcome::Applied => format!("{to}: {}", named.because),
        OverrideOutcome::BlockedBy(rules) => format!("{to}: blocked by {}", rules.join(";")),
    })
}

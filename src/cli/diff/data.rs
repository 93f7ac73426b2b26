//! Both versions over the same accounts.
//!
//! In: a comparison and the tables. Out: a [`Movement`]. Invariant: the accounts are read once; a second read only for
//! `--old-data`.

use crate::check::model::Limit;
use crate::cli::edge::Edge;
use crate::cli::exit::{Exit, Fault};
use crate::cli::progress::Progress;
use crate::cli::score::ordered::in_order;
use crate::cli::score::{data_faults, needs};
use crate::cli::tables::TableFile;
use crate::data::write::Value;
use crate::data::{
    AccountPieces, Accounts, Input, Keep, Ledger, PieceOptions, PieceSource, ReadOptions, RowFault,
};
use crate::diff::{
    Attributor, Compared, Comparison, Lane, Movement, OldStates, Rows, Unit, Worth, carrier, worth_field,
};
use crate::plan::Plan;
use crate::report::diff::{MovementFacts, MovementReport};
use crate::text::Sources;
use crate::types::{Day, Points};

/// What accounts are compared, and how.
pub struct Data<'a> {
    pub edge: &'a Edge,
    pub accounts: &'a [TableFile],
    pub tables: &'a [(String, TableFile)],
    pub old_accounts: &'a [TableFile],
    pub options: ReadOptions,
    pub today: Day,
    pub old_day: Day,
    pub value: Option<String>,
    pub by: Vec<String>,
    pub show: Vec<String>,
    pub top: usize,
    pub threads: usize,
}

/// Plans of one comparison that read the same columns, and what accounts are worth.
struct Plans<'p> {
    old: Plan,
    new: Plan,
    carrier: &'p Plan,
    worth: Option<Worth<'p>>,
}

impl Data<'_> {
    /// Runs both versions of one profile.
    ///
    /// # Errors
    /// When the tables cannot be read or lack what a version needs.
    pub fn run(
        &self,
        comparison: &Comparison,
        units: &[Unit],
        sources: &Sources,
    ) -> Result<(Movement, MovementReport), Fault> {
        let joint = &comparison.joint;
        let carrier = carrier(joint);
        let reading = |plan: &Plan| {
            let mut plan = plan.clone();
            plan.reads = carrier.reads.clone();
            plan
        };
        let field = self.value.as_ref().and_then(|name| worth_field(&carrier.schema, name));
        let plans = Plans {
            old: reading(&joint.old),
            new: reading(&joint.new),
            carrier: &carrier,
            worth: field.as_ref().map(|field| Worth::new(&carrier.schema, field)),
        };
        let widths: Vec<i64> = joint.new.scores.iter().map(width).collect();
        let movement = if self.old_day == self.today && self.old_accounts.is_empty() {
            self.in_batches(comparison, units, &plans, &widths, sources)?
        } else {
            self.row_by_row(comparison, units, &plans, &widths, sources)?
        };
        let facts = MovementFacts {
            joint,
            units,
            files: self.accounts.iter().map(TableFile::name).collect(),
            as_of: self.today.to_string(),
            value: self.value.clone(),
            currency: plans.worth.as_ref().and_then(|worth| worth.currency),
            by: self.by.clone(),
            show: self.show.clone(),
            widths,
        };
        let report = MovementReport::new(&movement, facts);
        Ok((movement, report))
    }

    /// Columns that pass through: the value, then those to count by, then those to show.
    fn kept(&self, plan: &Plan, attempt: usize) -> Vec<String> {
        let wanted = self.value.iter().chain(&self.by).chain(&self.show);
        let mut kept: Vec<String> = Vec::new();
        for name in wanted.map(|name| column_of(plan, name, attempt)) {
            if !kept.contains(&name) {
                kept.push(name);
            }
        }
        kept
    }

    fn input<'r>(
        &self,
        files: &'r [TableFile],
        tables: &'r [(String, TableFile)],
        kept: Vec<String>,
    ) -> Result<Input<'r>, Fault> {
        Ok(Input {
            accounts: files.iter().map(TableFile::open).collect::<Result<_, _>>()?,
            tables: tables
                .iter()
                .map(|(name, file)| Ok((name.clone(), file.open()?)))
                .collect::<Result<_, Fault>>()?,
            options: self.options.clone(),
            keep: if kept.is_empty() { Keep::None } else { Keep::Columns(kept) },
        })
    }

    /// How often a name may stand for another column of its field.
    fn attempts(&self, plan: &Plan) -> usize {
        let wanted = self.value.iter().chain(&self.by).chain(&self.show);
        let columns = wanted.filter_map(|name| plan.schema.fields.iter().find(|field| field.name == **name));
        columns.map(|field| field.columns.len()).max().unwrap_or(1).max(1)
    }

    fn in_batches(
        &self,
        comparison: &Comparison,
        units: &[Unit],
        plans: &Plans<'_>,
        widths: &[i64],
        sources: &Sources,
    ) -> Result<Movement, Fault> {
        let needed = needs(plans.carrier);
        let attempts = self.attempts(plans.carrier);
        let mut opened: Option<(AccountPieces<'_>, Ledger<'_>)> = None;
        for attempt in 0..attempts {
            let input = self.input(self.accounts, self.tables, self.kept(plans.carrier, attempt))?;
            match AccountPieces::open(
                plans.carrier,
                &needed,
                input,
                PieceOptions::default(),
                Box::new(|_| {}),
            ) {
                Ok(found) => {
                    opened = Some(found);
                    break;
                }
                Err(_) if attempt + 1 < attempts => {}
                Err(faults) => return Err(data_faults(self.edge, sources, &faults)),
            }
        }
        let Some((source, ledger)) = opened else { return Err(Fault::new("the accounts cannot be opened")) };
        let place = |name: Option<&String>| self.place(plans.carrier, ledger.kept(), name?);
        let compared = Compared {
            attributor: Attributor::new(&comparison.joint, units, self.today),
            old: &plans.old,
            new: &plans.new,
            carrier: plans.carrier,
            today: self.today,
            value: plans.worth.as_ref().zip(place(self.value.as_ref())),
            by: self.by.iter().filter_map(|name| place(Some(name))).collect(),
            show: self.show.iter().filter_map(|name| place(Some(name))).collect(),
            top: self.top,
            widths: widths.to_vec(),
        };
        let mut movement = compared.nothing();
        let mut progress = Progress::new(self.edge, false, None);
        let done = in_order(
            self.threads,
            || source.next_piece(),
            || {
                let mut lane = Lane::new(&compared, &source, source.tables());
                move |piece: Result<_, _>| lane.piece(piece?)
            },
            |done| {
                let counted = done.map_err(|diagnostic| data_faults(self.edge, sources, &[*diagnostic]))?;
                progress.advance(usize::try_from(counted.accounts).unwrap_or(usize::MAX), 0);
                movement.add(counted);
                Ok(())
            },
        );
        progress.end();
        done?;
        Ok(movement)
    }

    /// Where a column that was asked for stands among those kept.
    fn place(&self, plan: &Plan, kept: &[String], name: &str) -> Option<usize> {
        let field = plan.schema.fields.iter().find(|field| field.name == name);
        let like = |header: &String| {
            crate::types::norm(header) == crate::types::norm(name)
                || field.is_some_and(|field| {
                    field
                        .columns
                        .iter()
                        .any(|column| crate::types::norm(column) == crate::types::norm(header))
                })
        };
        kept.iter().position(like)
    }

    fn row_by_row(
        &self,
        comparison: &Comparison,
        units: &[Unit],
        plans: &Plans<'_>,
        widths: &[i64],
        sources: &Sources,
    ) -> Result<Movement, Fault> {
        let attributor = Attributor::new(&comparison.joint, units, self.today);
        let mut rows = Rows {
            attributor: &attributor,
            old: &plans.old,
            new: &plans.new,
            old_day: self.old_day,
            new_day: self.today,
            old_states: None,
        };
        let mut movement = Movement::new(self.top, widths.len(), units.len(), 1 + self.by.len());
        if !self.old_accounts.is_empty() {
            let mut states = OldStates::new();
            self.each(self.old_accounts, plans.carrier, false, sources, |row, _| {
                if let Some(account) = row
                    && let Some(key) = account.account.key.clone()
                {
                    states.insert(key, rows.before(&account.account));
                }
            })?;
            rows.old_states = Some(states);
        }
        let mut places = None;
        self.each(self.accounts, plans.carrier, true, sources, |row, kept| {
            let Some(row) = row else {
                movement.rejected += 1;
                return;
            };
            let places = places.get_or_insert_with(|| {
                let place = |name: &String| self.place(plans.carrier, kept, name);
                (
                    self.value.as_ref().and_then(place),
                    self.by.iter().map(place).collect::<Vec<_>>(),
                    self.show.iter().map(place).collect::<Vec<_>>(),
                )
            });
            let cells: Vec<String> = row.kept().map(|cell| cell.shown().into_owned()).collect();
            let cell =
                |place: &Option<usize>| place.and_then(|place| cells.get(place)).cloned().unwrap_or_default();
            let cell_worth = |place| plans.worth.as_ref()?.of(Value::from(row.kept().nth(place)?));
            let value = places.0.and_then(cell_worth);
            let Some(scored) = rows.scored(&row.account, value) else {
                movement.arrived += 1;
                return;
            };
            let was = crate::eval::evaluate(&plans.old, &row.account, self.old_day);
            let is = crate::eval::evaluate(&plans.new, &row.account, self.today);
            let scores: Vec<(Points, Points)> =
                was.scores.iter().zip(&is.scores).map(|(was, is)| (was.value, is.value)).collect();
            movement.count(scored, scores.iter().copied(), widths, || places.2.iter().map(cell).collect());
            let segment = is.segment.and_then(|place| plans.new.segments.get(place));
            movement.group(0, segment.map_or("none", |segment| &segment.name), scored.old, scored.new);
            for (number, place) in places.1.iter().enumerate() {
                movement.group(number + 1, &cell(place), scored.old, scored.new);
            }
        })?;
        movement.gone = rows.old_states.map_or(0, |left| left.len() as u64);
        Ok(movement)
    }

    /// Every account of some files, one by one; `None` for a row that cannot be read.
    fn each(
        &self,
        files: &[TableFile],
        plan: &Plan,
        keeps: bool,
        sources: &Sources,
        mut visit: impl FnMut(Option<&crate::data::AccountRow>, &[String]),
    ) -> Result<(), Fault> {
        let attempts = self.attempts(plan);
        for attempt in 0..attempts {
            let kept = if keeps { self.kept(plan, attempt) } else { Vec::new() };
            let input = self.input(files, self.tables, kept)?;
            let mut accounts = match Accounts::open(&plan.schema, &needs(plan), input, Box::new(|_| {})) {
                Ok(accounts) => accounts,
                Err(_) if attempt + 1 < attempts => continue,
                Err(faults) => return Err(data_faults(self.edge, sources, &faults)),
            };
            let kept = accounts.kept().to_vec();
            for row in accounts.by_ref() {
                match row {
                    Ok(row) => visit(Some(&row), &kept),
                    Err(RowFault::Rejected(_)) => visit(None, &kept),
                    Err(RowFault::Failed(diagnostic)) => {
                        return Err(data_faults(self.edge, sources, &[*diagnostic]));
                    }
                }
            }
            return Ok(());
        }
        Err(Fault::Said(Exit::CouldNotRun))
    }
}

/// The column that a name stands for: a field's, or one of the table.
fn column_of(plan: &Plan, name: &str, attempt: usize) -> String {
    let field = plan.schema.fields.iter().find(|field| field.name == name);
    let column =
        field.and_then(|field| field.columns.get(attempt.min(field.columns.len().saturating_sub(1))));
    column.cloned().unwrap_or_else(|| name.to_owned())
}

/// A tenth of a score's range, at least one point.
fn width(score: &crate::plan::Score) -> i64 {
    let range = match score.limit {
        Some(Limit::OutOf(most)) => most.thousandths(),
        Some(Limit::Cap(least, most)) => (most - least).thousandths(),
        None => {
            let sum = |of: fn(&crate::plan::ScoredRule) -> Points| score.rules.iter().map(of).sum::<Points>();
            (sum(|rule| rule.bounds.most) - sum(|rule| rule.bounds.least)).thousandths()
        }
    };
    (range / 10).max(Points::SCALE)
}

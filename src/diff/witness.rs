//! Made-up accounts that show where two versions differ, without any data.
//!
//! In: two versions and a day. Out: one account for each way from a status or tier to another that was found.
//! Invariant: every account was run by the row interpreter in both versions; what is not found is not said to be
//! impossible.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::check::model::{Condition, DateSpan, GateKind, TextTest, Type, Value};
use crate::plan::{Earns, Plan, blank_account};
use crate::prove::{Answer, Days, Formula, Prover, Truths};
use crate::types::{Account, Cell, ChildRow, Day, Element, End, Number, Truth, ValueSet};

use super::Joint;
use super::attribution::{Attributor, State};
use super::cause::Cause;
use super::hybrid::carrier;
use super::region::{Region, regions};

/// An account that shows a difference.
#[derive(Debug, Clone)]
pub struct Witness {
    /// Where the old version puts it.
    pub old: State,
    /// Where the new version puts it.
    pub new: State,
    /// The account; what does not matter is unknown.
    pub account: Account,
    /// By field: the other cells that show the same, all else being as it is.
    pub regions: Vec<Option<Region>>,
    /// The changes that make the difference.
    pub cause: Cause,
}

/// Accounts that are tried.
const TRIES: usize = 6_000;
/// The most cells that are tried in one column.
const CELLS: usize = 24;

/// Cells worth trying: one list for each account field, and for each field of each table.
struct Candidates {
    cells: BTreeMap<usize, Vec<Cell>>,
    rows: BTreeMap<(usize, usize), Vec<Cell>>,
}

/// Searches for accounts that the two versions treat differently, one for each way that is found.
#[must_use]
pub fn witnesses(joint: &Joint, attributor: &Attributor<'_>, today: Day) -> Vec<Witness> {
    let plan = carrier(joint);
    let candidates = Candidates::of(&plan, today);
    let mut found: BTreeMap<(State, State), Account> = BTreeMap::new();
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let bases = bases(joint, &plan, today);
    for attempt in 0..TRIES {
        let base = bases.get(attempt % bases.len().max(1));
        let mut account = base.cloned().unwrap_or_else(|| blank_account(&plan.schema));
        // The first tries stay near an account that passes; later ones go anywhere.
        let change = 1 << (attempt / 16 % 4);
        candidates.vary(&mut account, &mut dice, change);
        let (was, is) =
            (attributor.run(&joint.old, &account, today), attributor.run(&joint.new, &account, today));
        if was != is {
            found.entry((was, is)).or_insert(account);
        }
    }
    found
        .into_iter()
        .map(|((old, new), account)| {
            let holds = |account: &Account| {
                let (was, is) =
                    (attributor.run(&joint.old, account, today), attributor.run(&joint.new, account, today));
                (was, is) == (old, new)
            };
            let account = smallest(account, holds);
            let cause = attributor.attribute(&account, old, new).cause();
            let others = |field: usize| candidates.cells.get(&field).cloned().unwrap_or_default();
            let regions = regions(joint, today, &account, others, holds);
            Witness { old, new, account, regions, cause }
        })
        .collect()
}

/// Accounts to begin with: blank, one that passes every gate of each version, and for each gate that differs one that
/// only one version lets pass.
fn bases(joint: &Joint, plan: &Plan, today: Day) -> Vec<Account> {
    let prover = Prover::new(plan, today, Days::Today);
    let passing = |gate: &crate::plan::Gate| match gate.kind {
        GateKind::Exclude => Truths::FALSE,
        GateKind::Market | GateKind::Require => Truths::TRUE,
    };
    let mut bases = Vec::new();
    let mut keep = |answer: Answer| {
        if let Answer::Witness(account) = answer {
            bases.push(*account);
        }
    };
    for side in [&joint.new, &joint.old] {
        let all: Vec<Formula<'_>> =
            side.gates.iter().map(|gate| Formula::is(&gate.condition, passing(gate))).collect();
        keep(prover.find(&all));
        for (place, (was, is)) in joint.old.gates.iter().zip(&joint.new.gates).enumerate() {
            if was.condition == is.condition {
                continue;
            }
            let mut parts: Vec<Formula<'_>> = side
                .gates
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != place)
                .map(|(_, gate)| Formula::is(&gate.condition, passing(gate)))
                .collect();
            for truth in [Truth::True, Truth::False] {
                let one = Truths::one(truth);
                parts.push(Formula::is(&was.condition, one));
                parts.push(Formula::is(&is.condition, one.others()));
                keep(prover.find(&parts));
                parts.pop();
                parts.pop();
            }
        }
    }
    bases.push(blank_account(&plan.schema));
    bases
}

/// The account without what the difference does not need.
fn smallest(mut account: Account, holds: impl Fn(&Account) -> bool) -> Account {
    for place in 0..account.cells.len() {
        let mut fewer = account.clone();
        if let Some(cell) = fewer.cells.get_mut(place) {
            *cell = Cell::Unknown;
        }
        if holds(&fewer) {
            account = fewer;
        }
    }
    for place in 0..account.tables.len() {
        for smaller in [None, Some(Vec::new())] {
            let mut fewer = account.clone();
            if let Some(table) = fewer.tables.get_mut(place) {
                *table = smaller;
            }
            if holds(&fewer) {
                account = fewer;
                break;
            }
        }
    }
    account
}

impl Candidates {
    fn of(plan: &Plan, today: Day) -> Candidates {
        let mut candidates = Candidates { cells: BTreeMap::new(), rows: BTreeMap::new() };
        let mut gather = Gather { plan, today, found: &mut candidates };
        for gate in &plan.gates {
            gather.condition(&gate.condition, None);
        }
        for segment in &plan.segments {
            gather.condition(&segment.condition, None);
        }
        for tier in &plan.tiers {
            gather.condition(&tier.condition, None);
        }
        for rule in plan.scores.iter().flat_map(|score| &score.rules) {
            gather.condition(&rule.guard, None);
            gather.earns(&rule.earns);
            if let Some(fade) = &rule.fade {
                let row = if let Earns::PerRow { rows, .. } = &rule.earns {
                    crate::plan::table_of(rows)
                } else {
                    None
                };
                let days = [0, fade.decay.days() / 2, fade.decay.days()];
                let days = days.map(|days| today.number() - i32::try_from(days).unwrap_or(0));
                gather.days(&fade.since, row, &days);
            }
        }
        candidates
    }

    /// Gives some columns other cells.
    fn vary(&self, account: &mut Account, dice: &mut Dice, change: usize) {
        let fields: Vec<&usize> = self.cells.keys().collect();
        for _ in 0..change.min(fields.len().max(1)) {
            let Some(field) = fields.get(dice.below(fields.len())) else { break };
            if let (Some(cells), Some(slot)) = (self.cells.get(field), account.cells.get_mut(**field))
                && let Some(cell) = cells.get(dice.below(cells.len()))
            {
                slot.clone_from(cell);
            }
        }
        for (table, slot) in account.tables.iter_mut().enumerate() {
            if dice.below(3) == 0 {
                *slot = self.table(table, dice);
            }
        }
    }

    fn table(&self, table: usize, dice: &mut Dice) -> Option<Vec<ChildRow>> {
        let width = self.rows.range((table, 0)..(table + 1, 0)).map(|((_, field), _)| field + 1).max()?;
        let rows = (0..dice.below(3)).map(|_| {
            let mut cells = vec![Cell::Unknown; width];
            for ((_, field), known) in self.rows.range((table, 0)..(table + 1, 0)) {
                if let (Some(slot), Some(cell)) = (cells.get_mut(*field), known.get(dice.below(known.len())))
                {
                    slot.clone_from(cell);
                }
            }
            ChildRow { cells }
        });
        Some(rows.collect())
    }
}

/// Collects the cells that expressions tell apart.
struct Gather<'a> {
    plan: &'a Plan,
    today: Day,
    found: &'a mut Candidates,
}

impl Gather<'_> {
    fn condition(&mut self, condition: &Condition, row: Option<usize>) {
        match condition {
            Condition::Constant(_) | Condition::Let(_) | Condition::Result(_) => {}
            Condition::And(parts) | Condition::Or(parts) => {
                parts.iter().for_each(|part| self.condition(part, row));
            }
            Condition::Not(inner) => self.condition(inner, row),
            Condition::Known(value) => self.add(value, row, Vec::new()),
            Condition::Member { value, set } => self.set(value, row, set),
            Condition::Compare { left, right, .. } => {
                let near = |millionths: i128| Cell::Number(Number::from_millionths(millionths));
                for value in [left, right] {
                    self.add(value, row, vec![near(0), near(Number::SCALE), near(100 * Number::SCALE)]);
                    self.days(value, row, &[self.today.number(), self.today.number() - 400]);
                }
            }
            Condition::Text { value, test } => {
                let (TextTest::Contains(texts)
                | TextTest::ContainsWord(texts)
                | TextTest::StartsWith(texts)
                | TextTest::EndsWith(texts)) = test
                else {
                    return self.add(value, row, vec![Cell::Text("other".to_owned())]);
                };
                let cells = texts.iter().map(|text| Cell::Text(text.clone()));
                self.add(value, row, cells.chain([Cell::Text("other".to_owned())]).collect());
            }
            Condition::Has { value, all } => {
                let elements = all.iter().flat_map(|set| elements(set));
                let each: Vec<Element> = elements.collect();
                let mut lists: Vec<Cell> =
                    each.iter().map(|element| Cell::List([element.clone()].into())).collect();
                lists.push(Cell::List(each.into_iter().collect()));
                lists.push(Cell::List(BTreeSet::new()));
                self.add(value, row, lists);
            }
            Condition::Within { value, span, .. } | Condition::OlderThan { value, span } => {
                let days = length(*span);
                let today = self.today.number();
                self.days(
                    value,
                    row,
                    &[today, today - days, today - days - 1, today + days, today + days + 1],
                );
            }
            Condition::AnyRow(rows) => self.rows(rows),
        }
    }

    fn rows(&mut self, rows: &crate::check::model::Rows) {
        if let Some(table) = crate::plan::table_of(rows) {
            self.found.rows.entry((table, 0)).or_insert_with(|| vec![Cell::Unknown]);
            self.condition(&rows.filter, Some(table));
        }
    }

    fn earns(&mut self, earns: &Earns) {
        match earns {
            Earns::Flat(_) => {}
            Earns::PerRow { rows, .. } => self.rows(rows),
            Earns::PerNumber { value, .. } => {
                let cell = |whole: i64| Cell::Number(Number::from_whole(whole));
                self.add(value, None, [0, 1, 3, 10].map(cell).to_vec());
            }
            Earns::Bands(bands) => {
                bands.arms.iter().for_each(|(set, _)| self.set(&bands.value, None, set));
            }
            Earns::Arms { arms, .. } => arms.iter().for_each(|(when, _)| self.condition(when, None)),
            Earns::Scale { value, from, to } => {
                self.add(value, None, vec![Cell::Number(from.0), Cell::Number(to.0)]);
            }
        }
    }

    fn set(&mut self, value: &Value, row: Option<usize>, set: &Arc<ValueSet>) {
        match set.as_ref() {
            ValueSet::Numbers(numbers) => {
                let step = numbers.step().unwrap_or(Number::SCALE);
                let ends = numbers.intervals().iter().flat_map(|interval| [interval.low, interval.high]);
                let near = ends.filter_map(End::value).flat_map(|end| [end - step, end, end + step]);
                let cells = near.map(|millionths| Cell::Number(Number::from_millionths(millionths)));
                self.add(value, row, cells.collect());
            }
            ValueSet::Days(days) => {
                let ends = days.intervals().iter().flat_map(|interval| [interval.low, interval.high]);
                let near: Vec<i32> = ends
                    .filter_map(End::value)
                    .filter_map(|end| i32::try_from(end).ok())
                    .flat_map(|end| [end - 1, end, end + 1])
                    .collect();
                self.days(value, row, &near);
            }
            ValueSet::Texts(_) | ValueSet::Choices(_) | ValueSet::Booleans(_) => {
                let single = elements(set).map(|element| match element {
                    Element::Number(number) => Cell::Number(number),
                    Element::Day(day) => Cell::Day(day),
                    Element::Boolean(value) => Cell::Boolean(value),
                    Element::Text(text) => Cell::Text(text),
                    Element::Choice(choice) => Cell::Choice(choice),
                });
                let lists = elements(set).map(|element| Cell::List([element].into()));
                let other = [
                    Cell::Text("other".to_owned()),
                    Cell::Boolean(true),
                    Cell::Boolean(false),
                    Cell::Choice(0),
                ];
                self.add(value, row, single.chain(lists).chain(other).collect());
            }
        }
    }

    fn days(&mut self, value: &Value, row: Option<usize>, days: &[i32]) {
        let cells = days.iter().filter_map(|day| Day::from_number(*day)).map(Cell::Day);
        self.add(value, row, cells.collect());
    }

    /// Adds cells to every field that a value reads, as far as they fit its type.
    fn add(&mut self, value: &Value, row: Option<usize>, cells: Vec<Cell>) {
        use crate::plan::{Column, Met};
        let mut columns = Vec::new();
        let probe = Condition::Known(value.clone());
        crate::plan::walk_condition(&probe, row, &mut |met| {
            if let Met::Column(column) = met {
                columns.push(column);
            }
        });
        for column in columns {
            let (ty, known) = match column {
                Column::Field(field) => (
                    self.plan.schema.fields.get(field).map(|field| &field.ty),
                    self.found.cells.entry(field).or_default(),
                ),
                Column::RowField(table, field) => {
                    let declared =
                        self.plan.schema.tables.get(table).and_then(|table| table.fields.get(field));
                    (declared.map(|field| &field.ty), self.found.rows.entry((table, field)).or_default())
                }
                Column::Table(_) => continue,
            };
            let Some(ty) = ty else { continue };
            for cell in cells.iter().filter(|cell| fits(ty, cell)) {
                if known.len() < CELLS && !known.contains(cell) {
                    known.push(cell.clone());
                }
            }
        }
    }
}

fn elements(set: &ValueSet) -> impl Iterator<Item = Element> + '_ {
    let texts = if let ValueSet::Texts(texts) = set { Some(texts) } else { None };
    let choices = if let ValueSet::Choices(choices) = set { Some(choices) } else { None };
    let booleans = if let ValueSet::Booleans(booleans) = set { Some(booleans) } else { None };
    let texts = texts.into_iter().flatten().take(CELLS).map(|text| Element::Text(text.clone()));
    let choices = choices.into_iter().flatten().take(CELLS).map(|choice| Element::Choice(*choice));
    let booleans = booleans.into_iter().flatten().map(|value| Element::Boolean(*value));
    texts.chain(choices).chain(booleans)
}

/// Whether a column of this type may hold a cell.
fn fits(ty: &Type, cell: &Cell) -> bool {
    match (ty, cell) {
        (Type::Text, Cell::Text(_))
        | (Type::Day, Cell::Day(_))
        | (Type::Boolean, Cell::Boolean(_))
        | (Type::Choice(_), Cell::Choice(_)) => true,
        (Type::Whole, Cell::Number(number)) => number.is_whole() && number.millionths() >= 0,
        (Type::Number | Type::Percent | Type::Money(_), Cell::Number(_)) => true,
        (Type::List(of), Cell::List(elements)) => elements.iter().all(|element| {
            matches!(
                (of.as_ref(), element),
                (Type::Text, Element::Text(_))
                    | (Type::Choice(_), Element::Choice(_))
                    | (Type::Boolean, Element::Boolean(_))
            )
        }),
        _ => false,
    }
}

/// About how many days a span has.
fn length(span: DateSpan) -> i32 {
    let days = span.days().or_else(|| span.months().map(|months| months.saturating_mul(30)));
    days.and_then(|days| i32::try_from(days).ok()).unwrap_or(30)
}

/// Numbers that repeat from run to run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % (end.max(1) as u64)).unwrap_or(0)
    }
}

//! What rules on one field earn together.
//!
//! In: a field with exact cells, rules and gates that read nothing else. Out: every sum that some cell gives.
//! Invariant: from cell to cell only those rules are asked again whose own tests may tell the two apart, so that a profile with
//! twice the rules takes twice the time.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::model::{Condition, FieldRef, Type};
use crate::eval::{rule_on, truth_on};
use crate::plan::{Gate, ScoredRule};
use crate::types::{Account, Cell, Number, ValueSet};

use super::question::{Stand, field_of, field_rows};
use super::sums::{Sums, leaves, tests_of};
use super::{Prover, formula, numbers, texts};

/// A rule or a gate on the field, with the tests by which it tells cells apart.
struct Subject<'q> {
    tests: Vec<Condition>,
    kind: Kind<'q>,
}

enum Kind<'q> {
    Rule(&'q ScoredRule),
    Gate(&'q Gate),
}

/// The sums that the rules come to, for cells that none of the gates puts out; `None` where cells cannot be told apart.
pub(super) fn together(
    prover: &Prover<'_>,
    field: FieldRef,
    rules: &[&ScoredRule],
    gates: &[&Gate],
) -> Option<Sums> {
    let FieldRef::Account(index) = field else { return None };
    let mut subjects = Vec::with_capacity(rules.len());
    for rule in rules {
        subjects.push(Subject { tests: tests_of(rule)?, kind: Kind::Rule(rule) });
    }
    for gate in gates {
        let mut tests = Vec::new();
        leaves(&gate.condition, &mut tests);
        subjects.push(Subject { tests, kind: Kind::Gate(gate) });
    }
    let asking = Asking { prover, index, account: prover.blank.clone() };
    let tests: Vec<&Condition> = subjects.iter().flat_map(|subject| &subject.tests).collect();
    match &field_of(prover, None, field)?.ty {
        Type::Text if tests.iter().any(|test| matches!(test, Condition::Text { .. })) => {
            asking.by_class(&subjects, &field_rows(prover, None, field, &tests)?)
        }
        Type::Text => {
            let named = texts::named(tests);
            if named.len() > texts::MOST_NAMED || named.iter().any(|text| *text == texts::OTHER) {
                return None;
            }
            let places = named.iter().enumerate().map(|(place, text)| (text.as_str(), place)).collect();
            let cells = named.iter().map(|text| text.as_str()).chain([texts::OTHER]);
            let cells = cells.map(|text| Cell::Text(text.to_owned())).collect();
            asking.by_name(&subjects, cells, &|subject| named_texts(&places, subject))
        }
        Type::Choice(set) => {
            let count = prover.plan().schema.choices.get(*set).map_or(0, |set| set.values.len());
            let cells = numbers::choices(u32::try_from(count).unwrap_or(u32::MAX), &tests);
            let positions = cells.iter().enumerate().filter_map(|(place, cell)| match cell {
                Cell::Choice(position) => Some((*position, place)),
                _ => None,
            });
            let places: BTreeMap<u32, usize> = positions.collect();
            asking.by_name(&subjects, cells, &|subject| named_choices(&places, subject))
        }
        Type::Boolean => {
            let cells = vec![Cell::Boolean(true), Cell::Boolean(false)];
            asking.by_name(&subjects, cells, &|_| BTreeSet::from([0, 1]))
        }
        ty @ (Type::Number | Type::Whole | Type::Percent | Type::Money(_) | Type::Days) => {
            let values = numbers::values(prover, ty, &tests)?;
            asking.along(&subjects, &values)
        }
        Type::Day | Type::List(_) => None,
    }
}

/// The places of the texts that the tests of a subject name.
fn named_texts(places: &BTreeMap<&str, usize>, subject: &Subject<'_>) -> BTreeSet<usize> {
    texts::named(&subject.tests).into_iter().filter_map(|text| places.get(text.as_str()).copied()).collect()
}

/// The places of the declared values that the tests of a subject name.
fn named_choices(places: &BTreeMap<u32, usize>, subject: &Subject<'_>) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    for test in &subject.tests {
        if let Condition::Member { set, .. } = test
            && let ValueSet::Choices(positions) = set.as_ref()
        {
            found.extend(positions.iter().filter_map(|position| places.get(position).copied()));
        }
    }
    found
}

/// An account of which one cell is filled in.
struct Asking<'a, 'p> {
    prover: &'a Prover<'p>,
    index: usize,
    account: Account,
}

/// By place in the order of cells: how much more than at the place before the rules earn, and how many more gates put it out.
struct Steps {
    earned: Vec<i64>,
    out: Vec<i64>,
}

impl Steps {
    fn new(cells: usize) -> Steps {
        Steps { earned: vec![0; cells + 1], out: vec![0; cells + 1] }
    }

    /// From this place on so much more. Steps wrap: the sums that they come to are those of the rules' own points.
    fn add(&mut self, subject: &Subject<'_>, place: usize, more: i64) {
        let steps = match subject.kind {
            Kind::Rule(_) => &mut self.earned,
            Kind::Gate(_) => &mut self.out,
        };
        if let Some(step) = steps.get_mut(place) {
            *step = step.wrapping_add(more);
        }
    }

    /// What is earned at each place that no gate puts out.
    fn sums(&self) -> Vec<i64> {
        let (mut earned, mut out) = (0i64, 0i64);
        let steps = self.earned.iter().zip(&self.out).take(self.earned.len() - 1);
        let each = steps.map(|(more, gates)| {
            earned = earned.wrapping_add(*more);
            out = out.wrapping_add(*gates);
            (out == 0).then_some(earned)
        });
        each.flatten().collect()
    }
}

impl Asking<'_, '_> {
    /// What a rule earns on a cell, or whether a gate puts it out.
    fn ask(&mut self, subject: &Subject<'_>, cell: Cell) -> Option<i64> {
        *self.account.cells.get_mut(self.index)? = cell;
        let (plan, today) = (self.prover.plan, self.prover.today);
        Some(match subject.kind {
            Kind::Rule(rule) => rule_on(plan, &self.account, today, rule).earned.thousandths(),
            Kind::Gate(gate) => {
                let truth = truth_on(plan, &self.account, None, today, &gate.condition);
                i64::from(formula::out_truths(gate).holds(truth))
            }
        })
    }

    /// Cells of which each subject names some, and treats all others alike.
    fn by_name(
        mut self,
        subjects: &[Subject<'_>],
        cells: Vec<Cell>,
        named: &dyn Fn(&Subject<'_>) -> BTreeSet<usize>,
    ) -> Option<Sums> {
        let mut steps = Steps::new(cells.len());
        for subject in subjects {
            let named = named(subject);
            if !self.prover.burn(named.len() as u64 + 1) {
                return None;
            }
            let other = (0..cells.len()).find(|place| !named.contains(place));
            let base = match other.and_then(|place| cells.get(place)) {
                Some(cell) => self.ask(subject, cell.clone())?,
                None => 0,
            };
            steps.add(subject, 0, base);
            for place in named {
                let more = self.ask(subject, cells.get(place)?.clone())?.wrapping_sub(base);
                steps.add(subject, place, more);
                steps.add(subject, place + 1, more.wrapping_neg());
            }
        }
        self.with_unknown(subjects, steps.sums())
    }

    /// Numbers in ascending order, between which a subject changes at the breakpoints of its own tests only.
    fn along(mut self, subjects: &[Subject<'_>], values: &[i128]) -> Option<Sums> {
        let mut steps = Steps::new(values.len());
        for subject in subjects {
            let own: Vec<&Condition> = subject.tests.iter().collect();
            let mut places = BTreeSet::from([0]);
            for point in numbers::breakpoints(self.prover, &own, false) {
                let place = values.partition_point(|value| *value < point);
                places.insert(place);
                if values.get(place) == Some(&point) {
                    places.insert(place + 1);
                }
            }
            if !self.prover.burn(places.len() as u64) {
                return None;
            }
            let mut before = 0;
            for place in places {
                let Some(value) = values.get(place) else { continue };
                let here = self.ask(subject, Cell::Number(Number::from_millionths(*value)))?;
                steps.add(subject, place, here.wrapping_sub(before));
                before = here;
            }
        }
        self.with_unknown(subjects, steps.sums())
    }

    /// One cell for each class.
    fn by_class(mut self, subjects: &[Subject<'_>], rows: &[super::question::Row]) -> Option<Sums> {
        let mut sums = Vec::new();
        for row in rows {
            let Some(Stand::Cell(cell)) = &row.stands else { return None };
            sums.extend(self.sum_of(subjects, cell)?);
        }
        Some(Sums::each(sums))
    }

    /// Adds what is earned where nothing is known.
    fn with_unknown(mut self, subjects: &[Subject<'_>], mut sums: Vec<i64>) -> Option<Sums> {
        sums.extend(self.sum_of(subjects, &Cell::Unknown)?);
        Some(Sums::each(sums))
    }

    /// What all rules earn on a cell; nothing where a gate puts it out.
    fn sum_of(&mut self, subjects: &[Subject<'_>], cell: &Cell) -> Option<Option<i64>> {
        let (mut sum, mut is_out) = (0i64, false);
        for subject in subjects {
            let here = self.ask(subject, cell.clone())?;
            match subject.kind {
                Kind::Rule(_) => sum = sum.wrapping_add(here),
                Kind::Gate(_) => is_out |= here != 0,
            }
        }
        Some((!is_out).then_some(sum))
    }
}

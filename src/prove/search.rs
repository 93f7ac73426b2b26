//! The search for classes that fit together.
//!
//! In: a question. Out: an account, "there is none", or "not decided".
//! Invariant: "there is none" is said only when every combination of classes was ruled out.

use crate::check::model::FieldRef;
use crate::types::Truth;

use super::question::{Goal, Key, Node, Question, Stand};
use super::{Answer, FUEL_OF_ONE, Formula, Prover, Truths};

/// What is known of each test while columns are being given classes.
struct Known {
    tests: Vec<Truths>,
}

impl Known {
    fn node(&self, node: &Node) -> Truths {
        match node {
            Node::Constant(truth) => Truths::one(*truth),
            Node::And(parts) => parts.iter().fold(Truths::TRUE, |all, part| all.and(self.node(part))),
            Node::Or(parts) => parts.iter().fold(Truths::FALSE, |any, part| any.or(self.node(part))),
            Node::Not(inner) => self.node(inner).negated(),
            Node::Test(test) => self.tests.get(*test).copied().unwrap_or(Truths::ANY),
        }
    }

    /// Whether the goal may still be met.
    fn may_hold(&self, goal: &Goal) -> bool {
        match goal {
            Goal::Is(node, truths) => self.node(node).meets(*truths),
            Goal::All(parts) => parts.iter().all(|part| self.may_hold(part)),
            Goal::Any(parts) => parts.iter().any(|part| self.may_hold(part)),
        }
    }
}

/// Whether a goal may be met where the tests come to these truths.
pub(super) fn may_hold(goal: &Goal, tests: &[Truths]) -> bool {
    Known { tests: tests.to_vec() }.may_hold(goal)
}

pub(super) fn tests_of(goal: &Goal, found: &mut Vec<usize>) {
    fn of_node(node: &Node, found: &mut Vec<usize>) {
        match node {
            Node::Constant(_) => {}
            Node::And(parts) | Node::Or(parts) => parts.iter().for_each(|part| of_node(part, found)),
            Node::Not(inner) => of_node(inner, found),
            Node::Test(test) => found.push(*test),
        }
    }
    match goal {
        Goal::Is(node, _) => of_node(node, found),
        Goal::All(parts) | Goal::Any(parts) => parts.iter().for_each(|part| tests_of(part, found)),
    }
}

/// A goal that reads several columns.
struct Link {
    goal: Goal,
    columns: Vec<usize>,
    size: u64,
}

struct Search<'s, 'p, 'q> {
    prover: &'s Prover<'p>,
    question: Question<'q>,
    known: Known,
    links: Vec<Link>,
    /// By column: the links that read it.
    links_of: Vec<Vec<usize>>,
    fuel: u64,
    chosen: Vec<Option<usize>>,
}

/// Answers a question.
pub(super) fn search<'q>(prover: &Prover<'_>, question: Question<'q>, parts: &[Formula<'q>]) -> Answer {
    let known = Known { tests: vec![Truths::ANY; question.tests.len()] };
    let mut column_of = vec![0; question.tests.len()];
    for (number, column) in question.columns.iter().enumerate() {
        for test in &column.tests {
            if let Some(place) = column_of.get_mut(*test) {
                *place = number;
            }
        }
    }
    let chosen = vec![None; question.columns.len()];
    let links_of = vec![Vec::new(); question.columns.len()];
    let mut search =
        Search { prover, question, known, links: Vec::new(), links_of, fuel: FUEL_OF_ONE, chosen };
    for goal in std::mem::take(&mut search.question.goals) {
        let mut tests = Vec::new();
        tests_of(&goal, &mut tests);
        let mut columns: Vec<usize> = tests.iter().filter_map(|test| column_of.get(*test).copied()).collect();
        columns.sort_unstable();
        columns.dedup();
        let fits = match columns.as_slice() {
            [] => search.known.may_hold(&goal),
            [column] => search.narrow(*column, &goal),
            _ => {
                for column in &columns {
                    if let Some(links) = search.links_of.get_mut(*column) {
                        links.push(search.links.len());
                    }
                }
                search.links.push(Link { goal, columns, size: tests.len() as u64 });
                true
            }
        };
        if !fits {
            return Answer::Never;
        }
    }
    search.run(parts)
}

impl Search<'_, '_, '_> {
    /// Drops the classes of a column that a goal about this column alone rules out; false when none is left.
    fn narrow(&mut self, column: usize, goal: &Goal) -> bool {
        let Some(column) = self.question.columns.get_mut(column) else { return true };
        let known = &mut self.known;
        let tests = &column.tests;
        column.rows.retain(|row| {
            for (test, truth) in tests.iter().zip(&row.truths) {
                if let Some(place) = known.tests.get_mut(*test) {
                    *place = Truths::one(*truth);
                }
            }
            known.may_hold(goal)
        });
        for test in tests {
            if let Some(place) = known.tests.get_mut(*test) {
                *place = Truths::ANY;
            }
        }
        !column.rows.is_empty()
    }

    /// What the classes of a column that are left come to, for tests that are not decided.
    fn open(&mut self, column: usize) {
        let Some(of) = self.question.columns.get(column) else { return };
        for (place, test) in of.tests.iter().enumerate() {
            let all = of.rows.iter().filter_map(|row| row.truths.get(place));
            let all = all.fold(Truths::NONE, |all, truth| all.union(Truths::one(*truth)));
            if let Some(known) = self.known.tests.get_mut(*test) {
                *known = all;
            }
        }
    }

    fn choose(&mut self, column: usize, row: usize) {
        let Some(of) = self.question.columns.get(column) else { return };
        let Some(chosen) = of.rows.get(row) else { return };
        for (test, truth) in of.tests.iter().zip(&chosen.truths) {
            if let Some(known) = self.known.tests.get_mut(*test) {
                *known = Truths::one(*truth);
            }
        }
        if let Some(place) = self.chosen.get_mut(column) {
            *place = Some(row);
        }
    }

    /// Component by component: columns that no goal links are searched apart.
    fn run(&mut self, parts: &[Formula<'_>]) -> Answer {
        for column in 0..self.question.columns.len() {
            self.open(column);
        }
        let mut open = false;
        for (columns, links) in self.components() {
            let cost =
                1 + links.iter().filter_map(|link| self.links.get(*link)).map(|link| link.size).sum::<u64>();
            match self.descend(&columns, cost, &links) {
                Some(true) => {}
                Some(false) => return Answer::Never,
                None => open = true,
            }
        }
        if open || self.question.row.is_some() {
            return Answer::Open;
        }
        self.witness(parts).unwrap_or(Answer::Open)
    }

    fn components(&self) -> Vec<(Vec<usize>, Vec<usize>)> {
        let mut found: Vec<(Vec<usize>, Vec<usize>)> = Vec::new();
        for (number, link) in self.links.iter().enumerate() {
            let mut joined = (link.columns.clone(), vec![number]);
            let (touching, apart): (Vec<_>, Vec<_>) = found
                .into_iter()
                .partition(|(columns, _)| columns.iter().any(|column| link.columns.contains(column)));
            for (columns, links) in touching {
                joined.0.extend(columns);
                joined.1.extend(links);
            }
            joined.0.sort_unstable();
            joined.0.dedup();
            found = apart;
            found.push(joined);
        }
        found
    }

    /// Whether classes can be chosen for these columns; `None` when the fuel ran out. Of their links, only those can have
    /// stopped holding that read the column chosen last.
    fn descend(&mut self, columns: &[usize], cost: u64, changed: &[usize]) -> Option<bool> {
        let mut links = changed.iter().filter_map(|link| self.links.get(*link));
        if !links.all(|link| self.known.may_hold(&link.goal)) {
            return Some(false);
        }
        let left = self.fuel.checked_sub(cost);
        self.fuel = left.unwrap_or(0);
        if left.is_none() || !self.prover.burn(cost) {
            return None;
        }
        // The column with the fewest classes first: it fails soonest.
        let free =
            columns.iter().copied().filter(|column| self.chosen.get(*column).is_some_and(Option::is_none));
        let next = free.min_by_key(|column| self.question.columns.get(*column).map_or(0, |of| of.rows.len()));
        let Some(next) = next else { return Some(true) };
        let count = self.question.columns.get(next).map_or(0, |of| of.rows.len());
        let links = self.links_of.get_mut(next).map(std::mem::take).unwrap_or_default();
        for row in 0..count {
            self.choose(next, row);
            match self.descend(columns, cost, &links) {
                Some(false) => {}
                found => return found,
            }
        }
        if let Some(place) = self.links_of.get_mut(next) {
            *place = links;
        }
        if let Some(place) = self.chosen.get_mut(next) {
            *place = None;
        }
        self.open(next);
        Some(false)
    }

    /// The account that the classes stand for, if the row interpreter agrees.
    fn witness(&self, parts: &[Formula<'_>]) -> Option<Answer> {
        let mut account = self.prover.blank.clone();
        for (column, chosen) in self.question.columns.iter().zip(&self.chosen) {
            let stands = match chosen {
                Some(row) => column.rows.get(*row)?.stands.as_ref(),
                None => column.rows.iter().find_map(|row| row.stands.as_ref()),
            };
            match (column.key, stands?) {
                (Key::Field(FieldRef::Account(field), _), Stand::Cell(cell)) => {
                    *account.cells.get_mut(field)? = cell.clone();
                }
                (Key::Rows(table), Stand::Rows(rows)) => *account.tables.get_mut(table)? = rows.clone(),
                (Key::Field(..) | Key::Value(_) | Key::Rows(_) | Key::Alone(_), _) => return None,
            }
        }
        self.prover.is_shown_by(&account, parts).then(|| Answer::Witness(Box::new(account)))
    }
}

/// Rows with the same truths are one.
pub(super) fn distinct(rows: Vec<super::question::Row>) -> Vec<super::question::Row> {
    let mut kept: Vec<super::question::Row> = Vec::with_capacity(rows.len());
    for row in rows {
        match kept.iter_mut().find(|other| other.truths == row.truths) {
            Some(other) if other.stands.is_none() => *other = row,
            Some(_) => {}
            None => kept.push(row),
        }
    }
    kept
}

/// All FALSE.
pub(super) fn nothing(count: usize) -> Vec<Truth> {
    vec![Truth::False; count]
}

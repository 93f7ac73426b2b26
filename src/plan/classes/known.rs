//! The classes of one account field that a worker has met.
//!
//! In: cells. Out: class numbers, and a representative of each.
//! Invariant: a number means the same until [`Classes::generation`] rises.

use std::borrow::Cow;
use std::sync::Arc;

use hashbrown::HashMap;

use super::classifier::{By, Classifier};
use super::marks::{ListMarks, Marks};
use super::signature::Signature;
use super::{ClassId, UNKNOWN};
use crate::types::{Cell, Day, Number};

/// How many classes are kept at most.
const MOST: usize = 1 << 16;
/// How many sets of marks are remembered, where lists are too many to be told apart.
const RECENT: usize = 1 << 8;

/// The classes of one account field that a worker has met.
#[derive(Debug, Clone)]
pub struct Classes {
    classifier: Arc<Classifier>,
    /// The class of each stretch, position or narrow set of marks that was met; else [`UNKNOWN`].
    direct: Vec<ClassId>,
    by_cell: HashMap<Cell, ClassId>,
    by_signature: HashMap<Signature, ClassId>,
    representatives: Vec<Cell>,
    /// Of wide lists: the marks of each class but the first.
    marks: Vec<Marks>,
    /// Of wide lists: those met of late.
    recent: Vec<(Marks, ClassId)>,
    generation: u32,
}

impl Classes {
    /// None but the unknown class.
    #[must_use]
    pub fn new(classifier: Arc<Classifier>) -> Classes {
        let wide = classifier.list_marks().is_some_and(ListMarks::is_wide);
        Classes {
            classifier,
            direct: Vec::new(),
            by_cell: HashMap::new(),
            by_signature: HashMap::new(),
            representatives: vec![Cell::Unknown],
            marks: Vec::new(),
            recent: if wide { vec![(Marks::NONE, UNKNOWN); RECENT] } else { Vec::new() },
            generation: 0,
        }
    }

    /// The classifier.
    #[must_use]
    pub fn classifier(&self) -> &Arc<Classifier> {
        &self.classifier
    }

    /// The class of any cell.
    pub fn of(&mut self, cell: &Cell) -> ClassId {
        match (cell, self.classifier.by()) {
            (Cell::Unknown, _) => UNKNOWN,
            (Cell::Number(number), By::Numbers(cuts)) => {
                let stretch = cuts.of_number(*number);
                self.at(stretch, || cell.clone())
            }
            (Cell::Day(day), By::Days(_)) => self.of_day(*day),
            (Cell::Text(text), By::Texts(_)) => self.of_text(text),
            (Cell::List(elements), By::Lists(marks)) => {
                let marks = marks.of_list(elements);
                self.of_marks(marks)
            }
            (Cell::Boolean(value), By::Value) => self.of_boolean(*value),
            (Cell::Choice(position), By::Value) => self.of_choice(*position),
            _ => self.of_value(cell),
        }
    }

    /// The class of a whole number: that of `Cell::Number`, without making one.
    pub fn of_whole(&mut self, value: i64) -> ClassId {
        match self.classifier.by() {
            By::Numbers(cuts) => {
                let stretch = cuts.of_whole(value);
                self.at(stretch, || Cell::Number(Number::from_whole(value)))
            }
            _ => self.of(&Cell::Number(Number::from_whole(value))),
        }
    }

    /// The class of a day: that of `Cell::Day`.
    pub fn of_day(&mut self, day: Day) -> ClassId {
        match self.classifier.by() {
            By::Days(cuts) => {
                let stretch = cuts.of_whole(i64::from(day.number()));
                self.at(stretch, || Cell::Day(day))
            }
            _ => self.of_value(&Cell::Day(day)),
        }
    }

    /// The class of a declared value: that of `Cell::Choice`.
    pub fn of_choice(&mut self, position: u32) -> ClassId {
        self.at(position, || Cell::Choice(position))
    }

    /// The class of a boolean: that of `Cell::Boolean`.
    pub fn of_boolean(&mut self, value: bool) -> ClassId {
        self.at(u32::from(value), || Cell::Boolean(value))
    }

    /// The class of a normalized text: that of `Cell::Text`.
    pub fn of_text(&mut self, text: &str) -> ClassId {
        let By::Texts(signatures) = self.classifier.by() else {
            return self.of_value(&Cell::Text(text.to_owned()));
        };
        let signature = signatures.of(text);
        if let Some(id) = self.by_signature.get(&signature) {
            return *id;
        }
        let id = self.add(Cell::Text(text.to_owned()));
        self.by_signature.insert(signature, id);
        id
    }

    /// The class of a known list whose elements have these marks together, where [`Classifier::list_marks`] has them.
    pub fn of_marks(&mut self, marks: Marks) -> ClassId {
        if self.recent.is_empty() {
            let place = u32::from(marks.byte(0));
            return match self.direct.get(place as usize) {
                Some(id) if *id != UNKNOWN => *id,
                Some(_) | None => self.add_narrow(place, marks),
            };
        }
        let place = fold(marks) & (RECENT - 1);
        if let Some((known, id)) = self.recent.get(place)
            && *known == marks
            && *id != UNKNOWN
        {
            return *id;
        }
        self.marks.push(marks);
        let id = ClassId::try_from(self.marks.len()).unwrap_or(UNKNOWN);
        if let Some(slot) = self.recent.get_mut(place) {
            *slot = (marks, id);
        }
        id
    }

    fn add_narrow(&mut self, place: u32, marks: Marks) -> ClassId {
        let classifier = Arc::clone(&self.classifier);
        classifier.list_marks().map_or(UNKNOWN, |all| self.at(place, || all.list(marks)))
    }

    /// The marks of a class, where lists are so varied that a class may have several numbers.
    #[must_use]
    pub fn marks_of(&self, id: ClassId) -> Option<Marks> {
        self.marks.get((id as usize).checked_sub(1)?).copied()
    }

    /// A cell of a class.
    #[must_use]
    pub fn representative(&self, id: ClassId) -> Option<Cow<'_, Cell>> {
        match (self.marks_of(id), self.classifier.list_marks()) {
            (Some(marks), Some(all)) => Some(Cow::Owned(all.list(marks))),
            _ => self.representatives.get(id as usize).map(Cow::Borrowed),
        }
    }

    /// How many classes there are, the unknown one included.
    #[must_use]
    pub fn count(&self) -> usize {
        self.representatives.len() + self.marks.len()
    }

    /// Rises when class numbers lose their meaning: whoever keeps numbers by cell must forget them.
    #[must_use]
    pub fn generation(&self) -> u32 {
        self.generation
    }

    /// Forgets all classes if there are too many to keep; called between batches only.
    pub fn trim(&mut self) {
        if self.count() > MOST {
            self.forget();
        }
    }

    /// Forgets all classes; called between batches only.
    pub fn forget(&mut self) {
        self.direct.clear();
        self.by_cell.clear();
        self.by_signature.clear();
        self.representatives.truncate(1);
        self.marks.clear();
        self.recent.fill((Marks::NONE, UNKNOWN));
        self.generation = self.generation.wrapping_add(1);
    }

    fn at(&mut self, place: u32, cell: impl FnOnce() -> Cell) -> ClassId {
        let place = place as usize;
        if let Some(id) = self.direct.get(place).copied()
            && id != UNKNOWN
        {
            return id;
        }
        if place >= MOST * 4 {
            return self.of_value(&cell());
        }
        let id = self.add(cell());
        if self.direct.len() <= place {
            self.direct.resize(place + 1, UNKNOWN);
        }
        if let Some(slot) = self.direct.get_mut(place) {
            *slot = id;
        }
        id
    }

    fn of_value(&mut self, cell: &Cell) -> ClassId {
        if let Some(id) = self.by_cell.get(cell) {
            return *id;
        }
        let id = self.add(cell.clone());
        self.by_cell.insert(cell.clone(), id);
        id
    }

    fn add(&mut self, representative: Cell) -> ClassId {
        let id = ClassId::try_from(self.representatives.len()).unwrap_or(ClassId::MAX);
        self.representatives.push(representative);
        id
    }
}

fn fold(marks: Marks) -> usize {
    let mixed = marks
        .0
        .iter()
        .fold(0u64, |mixed, word| (mixed.rotate_left(23) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    (mixed >> 40) as usize
}

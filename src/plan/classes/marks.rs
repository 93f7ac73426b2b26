//! What a list holds of all that a plan names: one mark for each group of elements that no expression tells apart.
//!
//! In: the sets that the lists of a field are asked about. Out: the marks of an element; those of a list are their union.
//! Invariant: two lists with the same marks answer every question alike.

use std::collections::{BTreeSet, HashMap};

use super::uses::Use;
use crate::types::{Cell, Element, ValueSet};

/// Words of a set of marks.
pub const MARK_WORDS: usize = 4;
/// Up to this many marks, a column has a class for each set of marks.
pub const NARROW: usize = 8;

/// A set of marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Marks(pub [u64; MARK_WORDS]);

impl Marks {
    /// No marks: an empty list, or one of elements that make no difference.
    pub const NONE: Marks = Marks([0; MARK_WORDS]);

    /// The marks in either.
    #[must_use]
    pub fn or(self, other: Marks) -> Marks {
        let mut both = self.0;
        both.iter_mut().zip(other.0).for_each(|(word, other)| *word |= other);
        Marks(both)
    }

    /// One mark.
    fn one(mark: usize) -> Marks {
        let mut marks = Marks::NONE;
        if let Some(word) = marks.0.get_mut(mark / 64) {
            *word = 1 << (mark % 64);
        }
        marks
    }

    /// Whether a mark is in it.
    #[must_use]
    pub fn has(self, mark: usize) -> bool {
        self.0.get(mark / 64).is_some_and(|word| word >> (mark % 64) & 1 == 1)
    }

    /// Eight marks, from a multiple of eight on.
    #[must_use]
    pub fn in_byte(index: usize, byte: u8) -> Marks {
        let mut marks = Marks::NONE;
        if let Some(word) = marks.0.get_mut(index / 8) {
            *word = u64::from(byte) << (index % 8 * 8);
        }
        marks
    }

    /// Eight marks from a multiple of eight on.
    #[must_use]
    pub fn byte(self, index: usize) -> u8 {
        self.0.get(index / 8).map_or(0, |word| (word >> (index % 8 * 8) & 0xFF) as u8)
    }
}

/// The marks of the lists of one field.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListMarks {
    by_element: HashMap<Element, Marks>,
    /// The mark of elements that no set names, if anything asks for them.
    other: Option<Marks>,
    /// One element of each mark.
    elements: Vec<Element>,
}

impl ListMarks {
    /// From all uses of a field; `None` where one asks for more than marks can tell, or there are too many.
    pub(super) fn new(uses: &[Use<'_>]) -> Option<ListMarks> {
        let mut sets: Vec<(&ValueSet, bool)> = Vec::new();
        let mut asks_for_others = false;
        for asked in uses {
            let set = match asked {
                Use::Known => continue,
                Use::OtherElements => {
                    asks_for_others = true;
                    continue;
                }
                Use::Elements(set) => (*set, false),
                Use::Counted(set) => (*set, true),
                Use::InSet(_) | Use::Text(_) | Use::InDays(_) | Use::Fade(_) | Use::Value => return None,
            };
            if !sets.contains(&set) {
                sets.push(set);
            }
        }
        // Which sets hold an element; one that is counted stands for itself.
        let mut order: Vec<Element> = Vec::new();
        let mut groups: HashMap<Element, (BTreeSet<usize>, bool)> = HashMap::new();
        for (index, (set, counted)) in sets.iter().enumerate() {
            for element in elements_of(set)? {
                let group = groups.entry(element.clone()).or_insert_with(|| {
                    order.push(element);
                    Default::default()
                });
                group.0.insert(index);
                group.1 |= counted;
            }
        }
        let mut marks = ListMarks::default();
        let mut known: HashMap<(BTreeSet<usize>, Option<Element>), Marks> = HashMap::new();
        for element in order {
            let (sets, counted) = groups.remove(&element)?;
            let key = (sets, counted.then(|| element.clone()));
            let mark = match known.get(&key) {
                Some(mark) => *mark,
                None => *known.entry(key).or_insert(marks.add(element.clone())?),
            };
            marks.by_element.insert(element, mark);
        }
        if asks_for_others {
            marks.other = Some(marks.add(marks.unnamed())?);
        }
        Some(marks)
    }

    fn add(&mut self, element: Element) -> Option<Marks> {
        let mark = self.elements.len();
        self.elements.push(element);
        (mark < 64 * MARK_WORDS).then(|| Marks::one(mark))
    }

    /// An element that no set names.
    fn unnamed(&self) -> Element {
        match self.elements.first() {
            Some(Element::Choice(_)) => Element::Choice(u32::MAX),
            Some(Element::Text(_) | Element::Boolean(_) | Element::Number(_) | Element::Day(_)) | None => {
                let longest = self.elements.iter().map(|element| match element {
                    Element::Text(text) => text.len(),
                    _ => 0,
                });
                Element::Text("x".repeat(longest.max().unwrap_or(0) + 1))
            }
        }
    }

    /// The marks of an element: none where it makes no difference. Those of a list are the union of its elements'.
    #[must_use]
    pub fn of(&self, element: &Element) -> Marks {
        self.by_element.get(element).copied().or(self.other).unwrap_or(Marks::NONE)
    }

    /// The marks of all elements that a set names.
    #[must_use]
    pub fn of_set(&self, set: &ValueSet) -> Marks {
        elements_of(set)
            .unwrap_or_default()
            .iter()
            .fold(Marks::NONE, |marks, element| marks.or(self.of(element)))
    }

    /// The elements that the plan names, each with its marks, in no order.
    pub fn named(&self) -> impl Iterator<Item = (&Element, Marks)> {
        self.by_element.iter().map(|(element, marks)| (element, *marks))
    }

    /// The marks of all elements that are not among the named ones.
    #[must_use]
    pub fn of_others(&self) -> Marks {
        self.other.unwrap_or(Marks::NONE)
    }

    /// How many marks there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.elements.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.elements.is_empty()
    }

    /// Whether there are too many for a class each.
    #[must_use]
    pub fn is_wide(&self) -> bool {
        self.len() > NARROW
    }

    /// The marks of a whole list.
    #[must_use]
    pub fn of_list(&self, elements: &BTreeSet<Element>) -> Marks {
        elements.iter().fold(Marks::NONE, |marks, element| marks.or(self.of(element)))
    }

    /// A list with these marks.
    #[must_use]
    pub fn list(&self, marks: Marks) -> Cell {
        let elements = self.elements.iter().enumerate().filter(|(mark, _)| marks.has(*mark));
        Cell::List(elements.map(|(_, element)| element.clone()).collect())
    }
}

/// The elements that a set names; `None` where it holds stretches of values.
fn elements_of(set: &ValueSet) -> Option<Vec<Element>> {
    match set {
        ValueSet::Texts(texts) => Some(texts.iter().cloned().map(Element::Text).collect()),
        ValueSet::Choices(positions) => Some(positions.iter().copied().map(Element::Choice).collect()),
        ValueSet::Booleans(values) => Some(values.iter().copied().map(Element::Boolean).collect()),
        ValueSet::Numbers(_) | ValueSet::Days(_) => None,
    }
}

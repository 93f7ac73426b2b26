//! What a text says to every test on its field.
//!
//! In: the tests and sets of a field, a text. Out: a signature.
//! Invariant: two texts of one signature pass the same tests and are in the same sets.

use std::collections::{BTreeMap, HashMap};

use super::uses::Use;
use crate::check::model::TextTest;
use crate::plan::text_passes;
use crate::types::{Pattern, ValueSet};

/// The answers of one text: those of the sets by number, those of the tests bit by bit.
pub(super) type Signature = (u32, Box<[u64]>);

/// All that is asked of the texts of one field.
#[derive(Debug, Clone, Default)]
pub struct TextSignatures {
    /// The texts that a set names, each with the number of the sets that name it; from 1.
    named: HashMap<String, u32>,
    tests: Vec<TextTest>,
    patterns: BTreeMap<String, Pattern>,
}

impl TextSignatures {
    /// From all uses of a field; `None` where one asks for the whole text.
    pub(super) fn new(uses: &[Use<'_>], patterns: &BTreeMap<String, Pattern>) -> Option<TextSignatures> {
        let mut tests: Vec<TextTest> = Vec::new();
        let mut sets = Vec::new();
        for asked in uses {
            match asked {
                Use::Known => {}
                Use::Text(test) if tests.contains(test) => {}
                Use::Text(test) => tests.push((*test).clone()),
                Use::InSet(ValueSet::Texts(set)) if sets.contains(&set) => {}
                Use::InSet(ValueSet::Texts(set)) => sets.push(set),
                _ => return None,
            }
        }
        let mut members: BTreeMap<&String, Vec<usize>> = BTreeMap::new();
        for (index, set) in sets.iter().enumerate() {
            set.iter().for_each(|text| members.entry(text).or_default().push(index));
        }
        let mut numbers: HashMap<Vec<usize>, u32> = HashMap::new();
        let mut named = HashMap::new();
        for (text, sets) in members {
            let next = u32::try_from(numbers.len() + 1).ok()?;
            named.insert(text.clone(), *numbers.entry(sets).or_insert(next));
        }
        Some(TextSignatures { named, tests, patterns: patterns.clone() })
    }

    /// The signature of a normalized text.
    pub(super) fn of(&self, text: &str) -> Signature {
        let mut bits = vec![0u64; self.tests.len().div_ceil(64)].into_boxed_slice();
        for (index, test) in self.tests.iter().enumerate() {
            if let (true, Some(word)) = (text_passes(&self.patterns, text, test), bits.get_mut(index / 64)) {
                *word |= 1 << (index % 64);
            }
        }
        (self.named.get(text).copied().unwrap_or(0), bits)
    }

    /// How many texts the sets name.
    #[must_use]
    pub fn named(&self) -> usize {
        self.named.len()
    }

    /// The tests on text.
    #[must_use]
    pub fn tests(&self) -> &[TextTest] {
        &self.tests
    }
}

use std::collections::HashSet;
use std::io::Cursor;

use proptest::prelude::*;

use super::*;
use crate::plan::classes::Texts;

/// The places of keys that an earlier key equals, added in batches of so many.
fn repeated(keys: &[String], batch: usize, most: usize, with_file: bool) -> Vec<u64> {
    let spill: Option<NewSpill> =
        with_file.then(|| Box::new(|| Ok(Box::new(Cursor::new(Vec::new())) as Box<dyn Spill>)) as NewSpill);
    let mut found = Vec::new();
    let mut known = Keys::new(most, spill);
    let file = |line: u64| line as usize / batch % 3;
    let lines: Vec<u64> = (0..).take(keys.len()).collect();
    for (keys, lines) in keys.chunks(batch).zip(lines.chunks(batch)) {
        let mut texts = Texts::default();
        keys.iter().for_each(|key| texts.push(Some(key)));
        if let Some(rising) = RisingKeys::new(file(lines[0]), &texts, lines)
            && known.add_rising(&rising).unwrap()
        {
            continue;
        }
        for (key, line) in keys.iter().zip(lines) {
            if known.add(key, Place { file: file(*line), line: *line }).unwrap() {
                found.push(*line);
            }
        }
    }
    known
        .finish(|key, place| {
            assert_eq!((key, place.file), (keys[place.line as usize].as_str(), file(place.line)));
            found.push(place.line);
        })
        .unwrap();
    found.sort_unstable();
    found
}

fn expected(keys: &[String]) -> Vec<u64> {
    let mut seen = HashSet::new();
    (0..).zip(keys).filter(|(_, key)| !seen.insert(*key)).map(|(line, _)| line).collect()
}

proptest! {
    #[test]
    fn every_repeated_key_is_found(
        keys in proptest::collection::vec("[a-cé]{1,3}", 0..80),
        rising in 0u32..60,
        batch in 1usize..30,
        most in 1usize..40,
        with_file in any::<bool>(),
    ) {
        let first = (0..rising).map(|number| format!("{number:04}"));
        let keys: Vec<String> = first.chain(keys).chain(["0003".to_owned(), "0002".to_owned()]).collect();
        prop_assert_eq!(repeated(&keys, batch, most, with_file), expected(&keys));
    }

    #[test]
    fn batches_that_rise_may_lie_anywhere(
        starts in proptest::collection::vec((0u32..400, 1u32..30, 1u32..4), 1..30),
        most in 1usize..200,
        with_file in any::<bool>(),
    ) {
        let stretch = |(start, count, step): &(u32, u32, u32)| {
            let (start, step) = (*start, *step);
            (0..*count).map(move |number| format!("account-{}", 1_000 + start + number * step)).collect::<Vec<_>>()
        };
        let keys: Vec<String> = starts.iter().flat_map(stretch).collect();
        prop_assert_eq!(repeated(&keys, 10, most, with_file), expected(&keys));
    }
}

#[test]
fn more_keys_than_memory_holds_go_to_the_file() {
    // Rising at first, then in an order that repeats some: far beyond the bound and the buffer.
    let rising = (0..400_000u64).map(|number| format!("account-{number:09}"));
    let mixed = (0..300_000u64).map(|number| format!("account-{:09}", number * 7_919 % 500_009 * 2));
    let keys: Vec<String> = rising.chain(mixed).collect();
    assert_eq!(repeated(&keys, 4_096, 50_000, true), expected(&keys));
}

#[test]
fn one_key_far_behind_rising_ones_is_found() {
    let rising = (0..50_000u64).map(|number| format!("account-{number:09}"));
    let keys: Vec<String> = rising.chain(["account-000000017".to_owned()]).collect();
    for most in [10, 1_000_000] {
        assert_eq!(repeated(&keys, 4_096, most, true), [50_000]);
    }
}

use std::collections::HashSet;
use std::io::Cursor;

use proptest::prelude::*;

use super::*;

/// The places of keys that an earlier key equals.
fn repeated(keys: &[String], most: usize, with_file: bool) -> Vec<u64> {
    let spill: Option<NewSpill> =
        with_file.then(|| Box::new(|| Ok(Box::new(Cursor::new(Vec::new())) as Box<dyn Spill>)) as NewSpill);
    let mut found = Vec::new();
    let mut known = Keys::new(most, spill);
    for (line, key) in keys.iter().enumerate() {
        let place = Place { file: line % 3, line: line as u64 };
        if known.add(key, place).unwrap() {
            found.push(place.line);
        }
    }
    known
        .finish(|key, place| {
            assert_eq!((key, place.line as usize % 3), (keys[place.line as usize].as_str(), place.file));
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
        most in 1usize..40,
        with_file in any::<bool>(),
    ) {
        let first = (0..rising).map(|number| format!("{number:04}"));
        let keys: Vec<String> = first.chain(keys).chain(["0003".to_owned(), "0002".to_owned()]).collect();
        prop_assert_eq!(repeated(&keys, most, with_file), expected(&keys));
    }
}

#[test]
fn more_keys_than_memory_holds_go_to_the_file() {
    // Rising at first, then in an order that repeats some: far beyond the bound and the buffer.
    let rising = (0..400_000u64).map(|number| format!("account-{number:09}"));
    let mixed = (0..300_000u64).map(|number| format!("account-{:09}", number * 7_919 % 500_009 * 2));
    let keys: Vec<String> = rising.chain(mixed).collect();
    assert_eq!(repeated(&keys, 50_000, true), expected(&keys));
}

//! Which item of one version is which of the other.
//!
//! In: the items of both sides. Out: pairs and single items. Invariant: every item of either side occurs once.

/// An item of one version, of the other, or of both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pair {
    /// Its index in the old version.
    pub old: Option<usize>,
    /// Its index in the new version.
    pub new: Option<usize>,
}

/// Pairs by name, then by meaning: an item whose name is gone and one whose name is new are the same item renamed if
/// `same` says so. In the order of the new version, what is gone last.
pub fn pair<T>(old: &[T], new: &[T], name: impl Fn(&T) -> &str, same: impl Fn(&T, &T) -> bool) -> Vec<Pair> {
    let mut taken = vec![false; old.len()];
    let mut found: Vec<Option<usize>> = Vec::with_capacity(new.len());
    for item in new {
        let place = old.iter().zip(&taken).position(|(known, taken)| !taken && name(known) == name(item));
        if let Some(slot) = place.and_then(|place| taken.get_mut(place)) {
            *slot = true;
        }
        found.push(place);
    }
    for (item, place) in new.iter().zip(&mut found).filter(|(_, place)| place.is_none()) {
        *place = old.iter().zip(&taken).position(|(known, taken)| !taken && same(known, item));
        if let Some(slot) = place.and_then(|place| taken.get_mut(place)) {
            *slot = true;
        }
    }
    let both = found.into_iter().enumerate().map(|(new, old)| Pair { old, new: Some(new) });
    let gone = taken.iter().enumerate().filter(|(_, taken)| !**taken);
    both.chain(gone.map(|(old, _)| Pair { old: Some(old), new: None })).collect()
}

/// Pairs where order matters: in an order that keeps that of both versions. An item that has moved stands twice, once
/// for each side.
pub fn in_order(pairs: &[Pair], old_len: usize) -> Vec<Pair> {
    let anchors = longest_rising(pairs);
    let mut ordered = Vec::new();
    let mut next_old = 0;
    let is_anchor = |old: usize| anchors.iter().any(|(anchored, _)| *anchored == old);
    for pair in pairs.iter().filter(|pair| pair.new.is_some()) {
        match (pair.old, pair.new) {
            (Some(old), Some(new)) if anchors.contains(&(old, new)) => {
                ordered.extend((next_old..old).filter(|at| !is_anchor(*at)).map(only_old));
                next_old = old + 1;
                ordered.push(*pair);
            }
            (_, new) => ordered.push(Pair { old: None, new }),
        }
    }
    ordered.extend((next_old..old_len).filter(|at| !is_anchor(*at)).map(only_old));
    ordered
}

fn only_old(old: usize) -> Pair {
    Pair { old: Some(old), new: None }
}

/// The most pairs that rise on both sides.
fn longest_rising(pairs: &[Pair]) -> Vec<(usize, usize)> {
    let both: Vec<(usize, usize)> = pairs.iter().filter_map(|pair| Some((pair.old?, pair.new?))).collect();
    let mut best: Vec<Vec<(usize, usize)>> = Vec::with_capacity(both.len());
    for (old, new) in &both {
        let before = best.iter().filter(|run| run.last().is_some_and(|(last, _)| last < old));
        let mut run = before.max_by_key(|run| run.len()).cloned().unwrap_or_default();
        run.push((*old, *new));
        best.push(run);
    }
    best.into_iter().max_by_key(Vec::len).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(old: &[&str], new: &[&str]) -> Vec<(Option<usize>, Option<usize>)> {
        let pairs = pair(old, new, |name| name, |a, b| a.eq_ignore_ascii_case(b));
        in_order(&pairs, old.len()).into_iter().map(|pair| (pair.old, pair.new)).collect()
    }

    #[test]
    fn names_come_before_meanings() {
        assert_eq!(names(&["a", "b"], &["A", "b"]), [(Some(0), Some(0)), (Some(1), Some(1))]);
        assert_eq!(names(&["a"], &["A", "a"]), [(None, Some(0)), (Some(0), Some(1))]);
    }

    #[test]
    fn what_has_moved_stands_twice() {
        assert_eq!(
            names(&["a", "b", "c"], &["b", "c", "a"]),
            [(Some(0), None), (Some(1), Some(0)), (Some(2), Some(1)), (None, Some(2))]
        );
    }
}

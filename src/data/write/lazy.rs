//! Words of a dictionary as bytes, made the first time each is met.

/// Makes the bytes of a word, by its number.
type Push = Box<dyn Fn(&mut Vec<u8>, usize)>;

/// The words met so far, one after another.
pub(super) struct LazyWords {
    push: Push,
    bytes: Vec<u8>,
    /// Where each word begins and ends; none where it has not been met.
    places: Vec<Option<(usize, usize)>>,
}

impl LazyWords {
    /// None met yet; `push` appends the bytes of a word.
    pub(super) fn new(push: Push) -> LazyWords {
        LazyWords { push, bytes: Vec::new(), places: Vec::new() }
    }

    /// The bytes of a word.
    pub(super) fn get(&mut self, number: u32) -> &[u8] {
        let number = number as usize;
        if self.places.len() <= number {
            self.places.resize(number + 1, None);
        }
        let (start, end) = match self.places.get(number) {
            Some(Some(place)) => *place,
            Some(None) | None => {
                let start = self.bytes.len();
                (self.push)(&mut self.bytes, number);
                let place = (start, self.bytes.len());
                if let Some(slot) = self.places.get_mut(number) {
                    *slot = Some(place);
                }
                place
            }
        };
        self.bytes.get(start..end).unwrap_or_default()
    }
}

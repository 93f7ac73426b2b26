//! Where the column names stand, below the titles that reports have above them.
//!
//! In: how many cells the first rows fill. Out: the row of the column names. Invariant: the row that is chosen fills
//! more than half as many cells as the widest row that was looked at.

/// How many rows are looked at.
pub(super) const LOOKED_AT: usize = 50;

/// What is seen of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RowShape {
    /// How many of its cells are not blank.
    pub filled: usize,
}

/// The row of the column names: the first that fills more than half as many cells as the widest.
pub(super) fn header_among(rows: &[RowShape]) -> Option<usize> {
    let widest = rows.iter().map(|row| row.filled).max().filter(|widest| *widest > 0)?;
    rows.iter().position(|row| row.filled * 2 > widest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(filled: &[usize]) -> Option<usize> {
        let rows: Vec<RowShape> = filled.iter().map(|filled| RowShape { filled: *filled }).collect();
        header_among(&rows)
    }

    #[test]
    fn titles_stand_above_the_header_and_sparse_rows_below_it() {
        assert_eq!(header(&[5, 5, 2, 1]), Some(0));
        assert_eq!(header(&[1, 2, 5, 1, 4]), Some(2));
        // A header with unnamed columns.
        assert_eq!(header(&[3, 5, 5]), Some(0));
        assert_eq!(header(&[1, 1, 1]), Some(0));
        assert_eq!(header(&[1, 2, 2]), Some(1));
        assert_eq!(header(&[0, 0]), None);
        assert_eq!(header(&[]), None);
    }
}

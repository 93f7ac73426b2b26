//! Columns: the heads of neighboring one-line rows of a sort under each other.

use std::ops::Range;

use super::doc::Doc;
use super::material::Material;
use super::rows::{Piece, Row};
use crate::syntax::tokens::TokenKind;

impl Material<'_> {
    /// Lays out pieces; where neighbors of a sort are one line each, without a blank line between them, their
    /// heads stand in columns, unless a line would then be too long. `layout` takes the widths of the columns,
    /// none for a row by itself; `cells` tells the parts of a head.
    pub fn rows_in_columns<T>(
        &self,
        pieces: &[Piece<T>],
        layout: impl Fn(&Piece<T>, &[usize]) -> Row,
        cells: impl Fn(&Piece<T>) -> Vec<Range<usize>>,
    ) -> Vec<Row> {
        let mut rows: Vec<Row> = pieces.iter().map(|piece| layout(piece, &[])).collect();
        let cells: Vec<Vec<Range<usize>>> = pieces.iter().map(cells).collect();
        let mut start = 0;
        while start < rows.len() {
            let end = self.run(&rows, &cells, start);
            let columns = self.widths(cells.get(start..end).unwrap_or_default());
            let run = rows.get_mut(start..end).unwrap_or_default();
            let pieces = pieces.get(start..end).unwrap_or_default();
            if run.len() > 1 {
                let aligned: Vec<Row> = pieces.iter().map(|piece| layout(piece, &columns)).collect();
                if !aligned.iter().any(Row::is_tall) {
                    run.iter_mut().zip(aligned).for_each(|(row, aligned)| *row = aligned);
                }
            }
            start = end;
        }
        rows
    }

    /// The end of the run of rows in columns that starts here.
    fn run(&self, rows: &[Row], cells: &[Vec<Range<usize>>], start: usize) -> usize {
        let joins = |index: usize| {
            let has_cells = cells.get(index).is_some_and(|cells| !cells.is_empty());
            rows.get(index).filter(|row| has_cells && !row.is_tall()).map(|row| row.kind)
        };
        let kind = joins(start);
        let mut end = start + 1;
        while kind.is_some()
            && joins(end) == kind
            && rows.get(end).is_some_and(|row| !self.around(row.tokens.start).has_blank())
        {
            end += 1;
        }
        end
    }

    fn widths(&self, cells: &[Vec<Range<usize>>]) -> Vec<usize> {
        let mut columns: Vec<usize> = Vec::new();
        for cells in cells {
            columns.resize(columns.len().max(cells.len()), 0);
            for (column, cell) in columns.iter_mut().zip(cells) {
                *column = (*column).max(self.width(cell.clone()));
            }
        }
        columns
    }

    /// A head whose cells take at least these columns, and the blanks after it. Numbers stand to the right.
    pub fn head(&self, cells: Vec<Range<usize>>, columns: &[usize]) -> (Doc, usize) {
        let mut docs = Vec::new();
        let mut gap = 0;
        for (index, cell) in cells.into_iter().enumerate() {
            let width = self.width(cell.clone());
            let column = columns.get(index).copied().unwrap_or(width);
            if column == 0 {
                continue;
            }
            let spare = column.saturating_sub(width);
            let is_number = self.kind(cell.start) == Some(TokenKind::Number);
            let (before, after) = if is_number && !cell.is_empty() { (spare, 0) } else { (0, spare) };
            if !docs.is_empty() {
                docs.push(Doc::Blank(gap + before));
            }
            if cell.is_empty() {
                gap += column + 1;
            } else {
                docs.push(self.sequence(cell));
                gap = after + 1;
            }
        }
        (Doc::Concat(docs), gap)
    }
}

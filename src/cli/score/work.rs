//! What a thread does with a piece: every profile scores it, and the result is made ready to be written.
//!
//! In: pieces of all profiles' accounts. Out: [`Done`], to be taken in order. Invariant: shared by all threads.

use std::io;

use super::best::choose;
use super::lane::{Lane, LanePiece, Wanted};
use super::run::Part;
use crate::data::write::{Encoded, ResultFormat};
use crate::data::{AccountPieces, Piece, PieceSource};
use crate::diag::Diagnostic;
use crate::report::Columns;

/// What is to be done.
pub(super) struct Work<'w, 'r> {
    /// The profiles, with their places in the command.
    pub parts: &'w [(usize, Part<'w>)],
    /// What is wanted of them.
    pub wanted: Wanted,
    /// The columns of the result.
    pub columns: &'w Columns,
    /// The accounts of each profile.
    pub sources: &'w [AccountPieces<'r>],
    /// How results are encoded, if they are.
    pub format: Option<&'w dyn ResultFormat>,
}

/// What came out of a piece.
pub(super) struct Done<'a> {
    /// For each profile.
    pub lanes: Vec<LanePiece<'a>>,
    /// What is to be written.
    pub encoded: Option<io::Result<Encoded>>,
    /// Bytes of input it stands for.
    pub bytes: u64,
}

/// Why a piece cannot be read, and for which profile.
type Unread = (usize, Box<Diagnostic>);

impl<'w> Work<'w, '_> {
    /// The next piece of every profile.
    pub fn next(&self) -> Option<Result<Vec<Piece>, Unread>> {
        let mut pieces = Vec::with_capacity(self.sources.len());
        for (source, (place, _)) in self.sources.iter().zip(self.parts) {
            match source.next_piece()? {
                Ok(piece) => pieces.push(piece),
                Err(diagnostic) => return Some(Err((*place, diagnostic))),
            }
        }
        Some(Ok(pieces))
    }

    /// What a thread does with its pieces.
    pub fn worker(&self) -> impl FnMut(Result<Vec<Piece>, Unread>) -> Result<Done<'w>, Unread> {
        let lanes = self.parts.iter().zip(self.sources);
        let mut lanes: Vec<(usize, Lane<'w>)> = lanes
            .map(|(part, source)| {
                (part.0, Lane::new(*part, self.wanted, self.columns, source, source.tables()))
            })
            .collect();
        let format = self.format;
        move |pieces| {
            let mut made = Vec::with_capacity(lanes.len());
            let mut bytes = 0;
            for ((place, lane), piece) in lanes.iter_mut().zip(pieces?) {
                bytes = piece.bytes;
                made.push(lane.piece(piece).map_err(|diagnostic| (*place, diagnostic))?);
            }
            let encoded = format.map(|format| {
                let batches = match made.as_mut_slice() {
                    [one] => std::mem::take(&mut one.batches),
                    several => vec![choose(several)],
                };
                format.encode(batches)
            });
            made.iter_mut().for_each(|lane| lane.batches.clear());
            Ok(Done { lanes: made, encoded, bytes })
        }
    }
}

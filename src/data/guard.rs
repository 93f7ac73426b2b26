//! Steps of libraries that index into what a file claims.
//!
//! In: a step. Out: its result, or that it panicked. Invariant: a broken file is a diagnostic, never an internal error.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs a step; `None` where it panics. The libraries of Parquet and Arrow check most of what a broken file can claim,
/// and assert the rest.
pub(super) fn guarded<T>(step: impl FnOnce() -> T) -> Option<T> {
    let before = GUARDED.replace(true);
    // What the step was changing is dropped with the table that cannot be read.
    let result = catch_unwind(AssertUnwindSafe(step));
    GUARDED.set(before);
    result.ok()
}

/// Whether this thread is in such a step, so that a panic is not the program's.
#[must_use]
pub fn is_guarded() -> bool {
    GUARDED.get()
}

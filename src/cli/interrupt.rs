//! Ctrl-C, and other signals that ask a run to end.
//!
//! In: targets that are begun, drafts, targets that are in place. Out: at a signal, no draft, a word to the user,
//! exit code 130. Invariant: what the word says of the targets is so.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// As shells report a run that was interrupted.
const INTERRUPTED: i32 = 130;

/// What a signal finds.
struct Targets {
    begun: bool,
    in_place: bool,
    /// Files that stand beside their targets and are not complete.
    drafts: Vec<PathBuf>,
}

static TARGETS: Mutex<Targets> = Mutex::new(Targets { begun: false, in_place: false, drafts: Vec::new() });

fn targets() -> MutexGuard<'static, Targets> {
    TARGETS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on a signal ends the run in good order. Where the system will not have it, it ends the run in its own way.
pub fn listen() {
    let _ = ctrlc::set_handler(|| {
        let targets = targets();
        for draft in &targets.drafts {
            let _ = fs::remove_file(draft);
        }
        match (targets.begun, targets.in_place) {
            (true, false) => eprintln!("interrupted: nothing was written"),
            (true, true) => eprintln!("interrupted: not every file was written"),
            (false, _) => eprintln!("interrupted"),
        }
        process::exit(INTERRUPTED);
    });
}

/// A target was begun.
pub fn begun() {
    targets().begun = true;
}

/// Begins a target by a draft with a path; a signal waits until the draft is known.
pub fn drafted<D, E>(create: impl FnOnce() -> Result<(PathBuf, D), E>) -> Result<D, E> {
    let mut targets = targets();
    let (path, draft) = create()?;
    targets.drafts.push(path);
    targets.begun = true;
    Ok(draft)
}

/// Moves a draft into its place; a signal waits for that.
pub fn placed<E>(draft: &Path, place: impl FnOnce() -> Result<(), E>) -> Result<(), E> {
    let mut targets = targets();
    place()?;
    targets.in_place = true;
    targets.drafts.retain(|known| known != draft);
    Ok(())
}

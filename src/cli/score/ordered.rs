//! Work that is done side by side and handed over in order.
//!
//! In: pieces of work, one after another, and what makes something of each. Out: what was made, in the order of the
//! pieces. Invariant: at most [`AHEAD`] pieces for each thread are under way, however long one of them takes.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;

use crate::cli::exit::Fault;

/// How many pieces a thread may be ahead of the oldest that is not handed over.
const AHEAD: u64 = 3;

/// Takes pieces from `next` until there are none, lets `threads` workers do them, and hands over what they made.
/// Few pieces are done on this thread.
///
/// # Errors
/// The first fault of `take`; nothing is handed over after it.
pub fn in_order<P: Send, D: Send, W: FnMut(P) -> D>(
    threads: usize,
    next: impl Fn() -> Option<P> + Sync,
    worker: impl Fn() -> W + Sync,
    mut take: impl FnMut(D) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut front: VecDeque<P> = VecDeque::new();
    while front.len() < 2 {
        let Some(piece) = next() else { break };
        front.push_back(piece);
    }
    if threads <= 1 || front.len() < 2 {
        let mut work = worker();
        return front.into_iter().chain(std::iter::from_fn(next)).try_for_each(|piece| take(work(piece)));
    }
    let source = Mutex::new((0, front));
    let gate = Gate::new(AHEAD * threads as u64);
    let (send, receive) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..threads {
            let (send, source, gate, next, worker) = (send.clone(), &source, &gate, &next, &worker);
            scope.spawn(move || {
                let _stop = StopAfterPanic(gate);
                let mut work = worker();
                while let Some((ticket, piece)) = ticket(source, gate, next) {
                    if send.send((ticket, work(piece))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(send);
        let mut ahead = BTreeMap::new();
        let mut due = 0;
        for (ticket, done) in receive {
            ahead.insert(ticket, done);
            while let Some(done) = ahead.remove(&due) {
                due += 1;
                if let Err(fault) = take(done) {
                    gate.stop();
                    return Err(fault);
                }
                gate.hand_over(due);
            }
        }
        Ok(())
    })
}

/// The next piece and its place; waits while too many are under way.
fn ticket<P>(
    source: &Mutex<(u64, VecDeque<P>)>,
    gate: &Gate,
    next: &impl Fn() -> Option<P>,
) -> Option<(u64, P)> {
    let mut source = source.lock().unwrap_or_else(PoisonError::into_inner);
    let ticket = source.0;
    if !gate.wait(ticket) {
        return None;
    }
    let piece = source.1.pop_front().or_else(next)?;
    source.0 += 1;
    Some((ticket, piece))
}

/// Keeps workers from running ahead.
struct Gate {
    most: u64,
    /// How many pieces were handed over, and whether all is to stop.
    state: Mutex<(u64, bool)>,
    moved: Condvar,
}

impl Gate {
    fn new(most: u64) -> Gate {
        Gate { most, state: Mutex::new((0, false)), moved: Condvar::new() }
    }

    fn state(&self) -> MutexGuard<'_, (u64, bool)> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a piece may be begun; `false` if none is to be begun any more.
    fn wait(&self, ticket: u64) -> bool {
        let mut state = self.state();
        while !state.1 && ticket >= state.0 + self.most {
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        !state.1
    }

    fn hand_over(&self, count: u64) {
        self.state().0 = count;
        self.moved.notify_all();
    }

    fn stop(&self) {
        self.state().1 = true;
        self.moved.notify_all();
    }
}

/// A worker that panics must not leave the others waiting for what it never hands over.
struct StopAfterPanic<'g>(&'g Gate);

impl Drop for StopAfterPanic<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.stop();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    fn run(threads: usize, count: u64, mut take: impl FnMut(u64) -> Result<(), Fault>) -> Result<(), Fault> {
        let given = AtomicU64::new(0);
        let next = || Some(given.fetch_add(1, Ordering::SeqCst)).filter(|piece| *piece < count);
        // Even pieces take longer than odd ones.
        let work = || {
            |piece: u64| {
                (0..(piece + 1) % 2 * 20_000).for_each(|step| {
                    std::hint::black_box(step);
                });
                piece
            }
        };
        in_order(threads, next, work, &mut take)
    }

    #[test]
    fn what_was_made_comes_in_the_order_of_the_pieces() {
        for threads in [1, 2, 5] {
            for count in [0, 1, 2, 3, 200] {
                let mut made = Vec::new();
                let ended = run(threads, count, |piece| {
                    made.push(piece);
                    Ok(())
                });
                assert!(ended.is_ok());
                assert_eq!(made, (0..count).collect::<Vec<_>>(), "{threads} threads, {count} pieces");
            }
        }
    }

    #[test]
    fn nothing_comes_after_a_fault() {
        for threads in [1, 3] {
            let mut made = Vec::new();
            let ended = run(threads, 1_000, |piece| {
                made.push(piece);
                if piece == 7 { Err(Fault::ReaderGone) } else { Ok(()) }
            });
            assert!(matches!(ended, Err(Fault::ReaderGone)));
            assert_eq!(made, [0, 1, 2, 3, 4, 5, 6, 7]);
        }
    }
}

//! The stages of `icp score` inside this process: reading alone, and reading with evaluation.
//!
//! In: a profile, a table, threads. Out: the time. Invariant: both read the same columns in the same way; nothing is
//! written.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

use icp::check::{MemoryLoader, check};
use icp::data::{
    AccountPieces, Input, Keep, Needs, PieceOptions, PieceSource, RandomAccess, ReadBatch, ReadOptions,
    Source,
};
use icp::eval::columnar::{Asked, Engine, Results};
use icp::plan::classes::BatchClasses;
use icp::plan::{Plan, plan};
use icp::text::{SourceFile, Sources};
use icp::types::Day;

use crate::process::Cost;
use crate::tables::accounts::TODAY;

/// The plan of a profile that uses no other file.
pub fn plan_of(profile: &Path) -> Plan {
    let text = std::fs::read_to_string(profile).unwrap();
    let file = SourceFile::new(profile.display().to_string(), text);
    plan(&check(&mut Sources::new(), file, &MemoryLoader::default()).model.unwrap())
}

/// Reads a table with all its workers, and scores it if that is asked for.
pub fn read(plan: &Plan, table: &Path, threads: usize, evaluate: bool) -> Cost {
    let started = Instant::now();
    let today = Day::from_number(TODAY).unwrap();
    let source = Source {
        name: table.display().to_string(),
        reader: Box::new(File::open(table).unwrap()),
        random: Some(Arc::new(DiskFile(File::open(table).unwrap()))),
    };
    let input = Input {
        accounts: vec![source],
        tables: Vec::new(),
        options: ReadOptions::default(),
        keep: Keep::None,
    };
    let needs = Needs::new(
        &plan.schema,
        |field| plan.reads_field(field),
        |table| plan.reads_table(table),
        |table, field| plan.reads_row_field(table, field),
    );
    let opened = AccountPieces::open(plan, &needs, input, PieceOptions::default(), Box::new(|_| {}));
    // As for `--select id,score,tier`.
    let asked = Asked { only_first_missing: true, ..Asked::default() };
    let (pieces, _) = opened.ok().unwrap();
    let rows = AtomicU64::new(0);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut classes = BatchClasses::new(plan, today, pieces.tables());
                let mut engine = Engine::new(plan, today, asked);
                let (mut batch, mut results) = (ReadBatch::default(), Results::default());
                let mut reader = pieces.reader();
                while let Some(piece) = pieces.next_piece() {
                    reader.open(piece.unwrap()).unwrap();
                    while reader.next_batch(&mut classes, &mut batch).unwrap() {
                        rows.fetch_add(batch.accounts.rows as u64, Ordering::Relaxed);
                        if evaluate {
                            engine.score(&classes, &batch.accounts, &mut results);
                        }
                        classes.trim();
                    }
                }
            });
        }
    });
    assert!(rows.load(Ordering::Relaxed) > 0, "no account was read");
    Cost { wall: started.elapsed().as_secs_f64(), ..Cost::default() }
}

struct DiskFile(File);

impl RandomAccess for DiskFile {
    fn size(&self) -> io::Result<u64> {
        Ok(self.0.metadata()?.len())
    }

    fn read_at(&self, offset: u64, out: &mut [u8]) -> io::Result<usize> {
        FileExt::read_at(&self.0, out, offset)
    }
}

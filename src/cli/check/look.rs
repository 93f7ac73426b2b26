//! Compiling and linting all inputs, on all cores.
//!
//! In: inputs and a day. Out: everything found, in the order of the inputs, each thing once.
//! Invariant: the report is the same whatever the number of cores.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::data::DataArguments;
use crate::cli::compile::compile;
use crate::cli::exit::Fault;
use crate::cli::files::Input;
use crate::diag::{Diagnostic, Severity, Suppressed};
use crate::lint::{Judged, judge};
use crate::text::{SourceId, Sources, Span};
use crate::types::Day;

/// All files of the run together, and what was found.
#[derive(Debug, Default)]
pub struct Report {
    pub sources: Sources,
    pub diagnostics: Vec<Diagnostic>,
    pub suppressed: Vec<Suppressed>,
    pub profiles: usize,
    pub libraries: usize,
}

/// One input, compiled and linted.
struct Looked {
    sources: Sources,
    is_library: bool,
    judged: Judged,
}

/// The stack of a worker: as large as the one a program starts with.
const STACK: usize = 8 << 20;

/// Compiles and lints everything. What a profile uses is reported with it, once.
///
/// # Errors
/// When a file cannot be read.
pub fn look(inputs: &[Input], data: &DataArguments, today: Day) -> Result<Report, Fault> {
    let looked = look_at_each(inputs, data, today)?;
    let used: BTreeSet<&str> = looked
        .iter()
        .filter(|one| !one.is_library)
        .flat_map(|one| one.sources.iter().skip(1).map(|(_, file)| file.name()))
        .collect();
    let mut report = Report::default();
    let mut places: BTreeMap<&str, SourceId> = BTreeMap::new();
    let mut said = BTreeSet::new();
    for one in &looked {
        let own_name = one.sources.iter().next().map_or("", |(_, file)| file.name());
        if one.is_library {
            report.libraries += 1;
        } else {
            report.profiles += 1;
        }
        let wrong = one.judged.diagnostics.iter().any(|found| found.severity == Severity::Error);
        if one.is_library && wrong && used.contains(own_name) {
            // It may need what the profile declares; its own faults are reported with the profile.
            continue;
        }
        let ids: Vec<SourceId> = one
            .sources
            .iter()
            .map(|(_, file)| *places.entry(file.name()).or_insert_with(|| report.sources.add(file.clone())))
            .collect();
        let mut is_new = |diagnostic: &mut Diagnostic| {
            move_to(diagnostic, &ids);
            let place = diagnostic.primary.as_ref().map(|label| label.span);
            said.insert((place, diagnostic.code.id, diagnostic.message.clone()))
        };
        for diagnostic in &one.judged.diagnostics {
            let mut diagnostic = diagnostic.clone();
            if is_new(&mut diagnostic) {
                report.diagnostics.push(diagnostic);
            }
        }
        for suppressed in &one.judged.suppressed {
            let mut suppressed = suppressed.clone();
            if is_new(&mut suppressed.diagnostic) {
                report.suppressed.push(suppressed);
            }
        }
    }
    report.diagnostics.sort_by_key(|d| (d.primary.as_ref().map(|label| label.span), d.code.id));
    Ok(report)
}

/// Every input on its own; of several faults the first input's is given.
fn look_at_each(inputs: &[Input], data: &DataArguments, today: Day) -> Result<Vec<Looked>, Fault> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from).min(inputs.len());
    if cores <= 1 {
        return inputs.iter().map(|input| look_at(input, data, today)).collect();
    }
    let next = AtomicUsize::new(0);
    let done: Mutex<BTreeMap<usize, Result<Looked, Fault>>> = Mutex::default();
    let work = || {
        while let Some((index, input)) = {
            let index = next.fetch_add(1, Ordering::Relaxed);
            inputs.get(index).map(|input| (index, input))
        } {
            let looked = look_at(input, data, today);
            done.lock().unwrap_or_else(PoisonError::into_inner).insert(index, looked);
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..cores {
            // Where no thread can be had, the others do its work.
            let _ = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        }
        work();
    });
    done.into_inner().unwrap_or_else(PoisonError::into_inner).into_values().collect()
}

fn look_at(input: &Input, data: &DataArguments, today: Day) -> Result<Looked, Fault> {
    let compiled = compile(input)?;
    let facts = data.facts(&compiled, today)?;
    let judged = judge(&compiled.sources, &compiled.checked, today, facts.as_ref());
    Ok(Looked { sources: compiled.sources, is_library: compiled.checked.is_library, judged })
}

/// Lets a diagnostic point into the files of the whole run.
fn move_to(diagnostic: &mut Diagnostic, ids: &[SourceId]) {
    let shift = |span: &mut Span| {
        if let Some(id) = ids.get(span.source.0 as usize) {
            span.source = *id;
        }
    };
    diagnostic.primary.iter_mut().chain(&mut diagnostic.secondary).for_each(|label| shift(&mut label.span));
    for help in &mut diagnostic.helps {
        if let Some(fix) = &mut help.fix {
            fix.edits.iter_mut().for_each(|edit| shift(&mut edit.span));
        }
    }
}

//! One run: every profile over every account.

use std::cell::RefCell;
use std::io::Write;
use std::path::Path;
use std::rc::Rc;
use std::time::Instant;

use super::lane::Wanted;
use super::log::{LogFile, LogStream};
use super::ordered::in_order;
use super::output::{Output, Stream, Writer, stream_fault};
use super::summary::{Facts, PartFacts, facts_inside, meta};
use super::work::{Done, Work};
use super::{SummaryFormat, columns};
use crate::check::model::Model;
use crate::cli::edge::{Edge, output_fault};
use crate::cli::exit::{Ending, Exit, Fault, reason};
use crate::cli::loader::slashes;
use crate::cli::progress::Progress;
use crate::cli::tables::TableFile;
use crate::cli::target::replace;
use crate::data::write::{FindingsWriter, RejectsWriter};
use crate::data::{
    AccountPieces, Input, KEYS_IN_MEMORY, Keep, Ledger, Needs, OnFinding, PieceOptions, ReadOptions,
    Rejected, Spill,
};
use crate::diag::{Diagnostic, render};
use crate::plan::Plan;
use crate::report::{Best, Columns, ExplainColumns, Selection, Tally, grouped, table};
use crate::text::Sources;
use crate::types::Day;

/// How many rejected rows are told one by one.
const MOST_REPORTED: usize = 100;

/// One profile of a run.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// As it was named.
    pub path: &'a str,
    /// Its files.
    pub sources: &'a Sources,
    /// Its model.
    pub model: &'a Model,
    /// Its plan.
    pub plan: &'a Plan,
}

/// What is to be run.
pub(super) struct Run<'a> {
    pub edge: &'a Edge,
    pub today: Day,
    pub parts: &'a [Part<'a>],
    pub accounts: &'a [TableFile],
    pub tables: &'a [(String, TableFile)],
    pub options: ReadOptions,
    pub keep: Keep,
    pub select: Option<Vec<String>>,
    pub explain: ExplainColumns,
    pub best: bool,
    pub guarded: bool,
    pub top: usize,
    pub findings: Option<&'a Path>,
    pub rejects: Option<&'a Path>,
    pub strict: bool,
    pub summary: SummaryFormat,
    pub threads: usize,
    pub pieces: PieceOptions,
}

/// The accounts of one profile, opened.
type Opened<'r> = (AccountPieces<'r>, Ledger<'r>);

/// What goes out while accounts are scored.
struct Sinks<'s> {
    writer: Option<Writer<'s>>,
    /// Where results go, for messages.
    shown: String,
    rejects: Option<(RejectsWriter<LogStream>, &'s LogFile)>,
    /// Lines about rejected rows that no file takes.
    reported: Vec<String>,
    /// How many more there are.
    unreported: u64,
}

impl Run<'_> {
    /// Scores, writes, sums up.
    pub fn go(&self, output: Output) -> Ending {
        let began = Instant::now();
        let findings = LogFile::create(self.findings)?;
        let rejects = LogFile::create(self.rejects)?;
        let mut stream = Stream::open(output.path.as_deref())?;
        let (mut facts, text) = self.score_all(&mut stream, &output, &findings, &rejects)?;
        for file in self.accounts.iter().chain(self.tables.iter().map(|(_, file)| file)) {
            file.is_unchanged()?;
        }
        stream.write_all(text.as_bytes()).map_err(|error| output_fault(&error))?;
        findings.finish()?;
        rejects.finish()?;
        stream.finish()?;
        facts.files = self.accounts.iter().map(TableFile::name).collect();
        facts.seconds = began.elapsed().as_secs_f64();
        if let Some(path) =
            output.path.as_ref().filter(|path| path.is_file() && !output.format.carries_facts())
        {
            let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
            replace(&path.with_file_name(format!("{name}.meta.json")), &meta(&facts, self.parts))?;
        }
        for line in &facts.reported {
            self.edge.say(line);
        }
        match self.summary {
            SummaryFormat::Text => self.edge.note(facts.text(self.parts, self.edge).trim_end()),
            SummaryFormat::Json => self.edge.say(&format!("{:#}", facts.json(self.parts))),
            SummaryFormat::None => {}
        }
        Ok(self.exit(&facts))
    }

    /// Scores every profile's accounts into the stream; gives back the counts and, for a table, its text.
    fn score_all(
        &self,
        stream: &mut Stream,
        output: &Output,
        findings: &LogFile,
        rejects: &LogFile,
    ) -> Result<(Facts, String), Fault> {
        let finding_log = Rc::new(RefCell::new(match findings.stream() {
            Some(stream) => Some(FindingsWriter::new(stream).map_err(|error| findings.fault(&error))?),
            None => None,
        }));
        let reject_log = match rejects.stream() {
            Some(stream) => Some(RejectsWriter::new(stream).map_err(|error| rejects.fault(&error))?),
            None => None,
        };
        // The columns that pass through are known once the first table is open.
        let mut opened = Vec::new();
        for part in self.parts {
            opened.push(self.open(part, findings, &finding_log)?);
        }
        let selection = Selection {
            keep: opened.first().map(|(_, ledger)| ledger.kept().to_vec()).unwrap_or_default(),
            select: self.select.clone(),
            explain: self.explain,
        };
        let columns = columns(self.parts, &selection)?;
        let shown = output.path.as_deref().map_or_else(|| "standard output".to_owned(), slashes);
        let writer =
            Writer::new(stream, output.format, self.guarded, &columns, &facts_inside(self.today, self.parts))
                .map_err(|error| stream_fault(&shown, &error))?;
        let mut sinks = Sinks {
            writer,
            shown,
            rejects: reject_log.map(|log| (log, rejects)),
            reported: Vec::new(),
            unreported: 0,
        };
        let mut facts = Facts::new(self.today);
        let mut text = String::new();
        let parts: Vec<(usize, Part<'_>)> = self.parts.iter().copied().enumerate().collect();
        // Profiles that are compared read the accounts side by side, others one after another.
        let together = if self.best && sinks.writer.is_some() { parts.len() } else { 1 };
        let mut opened = opened.into_iter();
        for parts in parts.chunks(together) {
            let opened: Vec<Opened<'_>> = opened.by_ref().take(parts.len()).collect();
            for (part, facts_of, best) in self.score(parts, opened, &columns, &mut sinks)? {
                if sinks.writer.is_none() {
                    text.push_str(&self.table(&part, &selection.keep, &best));
                }
                facts.parts.push(facts_of);
            }
        }
        if let Some(log) = finding_log.borrow_mut().as_mut() {
            log.finish().map_err(|error| findings.fault(&error))?;
        }
        let Sinks { writer, shown, rejects: reject_log, mut reported, unreported } = sinks;
        if unreported > 0 {
            let rows = grouped(unreported);
            reported.push(format!("… and {rows} more that cannot be read; `--rejects FILE` takes them all"));
        }
        if let Some((mut log, file)) = reject_log {
            log.finish().map_err(|error| file.fault(&error))?;
        }
        if let Some(writer) = writer {
            writer.sink.finish().map_err(|error| stream_fault(&shown, &error))?;
        }
        facts.columns = columns.names().to_vec();
        facts.reported = reported;
        Ok((facts, text))
    }

    fn exit(&self, facts: &Facts) -> Exit {
        let violated = facts.parts.iter().any(|part| part.tally.is_violated());
        let found = facts.parts.iter().any(|part| part.counts.findings.total() > 0);
        let rejected = !facts.reported.is_empty();
        if violated || rejected || (self.strict && found) { Exit::Findings } else { Exit::Clean }
    }

    /// Opens the tables for one profile.
    fn open<'r>(
        &'r self,
        part: &Part<'r>,
        file: &'r LogFile,
        findings: &Rc<RefCell<Option<FindingsWriter<LogStream>>>>,
    ) -> Result<Opened<'r>, Fault> {
        let needs = needs(part.plan);
        let declares = |name: &str| part.model.schema.tables.iter().any(|table| table.name == name);
        let mut tables = Vec::new();
        for (name, file) in self.tables {
            if self.parts.len() == 1 || declares(name) {
                tables.push((name.clone(), file.open()?));
            }
        }
        let mut accounts = Vec::new();
        for file in self.accounts {
            accounts.push(file.open()?);
        }
        let input = Input { accounts, tables, options: self.options.clone(), keep: self.keep.clone() };
        let findings = Rc::clone(findings);
        let on_finding: OnFinding<'r> = Box::new(move |finding| {
            if let Some(log) = findings.borrow_mut().as_mut()
                && let Err(error) = log.finding(finding)
            {
                file.fail(error);
            }
        });
        // An explanation shows cells as they are, which is more than their classes tell.
        let whole = self.explain == ExplainColumns::Json;
        let batch_rows = if whole { self.pieces.batch_rows.min(256) } else { self.pieces.batch_rows };
        let pieces = PieceOptions { whole, batch_rows, today: Some(self.today), ..self.pieces };
        let (accounts, mut ledger) = AccountPieces::open(part.plan, &needs, input, pieces, on_finding)
            .map_err(|faults| data_faults(self.edge, part.sources, &faults))?;
        ledger.spill_keys(KEYS_IN_MEMORY, Box::new(new_spill));
        Ok((accounts, ledger))
    }

    /// Scores the accounts with some profiles at once; gives back what each came to.
    fn score<'p>(
        &self,
        parts: &[(usize, Part<'p>)],
        opened: Vec<Opened<'_>>,
        columns: &Columns,
        sinks: &mut Sinks<'_>,
    ) -> Result<Vec<(Part<'p>, PartFacts, Best)>, Fault> {
        let (sources, mut ledgers): (Vec<_>, Vec<_>) = opened.into_iter().unzip();
        let mut accounts: Vec<_> =
            parts.iter().map(|(_, part)| (Tally::new(part.model), Best::new(self.top))).collect();
        let first = parts.first().is_some_and(|(place, _)| *place == 0);
        if first && let Some(ledger) = ledgers.first_mut() {
            ledger.take_rejected().iter().try_for_each(|row| reject(sinks, row))?;
        }
        let wanted = Wanted {
            today: self.today,
            explain: self.explain,
            columns: sinks.writer.is_some(),
            fits: parts.len() > 1,
            top: self.top,
        };
        let writer = sinks.writer.take();
        let (format, mut sink) = writer.map(|writer| (writer.format, writer.sink)).unzip();
        let work = Work { parts, wanted, columns, sources: &sources, format: format.as_deref() };
        let mut progress = Progress::new(self.edge, self.summary == SummaryFormat::Json, self.bytes());
        let scored = in_order(
            self.threads,
            || work.next(),
            || work.worker(),
            |done| {
                let Done { lanes, encoded, bytes } = done.map_err(|(place, diagnostic)| {
                    let sources = self.parts.get(place).map(|part| part.sources);
                    sources.map_or(Fault::Said(Exit::CouldNotRun), |sources| {
                        data_faults(self.edge, sources, &[*diagnostic])
                    })
                })?;
                let mut accounts_read = 0;
                for (index, lane) in lanes.into_iter().enumerate() {
                    if let Some((tally, best)) = accounts.get_mut(index) {
                        tally.add(&lane.tally);
                        best.add(lane.best);
                    }
                    for notes in &lane.notes {
                        let Some(ledger) = ledgers.get_mut(index) else { continue };
                        let rejected = ledger.take(notes).map_err(|error| keys_fault(&error))?;
                        accounts_read += notes.lines.len();
                        if first && index == 0 {
                            rejected.iter().try_for_each(|row| reject(sinks, row))?;
                        }
                    }
                }
                progress.advance(accounts_read, bytes);
                if let (Some(encoded), Some(sink)) = (encoded, sink.as_mut()) {
                    let appended = encoded.and_then(|encoded| sink.append(encoded));
                    appended.map_err(|error| stream_fault(&sinks.shown, &error))?;
                }
                Ok(())
            },
        );
        progress.end();
        scored?;
        for (index, ledger) in ledgers.iter_mut().enumerate() {
            let rejected = ledger.take_last();
            if first && index == 0 {
                rejected.iter().try_for_each(|row| reject(sinks, row))?;
            }
        }
        sinks.writer = format.zip(sink).map(|(format, sink)| Writer { format, sink });
        let made = parts.iter().zip(accounts).zip(ledgers);
        let facts = made.map(|(((_, part), (tally, best)), ledger)| {
            let counts = ledger.finish().map_err(|error| keys_fault(&error))?;
            Ok((*part, PartFacts { tally, counts }, best))
        });
        facts.collect()
    }

    /// How many bytes the files of the accounts have together, where all are files.
    fn bytes(&self) -> Option<u64> {
        let size = |file: &TableFile| std::fs::metadata(file.path()).ok().filter(std::fs::Metadata::is_file);
        self.accounts.iter().map(|file| Some(size(file)?.len())).sum()
    }

    fn table(&self, part: &Part<'_>, keep: &[String], best: &Best) -> String {
        let mut text = String::new();
        if self.parts.len() > 1 {
            text.push_str(&format!("{}\n", part.model.header.name));
        }
        text.push_str(&table(part.model, keep, best));
        if best.shown() < best.seen() {
            text.push_str(&format!(
                "  … and {} more; `-o FILE` writes all, `--top N` shows more\n",
                crate::text::number_of(best.seen() - best.shown(), "account", "accounts")
            ));
        }
        text.push('\n');
        text
    }
}

/// The temporary file of keys, which has no name and goes when the run ends.
fn new_spill() -> std::io::Result<Box<dyn Spill>> {
    Ok(Box::new(tempfile::tempfile()?))
}

fn keys_fault(error: &std::io::Error) -> Fault {
    Fault::new(format!("cannot keep keys in a temporary file: {}", reason(error)))
        .help("`TMPDIR` says where temporary files go")
}

/// What a plan reads of the data.
pub fn needs(plan: &Plan) -> Needs {
    Needs::new(
        &plan.schema,
        |field| plan.reads_field(field),
        |table| plan.reads_table(table),
        |table, field| plan.reads_row_field(table, field),
    )
}

/// Shows why tables cannot be read; nothing has been scored then.
pub fn data_faults(edge: &Edge, sources: &Sources, faults: &[Diagnostic]) -> Fault {
    edge.say(render::full(sources, faults, edge.note_style()).trim_end());
    if let Some(summary) = render::summary(faults) {
        edge.say(&format!("\n{summary}: nothing was read"));
    }
    Fault::Said(Exit::CouldNotRun)
}

fn reject(sinks: &mut Sinks<'_>, rejected: &Rejected) -> Result<(), Fault> {
    match &mut sinks.rejects {
        Some((log, file)) => log.reject(rejected).map_err(|error| file.fault(&error)),
        None if sinks.reported.len() >= MOST_REPORTED => {
            sinks.unreported += 1;
            Ok(())
        }
        None => {
            let line =
                format!("{}:{}: this row cannot be read: {}", rejected.file, rejected.line, rejected.reason);
            sinks.reported.push(render::clean(&line).into_owned());
            Ok(())
        }
    }
}

//! One run: every profile over every account.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::rc::Rc;
use std::time::Instant;

use super::best::{BestRows, Fit};
use super::log::{LogFile, LogStream};
use super::output::{Output, OutputFormat, Rows, Stream};
use super::summary::{Facts, PartFacts, meta};
use super::{SummaryFormat, columns};
use crate::check::model::Model;
use crate::cli::edge::{Edge, output_fault};
use crate::cli::exit::{Ending, Exit, Fault};
use crate::cli::loader::slashes;
use crate::cli::progress::Progress;
use crate::cli::tables::TableFile;
use crate::cli::target::replace;
use crate::data::write::{FindingsWriter, RejectsWriter, Value};
use crate::data::{Accounts, Input, Keep, Needs, OnFinding, ReadOptions, Rejected, RowFault};
use crate::diag::{Diagnostic, render};
use crate::eval::evaluate;
use crate::plan::Plan;
use crate::report::{AccountReport, Best, Columns, ExplainColumns, Row, Selection, Subject, Tally, table};
use crate::text::Sources;
use crate::types::Day;

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
}

/// What goes out while accounts are scored.
struct Sinks<'s> {
    rows: Option<Rows<'s>>,
    best_rows: Option<BestRows>,
    tables: Vec<(Vec<String>, Best)>,
    rejects: Option<(RejectsWriter<LogStream>, &'s LogFile)>,
    /// Lines about rejected rows that no file takes.
    reported: Vec<String>,
}

impl Run<'_> {
    /// Scores, writes, sums up.
    pub fn go(&self, output: Output) -> Ending {
        let began = Instant::now();
        let findings = LogFile::create(self.findings)?;
        let rejects = LogFile::create(self.rejects)?;
        let mut stream = Stream::open(output.path.as_deref())?;
        let (mut facts, text) = self.score_all(&mut stream, &output, &findings, &rejects)?;
        stream.write_all(text.as_bytes()).map_err(|error| output_fault(&error))?;
        findings.finish()?;
        rejects.finish()?;
        stream.finish()?;
        facts.files = self.accounts.iter().map(TableFile::name).collect();
        facts.seconds = began.elapsed().as_secs_f64();
        if let Some(path) = output.path.as_ref().filter(|path| path.is_file()) {
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
            keep: opened.first().map(|accounts| accounts.kept().to_vec()).unwrap_or_default(),
            select: self.select.clone(),
            explain: self.explain,
        };
        let columns = columns(self.parts, &selection)?;
        let shown = output.path.as_deref().map_or_else(|| "standard output".to_owned(), slashes);
        let mut sinks = Sinks {
            rows: Rows::new(stream, output.format, self.guarded, columns.names(), shown)?,
            best_rows: (self.best && output.format != OutputFormat::Table).then(BestRows::default),
            tables: Vec::new(),
            rejects: reject_log.map(|log| (log, rejects)),
            reported: Vec::new(),
        };
        let mut facts = Facts::new(self.today);
        for (index, (part, accounts)) in self.parts.iter().zip(opened).enumerate() {
            facts.parts.push(self.score(index, part, accounts, &columns, &selection, &mut sinks)?);
        }
        if let Some(log) = finding_log.borrow_mut().as_mut() {
            log.finish().map_err(|error| findings.fault(&error))?;
        }
        let Sinks { mut rows, best_rows, tables, rejects: reject_log, reported } = sinks;
        if let Some((mut log, file)) = reject_log {
            log.finish().map_err(|error| file.fault(&error))?;
        }
        if let Some(rows) = &mut rows {
            for values in best_rows.into_iter().flat_map(BestRows::into_rows) {
                rows.row(&values)?;
            }
            rows.finish()?;
        }
        let text =
            self.parts.iter().zip(&tables).map(|(part, (keep, best))| self.table(part, keep, best)).collect();
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
    ) -> Result<Accounts<'r>, Fault> {
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
        Accounts::open(&part.plan.schema, &needs, input, on_finding)
            .map_err(|faults| data_faults(self.edge, part.sources, &faults))
    }

    fn score(
        &self,
        index: usize,
        part: &Part<'_>,
        mut accounts: Accounts<'_>,
        columns: &Columns,
        selection: &Selection,
        sinks: &mut Sinks<'_>,
    ) -> Result<PartFacts, Fault> {
        let mut tally = Tally::new(part.model);
        let mut best = Best::new(self.top);
        let mut progress = Progress::new(self.edge);
        let mut place = 0;
        for row in accounts.by_ref() {
            let row = match row {
                Ok(row) => row,
                Err(RowFault::Rejected(rejected)) => {
                    if index == 0 {
                        reject(sinks, &rejected)?;
                    }
                    continue;
                }
                Err(RowFault::Failed(diagnostic)) => {
                    return Err(data_faults(self.edge, part.sources, &[*diagnostic]));
                }
            };
            let outcome = evaluate(part.plan, &row.account, self.today);
            tally.count(row.key(), &outcome);
            let kept: Vec<Value<'_>> = row.kept().map(Value::from).collect();
            if sinks.rows.is_none() {
                let shown: Vec<String> = row.kept().map(|cell| cell.shown().into_owned()).collect();
                best.offer(part.model, row.key(), &shown, &outcome);
            } else {
                let explanation = (self.explain == ExplainColumns::Json).then(|| {
                    let report = AccountReport::new(Subject {
                        sources: part.sources,
                        model: part.model,
                        plan: part.plan,
                        account: &row.account,
                        outcome: &outcome,
                        today: self.today,
                        name: None,
                        written: &BTreeMap::new(),
                    });
                    serde_json::to_value(report).unwrap_or_default()
                });
                let values = columns.values(Row {
                    profile: index,
                    model: part.model,
                    key: row.key(),
                    kept: &kept,
                    outcome: &outcome,
                    explanation: explanation.as_ref(),
                });
                if let Some(best) = &mut sinks.best_rows {
                    best.offer(place, Fit::new(part.model, &outcome), values);
                } else if let Some(rows) = &mut sinks.rows {
                    rows.row(&values)?;
                }
            }
            place += 1;
            progress.step();
        }
        progress.end();
        if sinks.rows.is_none() {
            sinks.tables.push((selection.keep.clone(), best));
        }
        Ok(PartFacts { tally, counts: accounts.counts() })
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
        None => {
            let line =
                format!("{}:{}: this row cannot be read: {}", rejected.file, rejected.line, rejected.reason);
            sinks.reported.push(render::clean(&line).into_owned());
            Ok(())
        }
    }
}

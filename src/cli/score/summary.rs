//! What a run came to, for people, for programs, and beside the result file.

use serde_json::{Value, json};

use super::run::Part;
use crate::cli::edge::Edge;
use crate::data::{ReadCounts, TableForm};
use crate::diag::render::clean;
use crate::report::{Tally, grouped};
use crate::text::number_of;
use crate::types::Day;

/// The most kinds of findings that the summary names.
const MOST_FINDINGS: usize = 8;

/// What one profile came to.
pub(super) struct PartFacts {
    pub tally: Tally,
    pub counts: ReadCounts,
}

/// What a run came to.
pub(super) struct Facts {
    pub today: Day,
    pub parts: Vec<PartFacts>,
    pub columns: Vec<String>,
    pub files: Vec<String>,
    /// Lines about rejected rows that no file takes.
    pub reported: Vec<String>,
    pub seconds: f64,
}

impl Facts {
    pub fn new(today: Day) -> Facts {
        Facts {
            today,
            parts: Vec::new(),
            columns: Vec::new(),
            files: Vec::new(),
            reported: Vec::new(),
            seconds: 0.0,
        }
    }

    /// The summary for people.
    pub fn text(&self, parts: &[Part<'_>], edge: &Edge) -> String {
        let (bold, end) = if edge.note_color { ("\u{1b}[1m", "\u{1b}[0m") } else { ("", "") };
        let mut out = String::new();
        for (facts, part) in self.parts.iter().zip(parts) {
            let header = &part.model.header;
            let version = header.version.as_deref().map(|version| format!(" {version}")).unwrap_or_default();
            let scored = number_of(size(facts.tally.scored), "account", "accounts");
            out.push_str(&format!(
                "{bold}{scored} scored with {}{version} as of {}{end}\n",
                header.name, self.today
            ));
            out.push_str(&facts.tally.text(part.model));
            out.push('\n');
        }
        if let Some(facts) = self.parts.first() {
            out.push_str(&findings(&facts.counts));
        }
        out.push_str(&self.rate());
        out
    }

    fn rate(&self) -> String {
        let read: u64 = self.parts.first().map_or(0, |part| part.counts.read);
        let rejected: u64 = self.parts.first().map_or(0, |part| part.counts.rejected);
        #[expect(clippy::cast_precision_loss, reason = "a rate for people, of three digits")]
        let rate = read as f64 / self.seconds.max(0.001);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a rate is small and positive"
        )]
        let rate = number_of(rate.round() as usize, "row", "rows");
        let rejected = match rejected {
            0 => String::new(),
            count => format!(", {} of them rejected", grouped(count)),
        };
        format!(
            "{} read{rejected} in {:.2} s, {rate} a second\n",
            number_of(size(read), "row", "rows"),
            self.seconds
        )
    }

    /// The summary for programs.
    pub fn json(&self, parts: &[Part<'_>]) -> Value {
        let profiles: Vec<Value> = self
            .parts
            .iter()
            .zip(parts)
            .map(|(facts, part)| {
                let mut profile = facts.tally.json(part.model);
                if let Some(profile) = profile.as_object_mut() {
                    profile.insert("plan_hash".to_owned(), json!(part.plan.hash()));
                    profile.insert("rows".to_owned(), rows(&facts.counts));
                    profile.insert("findings".to_owned(), finding_list(&facts.counts));
                }
                profile
            })
            .collect();
        json!({
            "schema_version": 1,
            "as_of": self.today.to_string(),
            "files": self.files,
            "seconds": (self.seconds * 1000.0).round() / 1000.0,
            "profiles": profiles,
        })
    }
}

/// What stands in a result file that can carry it: which profiles, plans and day it is of.
pub(super) fn facts_inside(today: Day, parts: &[Part<'_>]) -> String {
    let profiles: Vec<Value> = parts
        .iter()
        .map(|part| {
            json!({
                "name": part.model.header.name,
                "version": part.model.header.version,
                "plan_hash": part.plan.hash(),
            })
        })
        .collect();
    json!({
        "schema_version": 1,
        "program": { "name": "icp", "version": env!("CARGO_PKG_VERSION") },
        "as_of": today.to_string(),
        "profiles": profiles,
    })
    .to_string()
}

/// What stands beside a result file: everything needed to make it again.
pub(super) fn meta(facts: &Facts, parts: &[Part<'_>]) -> String {
    let profiles: Vec<Value> = parts
        .iter()
        .zip(&facts.parts)
        .map(|(part, facts)| {
            json!({
                "name": part.model.header.name,
                "version": part.model.header.version,
                "path": part.path,
                "plan_hash": part.plan.hash(),
                "rows": rows(&facts.counts),
                "findings": facts.counts.findings.total(),
            })
        })
        .collect();
    let meta = json!({
        "schema_version": 1,
        "program": { "name": "icp", "version": env!("CARGO_PKG_VERSION") },
        "as_of": facts.today.to_string(),
        "profiles": profiles,
        "files": facts.files,
        "columns": facts.columns,
    });
    format!("{meta:#}\n")
}

fn rows(counts: &ReadCounts) -> Value {
    let tables: Vec<Value> = counts
        .tables
        .iter()
        .map(|table| {
            json!({
                "table": table.table,
                "file": table.file,
                "read": table.read,
                "rejected": table.rejected,
                "without_key": table.blank,
                "without_account": table.orphans,
            })
        })
        .collect();
    let files: Vec<Value> = counts
        .forms
        .iter()
        .map(|form| {
            json!({
                "file": form.file,
                "format": form.format.word(),
                "encoding": form.encoding.map(crate::data::TextEncoding::name),
                "delimiter": form.delimiter,
            })
        })
        .collect();
    let footers: Vec<Value> = counts
        .footers
        .iter()
        .map(|footer| json!({ "file": footer.file, "row": footer.line, "lines": footer.lines }))
        .collect();
    json!({
        "files": files,
        "read": counts.read,
        "scored": counts.read - counts.rejected,
        "rejected": counts.rejected,
        "footers": footers,
        "tables": tables,
    })
}

fn finding_list(counts: &ReadCounts) -> Value {
    counts
        .findings
        .iter()
        .map(|finding| {
            json!({
                "table": finding.table,
                "field": finding.field,
                "column": finding.column,
                "reason": finding.reason.slug(),
                "count": finding.count,
                "first": { "file": finding.file, "row": finding.line, "value": finding.value, "near": finding.near },
            })
        })
        .collect()
}

/// `23 cells do not fit:` and the most frequent kinds.
fn findings(counts: &ReadCounts) -> String {
    let mut out = String::new();
    for remark in counts.forms.iter().filter_map(TableForm::remark) {
        out.push_str(&clean(&remark));
        out.push('\n');
    }
    for footer in &counts.footers {
        let lines = number_of(size(footer.lines), "line is", "lines are");
        let remark = format!(
            "{}: {lines} the footer of a report, from line {} on: left out",
            footer.file, footer.line
        );
        out.push_str(&clean(&remark));
        out.push('\n');
    }
    for table in &counts.tables {
        let mut facts = Vec::new();
        if table.orphans > 0 {
            facts.push(format!("{} belong to no account", grouped(table.orphans)));
        }
        if table.blank > 0 {
            facts.push(format!("{} have no key", grouped(table.blank)));
        }
        if table.rejected > 0 {
            facts.push(format!("{} cannot be read", grouped(table.rejected)));
        }
        if !facts.is_empty() {
            let rows = number_of(size(table.read), "row", "rows");
            out.push_str(&format!("{}: of {rows}, {}\n", table.table, facts.join(", ")));
        }
    }
    let total = counts.findings.total();
    if total == 0 {
        return out;
    }
    let mut kinds: Vec<_> = counts.findings.iter().collect();
    kinds.sort_by_key(|finding| std::cmp::Reverse(finding.count));
    out.push_str(&format!(
        "{}, `--findings FILE` lists all:\n",
        number_of(size(total), "finding", "findings")
    ));
    for finding in kinds.iter().take(MOST_FINDINGS) {
        let field = match &finding.table {
            Some(table) => format!("{table}.{}", finding.field),
            None => finding.field.clone(),
        };
        let value =
            if finding.value.is_empty() { String::new() } else { format!("\"{}\" ", clean(&finding.value)) };
        let near = match &finding.near {
            Some(near) => format!(" (did you mean \"{}\"?)", clean(near)),
            None => String::new(),
        };
        out.push_str(&format!(
            "  {field}: {} {}, first {value}at {}:{}{near}\n",
            grouped(finding.count),
            finding.reason.slug().replace('-', " "),
            finding.file,
            finding.line
        ));
    }
    if kinds.len() > MOST_FINDINGS {
        out.push_str(&format!("  … and {} more kinds\n", kinds.len() - MOST_FINDINGS));
    }
    out
}

fn size(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

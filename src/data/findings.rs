//! What was found in the data: each finding as it happens, and counts that stay small.

use std::collections::BTreeMap;

use super::reason::Reason;

/// A cell or a row that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding<'a> {
    /// The file.
    pub file: &'a str,
    /// The child table, or `None` for the accounts.
    pub table: Option<&'a str>,
    /// The line the row starts on, from 1.
    pub line: u64,
    /// The key of the account, if it is known.
    pub key: Option<&'a str>,
    /// The column.
    pub column: &'a str,
    /// The field.
    pub field: &'a str,
    /// The cell as written.
    pub value: &'a str,
    /// Why it does not fit.
    pub reason: &'a Reason,
}

/// How often one reason was found in one field, and the first time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingCount {
    /// The child table, or `None` for the accounts.
    pub table: Option<String>,
    /// The field.
    pub field: String,
    /// The column.
    pub column: String,
    /// The reason of the first.
    pub reason: Reason,
    /// How many.
    pub count: u64,
    /// The file of the first.
    pub file: String,
    /// The line of the first.
    pub line: u64,
    /// The value of the first, cut short.
    pub value: String,
    /// The declared value that the first is likely a misspelling of.
    pub near: Option<String>,
}

/// Findings of a run by table, field and reason. Its size depends on the schema only.
#[derive(Debug, Clone, Default)]
pub struct FindingCounts {
    counts: BTreeMap<(Option<String>, String, &'static str), FindingCount>,
    total: u64,
}

impl FindingCounts {
    /// How many findings there were.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The counts: accounts before child tables, then by field and reason.
    pub fn iter(&self) -> impl Iterator<Item = &FindingCount> {
        self.counts.values()
    }

    /// Counts one; `near` is asked at the first of its kind only.
    pub(super) fn add(&mut self, finding: &Finding<'_>, near: impl FnOnce() -> Option<String>) {
        self.total += 1;
        let place = (finding.table.map(str::to_owned), finding.field.to_owned(), finding.reason.slug());
        let count = self.counts.entry(place).or_insert_with(|| FindingCount {
            table: finding.table.map(str::to_owned),
            field: finding.field.to_owned(),
            column: finding.column.to_owned(),
            reason: finding.reason.clone(),
            count: 0,
            file: finding.file.to_owned(),
            line: finding.line,
            value: finding.value.chars().take(80).collect(),
            near: near(),
        });
        count.count += 1;
    }
}

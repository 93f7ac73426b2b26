//! What a table of accounts says about a profile: `icp check --data`.
//!
//! In: a compiled profile and tables. Out: counts for the lints about data.
//! Invariant: a table that cannot be read ends the run; nothing is said about a part of it.

use std::path::PathBuf;

use clap::Args;

use crate::cli::compile::Compiled;
use crate::cli::exit::Fault;
use crate::cli::tables::{ReadArguments, TableFile};
use crate::data::{Accounts, Finding, Input, Keep, Needs, RowFault};
use crate::lint::{Facts, outcome_fields};
use crate::plan::{Plan, unhashed};
use crate::types::Day;

/// Tables to judge profiles by.
#[derive(Debug, Args)]
pub struct DataArguments {
    /// A table of accounts to judge the rules by; may be given several times
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    data: Vec<PathBuf>,
    #[command(flatten)]
    read: ReadArguments,
}

impl DataArguments {
    /// What the tables say about a profile; nothing where none were given, or for a library.
    ///
    /// # Errors
    /// When a table cannot be read or lacks what the profile needs.
    pub fn facts(&self, compiled: &Compiled, today: Day) -> Result<Option<Facts>, Fault> {
        let Some(model) = compiled.checked.model.as_ref().filter(|_| !self.data.is_empty()) else {
            return Ok(None);
        };
        let plan = unhashed(model);
        let outcome = outcome_fields(model);
        let with_outcome = |field: usize| plan.reads_field(field) || outcome.contains(&field);
        let without = |field: usize| plan.reads_field(field);
        let mut facts = Facts::new(model, today);
        // Columns that only `outcome` reads need not be there.
        if self.read_all(&plan, &with_outcome, &mut facts).is_err() {
            facts = Facts::new(model, today);
            self.read_all(&plan, &without, &mut facts)?;
        }
        Ok(Some(facts))
    }

    fn read_all(&self, plan: &Plan, reads: &dyn Fn(usize) -> bool, facts: &mut Facts) -> Result<(), Fault> {
        let files = self.data.iter().map(|path| TableFile::find(path)).collect::<Result<Vec<_>, _>>()?;
        let tables = self.read.tables()?;
        let mut opened = Vec::new();
        for (name, table) in &tables {
            opened.push((name.clone(), table.open()?));
        }
        let input = Input {
            accounts: files.iter().map(TableFile::open).collect::<Result<Vec<_>, _>>()?,
            tables: opened,
            options: self.read.options()?,
            keep: Keep::All,
        };
        let needs = Needs::new(
            &plan.schema,
            reads,
            |table| plan.reads_table(table),
            |table, field| plan.reads_row_field(table, field),
        );
        let unreadable = std::cell::RefCell::new(Vec::new());
        let on_finding = |finding: &Finding<'_>| {
            if finding.table.is_none() {
                unreadable.borrow_mut().push((finding.field.to_owned(), finding.value.to_owned()));
            }
        };
        let accounts = Accounts::open(&plan.schema, &needs, input, Box::new(on_finding))
            .map_err(|faults| cannot_read(faults.first().map(|fault| fault.message.clone())))?;
        for row in accounts {
            match row {
                Ok(row) => facts.add(&row.account),
                Err(RowFault::Rejected(_)) => {}
                Err(RowFault::Failed(fault)) => return Err(cannot_read(Some(fault.message.clone()))),
            }
            for (field, value) in unreadable.borrow_mut().drain(..) {
                facts.unreadable(&field, &value);
            }
        }
        Ok(())
    }
}

fn cannot_read(message: Option<String>) -> Fault {
    Fault::new(message.unwrap_or_else(|| "the data cannot be read".to_owned()))
}

//! What the statement checks share: the reports, what syntax errors spoilt, and the parts checked so far.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::model::{NamedLet, NamedList, Role, Schema};
use super::scope::{Names, Scope, Stratum, Use};
use crate::diag::{Diagnostic, Severity, Sink};
use crate::text::{SourceId, Sources, Span};

/// Reports of the checks, and the places that the parser reported before them.
pub(super) struct Context<'a> {
    /// The files, for quoting what was written.
    pub sources: &'a Sources,
    /// What was found.
    pub sink: Sink,
    /// Where the parser reported an error: file and first byte, ascending.
    damage: Vec<(SourceId, u32)>,
}

impl<'a> Context<'a> {
    /// No report yet; `syntax` are the parser's.
    pub fn new<'d>(sources: &'a Sources, syntax: impl Iterator<Item = &'d Diagnostic>) -> Context<'a> {
        let errors = syntax.filter(|found| found.severity == Severity::Error);
        let places = errors.filter_map(|found| Some(found.primary.as_ref()?.span));
        let mut damage: Vec<(SourceId, u32)> = places.map(|place| (place.source, place.start)).collect();
        damage.sort_unstable();
        Context { sources, sink: Sink::new(), damage }
    }

    /// Reports.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.sink.push(diagnostic);
    }

    /// Whether the parser reported something in this place or right at its end: what is missing here may be what
    /// could not be read.
    pub fn is_damaged(&self, span: Span) -> bool {
        let first = self.damage.partition_point(|bad| *bad < (span.source, span.start));
        self.damage.get(first).is_some_and(|bad| *bad <= (span.source, span.end))
    }

    /// Every word of a block that the parser reported something in: a name that the block seems not to declare may
    /// be one of them.
    pub fn words_of_damage(&self, span: Span) -> impl Iterator<Item = String> {
        let text = if self.is_damaged(span) { self.sources.slice(span) } else { "" };
        let words = text.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
        words.filter(|word| !word.is_empty()).map(str::to_owned)
    }
}

/// The parts of a profile that conditions refer to.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// Fields, tables, value sets.
    pub schema: Schema,
    /// Every name.
    pub names: Names,
    /// Named lists.
    pub lists: Vec<NamedList>,
    /// Lets; `None` for those that are wrong or not checked yet.
    pub lets: Vec<Option<NamedLet>>,
    /// Roles, likewise.
    pub roles: Vec<Option<Role>>,
    /// What rules use.
    pub uses: RefCell<BTreeSet<Use>>,
    /// What only tests use, which makes nothing used.
    pub test_uses: RefCell<BTreeSet<Use>>,
}

impl Parts {
    /// What a statement of that stratum sees.
    pub fn scope(&self, stratum: Stratum) -> Scope<'_> {
        Scope {
            schema: &self.schema,
            names: &self.names,
            lists: &self.lists,
            lets: &self.lets,
            roles: &self.roles,
            stratum,
            row: None,
            uses: &self.uses,
        }
    }

    /// What a condition on the rows of a table sees.
    pub fn row_scope(&self, stratum: Stratum, table: usize) -> Scope<'_> {
        Scope { row: Some(table), ..self.scope(stratum) }
    }

    /// What a test sees.
    pub fn test_scope(&self) -> Scope<'_> {
        Scope { uses: &self.test_uses, ..self.scope(Stratum::Results) }
    }
}

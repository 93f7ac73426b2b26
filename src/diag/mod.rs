//! Diagnostics as values: what a stage found wrong, where, why, and what to do.
//!
//! In: facts found by any stage. Out: values that `render` draws for a person or a machine.
//! Invariant: every diagnostic carries a registered [`Code`], and its message makes sense alone on one line.

pub mod codes;
pub mod render;

use crate::text::Span;

/// How bad it is. Errors stop scoring; warnings do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A fact worth knowing.
    Info,
    /// Scores are computed, but likely not what was meant.
    Warning,
    /// No score can be trusted.
    Error,
}

/// A registered kind of diagnostic: its code never changes and is never used again for something else.
#[derive(Debug)]
pub struct Code {
    /// `ICP0101`.
    pub id: &'static str,
    /// A short name in kebab case that names the bad pattern: `unknown-field`.
    pub slug: &'static str,
    /// The severity it has when nothing configures it.
    pub severity: Severity,
    /// Its documentation page, Markdown; what `icp explain CODE` prints.
    pub page: &'static str,
}

impl Code {
    /// The first sentence of its page: what it is about, for a list of codes or the help of an editor.
    #[must_use]
    pub fn summary(&self) -> String {
        let text = self.page.split_once("\n\n").map_or("", |(_, text)| text);
        let paragraph =
            text.split("\n\n").next().unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" ");
        match paragraph.split_once(". ") {
            Some((first, _)) => format!("{first}."),
            None => paragraph,
        }
    }

    /// Where its page lies in the project.
    #[must_use]
    pub fn page_path(&self) -> String {
        let folder = if self.id.starts_with("ICP1") { "lints" } else { "diagnostics" };
        format!("docs/{folder}/{}.md", self.id)
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Code) -> bool {
        self.id == other.id
    }
}

impl Eq for Code {}

/// A place and a few words about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is wrong or relevant here, in a few words; may be empty.
    pub text: String,
}

/// A replacement of one place's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The text to replace; empty to insert.
    pub span: Span,
    /// What to put there.
    pub replacement: String,
}

/// Edits that mend one diagnostic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// All edits of the fix, applied together or not at all.
    pub edits: Vec<Edit>,
    /// Whether this is the only reading: `--fix` applies safe fixes only.
    pub safe: bool,
}

/// Something the reader can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Help {
    /// The action: "write `and`".
    pub text: String,
    /// The same as edits, where a machine can do it.
    pub fix: Option<Fix>,
}

/// One thing found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its kind.
    pub code: &'static Code,
    /// The severity it is reported with.
    pub severity: Severity,
    /// One sentence, lower case, no final stop, that makes sense alone.
    pub message: String,
    /// Where; `None` for what has no place in a profile, such as a table's missing column.
    pub primary: Option<Label>,
    /// The other parties.
    pub secondary: Vec<Label>,
    /// Facts.
    pub notes: Vec<String>,
    /// Actions.
    pub helps: Vec<Help>,
}

impl Diagnostic {
    /// A diagnostic at a place; the label's text may be empty.
    #[must_use]
    pub fn new(
        code: &'static Code,
        span: Span,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic {
            code,
            severity: code.severity,
            message: message.into(),
            primary: Some(Label { span, text: label.into() }),
            secondary: Vec::new(),
            notes: Vec::new(),
            helps: Vec::new(),
        }
    }

    /// A diagnostic that has no place in a profile.
    #[must_use]
    pub fn without_place(code: &'static Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            severity: code.severity,
            message: message.into(),
            primary: None,
            secondary: Vec::new(),
            notes: Vec::new(),
            helps: Vec::new(),
        }
    }

    /// Adds another party.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.secondary.push(Label { span, text: text.into() });
        self
    }

    /// Adds a fact.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Diagnostic {
        self.notes.push(text.into());
        self
    }

    /// Adds an action that only a person can take.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Diagnostic {
        self.helps.push(Help { text: text.into(), fix: None });
        self
    }

    /// Adds an action with one replacement that is the only reading.
    #[must_use]
    pub fn fix(self, text: impl Into<String>, span: Span, replacement: impl Into<String>) -> Diagnostic {
        self.fix_edits(text, vec![Edit { span, replacement: replacement.into() }], true)
    }

    /// Adds an action with one replacement that is a guess.
    #[must_use]
    pub fn unsafe_fix(
        self,
        text: impl Into<String>,
        span: Span,
        replacement: impl Into<String>,
    ) -> Diagnostic {
        self.fix_edits(text, vec![Edit { span, replacement: replacement.into() }], false)
    }

    /// Adds an action with several edits.
    #[must_use]
    pub fn fix_edits(mut self, text: impl Into<String>, edits: Vec<Edit>, safe: bool) -> Diagnostic {
        self.helps.push(Help { text: text.into(), fix: Some(Fix { edits, safe }) });
        self
    }
}

/// Something found that a comment in the file asks not to report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppressed {
    /// What was found.
    pub diagnostic: Diagnostic,
    /// The comment's reason, if it gives one.
    pub reason: Option<String>,
}

/// Collects diagnostics of a stage.
#[derive(Debug, Default)]
pub struct Sink {
    diagnostics: Vec<Diagnostic>,
}

impl Sink {
    /// Nothing found yet.
    #[must_use]
    pub fn new() -> Sink {
        Sink::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Adds all.
    pub fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        self.diagnostics.extend(diagnostics);
    }

    /// Whether an error is among them.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|d| d.severity == Severity::Error)
    }

    /// What was found, by place: file, offset, then code.
    #[must_use]
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.diagnostics.sort_by_key(|d| (d.primary.as_ref().map(|label| label.span), d.code.id));
        self.diagnostics
    }
}

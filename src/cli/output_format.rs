//! `--output-format`: which form a report takes, and where it goes.
//!
//! In: an option, the environment, the settings. Out: text in a form, in a stream or a file.
//! Invariant: paths for other programs are relative to the repository's root.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Component, Path, PathBuf};

use clap::ValueEnum;

use super::edge::Edge;
use super::exit::Fault;
use super::loader::slashes;
use super::target::replace;
use crate::diag::render::{self, Run};
use crate::diag::{Diagnostic, Suppressed};
use crate::text::{Sources, join_or};

/// `--output-format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum OutputFormat {
    /// With the source, for people
    #[default]
    Full,
    /// One line each
    Concise,
    /// In sentences without drawing, for screen readers
    Plain,
    /// For programs: one object
    Json,
    /// For programs: one object a line
    Jsonl,
    /// Annotations and job summary of GitHub Actions
    Github,
    /// Code Quality report of GitLab
    Gitlab,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// JUnit XML, for build servers
    Junit,
    /// Checkstyle XML
    Checkstyle,
    /// reviewdog
    Rdjson,
}

/// What is to be reported.
#[derive(Debug, Clone, Copy)]
pub struct Findings<'a> {
    /// The files.
    pub sources: &'a Sources,
    /// What was found.
    pub diagnostics: &'a [Diagnostic],
    /// What comments suppress.
    pub suppressed: &'a [Suppressed],
    /// The names of the files that were asked for.
    pub files: &'a [String],
}

impl OutputFormat {
    /// The names of all formats.
    pub fn names() -> Vec<String> {
        OutputFormat::value_variants()
            .iter()
            .filter_map(|format| Some(format.to_possible_value()?.get_name().to_owned()))
            .collect()
    }

    /// The format that `ICP_OUTPUT_FORMAT` names, if it is set.
    ///
    /// # Errors
    /// When it names no format.
    pub fn from_environment() -> Result<Option<OutputFormat>, Fault> {
        match std::env::var("ICP_OUTPUT_FORMAT") {
            Ok(name) if !name.is_empty() => OutputFormat::from_str(&name, true).map(Some).map_err(|_| {
                Fault::new(format!("ICP_OUTPUT_FORMAT is `{name}`"))
                    .help(format!("set it to {}", join_or(&OutputFormat::names())))
            }),
            _ => Ok(None),
        }
    }

    /// Whether a summary for people goes with it.
    pub fn has_summary(self) -> bool {
        matches!(
            self,
            OutputFormat::Full | OutputFormat::Concise | OutputFormat::Plain | OutputFormat::Github
        )
    }

    /// The report as text.
    pub fn text(self, edge: &Edge, found: Findings<'_>) -> String {
        let Findings { sources, diagnostics, suppressed, files } = found;
        let paths = FromRoot::new();
        let path = |name: &str| paths.path(name);
        let run = Run { sources, diagnostics, suppressed, files, path: &path };
        match self {
            OutputFormat::Full => render::full(sources, diagnostics, edge.style()),
            OutputFormat::Concise => render::concise(sources, diagnostics),
            OutputFormat::Plain => render::plain(sources, diagnostics),
            OutputFormat::Json => render::json(sources, diagnostics, suppressed.len()),
            OutputFormat::Jsonl => render::jsonl(sources, diagnostics),
            OutputFormat::Github => render::github(&run),
            OutputFormat::Gitlab => render::gitlab(&run),
            OutputFormat::Sarif => render::sarif(&run),
            OutputFormat::Junit => render::junit(&run),
            OutputFormat::Checkstyle => render::checkstyle(&run),
            OutputFormat::Rdjson => render::rdjson(&run),
        }
    }

    /// Writes the report to a file or the output stream; for GitHub also the summary of the job.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(self, edge: &Edge, found: Findings<'_>, file: Option<&Path>) -> Result<(), Fault> {
        let text = self.text(edge, found);
        match file {
            Some(file) => replace(file, &text)?,
            None => edge.print(&text)?,
        }
        match std::env::var_os("GITHUB_STEP_SUMMARY") {
            Some(summary) if self == OutputFormat::Github && !summary.is_empty() => {
                append_summary(Path::new(&summary), found)
            }
            _ => Ok(()),
        }
    }
}

/// Adds every finding to the job's summary, within what GitHub takes.
fn append_summary(path: &Path, found: Findings<'_>) -> Result<(), Fault> {
    let paths = FromRoot::new();
    let name = |name: &str| paths.path(name);
    let Findings { sources, diagnostics, suppressed, files } = found;
    let run = Run { sources, diagnostics, suppressed, files, path: &name };
    let there = std::fs::metadata(path).map_or(0, |facts| facts.len());
    let room = render::SUMMARY_LIMIT.saturating_sub(usize::try_from(there).unwrap_or(usize::MAX));
    let text = render::github_summary(&run, room);
    let file = OpenOptions::new().create(true).append(true).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| Fault::io("write", slashes(path), &error))
}

/// Paths from the repository's root: what a build server names as its folder, else the nearest folder upwards with
/// `.git`, else with `icp.toml`.
struct FromRoot {
    here: PathBuf,
    named: Vec<PathBuf>,
    known: RefCell<HashMap<String, String>>,
}

impl FromRoot {
    fn new() -> FromRoot {
        let named = ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"]
            .into_iter()
            .filter_map(|name| std::fs::canonicalize(std::env::var_os(name)?).ok())
            .collect();
        let here = std::env::current_dir().and_then(std::fs::canonicalize).unwrap_or_default();
        FromRoot { here, named, known: RefCell::default() }
    }

    fn path(&self, name: &str) -> String {
        if let Some(path) = self.known.borrow().get(name) {
            return path.clone();
        }
        let whole = without_dots(&self.here.join(name));
        let holds =
            |mark: &'static str| whole.ancestors().skip(1).find(move |folder| folder.join(mark).exists());
        let root = self.named.iter().map(PathBuf::as_path).find(|root| whole.starts_with(root));
        let root = root.or_else(|| holds(".git")).or_else(|| holds("icp.toml")).unwrap_or(&self.here);
        let path = whole.strip_prefix(root).map_or_else(|_| name.to_owned(), slashes);
        self.known.borrow_mut().insert(name.to_owned(), path.clone());
        path
    }
}

/// A whole path with `..` taken back.
fn without_dots(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}

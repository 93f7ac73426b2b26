//! Settings: `icp.toml`, the variables that overrule it, and which of them counts.
//!
//! In: options, the environment, and for each profile the nearest `icp.toml` upwards. Out: settings with the place each
//! comes from.
//! Invariant: one file counts for a profile, nothing is merged; an option wins over a variable, that over the file, that
//! over the default.

mod read;
mod show;

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use clap::{Args, ValueEnum};
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::edge::Edge;
use super::exit::Fault;
use super::loader::slashes;
use super::output_format::OutputFormat;
use crate::diag::{Code, Severity};

pub use show::{ConfigArguments, SchemaArguments, config, schema};

/// Which settings count.
#[derive(Debug, Clone, Args)]
pub struct SettingsArguments {
    /// Take the settings from this file, for all profiles [default: the nearest icp.toml of each]
    #[arg(long, value_name = "FILE", help_heading = "Settings")]
    config: Option<PathBuf>,
    /// Take no icp.toml at all
    #[arg(long, conflicts_with = "config", help_heading = "Settings")]
    isolated: bool,
}

/// A value and the line of the file that gives it.
#[derive(Debug, Clone)]
pub struct Given<T> {
    pub value: T,
    pub line: usize,
}

/// `--fail-on`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum FailOn {
    /// Errors only
    #[default]
    Error,
    /// Warnings too
    Warning,
    /// Whatever is found
    Info,
}

/// How a lint is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Level {
    Off,
    Info,
    Warning,
    Error,
}

/// A lint and how it is reported.
#[derive(Debug, Clone)]
pub struct LintLevel {
    pub code: &'static Code,
    pub level: Level,
}

/// What `[paths."GLOB".lint]` says.
#[derive(Debug, Clone)]
pub struct PathLevels {
    pub glob: String,
    matcher: Gitignore,
    pub levels: Vec<Given<LintLevel>>,
}

/// What one `icp.toml` says; without a file, nothing.
#[derive(Debug, Default)]
pub struct Settings {
    /// The file, as it is shown, and its folder.
    pub file: Option<(String, PathBuf)>,
    pub output_format: Option<Given<OutputFormat>>,
    pub fail_on: Option<Given<FailOn>>,
    pub exclude: Option<Given<Vec<String>>>,
    excluded: Option<Gitignore>,
    pub levels: Vec<Given<LintLevel>>,
    pub paths: Vec<PathLevels>,
}

impl Settings {
    /// Whether a file below the folder of the settings is to be left out.
    pub fn excludes(&self, path: &Path) -> bool {
        self.excluded.as_ref().is_some_and(|excluded| self.matches(excluded, path))
    }

    /// The severity of a finding in a file, `None` where it is off. What is always an error stays one.
    pub fn severity(&self, code: &Code, severity: Severity, path: &Path) -> Option<Severity> {
        if code.severity == Severity::Error {
            return Some(severity);
        }
        let here = self.paths.iter().filter(|one| self.matches(&one.matcher, path)).map(|one| &one.levels);
        let level = std::iter::once(&self.levels)
            .chain(here)
            .flatten()
            .rfind(|given| given.value.code == code)
            .map(|given| given.value.level);
        match level {
            None => Some(severity),
            Some(Level::Off) => None,
            Some(Level::Info) => Some(Severity::Info),
            Some(Level::Warning) => Some(Severity::Warning),
            Some(Level::Error) => Some(Severity::Error),
        }
    }

    fn matches(&self, globs: &Gitignore, path: &Path) -> bool {
        let below = self.file.as_ref().and_then(|(_, folder)| path.strip_prefix(folder).ok());
        below.is_some_and(|path| globs.matched_path_or_any_parents(path, false).is_ignore())
    }
}

impl FailOn {
    /// Whether a finding makes the run fail.
    pub fn fails(self, severity: Severity) -> bool {
        severity
            >= match self {
                FailOn::Error => Severity::Error,
                FailOn::Warning => Severity::Warning,
                FailOn::Info => Severity::Info,
            }
    }

    /// What `ICP_FAIL_ON` says, if it is set.
    ///
    /// # Errors
    /// When it says something else.
    pub fn from_environment() -> Result<Option<FailOn>, Fault> {
        match std::env::var("ICP_FAIL_ON") {
            Ok(name) if !name.is_empty() => FailOn::from_str(&name, true).map(Some).map_err(|_| {
                Fault::new(format!("ICP_FAIL_ON is `{name}`")).help("set it to error, warning, or info")
            }),
            _ => Ok(None),
        }
    }
}

/// Globs as `.gitignore` has them, relative to a folder. The error says which one is wrong and why.
fn globs(folder: &Path, patterns: &[String]) -> Result<Gitignore, (usize, String)> {
    let mut builder = GitignoreBuilder::new(folder);
    for (index, pattern) in patterns.iter().enumerate() {
        builder.add_line(None, pattern).map_err(|error| (index, error.to_string()))?;
    }
    builder.build().map_err(|error| (0, error.to_string()))
}

/// Finds the settings of each profile; every file is read once.
#[derive(Debug)]
pub struct SettingsFinder<'e> {
    edge: &'e Edge,
    here: PathBuf,
    fixed: Option<Rc<Settings>>,
    known: RefCell<HashMap<PathBuf, Rc<Settings>>>,
}

impl<'e> SettingsFinder<'e> {
    /// A finder that goes by the options, or the variable `ICP_CONFIG`.
    ///
    /// # Errors
    /// When the file that they name cannot be read or is wrong.
    pub fn new(edge: &'e Edge, arguments: &SettingsArguments) -> Result<SettingsFinder<'e>, Fault> {
        let here = std::env::current_dir().and_then(std::fs::canonicalize).unwrap_or_default();
        let variable = std::env::var_os("ICP_CONFIG").filter(|name| !name.is_empty()).map(PathBuf::from);
        let named = arguments.config.clone().or(variable).filter(|_| !arguments.isolated);
        let mut finder = SettingsFinder { edge, here, fixed: None, known: RefCell::default() };
        finder.fixed = match named {
            _ if arguments.isolated => Some(Rc::default()),
            Some(file) => Some(Rc::new(read::read(edge, &finder.here, &file)?)),
            None => None,
        };
        Ok(finder)
    }

    /// The settings of a file that messages show by this name, whether it exists or not.
    ///
    /// # Errors
    /// When its `icp.toml` is wrong: what is wrong has been said.
    pub fn of(&self, name: &Path) -> Result<Rc<Settings>, Fault> {
        if let Some(fixed) = &self.fixed {
            return Ok(Rc::clone(fixed));
        }
        let whole = self.whole(name);
        let folder = if whole.is_dir() { whole.as_path() } else { whole.parent().unwrap_or(&self.here) };
        if let Some(known) = self.known.borrow().get(folder) {
            return Ok(Rc::clone(known));
        }
        let file = folder.ancestors().map(|folder| folder.join("icp.toml")).find(|file| file.is_file());
        let settings = match file {
            None => Rc::default(),
            Some(file) => match self.known.borrow().get(&file) {
                Some(known) => Rc::clone(known),
                None => Rc::new(read::read(self.edge, &self.here, &file)?),
            },
        };
        let mut known = self.known.borrow_mut();
        if let Some((_, home)) = &settings.file {
            known.insert(home.join("icp.toml"), Rc::clone(&settings));
        }
        known.insert(folder.to_path_buf(), Rc::clone(&settings));
        Ok(settings)
    }

    /// The real path of a file that messages show by this name.
    pub fn whole(&self, name: &Path) -> PathBuf {
        let path = self.here.join(name);
        std::fs::canonicalize(&path).unwrap_or(path)
    }

    /// Whether the settings of a file leave it out.
    ///
    /// # Errors
    /// When its `icp.toml` is wrong.
    pub fn excludes(&self, name: &Path) -> Result<bool, Fault> {
        Ok(self.of(name)?.excludes(&self.whole(name)))
    }
}

/// The name that messages show for a file: short where it is below the working folder.
fn shown(here: &Path, file: &Path) -> String {
    let whole = here.join(file);
    let real = std::fs::canonicalize(&whole).unwrap_or(whole);
    if let Ok(below) = real.strip_prefix(here) {
        return slashes(below);
    }
    let shared = here.ancestors().find(|folder| real.starts_with(folder) && folder.parent().is_some());
    match shared.and_then(|shared| Some((here.strip_prefix(shared).ok()?, real.strip_prefix(shared).ok()?))) {
        Some((up, down)) if up.components().count() <= 4 => {
            "../".repeat(up.components().count()) + &slashes(down)
        }
        _ => slashes(&real),
    }
}

//! `icp doc`: the profile as the document that people circulate.

use std::path::{Path, PathBuf};
use std::process::Command;

use clap::{Args, ValueEnum};

use super::clock::{as_of, parse_day};
use super::compile::profile;
use super::edge::Edge;
use super::exit::{Ending, Exit, Fault};
use super::overwrite;
use super::target::replace;
use crate::plan::plan;
use crate::report::document::{Change, History, Subject, document, html, markdown};
use crate::text::Sources;
use crate::types::Day;

/// Write the profile as a document for people
#[derive(Debug, Args)]
#[command(after_help = "Example: icp doc crm.icp -o crm.html")]
pub struct Arguments {
    /// The profile
    #[arg(value_name = "PROFILE")]
    profile: PathBuf,
    /// Where the document goes; a name that ends in .html makes a page
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The form [default: by the output's name, else markdown]
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<Format>,
    /// Leave out the change log
    #[arg(long)]
    no_history: bool,
    /// The day it is [default: today, UTC]
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    as_of: Option<Day>,
}

/// `--format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For wikis and pull requests
    Markdown,
    /// One page for browsers and printers
    Html,
}

/// Runs the verb.
///
/// # Errors
/// When the profile has errors or the document cannot be written.
pub fn run(edge: &Edge, arguments: &Arguments) -> Ending {
    let today = as_of(arguments.as_of)?;
    let path = &arguments.profile;
    let output = arguments.output.as_deref().filter(|path| path.as_os_str() != "-");
    overwrite::check([path.as_path()].into_iter(), output.map(|output| ("-o", output)).into_iter())?;
    let profile = profile(edge, path)?;
    let plan = plan(&profile.model);
    let history = if arguments.no_history { History::LeftOut } else { history(path, &profile.sources) };
    let document = document(Subject {
        sources: &profile.sources,
        model: &profile.model,
        plan: &plan,
        today,
        history: &history,
    });
    let text = match format(arguments.format, output)? {
        Format::Markdown => markdown(&document),
        Format::Html => html(&document),
    };
    match output {
        Some(output) => replace(output, &text)?,
        None => edge.print(&text)?,
    }
    Ok(Exit::Clean)
}

fn format(asked: Option<Format>, output: Option<&Path>) -> Result<Format, Fault> {
    let ending = output.and_then(Path::extension).map(|ending| ending.to_string_lossy().to_lowercase());
    match (asked, ending.as_deref()) {
        (Some(format), _) => Ok(format),
        (None, Some("html" | "htm")) => Ok(Format::Html),
        (None, None | Some("md" | "markdown" | "txt")) => Ok(Format::Markdown),
        (None, Some(other)) => Err(Fault::new(format!("a document cannot be written as `.{other}`"))
            .help("end the name in .md or .html, or say `--format`")),
    }
}

/// The commits that changed the profile or a file of the project that it uses, newest first, from the user's git.
fn history(path: &Path, sources: &Sources) -> History {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = match std::fs::canonicalize(folder) {
        Ok(folder) => folder,
        Err(error) => return History::Unknown(super::exit::reason(&error)),
    };
    // Files of the project lie on a disk; shipped packs do not.
    let files: Vec<PathBuf> =
        sources.iter().filter_map(|(_, file)| std::fs::canonicalize(file.name()).ok()).collect();
    let mut git = Command::new("git");
    git.arg("-C").arg(&folder).args(["log", "--no-color", "--format=%as%x1f%an%x1f%h%x1f%s%x1e"]);
    if files.len() == 1 {
        git.arg("--follow");
    }
    match git.arg("--").args(&files).output() {
        Ok(answer) if answer.status.success() => changes(&String::from_utf8_lossy(&answer.stdout)),
        Ok(_) => History::Unknown("the profile is in no git repository".to_owned()),
        Err(_) => History::Unknown("there is no `git` to ask".to_owned()),
    }
}

fn changes(log: &str) -> History {
    let change = |record: &str| {
        let mut parts = record.trim_start().split('\u{1f}').map(str::to_owned);
        Some(Change {
            day: parts.next()?,
            author: parts.next()?,
            revision: parts.next()?,
            subject: parts.next()?,
        })
    };
    History::Known(log.split('\u{1e}').filter_map(change).collect())
}

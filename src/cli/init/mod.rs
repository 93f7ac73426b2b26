//! `icp init`: a first profile that passes `check`, `fmt` and `test` as it is, and what belongs around it.

mod propose;
mod templates;

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use super::clock::as_of;
use super::edge::Edge;
use super::exit::{Ending, Exit, Fault};
use super::loader::slashes;
use super::score::data_faults;
use super::tables::TableFile;
use crate::data::{ReadOptions, survey};
use crate::fmt::format;
use crate::syntax::parse;
use crate::text::{SourceFile, Sources, closest};
use templates::{TEMPLATES, Template};

/// Write a first profile, sample accounts, and what a repository needs to check them
#[derive(Debug, Args)]
pub struct Arguments {
    /// Where to
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    /// Begin with a worked profile; --list-templates names them
    #[arg(long, value_name = "NAME", conflicts_with = "list_templates")]
    template: Option<String>,
    /// Propose the `account` block that reads this table, a file or a folder of its parts
    #[arg(long, value_name = "DATA", conflicts_with_all = ["template", "list_templates"])]
    from: Option<PathBuf>,
    /// Name the worked profiles
    #[arg(long)]
    list_templates: bool,
}

/// A file to write.
struct NewFile {
    path: PathBuf,
    text: String,
}

impl NewFile {
    fn new(path: impl Into<PathBuf>, text: impl Into<String>) -> NewFile {
        NewFile { path: path.into(), text: text.into() }
    }
}

/// Runs the verb. Nothing that exists is changed.
///
/// # Errors
/// When the template is unknown or the folder cannot be written to.
pub fn run(edge: &Edge, arguments: &Arguments) -> Ending {
    if arguments.list_templates {
        return list(edge);
    }
    let (profile, mut files) = match (&arguments.template, &arguments.from) {
        (Some(name), _) => from_template(name)?,
        (None, Some(data)) => from_table(edge, data)?,
        (None, None) => starter()?,
    };
    files.push(NewFile::new("icp.toml", include_str!("icp.toml")));
    files.push(NewFile::new(".pre-commit-config.yaml", include_str!("pre-commit.yaml")));
    files.push(NewFile::new(".github/workflows/icp.yml", include_str!("workflow.yml")));
    let folder = &arguments.folder;
    for file in &files {
        let path = if folder.as_os_str() == "." { file.path.clone() } else { folder.join(&file.path) };
        let word = if write_new(&path, &file.text)? { "wrote" } else { "kept " };
        edge.note(&format!("{word} {}", slashes(&path)));
    }
    let inside =
        if folder.as_os_str() == "." { String::new() } else { format!("cd {} && ", slashes(folder)) };
    edge.note(&format!("\nnext: {inside}icp check && icp test"));
    if arguments.template.is_none() {
        let data = arguments.from.as_deref().map_or_else(|| "accounts.csv".to_owned(), slashes);
        edge.note(&format!("      icp score {profile} {data}"));
    }
    Ok(Exit::Clean)
}

fn list(edge: &Edge) -> Ending {
    let width = TEMPLATES.iter().map(|template| template.name.len()).max().unwrap_or(0);
    let lines: Vec<String> = TEMPLATES
        .iter()
        .map(|template| format!("{:width$}  {}\n", template.name, template.title()))
        .collect();
    edge.print(&lines.concat())?;
    Ok(Exit::Clean)
}

/// The commented starter profile and accounts to try it on; it is up to date today.
fn starter() -> Result<(String, Vec<NewFile>), Fault> {
    let today = as_of(None)?;
    let profile =
        include_str!("starter.icp").replacen("updated   2026-10-01", &format!("updated   {today}"), 1);
    let files =
        vec![NewFile::new("ideal.icp", profile), NewFile::new("accounts.csv", include_str!("accounts.csv"))];
    Ok(("ideal.icp".to_owned(), files))
}

/// How many rows of a table are looked at.
const ROWS: usize = 10_000;

/// A profile whose `account` block reads a table.
fn from_table(edge: &Edge, data: &Path) -> Result<(String, Vec<NewFile>), Fault> {
    let files = TableFile::find_all(data)?;
    let opened = files.iter().map(TableFile::open).collect::<Result<_, _>>()?;
    let survey = survey(opened, &ReadOptions::default(), ROWS)
        .map_err(|faults| data_faults(edge, &Sources::new(), &faults))?;
    let text = propose::propose(&survey, &slashes(data));
    let mut sources = Sources::new();
    let id = sources.add(SourceFile::new("ideal.icp", text.clone()));
    let laid_out = sources.get(id).and_then(|file| format(file, &parse(id, file)).ok());
    Ok(("ideal.icp".to_owned(), vec![NewFile::new("ideal.icp", laid_out.unwrap_or(text))]))
}

fn from_template(name: &str) -> Result<(String, Vec<NewFile>), Fault> {
    let wanted = name.strip_suffix(".icp").unwrap_or(name);
    let Some(template) = TEMPLATES.iter().find(|template| template.name == wanted) else {
        return Err(unknown_template(wanted));
    };
    let profile = format!("{}.icp", template.name);
    let mut files = vec![NewFile::new(profile.clone(), template.text)];
    files.extend(template.companions().map(|companion| NewFile::new(companion.path, companion.text)));
    Ok((profile, files))
}

fn unknown_template(name: &str) -> Fault {
    let names = TEMPLATES.iter().map(|template: &Template| template.name);
    let begins: Vec<&str> =
        names.clone().filter(|known| known.starts_with(name) || known.contains(name)).collect();
    let near = if begins.is_empty() { closest(name, names) } else { begins };
    let fault = Fault::new(format!("there is no template `{name}`"));
    match near.first() {
        Some(near) => fault.help(format!("did you mean `{near}`? `icp init --list-templates` names all")),
        None => fault.help("`icp init --list-templates` names all"),
    }
}

/// Writes a file unless there is one; says whether it did.
fn write_new(path: &Path, text: &str) -> Result<bool, Fault> {
    let fault = |error: &std::io::Error| Fault::io("write", slashes(path), error);
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(|error| fault(&error))?;
    }
    if path.exists() {
        return Ok(false);
    }
    match fs::File::create_new(path) {
        Ok(mut file) => {
            std::io::Write::write_all(&mut file, text.as_bytes()).map_err(|error| fault(&error))?;
            Ok(true)
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(fault(&error)),
    }
}

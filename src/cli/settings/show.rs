//! `icp config show` and `icp schema`: what counts and where it comes from; the shapes of what programs read.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{FailOn, Level, LintLevel, Settings, SettingsArguments, SettingsFinder};
use crate::cli::edge::Edge;
use crate::cli::exit::{Ending, Exit, Fault};
use crate::cli::loader::slashes;
use crate::cli::output_format::OutputFormat;
use crate::text::{closest, in_quotes};

/// Show the settings that count
#[derive(Debug, Args)]
pub struct ConfigArguments {
    #[command(subcommand)]
    what: ConfigVerb,
}

#[derive(Debug, Subcommand)]
enum ConfigVerb {
    /// Print the settings of a profile or folder, and where each value comes from
    Show(ShowArguments),
}

#[derive(Debug, Args)]
struct ShowArguments {
    /// A profile or folder
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,
    #[command(flatten)]
    settings: SettingsArguments,
}

/// Print the JSON schema of what programs read and write
#[derive(Debug, Args)]
pub struct SchemaArguments {
    /// Which one; without it, the names of all
    #[arg(value_name = "NAME")]
    name: Option<String>,
}

/// A published schema.
struct Schema {
    name: &'static str,
    about: &'static str,
    text: &'static str,
}

macro_rules! schemas {
    ($($name:literal, $about:literal;)*) => {
        &[$(Schema {
            name: $name,
            about: $about,
            text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/schemas/", $name, ".json")),
        }),*]
    };
}

/// Every schema, by name.
static SCHEMAS: &[Schema] = schemas![
    "config", "icp.toml, as JSON";
    "diagnostics", "icp check --output-format json";
    "plan", "icp compile --to plan --format json";
    "diff", "icp diff --format json";
];

/// Runs `icp config`.
///
/// # Errors
/// When a settings file is wrong, or nothing can be written.
pub fn config(edge: &Edge, arguments: &ConfigArguments) -> Ending {
    let ConfigVerb::Show(arguments) = &arguments.what;
    if !arguments.path.exists() {
        return Err(crate::cli::files::missing(&arguments.path));
    }
    let finder = SettingsFinder::new(edge, &arguments.settings)?;
    let settings = finder.of(&arguments.path)?;
    let mut lines: Vec<(String, String)> = Vec::new();
    let file = settings.file.as_ref().map(|(name, _)| name.as_str());
    let at = |line: usize| format!("{}:{line}", file.unwrap_or("icp.toml"));
    let format = match (OutputFormat::from_environment()?, &settings.output_format) {
        (Some(format), _) => (format, "ICP_OUTPUT_FORMAT".to_owned()),
        (None, Some(given)) => (given.value, at(given.line)),
        (None, None) => (OutputFormat::default(), "default".to_owned()),
    };
    lines.push((format!("output-format = {}", word(format.0)), format.1));
    let fail_on = match (FailOn::from_environment()?, &settings.fail_on) {
        (Some(level), _) => (level, "ICP_FAIL_ON".to_owned()),
        (None, Some(given)) => (given.value, at(given.line)),
        (None, None) => (FailOn::default(), "default".to_owned()),
    };
    lines.push((format!("fail-on = {}", word(fail_on.0)), fail_on.1));
    let exclude = settings.exclude.as_ref();
    let globs: Vec<String> =
        exclude.iter().flat_map(|given| &given.value).map(|glob| in_quotes(glob)).collect();
    let from = exclude.map_or_else(|| "default".to_owned(), |given| at(given.line));
    lines.push((format!("exclude = [{}]", globs.join(", ")), from));
    let mut text = match &file {
        Some(file) => format!("# settings of {} from {file}\n", slashes(&arguments.path)),
        None => format!("# settings of {}: there is no icp.toml\n", slashes(&arguments.path)),
    };
    text.push_str(&aligned(&lines));
    text.push_str(&tables(&settings, &at));
    edge.print(&text)?;
    Ok(Exit::Clean)
}

fn tables(settings: &Settings, at: &dyn Fn(usize) -> String) -> String {
    let level = |given: &super::Given<LintLevel>| {
        let LintLevel { code, level } = &given.value;
        (format!("{} = {}", code.slug, word::<Level>(*level)), at(given.line))
    };
    let mut text = String::new();
    if !settings.levels.is_empty() {
        text.push_str("\n[lint]\n");
        text.push_str(&aligned(&settings.levels.iter().map(level).collect::<Vec<_>>()));
    }
    for path in &settings.paths {
        text.push_str(&format!("\n[paths.{}.lint]\n", in_quotes(&path.glob)));
        text.push_str(&aligned(&path.levels.iter().map(level).collect::<Vec<_>>()));
    }
    text
}

/// A value in quotes.
fn word<T: ValueEnum>(value: T) -> String {
    value.to_possible_value().map(|value| in_quotes(value.get_name())).unwrap_or_default()
}

/// Lines of TOML with where each comes from behind them.
fn aligned(lines: &[(String, String)]) -> String {
    let width = lines.iter().map(|(line, _)| line.chars().count()).max().unwrap_or(0);
    lines
        .iter()
        .map(|(line, from)| format!("{line}{}  # {from}\n", " ".repeat(width - line.chars().count())))
        .collect()
}

/// Runs `icp schema`.
///
/// # Errors
/// When there is no such schema, or nothing can be written.
pub fn schema(edge: &Edge, arguments: &SchemaArguments) -> Ending {
    let Some(name) = &arguments.name else {
        let width = SCHEMAS.iter().map(|schema| schema.name.len()).max().unwrap_or(0);
        let lines: Vec<String> =
            SCHEMAS.iter().map(|schema| format!("{:width$}  {}\n", schema.name, schema.about)).collect();
        edge.print(&lines.concat())?;
        return Ok(Exit::Clean);
    };
    let Some(schema) = SCHEMAS.iter().find(|schema| schema.name == name) else {
        let fault = Fault::new(format!("there is no schema `{name}`"));
        return Err(match closest(name, SCHEMAS.iter().map(|schema| schema.name)).first() {
            Some(near) => fault.help(format!("did you mean `{near}`?")),
            None => fault.help("`icp schema` names all"),
        });
    };
    edge.print(schema.text)?;
    Ok(Exit::Clean)
}

//! `icp check`: compile and lint, and mend what has one reading.

mod data;
mod look;
mod mend;

use std::path::{Path, PathBuf};

use clap::Args;

use super::clock::{as_of, parse_day};
use super::edge::Edge;
use super::exit::{Ending, Exit, Fault};
use super::files::{FileArguments, Input};
use super::output_format::{Findings, OutputFormat};
use super::settings::{FailOn, SettingsArguments, SettingsFinder};
use super::target::replace;
use super::unified::unified;
use crate::diag::{Diagnostic, render};
use crate::text::number_of;
use crate::types::Day;
use data::DataArguments;
use look::{Report, look};
use mend::{is_fixable, mend};

/// Compile and lint profiles
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    files: FileArguments,
    /// Mend what has only one reading
    #[arg(long)]
    fix: bool,
    /// Mend also what is a guess
    #[arg(long)]
    unsafe_fixes: bool,
    /// Show what --fix would change, write nothing
    #[arg(long)]
    diff: bool,
    /// How to report [default: what ICP_OUTPUT_FORMAT or icp.toml says, else full]
    #[arg(long, value_enum, value_name = "FORMAT")]
    output_format: Option<OutputFormat>,
    /// Where to write the report [default: the output stream]
    #[arg(long, short, value_name = "FILE")]
    output_file: Option<PathBuf>,
    /// Which findings make the exit code 1 [default: what ICP_FAIL_ON or icp.toml says, else error]
    #[arg(long, value_enum, value_name = "LEVEL")]
    fail_on: Option<FailOn>,
    /// Exit 0 whatever is found
    #[arg(long)]
    exit_zero: bool,
    /// The day that reviews, assumptions and windows are judged by [default: today, UTC]
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    as_of: Option<Day>,
    #[command(flatten)]
    data: DataArguments,
    #[command(flatten)]
    settings: SettingsArguments,
}

/// How often at most fixes are applied and the result looked at again: one fix may make room for the next.
const ROUNDS: usize = 50;

/// Runs the verb.
///
/// # Errors
/// When a file cannot be read or written, or there is none.
pub fn run(edge: &Edge, arguments: &Arguments) -> Ending {
    if arguments.unsafe_fixes && !arguments.fix && !arguments.diff {
        return Err(Fault::new("`--unsafe-fixes` alone changes nothing")
            .help("add `--fix`, or `--diff` to see the changes"));
    }
    let today = as_of(arguments.as_of)?;
    let settings = SettingsFinder::new(edge, &arguments.settings)?;
    let mut inputs = arguments.files.inputs(&settings)?;
    if inputs.is_empty() {
        edge.note("every file that was named is excluded");
        return Ok(Exit::Clean);
    }
    let format = output_format(arguments, &inputs, &settings)?;
    let mut report = look(&inputs, &arguments.data, today)?;
    set_levels(&mut report, &inputs, &settings)?;
    let mut mended_input = false;
    if arguments.fix || arguments.diff {
        let before = inputs.clone();
        let mut fixed = 0;
        for _ in 0..ROUNDS {
            let applied = mend(&mut inputs, &report, arguments.unsafe_fixes);
            if applied == 0 {
                break;
            }
            fixed += applied;
            report = look(&inputs, &arguments.data, today)?;
            set_levels(&mut report, &inputs, &settings)?;
        }
        let changed: Vec<(&Input, &Input)> =
            before.iter().zip(&inputs).filter(|(old, new)| old.piped != new.piped).collect();
        if arguments.diff {
            return show_changes(edge, &changed);
        }
        for (_, new) in changed.iter().filter(|(old, _)| !old.is_standard_input) {
            replace(&new.path, &String::from_utf8_lossy(&new.bytes()?))?;
        }
        for new in inputs.iter().filter(|input| input.is_standard_input) {
            mended_input = true;
            edge.print(&String::from_utf8_lossy(&new.bytes()?))?;
        }
        if fixed > 0 {
            let files = number_of(changed.len(), "file", "files");
            edge.note(&format!("fixed {} in {files}", number_of(fixed, "finding", "findings")));
        }
    }
    let files: Vec<String> = inputs.iter().map(Input::shown).collect();
    let found = Findings {
        sources: &report.sources,
        diagnostics: &report.diagnostics,
        suppressed: &report.suppressed,
        files: &files,
    };
    if mended_input && arguments.output_file.is_none() {
        // The output stream holds the mended file.
        edge.note(format.text(edge, found).trim_end());
    } else {
        format.write(edge, found, arguments.output_file.as_deref())?;
    }
    if format.has_summary() || arguments.output_file.is_some() {
        edge.note(&summary(&report));
    }
    if edge.verbose && !report.suppressed.is_empty() {
        let count = number_of(report.suppressed.len(), "finding", "findings");
        edge.note(&format!("{count} suppressed by comments"));
    }
    let failed = fails(arguments, &report, &inputs, &settings)?;
    Ok(if failed && !arguments.exit_zero { Exit::Findings } else { Exit::Clean })
}

/// The option, else the variable, else what the settings of the first input say.
fn output_format(
    arguments: &Arguments,
    inputs: &[Input],
    settings: &SettingsFinder<'_>,
) -> Result<OutputFormat, Fault> {
    if let Some(format) = arguments.output_format {
        return Ok(format);
    }
    if let Some(format) = OutputFormat::from_environment()? {
        return Ok(format);
    }
    let Some(first) = inputs.first() else { return Ok(OutputFormat::default()) };
    let given = settings.of(&first.path)?.output_format.as_ref().map(|given| given.value);
    Ok(given.unwrap_or_default())
}

/// The file whose settings a finding goes by: its own, or where it has none or lies in a pack, the first input.
fn file_of<'a>(report: &'a Report, inputs: &'a [Input], found: &Diagnostic) -> Option<&'a Path> {
    let name = found.primary.as_ref().map(|label| report.sources.locate(label.span).0);
    let name = name.filter(|name| !name.starts_with("std.")).map(Path::new);
    name.or_else(|| inputs.first().map(|input| input.path.as_path()))
}

/// Gives each finding the level that its file's settings say.
fn set_levels(report: &mut Report, inputs: &[Input], settings: &SettingsFinder<'_>) -> Result<(), Fault> {
    let mut kept = Vec::with_capacity(report.diagnostics.len());
    for mut found in std::mem::take(&mut report.diagnostics) {
        let Some(file) = file_of(report, inputs, &found) else { continue };
        if let Some(severity) = settings.of(file)?.severity(found.code, found.severity, &settings.whole(file))
        {
            found.severity = severity;
            kept.push(found);
        }
    }
    report.diagnostics = kept;
    Ok(())
}

/// Whether what was found makes the exit code 1.
fn fails(
    arguments: &Arguments,
    report: &Report,
    inputs: &[Input],
    settings: &SettingsFinder<'_>,
) -> Result<bool, Fault> {
    let asked = arguments.fail_on.map_or_else(FailOn::from_environment, |asked| Ok(Some(asked)))?;
    for found in &report.diagnostics {
        let given = match (asked, file_of(report, inputs, found)) {
            (Some(asked), _) => asked,
            (None, Some(file)) => {
                settings.of(file)?.fail_on.as_ref().map(|given| given.value).unwrap_or_default()
            }
            (None, None) => FailOn::default(),
        };
        if given.fails(found.severity) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn show_changes(edge: &Edge, changed: &[(&Input, &Input)]) -> Ending {
    for (old, new) in changed {
        let before = old.bytes()?;
        let after = new.bytes()?;
        let name = old.shown();
        edge.print(&unified(
            &name,
            &String::from_utf8_lossy(&before),
            &String::from_utf8_lossy(&after),
            edge.color,
        ))?;
    }
    Ok(if changed.is_empty() { Exit::Clean } else { Exit::Findings })
}

/// `2 profiles and 1 library checked: 4 errors in 1 file; `--fix` mends 2`.
fn summary(report: &Report) -> String {
    let mut checked = Vec::new();
    if report.profiles > 0 {
        checked.push(number_of(report.profiles, "profile", "profiles"));
    }
    if report.libraries > 0 {
        checked.push(number_of(report.libraries, "library", "libraries"));
    }
    let found = render::summary(&report.diagnostics).unwrap_or_else(|| "nothing found".to_owned());
    let fixable = match report.diagnostics.iter().filter(|diagnostic| is_fixable(diagnostic)).count() {
        0 => String::new(),
        count => format!("; `--fix` mends {count}"),
    };
    format!("{} checked: {found}{fixable}", checked.join(" and "))
}

//! `icp diff`: what changed between two versions, and whom it moves.

mod data;
mod profiles;
mod sides;
mod tree;

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::clock::{as_of, parse_day};
use super::compile::{has_errors, report_errors};
use super::edge::Edge;
use super::exit::{Ending, Exit, Fault};
use super::tables::{ReadArguments, TableFile};
use crate::diff::{Attributor, Comparison, Limit, Movement, Version, Witness, compare, units, witnesses};
use crate::plan::plan;
use crate::report::diff::{
    LimitReport, ProfileReview, ProfileState, Review, VersionAdvice, VersionFacts, WitnessReport, html,
    is_at, json, markdown, place_names, text,
};
use crate::types::Day;
use data::Data;
use profiles::{Paired, Profile, pair};
use sides::sides;

/// Compare two versions of profiles: what changed, and whom it moves
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  icp diff                          since the branch left main\n  icp diff main..HEAD               between two revisions\n  icp diff HEAD~3:profiles/crm.icp  one profile, then and now\n  icp diff old.icp new.icp --data accounts.csv --value revenue"
)]
pub struct Arguments {
    /// A file, a folder, or a git revision: main, main..HEAD, HEAD~3:profiles/crm.icp [default: where the branch left
    /// the default branch]
    #[arg(value_name = "OLD")]
    old: Option<String>,
    /// The same for the new version [default: the work tree]
    #[arg(value_name = "NEW")]
    new: Option<String>,
    /// How to report
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
    /// Only profiles of this name
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// Accounts: score them with both versions and show which ones move
    #[arg(long, value_name = "FILE", num_args = 1.., help_heading = "Whom it moves")]
    data: Vec<PathBuf>,
    /// The accounts as they were, for the old version
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "data", help_heading = "Whom it moves")]
    old_data: Vec<PathBuf>,
    /// The day it is [default: today, UTC]
    #[arg(long, value_name = "DATE", value_parser = parse_day, help_heading = "Whom it moves")]
    as_of: Option<Day>,
    /// The day it was, for the old version [default: the same day]
    #[arg(long, value_name = "DATE", value_parser = parse_day, requires = "data", help_heading = "Whom it moves")]
    old_as_of: Option<Day>,
    /// The column or field that says what an account is worth: the largest come first
    #[arg(long, value_name = "COLUMN", requires = "data", help_heading = "Whom it moves")]
    value: Option<String>,
    /// Count by the values of these columns or fields
    #[arg(
        long,
        value_name = "COLUMNS",
        value_delimiter = ',',
        requires = "data",
        help_heading = "Whom it moves"
    )]
    by: Vec<String>,
    /// Show these columns or fields of accounts that move; otherwise only their keys
    #[arg(
        long,
        value_name = "COLUMNS",
        value_delimiter = ',',
        requires = "data",
        help_heading = "Whom it moves"
    )]
    show: Vec<String>,
    /// How many accounts that move are shown
    #[arg(long, default_value_t = 20, value_name = "N", help_heading = "Whom it moves")]
    top: usize,
    /// How many threads work on it [default: as many as there are cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..), help_heading = "Whom it moves")]
    threads: Option<u16>,
    #[command(flatten)]
    read: ReadArguments,
    /// Exit 1 if what accounts get can change
    #[arg(long, help_heading = "Gates")]
    exit_code: bool,
    /// Exit 1 if more moves than this: "moved > 5%", "tier A shrinks > 10%", "out > 100"; may be given several times
    #[arg(long, value_name = "LIMIT", requires = "data", help_heading = "Gates")]
    fail_if: Vec<String>,
    /// Exit 1 if the profile's version did not rise as far as the change asks for
    #[arg(long, help_heading = "Gates")]
    check_version: bool,
}

/// `--format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// For a terminal
    #[default]
    Text,
    /// A comment on a pull request
    Markdown,
    /// For programs
    Json,
    /// A page for a browser
    Html,
}

/// Runs the verb.
///
/// # Errors
/// When a side cannot be read, or a new version has errors.
pub fn run(edge: &Edge, arguments: &Arguments) -> Ending {
    let sides = sides(arguments.old.as_deref(), arguments.new.as_deref())?;
    let pairs = pair(&sides)?;
    if pairs.is_empty() {
        return Err(Fault::new("there is no profile on either side")
            .help("name a file that ends in `.icp`, or a folder or revision that holds one"));
    }
    let (same, mut changed): (Vec<Paired>, Vec<Paired>) =
        pairs.into_iter().partition(|pair| pair.is_same_text() && !pair.has_moved());
    if let Some(name) = &arguments.profile {
        changed.retain(|pair| pair.new.as_ref().or(pair.old.as_ref()).and_then(Profile::name) == Some(name));
    }
    let mut review = Review {
        schema_version: 1,
        old: sides.old.label().to_owned(),
        new: sides.new.label().to_owned(),
        profiles: Vec::new(),
        unchanged: same.len(),
    };
    let tables = Tables::find(arguments)?;
    let data = tables.data(edge, arguments)?;
    let mut failed = false;
    for pair in &changed {
        let one = one_profile(edge, arguments, data.as_ref(), pair)?;
        let limits = one.limits.iter().any(|limit| limit.exceeded);
        let version = arguments.check_version
            && one.version.as_ref().is_some_and(|advice| advice.enough == Some(false));
        failed |= limits || version || (arguments.exit_code && !one.proved_same);
        review.profiles.push(one);
    }
    let out = match arguments.format {
        Format::Text => text(&review, edge.color),
        Format::Markdown => markdown(&review),
        Format::Json => json(&review),
        Format::Html => html(&review),
    };
    edge.print(&out)?;
    Ok(if failed { Exit::Findings } else { Exit::Clean })
}

/// The files that `--data`, `--old-data` and `--table` name.
struct Tables {
    accounts: Vec<TableFile>,
    old_accounts: Vec<TableFile>,
    tables: Vec<(String, TableFile)>,
}

impl Tables {
    fn find(arguments: &Arguments) -> Result<Tables, Fault> {
        let find = |paths: &[PathBuf]| {
            let files = paths.iter().map(|path| {
                let mut file = TableFile::find(path)?;
                file.hold()?;
                Ok(file)
            });
            files.collect::<Result<Vec<_>, Fault>>()
        };
        let mut tables = arguments.read.tables()?;
        for (_, file) in &mut tables {
            file.hold()?;
        }
        Ok(Tables { accounts: find(&arguments.data)?, old_accounts: find(&arguments.old_data)?, tables })
    }

    fn data<'t>(&'t self, edge: &'t Edge, arguments: &Arguments) -> Result<Option<Data<'t>>, Fault> {
        if self.accounts.is_empty() {
            return Ok(None);
        }
        let today = as_of(arguments.as_of)?;
        let threads = arguments.threads.map(usize::from);
        let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Ok(Some(Data {
            edge,
            accounts: &self.accounts,
            old_accounts: &self.old_accounts,
            tables: &self.tables,
            options: arguments.read.options()?,
            today,
            old_day: arguments.old_as_of.unwrap_or(today),
            value: arguments.value.clone(),
            by: arguments.by.clone(),
            show: arguments.show.clone(),
            top: arguments.top,
            threads: threads.unwrap_or_else(cores),
        }))
    }
}

fn one_profile(
    edge: &Edge,
    arguments: &Arguments,
    data: Option<&Data<'_>>,
    pair: &Paired,
) -> Result<ProfileReview, Fault> {
    match (&pair.old, &pair.new) {
        (Some(old), Some(new)) => {
            let new_version = runnable(edge, new)?;
            let Some(old_version) = version(old) else {
                edge.note(&format!(
                    "the old version of `{}` has errors, so there is nothing to compare",
                    old.shown()
                ));
                return Ok(ProfileReview::single(ProfileState::Added, facts(new, new_version)));
            };
            let comparison = compare(old_version, new_version);
            let mut review =
                ProfileReview::compared(facts(old, old_version), facts(new, new_version), &comparison);
            let mut counted = None;
            let units = units(&comparison);
            if data.is_none() && !comparison.proved_same {
                let today = as_of(arguments.as_of)?;
                let attributor = Attributor::new(&comparison.joint, &units, today);
                let found = witnesses(&comparison.joint, &attributor, today);
                review.witnesses = found
                    .iter()
                    .map(|witness| WitnessReport::new(witness, &comparison.joint, &units))
                    .collect();
                // An account that was found goes in or out for certain; that none was found proves nothing.
                let crossing =
                    |witness: &&Witness| witness.old.status.is_out() != witness.new.status.is_out();
                let crossed = found.iter().filter(crossing).count() as u64;
                counted = (crossed > 0).then_some((crossed, 0));
            }
            if let Some(data) = data {
                let (movement, report) = data.run(&comparison, &units, new_version.sources)?;
                review.limits = limits(&arguments.fail_if, &comparison, &movement)?;
                review.movement = Some(report);
                counted = Some((movement.crossed, movement.shifted));
            }
            review.version = VersionAdvice::new(&review, counted).filter(|_| !review.changes.is_empty());
            Ok(review)
        }
        (None, Some(new)) => {
            let version = runnable(edge, new)?;
            Ok(ProfileReview::single(ProfileState::Added, facts(new, version)))
        }
        (Some(old), None) => Ok(ProfileReview::single(ProfileState::Removed, facts_of_any(old))),
        (None, None) => Err(Fault::new("there is nothing to compare")),
    }
}

/// Holds every limit against what was counted.
fn limits(texts: &[String], comparison: &Comparison, movement: &Movement) -> Result<Vec<LimitReport>, Fault> {
    let joint = &comparison.joint;
    let places = place_names(joint);
    let mut reports = Vec::new();
    for text in texts {
        let limit = Limit::parse(text, &places)
            .map_err(|fault| Fault::new(format!("`--fail-if`: {}", fault.message)).help(fault.help))?;
        let measured = limit.measure(movement, |state, name| is_at(joint, state, name));
        reports.push(LimitReport {
            limit: limit.text,
            accounts: measured.accounts,
            of: measured.of,
            exceeded: measured.exceeded,
        });
    }
    Ok(reports)
}

fn version(profile: &Profile) -> Option<Version<'_>> {
    let checked = &profile.compiled.checked;
    let model = checked.model.as_ref()?;
    Some(Version { sources: &profile.compiled.sources, files: &checked.files, model })
}

/// The version, or what is wrong with it on the error stream.
fn runnable<'p>(edge: &Edge, profile: &'p Profile) -> Result<Version<'p>, Fault> {
    version(profile).ok_or_else(|| {
        let diagnostics = profile.compiled.checked.diagnostics.clone();
        if has_errors(&diagnostics) {
            report_errors(edge, &profile.compiled.sources, diagnostics);
            return Fault::Said(Exit::CouldNotRun);
        }
        Fault::new(format!("`{}` cannot be compared", profile.shown()))
    })
}

fn facts(profile: &Profile, version: Version<'_>) -> VersionFacts {
    VersionFacts {
        file: profile.shown().to_owned(),
        name: version.model.header.name.clone(),
        version: version.model.header.version.clone(),
        plan_hash: plan(version.model).hash().to_owned(),
    }
}

fn facts_of_any(profile: &Profile) -> VersionFacts {
    version(profile).map_or_else(
        || VersionFacts {
            file: profile.shown().to_owned(),
            name: profile.path.clone(),
            version: None,
            plan_hash: String::new(),
        },
        |version| facts(profile, version),
    )
}

//! `icp diff`: what changed between two versions, and whom it moves.

mod profiles;
mod sides;
mod tree;

use clap::{Args, ValueEnum};

use super::compile::{has_errors, report_errors};
use super::edge::Edge;
use super::exit::{Ending, Exit, Fault};
use crate::diff::{Comparison, Version, compare};
use crate::plan::plan;
use crate::report::diff::{ProfileReview, ProfileState, Review, VersionFacts, text};
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
    /// Exit 1 if what accounts get can change
    #[arg(long)]
    exit_code: bool,
}

/// `--format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// For a terminal
    #[default]
    Text,
    /// For programs
    Json,
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
    let (same, changed): (Vec<Paired>, Vec<Paired>) = pairs.into_iter().partition(Paired::is_same_text);
    let mut review = Review {
        schema_version: 1,
        old: sides.old.label().to_owned(),
        new: sides.new.label().to_owned(),
        profiles: Vec::new(),
        unchanged: same.len(),
    };
    let mut decides = false;
    for pair in &changed {
        let (profile, comparison) = compared(edge, pair)?;
        decides |= comparison.is_none_or(|comparison| !comparison.proved_same);
        review.profiles.push(profile);
    }
    let out = match arguments.format {
        Format::Text => text(&review, edge.color),
        Format::Json => format!("{:#}\n", serde_json::to_value(&review).unwrap_or_default()),
    };
    edge.print(&out)?;
    Ok(if arguments.exit_code && decides { Exit::Findings } else { Exit::Clean })
}

fn compared(edge: &Edge, pair: &Paired) -> Result<(ProfileReview, Option<Comparison>), Fault> {
    match (&pair.old, &pair.new) {
        (Some(old), Some(new)) => {
            let new_version = runnable(edge, new)?;
            let Some(old_version) = version(old) else {
                edge.note(&format!(
                    "the old version of `{}` has errors, so there is nothing to compare",
                    old.shown()
                ));
                return Ok((ProfileReview::single(ProfileState::Added, facts(new, new_version)), None));
            };
            let comparison = compare(old_version, new_version);
            let review =
                ProfileReview::compared(facts(old, old_version), facts(new, new_version), &comparison);
            Ok((review, Some(comparison)))
        }
        (None, Some(new)) => {
            let version = runnable(edge, new)?;
            Ok((ProfileReview::single(ProfileState::Added, facts(new, version)), None))
        }
        (Some(old), None) => Ok((ProfileReview::single(ProfileState::Removed, facts_of_any(old)), None)),
        (None, None) => Err(Fault::new("there is nothing to compare")),
    }
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

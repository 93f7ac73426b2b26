//! The command line: files, environment, clock, exit codes. One file a verb.
//!
//! In: arguments. Out: an exit code. Results go to the output stream, notes and progress to the error stream.
//! Invariant: nothing below this floor opens a file, reads the environment or the clock.

mod check;
mod clock;
mod compile;
mod compile_to;
mod completions;
mod diff;
mod doc;
mod edge;
mod exit;
mod explain;
mod files;
mod fmt;
mod git;
mod init;
mod interrupt;
mod loader;
mod output_format;
mod overwrite;
mod profile;
mod progress;
mod score;
mod settings;
mod tables;
mod target;
mod test;
mod unified;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use edge::{Color, Edge};
use exit::{Exit, Fault};

use crate::data::is_guarded;

/// Ideal customer profiles as text: check them, test them, score accounts with them.
#[derive(Debug, Parser)]
#[command(name = "icp", version, arg_required_else_help = true, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
    /// When to use colors
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        value_name = "WHEN",
        help_heading = "Everywhere"
    )]
    color: Color,
    /// Leave out notes and summaries
    #[arg(long, short, global = true, help_heading = "Everywhere")]
    quiet: bool,
    /// Say more: what is suppressed, which settings count
    #[arg(long, short, global = true, conflicts_with = "quiet", help_heading = "Everywhere")]
    verbose: bool,
}

/// What `icp` can do.
#[derive(Debug, Subcommand)]
enum Verb {
    Init(init::Arguments),
    Check(check::Arguments),
    Fmt(fmt::Arguments),
    Test(test::Arguments),
    Score(score::Arguments),
    Explain(explain::Arguments),
    Profile(profile::Arguments),
    Doc(doc::Arguments),
    Diff(diff::Arguments),
    Config(settings::ConfigArguments),
    Schema(settings::SchemaArguments),
    Compile(compile_to::Arguments),
    Completions(completions::Arguments),
}

/// Runs the command line of this process.
#[must_use]
pub fn run() -> ExitCode {
    std::panic::set_hook(Box::new(|fault| {
        if is_guarded() {
            return;
        }
        let place =
            fault.location().map(|place| format!(" ({}:{})", place.file(), place.line())).unwrap_or_default();
        eprintln!("internal error{place}: this is a fault of icp, not of the profile or the data");
        eprintln!("  help: please report it, with the profile and the command, if they may be seen");
    }));
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { Exit::CouldNotRun } else { Exit::Clean }.into();
        }
    };
    let edge = Edge::new(arguments.color, arguments.quiet, arguments.verbose);
    let ending = match arguments.verb {
        Verb::Init(arguments) => init::run(&edge, &arguments),
        Verb::Check(arguments) => check::run(&edge, &arguments),
        Verb::Fmt(arguments) => fmt::run(&edge, &arguments),
        Verb::Test(arguments) => test::run(&edge, &arguments),
        Verb::Score(arguments) => score::run(&edge, &arguments),
        Verb::Explain(arguments) => explain::run(&edge, &arguments),
        Verb::Profile(arguments) => profile::run(&edge, &arguments),
        Verb::Compile(arguments) => compile_to::run(&edge, &arguments),
        Verb::Doc(arguments) => doc::run(&edge, &arguments),
        Verb::Diff(arguments) => diff::run(&edge, &arguments),
        Verb::Config(arguments) => settings::config(&edge, &arguments),
        Verb::Schema(arguments) => settings::schema(&edge, &arguments),
        Verb::Completions(arguments) => completions::run(&edge, &arguments),
    };
    match ending {
        Ok(exit) => exit,
        Err(Fault::Said(exit)) => exit,
        Err(Fault::ReaderGone) => Exit::Clean,
        Err(Fault::CouldNotRun { message, help }) => {
            edge.fault(&message, help.as_deref());
            Exit::CouldNotRun
        }
    }
    .into()
}

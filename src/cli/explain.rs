//! `icp explain`: why an account got what it got, or what a diagnostic means.

use clap::Args;

use super::edge::Edge;
use super::exit::{Ending, Exit, Fault};
use crate::diag::codes;
use crate::text::closest;

/// Say why an account got what it got, or what a diagnostic such as ICP0201 means
#[derive(Debug, Args)]
pub struct Arguments {
    /// A diagnostic's code or name
    #[arg(value_name = "CODE")]
    subject: String,
}

/// Runs the verb.
///
/// # Errors
/// When the code is unknown.
pub fn run(edge: &Edge, arguments: &Arguments) -> Ending {
    code(edge, &arguments.subject)
}

/// Prints the page of a diagnostic.
fn code(edge: &Edge, subject: &str) -> Ending {
    let Some(code) = codes::find(subject) else {
        let fault = Fault::new(format!("there is no diagnostic `{subject}`"));
        let all = codes::all();
        let upper = subject.to_uppercase();
        let near = closest(&upper, all.iter().map(|code| code.id))
            .into_iter()
            .chain(closest(subject, all.iter().map(|code| code.slug)))
            .next();
        return Err(match near {
            Some(near) => fault.help(format!("did you mean `{near}`?")),
            None => fault.help("codes look like ICP0201; every report shows its own"),
        });
    };
    edge.print(&format!("{}\n", code.page.trim_end()))?;
    Ok(Exit::Clean)
}

//! From a path to a checked profile: what most verbs begin with.
//!
//! In: a path. Out: what the checker gave, with its sources.
//! Invariant: [`profile`] gives a model only where nothing is wrong; what is wrong has been reported.

use std::path::Path;

use super::edge::Edge;
use super::exit::{Exit, Fault};
use super::files::{Input, inputs};
use super::loader::FileLoader;
use crate::check::{self, Checked, model::Model};
use crate::diag::render;
use crate::diag::{Diagnostic, Severity};
use crate::text::{SourceFile, Sources};

/// A profile or library, and everything found in it.
#[derive(Debug)]
pub struct Compiled {
    /// All files it is made of; the first is the file itself.
    pub sources: Sources,
    /// What the checker gave.
    pub checked: Checked,
}

/// Compiles one file.
///
/// # Errors
/// When it cannot be read; what is wrong inside it is in the result.
pub fn compile(input: &Input) -> Result<Compiled, Fault> {
    let bytes = input.bytes()?;
    let loader = FileLoader::for_profile(&input.path);
    let name = loader.name(&input.path);
    let text = text_of(bytes, &name)?;
    let mut sources = Sources::new();
    let checked = check::check(&mut sources, SourceFile::new(name, text), &loader);
    Ok(Compiled { sources, checked })
}

/// The text of a profile: UTF-8, with or without a byte-order mark.
///
/// # Errors
/// When it is not UTF-8.
pub fn text_of(bytes: Vec<u8>, name: &str) -> Result<String, Fault> {
    crate::syntax::decode(name, bytes).map_err(|report| {
        report
            .helps
            .iter()
            .fold(Fault::new(report.message.clone()), |fault, help| fault.help(help.text.clone()))
    })
}

/// A profile without errors, ready to run.
#[derive(Debug)]
pub struct Profile {
    /// Its files.
    pub sources: Sources,
    /// The model.
    pub model: Model,
}

/// Compiles a profile for a verb that runs it: errors are reported and end the run, warnings are left to `icp check`.
///
/// # Errors
/// When it cannot be read, has errors, or is a library.
pub fn profile(edge: &Edge, path: &Path) -> Result<Profile, Fault> {
    let found = inputs(&[path.to_path_buf()], None)?;
    let [input] = found.as_slice() else {
        return Err(Fault::new(format!("`{}` holds {} profiles; name one", path.display(), found.len())));
    };
    let compiled = compile(input)?;
    let Compiled { sources, checked } = compiled;
    match checked.model {
        Some(model) => Ok(Profile { sources, model }),
        None if checked.is_library && !has_errors(&checked.diagnostics) => {
            Err(Fault::new(format!("`{}` is a library: it has no `profile`", path.display()))
                .help("name a profile that uses it"))
        }
        None => {
            report_errors(edge, &sources, checked.diagnostics);
            Err(Fault::Said(Exit::CouldNotRun))
        }
    }
}

/// Shows the errors of a profile that was to be run.
pub fn report_errors(edge: &Edge, sources: &Sources, mut diagnostics: Vec<Diagnostic>) {
    diagnostics.retain(|diagnostic| diagnostic.severity == Severity::Error);
    edge.say(render::full(sources, &diagnostics, edge.note_style()).trim_end());
    if let Some(summary) = render::summary(&diagnostics) {
        edge.say(&format!("\n{summary}: the profile cannot be run"));
    }
}

/// Whether an error is among them.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}

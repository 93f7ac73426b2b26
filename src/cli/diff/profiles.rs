//! The profiles of both sides, compiled and paired.
//!
//! In: two sides. Out: pairs of versions, and profiles that only one side has.
//! Invariant: every profile of either side is in exactly one pair.

use std::path::Path;

use super::sides::{Side, Sides};
use super::tree::Tree;
use crate::check::{self, Checked, LoadError};
use crate::cli::compile::{Compiled, compile, has_errors, text_of};
use crate::cli::exit::Fault;
use crate::cli::files::{Input, inputs, profiles_below};
use crate::cli::git::Git;
use crate::cli::loader::slashes;
use crate::text::{SourceFile, Sources};

/// A profile on one side.
pub struct Profile {
    /// Where it lies, by which the two sides are paired.
    pub path: String,
    /// What it says.
    pub compiled: Compiled,
}

impl Profile {
    /// The profile's name, where it has a model.
    pub fn name(&self) -> Option<&str> {
        self.compiled.checked.model.as_ref().map(|model| model.header.name.as_str())
    }

    /// The name of its file, as shown.
    pub fn shown(&self) -> &str {
        self.compiled.sources.iter().next().map_or("", |(_, file)| file.name())
    }
}

/// A profile on both sides, or on one.
pub struct Paired {
    /// The old version.
    pub old: Option<Profile>,
    /// The new version.
    pub new: Option<Profile>,
}

impl Paired {
    /// Whether both sides are made of the same texts.
    pub fn is_same_text(&self) -> bool {
        let (Some(old), Some(new)) = (&self.old, &self.new) else { return false };
        fn files(profile: &Profile) -> Vec<&str> {
            profile.compiled.sources.iter().map(|(_, file)| file.text()).collect()
        }
        files(old) == files(new) && lists(&old.compiled.checked) == lists(&new.compiled.checked)
    }
}

impl Paired {
    /// Whether the profile lies elsewhere than it did, in one repository or folder.
    pub fn has_moved(&self) -> bool {
        matches!((&self.old, &self.new), (Some(old), Some(new)) if old.path != new.path && old.name() == new.name())
    }
}

/// What the lists hold that come from files of their own.
fn lists(checked: &Checked) -> String {
    let model = checked.model.as_ref();
    let lists = model
        .iter()
        .flat_map(|model| &model.lists)
        .map(|list| list.elements.iter().map(|(element, _)| element).collect::<Vec<_>>());
    let lists: Vec<_> = lists.collect();
    let choices = model.map(|model| &model.schema.choices);
    format!("{lists:?} {choices:?}")
}

/// Compiles and pairs both sides.
///
/// # Errors
/// When a file cannot be read.
pub fn pair(sides: &Sides) -> Result<Vec<Paired>, Fault> {
    let (mut old, mut new) = (profiles(&sides.old, sides)?, profiles(&sides.new, sides)?);
    let mut pairs = Vec::new();
    let single = |side: &Side| match side {
        Side::Disk { path, .. } => path.is_file(),
        Side::Commit { below, tree, .. } => tree.has(below),
    };
    // A file against many profiles is compared with the one of its name.
    if single(&sides.new) && !single(&sides.old) {
        keep_named(&mut old, &new);
    } else if single(&sides.old) && !single(&sides.new) {
        keep_named(&mut new, &old);
    }
    if let ([_], [_], true) = (old.as_slice(), new.as_slice(), single(&sides.old) && single(&sides.new)) {
        return Ok(vec![Paired { old: old.pop(), new: new.pop() }]);
    }
    let renames = renames(sides)?;
    type IsPair<'a> = &'a dyn Fn(&Profile, &Profile) -> bool;
    let rules: [IsPair<'_>; 3] = [
        &|old, new| old.path == new.path,
        &|old, new| old.name().is_some() && old.name() == new.name(),
        &|old, new| renames.iter().any(|(from, to)| *from == old.path && *to == new.path),
    ];
    for rule in rules {
        let mut rest = Vec::new();
        for profile in new {
            match old.iter().position(|known| rule(known, &profile)) {
                Some(place) => pairs.push(Paired { old: Some(old.remove(place)), new: Some(profile) }),
                None => rest.push(profile),
            }
        }
        new = rest;
    }
    pairs.extend(new.into_iter().map(|profile| Paired { old: None, new: Some(profile) }));
    pairs.extend(old.into_iter().map(|profile| Paired { old: Some(profile), new: None }));
    pairs.sort_by(|a, b| path_of(a).cmp(path_of(b)));
    Ok(pairs)
}

fn path_of(pair: &Paired) -> &str {
    pair.new.as_ref().or(pair.old.as_ref()).map_or("", |profile| profile.path.as_str())
}

fn keep_named(many: &mut Vec<Profile>, one: &[Profile]) {
    many.retain(|profile| one.iter().any(|one| one.path == profile.path || one.name() == profile.name()));
}

fn renames(sides: &Sides) -> Result<Vec<(String, String)>, Fault> {
    match (&sides.git, &sides.old, &sides.new) {
        (Some(git), Side::Commit { commit, .. }, Side::Disk { .. }) => git.renames(commit, None),
        (Some(git), Side::Commit { commit: old, .. }, Side::Commit { commit: new, .. }) => {
            git.renames(old, Some(new))
        }
        _ => Ok(Vec::new()),
    }
}

fn profiles(side: &Side, sides: &Sides) -> Result<Vec<Profile>, Fault> {
    let mut found = match side {
        Side::Disk { path, .. } => on_disk(path, sides.git.as_deref())?,
        Side::Commit { tree, below, label, .. } => {
            let paths = tree.profiles(below).into_iter();
            paths.map(|path| in_commit(tree, path, label)).collect::<Result<Vec<_>, Fault>>()?
        }
    };
    // A file whose `profile` line cannot be read looks like a library: its errors are to be told, not that it is gone.
    found.retain(|profile| {
        let checked = &profile.compiled.checked;
        !checked.is_library || has_errors(&checked.diagnostics)
    });
    Ok(found)
}

fn on_disk(path: &Path, git: Option<&Git>) -> Result<Vec<Profile>, Fault> {
    let here = std::env::current_dir().and_then(std::fs::canonicalize).unwrap_or_default();
    let inputs = if path.is_dir() {
        profiles_below(path).into_iter().map(Input::file).collect()
    } else {
        inputs(&[path.to_path_buf()], None)?
    };
    let top = git.and_then(|git| std::fs::canonicalize(&git.top).ok());
    let base = top.or_else(|| std::fs::canonicalize(path).ok().filter(|path| path.is_dir()));
    let mut found = Vec::new();
    for input in inputs {
        let real = std::fs::canonicalize(&input.path).unwrap_or_else(|_| here.join(&input.path));
        let key = base.as_ref().and_then(|base| real.strip_prefix(base).ok()).map(slashes);
        let key = key.unwrap_or_else(|| slashes(&input.path));
        found.push(Profile { path: key, compiled: compile(&input)? });
    }
    Ok(found)
}

fn in_commit(tree: &Tree, path: &str, label: &str) -> Result<Profile, Fault> {
    let shown = tree.shown(path);
    let bytes = tree.bytes(path).map_err(|error| {
        let why = match error {
            LoadError::TooLarge { .. } => "it is too large".to_owned(),
            LoadError::Unreadable(reason) => reason,
            LoadError::NotFound { .. } | LoadError::OutsideRoot { .. } | LoadError::NotAFile => {
                "it is no file".to_owned()
            }
        };
        Fault::new(format!("cannot read `{shown}` at `{label}`: {why}"))
    })?;
    let text = text_of(bytes, &shown)?;
    let mut sources = Sources::new();
    let checked = check::check(&mut sources, SourceFile::new(shown, text), &tree.loader(path));
    Ok(Profile { path: path.to_owned(), compiled: Compiled { sources, checked } })
}

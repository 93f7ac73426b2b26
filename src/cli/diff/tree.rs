//! The files of one commit, for the checker.
//!
//! In: a commit. Out: a [`Loader`] over its files, with the names that the work tree's files would have.
//! Invariant: nothing outside the project's root at that commit is read, and nothing of the work tree.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::check::{LoadError, Loaded, Loader};
use crate::cli::exit::Fault;
use crate::cli::git::{ContentFault, Git, TreeFile, TreeKind};
use crate::cli::loader::LIMIT;
use crate::text::closest;

/// How many links in a row are followed.
const LINKS: usize = 8;

/// The files of a commit.
pub struct Tree {
    git: Rc<Git>,
    files: BTreeMap<String, TreeFile>,
}

impl Tree {
    /// Lists a commit.
    ///
    /// # Errors
    /// When git cannot.
    pub fn read(git: &Rc<Git>, commit: &str) -> Result<Tree, Fault> {
        let files = git.files(commit)?.into_iter().map(|file| (file.path.clone(), file)).collect();
        Ok(Tree { git: Rc::clone(git), files })
    }

    /// The profiles and libraries at or below a path from the top; empty is everything.
    pub fn profiles(&self, below: &str) -> Vec<&str> {
        let inside = |path: &str| {
            below.is_empty()
                || path == below
                || path.strip_prefix(below).is_some_and(|rest| rest.starts_with('/'))
        };
        let names = self
            .files
            .iter()
            .filter(|(path, file)| path.ends_with(".icp") && file.kind == TreeKind::File && inside(path));
        names.map(|(path, _)| path.as_str()).collect()
    }

    /// Whether a file of this path is there.
    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// Paths like a missing one.
    pub fn near(&self, path: &str) -> Vec<&str> {
        closest(path, self.files.keys().map(String::as_str))
    }

    /// The content of a file.
    ///
    /// # Errors
    /// Why it cannot be had.
    pub fn bytes(&self, path: &str) -> Result<Vec<u8>, LoadError> {
        let Some(file) = self.files.get(path) else {
            let inside = format!("{path}/");
            let is_folder =
                self.files.range(inside.clone()..).next().is_some_and(|(at, _)| at.starts_with(&inside));
            return Err(if is_folder {
                LoadError::NotAFile
            } else {
                LoadError::NotFound { nearby: Vec::new() }
            });
        };
        match file.kind {
            TreeKind::Submodule => Err(LoadError::NotAFile),
            TreeKind::File | TreeKind::Link => self.git.content(&file.blob).map_err(|fault| match fault {
                ContentFault::TooLarge(bytes) => LoadError::TooLarge { bytes, limit: LIMIT },
                ContentFault::Unreadable(reason) => LoadError::Unreadable(reason),
            }),
        }
    }

    /// The root of the project that a profile belongs to: the nearest folder upwards with `icp.toml`, else the top.
    fn root_of(&self, path: &str) -> String {
        let mut folder = folder_of(path);
        loop {
            let settings =
                if folder.is_empty() { "icp.toml".to_owned() } else { format!("{folder}/icp.toml") };
            if folder.is_empty() || self.has(&settings) {
                return folder.to_owned();
            }
            folder = folder_of(folder);
        }
    }

    /// Where a path leads once links are followed.
    fn followed(&self, path: String) -> Result<String, LoadError> {
        let mut path = path;
        for _ in 0..LINKS {
            let link = self.files.get(&path).filter(|file| file.kind == TreeKind::Link);
            let Some(link) = link else { return Ok(path) };
            let target = self.git.content(&link.blob).unwrap_or_default();
            let target = String::from_utf8_lossy(&target).into_owned();
            path =
                resolve(folder_of(&path), &target).ok_or(LoadError::OutsideRoot { root: ".".to_owned() })?;
        }
        Err(LoadError::Unreadable("its links lead in a circle".to_owned()))
    }

    /// The name that messages show for a path: as the work tree's file would be shown from the working folder.
    pub fn shown(&self, path: &str) -> String {
        relative(&self.git.prefix, path)
    }

    /// A loader for what the profile at `path` uses.
    pub fn loader(&self, path: &str) -> TreeLoader<'_> {
        TreeLoader { tree: self, root: self.root_of(path) }
    }
}

/// Opens the files of a commit for one profile.
pub struct TreeLoader<'t> {
    tree: &'t Tree,
    root: String,
}

impl Loader for TreeLoader<'_> {
    fn load(&self, from: &str, path: &str) -> Result<Loaded, LoadError> {
        let outside = || LoadError::OutsideRoot {
            root: if self.root.is_empty() { ".".to_owned() } else { self.tree.shown(&self.root) },
        };
        let from = resolve(self.tree.git.prefix.trim_end_matches('/'), from).ok_or_else(outside)?;
        let inside = |path: &str| {
            self.root.is_empty() || path.strip_prefix(&self.root).is_some_and(|rest| rest.starts_with('/'))
        };
        let wanted = resolve(folder_of(&from), path).filter(|path| inside(path)).ok_or_else(outside)?;
        let real = self.tree.followed(wanted)?;
        if !inside(&real) {
            return Err(outside());
        }
        let bytes = self.tree.bytes(&real)?;
        Ok(Loaded { name: self.tree.shown(&real), bytes })
    }
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// `folder/path` without `.` and `..`; `None` when it leaves the top.
pub fn resolve(folder: &str, path: &str) -> Option<String> {
    if path.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// A path from the top as seen from a folder below it.
fn relative(prefix: &str, path: &str) -> String {
    let mut here: Vec<&str> = prefix.split('/').filter(|part| !part.is_empty()).collect();
    let mut rest: Vec<&str> = path.split('/').collect();
    while let (Some(a), Some(b)) = (here.first(), rest.first())
        && a == b
        && rest.len() > 1
    {
        here.remove(0);
        rest.remove(0);
    }
    "../".repeat(here.len()) + &rest.join("/")
}

#[cfg(test)]
mod tests {
    use super::{relative, resolve};

    #[test]
    fn paths_are_shown_from_the_working_folder() {
        for (prefix, path, shown) in [
            ("", "profiles/crm.icp", "profiles/crm.icp"),
            ("profiles/", "profiles/crm.icp", "crm.icp"),
            ("profiles/", "lists/a.csv", "../lists/a.csv"),
            ("a/b/", "a/c/x.icp", "../c/x.icp"),
        ] {
            assert_eq!(relative(prefix, path), shown);
            assert_eq!(resolve(prefix, shown).as_deref(), Some(path));
        }
    }
}

//! What OLD and NEW stand for.
//!
//! In: the arguments. Out: two sides, each a place in the work tree or a commit.
//! Invariant: a name that is both a path and a revision is refused, not guessed.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::tree::{Tree, resolve};
use crate::cli::exit::Fault;
use crate::cli::git::Git;
use crate::cli::loader::slashes;

/// One side of a comparison.
pub enum Side {
    /// Files as they lie on the disk.
    Disk {
        /// A file or a folder.
        path: PathBuf,
        /// How reports call it.
        label: String,
    },
    /// Files of a commit.
    Commit {
        /// All of them.
        tree: Tree,
        /// The commit's name.
        commit: String,
        /// The file or folder that was asked for, from the top; empty is everything.
        below: String,
        /// How reports call it.
        label: String,
    },
}

impl Side {
    /// How reports call it.
    pub fn label(&self) -> &str {
        match self {
            Side::Disk { label, .. } | Side::Commit { label, .. } => label,
        }
    }
}

/// Both sides, and the repository if one was asked.
pub struct Sides {
    /// The old version.
    pub old: Side,
    /// The new version.
    pub new: Side,
    /// The repository.
    pub git: Option<Rc<Git>>,
}

/// What the arguments name.
///
/// # Errors
/// What is neither a path nor a revision, or both.
pub fn sides(old: Option<&str>, new: Option<&str>) -> Result<Sides, Fault> {
    match (old, new) {
        (None, _) => since_merge_base(None),
        (Some(one), None) => one_argument(one),
        (Some(old), Some(new)) => two_arguments(old, new),
    }
}

fn is_path(text: &str) -> bool {
    Path::new(text).exists()
}

fn disk(path: &str) -> Side {
    Side::Disk { path: PathBuf::from(path), label: path.to_owned() }
}

fn work_tree(git: &Git) -> Side {
    Side::Disk { path: git.top.clone(), label: "the work tree".to_owned() }
}

/// The profiles at or below a path, now and where the history left the default branch.
fn since_merge_base(path: Option<&str>) -> Result<Sides, Fault> {
    let git = Rc::new(Git::find()?);
    let branch = git.default_branch()?;
    let base = git.merge_base(&branch, "HEAD")?;
    let is_head = git.commit("HEAD")?.as_deref() == Some(base.as_str());
    let label = if is_head { "HEAD".to_owned() } else { format!("{branch} (merge base {})", short(&base)) };
    let below = path.map(|path| in_repository(&git, path)).transpose()?.unwrap_or_default();
    let old = Side::Commit { tree: Tree::read(&git, &base)?, commit: base, below, label };
    let new = path.map_or_else(|| work_tree(&git), disk);
    Ok(Sides { old, new, git: Some(git) })
}

fn short(commit: &str) -> &str {
    commit.get(..8).unwrap_or(commit)
}

fn one_argument(text: &str) -> Result<Sides, Fault> {
    if is_path(text) {
        let like_revision = !text.contains(['/', '.', '\\']);
        let revision = if like_revision { Git::find().ok().map(|git| git.commit(text)) } else { None };
        if matches!(revision, Some(Ok(Some(_)))) {
            return Err(Fault::new(format!("`{text}` is both a path and a git revision"))
                .help(format!("write `./{text}` for the path, or `{text}..` for the revision")));
        }
        return since_merge_base(Some(text));
    }
    let git = Rc::new(Git::find()?);
    if let Some((from, to)) = text.split_once("...") {
        let (from, to) = (or_head(from), or_head(to));
        for name in [from, to] {
            git.commit(name)?.ok_or_else(|| git.unknown(name))?;
        }
        let base = git.merge_base(from, to)?;
        let label = format!("{from} (merge base {})", short(&base));
        let old = Side::Commit { tree: Tree::read(&git, &base)?, commit: base, below: String::new(), label };
        return Ok(Sides { old, new: commit(&git, to)?, git: Some(git) });
    }
    if let Some((from, to)) = text.split_once("..") {
        let old = commit(&git, or_head(from))?;
        let new = if to.is_empty() { work_tree(&git) } else { commit(&git, to)? };
        return Ok(Sides { old, new, git: Some(git) });
    }
    let old = commit(&git, text)?;
    let new = match &old {
        Side::Commit { below, .. } if !below.is_empty() => {
            let path = git.top.join(below);
            let here = std::env::current_dir().unwrap_or_default();
            let path = path.strip_prefix(&here).map(Path::to_path_buf).unwrap_or(path);
            if !path.exists() {
                return Err(Fault::new(format!("there is no file or folder `{}` now", slashes(&path)))
                    .help("name what to compare with: `icp diff OLD NEW`"));
            }
            let label = slashes(&path);
            Side::Disk { path, label }
        }
        _ => work_tree(&git),
    };
    Ok(Sides { old, new, git: Some(git) })
}

fn or_head(text: &str) -> &str {
    if text.is_empty() { "HEAD" } else { text }
}

fn two_arguments(old: &str, new: &str) -> Result<Sides, Fault> {
    if is_path(old) && is_path(new) {
        return Ok(Sides { old: disk(old), new: disk(new), git: None });
    }
    let git = Rc::new(Git::find()?);
    let side = |text: &str| if is_path(text) { Ok(disk(text)) } else { commit(&git, text) };
    let (mut old_side, mut new_side) = (side(old)?, side(new)?);
    // `icp diff main profiles/crm.icp`: the same path on both sides.
    match (&mut old_side, &mut new_side) {
        (Side::Commit { below, tree, .. }, Side::Disk { path, .. })
        | (Side::Disk { path, .. }, Side::Commit { below, tree, .. })
            if below.is_empty() =>
        {
            let same = in_repository(&git, &slashes(path)).unwrap_or_default();
            if !tree.profiles(&same).is_empty() {
                *below = same;
            }
        }
        _ => {}
    }
    Ok(Sides { old: old_side, new: new_side, git: Some(git) })
}

/// A path as the repository names it.
fn in_repository(git: &Git, path: &str) -> Result<String, Fault> {
    let outside = || Fault::new(format!("`{path}` lies outside the git repository"));
    let real = std::fs::canonicalize(path).map_err(|error| Fault::io("read", path, &error))?;
    let top =
        std::fs::canonicalize(&git.top).map_err(|error| Fault::io("read", slashes(&git.top), &error))?;
    real.strip_prefix(&top).map(slashes).map_err(|_| outside())
}

/// `REVISION` or `REVISION:PATH`; as in git, a path begins at the top unless it begins with a dot.
fn commit(git: &Rc<Git>, text: &str) -> Result<Side, Fault> {
    let (revision, path) = match text.split_once(':') {
        Some((revision, path)) => (revision, Some(path)),
        None => (text, None),
    };
    let Some(commit) = git.commit(or_head(revision))? else { return Err(git.unknown(revision)) };
    let tree = Tree::read(git, &commit)?;
    let below = match path {
        None => String::new(),
        Some(path) => {
            let folder = if path.starts_with('.') { git.prefix.as_str() } else { "" };
            let below = resolve(folder, path.trim_end_matches('/'));
            let below =
                below.ok_or_else(|| Fault::new(format!("`{path}` lies outside the git repository")))?;
            if !below.is_empty() && tree.profiles(&below).is_empty() {
                let fault = Fault::new(format!("there is no profile `{path}` at `{revision}`"));
                return Err(match tree.near(&below).first() {
                    Some(near) => fault.help(format!("did you mean `{revision}:{near}`?")),
                    None => fault.help("as in git, the path begins at the top of the repository"),
                });
            }
            below
        }
    };
    Ok(Side::Commit { tree, commit, below, label: text.to_owned() })
}

//! The user's `git`: the only place that starts a process.
//!
//! In: questions about revisions. Out: commits, the files of a commit, their content.
//! Invariant: nothing is written to the repository, and what git says of the environment (`GIT_DIR`, worktrees) holds.

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use super::exit::Fault;
use super::loader::LIMIT;

/// A repository with a work tree, as seen from the working folder.
#[derive(Debug)]
pub struct Git {
    /// The top folder of the work tree.
    pub top: std::path::PathBuf,
    /// The working folder below the top: empty, or with a slash at its end.
    pub prefix: String,
    contents: RefCell<Option<Contents>>,
}

/// One file of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeFile {
    /// Its path from the top of the repository.
    pub path: String,
    /// The name of its content.
    pub blob: String,
    /// What it is.
    pub kind: TreeKind,
}

/// What a name in a commit stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TreeKind {
    /// A file.
    File,
    /// A symbolic link; its content is where it leads.
    Link,
    /// A commit of another repository.
    Submodule,
}

/// `git cat-file --batch`, kept open.
#[derive(Debug)]
struct Contents {
    child: Child,
    ask: Option<ChildStdin>,
    answer: BufReader<ChildStdout>,
}

impl Drop for Contents {
    fn drop(&mut self) {
        // Without questions it ends by itself.
        self.ask = None;
        let _ = self.child.wait();
    }
}

impl Git {
    /// The repository of the working folder.
    ///
    /// # Errors
    /// When there is no git, no repository, or no work tree.
    pub fn find() -> Result<Git, Fault> {
        let answer = run(&["rev-parse", "--show-toplevel", "--show-prefix"])?;
        if !answer.ok {
            let bare = answer.errors.contains("must be run in a work tree");
            let unsafe_owner = answer.errors.contains("dubious ownership");
            return Err(if bare {
                Fault::new("this git repository has no work tree")
                    .help("run it in a clone, or name two files")
            } else if unsafe_owner {
                Fault::new("git refuses this repository: it belongs to another user")
                    .help("`git config --global --add safe.directory FOLDER` trusts it")
            } else {
                Fault::new("this folder is in no git repository, so there are no revisions to compare")
                    .help("name two files or folders: `icp diff old.icp new.icp`")
            });
        }
        let mut lines = answer.text.lines();
        let top = lines.next().unwrap_or_default().into();
        Ok(Git { top, prefix: lines.next().unwrap_or_default().to_owned(), contents: RefCell::new(None) })
    }

    /// The commit that a revision names.
    ///
    /// # Errors
    /// When git cannot be run.
    pub fn commit(&self, revision: &str) -> Result<Option<String>, Fault> {
        if revision.is_empty() || revision.starts_with('-') {
            return Ok(None);
        }
        let wanted = format!("{revision}^{{commit}}");
        let answer = run(&["rev-parse", "--verify", "--quiet", &wanted])?;
        Ok(answer.ok.then(|| answer.text.trim().to_owned()))
    }

    /// The fault of a revision that is not there.
    pub fn unknown(&self, revision: &str) -> Fault {
        let fault = Fault::new(format!("there is no file, folder, or git revision `{revision}`"));
        if self.is_shallow() {
            return fault.help(
                "this is a shallow clone, which lacks older commits: `git fetch --unshallow`, or `fetch-depth: 0` in CI",
            );
        }
        let names =
            run(&["for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags", "refs/remotes"]);
        let names = names.map(|answer| answer.text).unwrap_or_default();
        match crate::text::closest(revision, names.lines()).first() {
            Some(near) => fault.help(format!("did you mean `{near}`?")),
            None => fault.help("a revision is a branch, a tag or a commit: `main`, `v1.2`, `HEAD~3`"),
        }
    }

    fn is_shallow(&self) -> bool {
        run(&["rev-parse", "--is-shallow-repository"]).is_ok_and(|answer| answer.text.trim() == "true")
    }

    /// The commit where two histories part.
    ///
    /// # Errors
    /// When they share none, as in a shallow clone.
    pub fn merge_base(&self, one: &str, other: &str) -> Result<String, Fault> {
        let answer = run(&["merge-base", one, other])?;
        if answer.ok {
            return Ok(answer.text.trim().to_owned());
        }
        let fault = Fault::new(format!("`{one}` and `{other}` share no commit"));
        Err(if self.is_shallow() {
            fault.help("this is a shallow clone: `git fetch --unshallow`, or `fetch-depth: 0` in CI")
        } else {
            fault.help("name the revision to compare with: `icp diff REVISION`")
        })
    }

    /// The branch that changes go to: what the remote calls its head, else `main` or `master`.
    ///
    /// # Errors
    /// When there is none.
    pub fn default_branch(&self) -> Result<String, Fault> {
        let head = run(&["symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"])?;
        let named = head.text.trim().to_owned();
        let known = ["origin/main", "origin/master", "main", "master"].map(str::to_owned);
        for name in Some(named).into_iter().filter(|name| !name.is_empty()).chain(known) {
            if self.commit(&name)?.is_some() {
                return Ok(name);
            }
        }
        Err(Fault::new("this repository has no branch `main` or `master` to compare with")
            .help("name the revision to compare with: `icp diff REVISION`"))
    }

    /// Every file of a commit, by path.
    ///
    /// # Errors
    /// When git cannot say.
    pub fn files(&self, commit: &str) -> Result<Vec<TreeFile>, Fault> {
        let answer = run(&["ls-tree", "-r", "-z", "--full-tree", commit])?;
        if !answer.ok {
            return Err(Fault::new(format!("git cannot list the files of {commit}: {}", answer.reason())));
        }
        Ok(answer.text.split('\0').filter_map(tree_file).collect())
    }

    /// The content of a file of a commit.
    ///
    /// # Errors
    /// In git's words, or that it is too large to read.
    pub fn content(&self, blob: &str) -> Result<Vec<u8>, ContentFault> {
        let mut open = self.contents.borrow_mut();
        if open.is_none() {
            *open = Some(Contents::open().map_err(ContentFault::Unreadable)?);
        }
        let found = open.as_mut().map(|contents| contents.get(blob));
        let found = found.unwrap_or_else(|| Err(ContentFault::Unreadable("git gave no answer".to_owned())));
        if found.is_err() {
            *open = None;
        }
        found
    }

    /// Files that one commit has under another name than the other, as git recognizes them: old path and new path.
    ///
    /// # Errors
    /// When git cannot be run. `new` of `None` is the work tree.
    pub fn renames(&self, old: &str, new: Option<&str>) -> Result<Vec<(String, String)>, Fault> {
        let mut question = vec!["diff", "--name-status", "-z", "-M", "--no-ext-diff", old];
        question.extend(new);
        let answer = run(&question)?;
        let mut parts = answer.text.split('\0');
        let mut renames = Vec::new();
        while let Some(status) = parts.next() {
            match (status.starts_with('R'), status.starts_with('C')) {
                (true, _) => {
                    if let (Some(from), Some(to)) = (parts.next(), parts.next()) {
                        renames.push((from.to_owned(), to.to_owned()));
                    }
                }
                (_, true) => {
                    parts.next();
                    parts.next();
                }
                _ => {
                    parts.next();
                }
            }
        }
        Ok(renames)
    }
}

/// Why a content cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContentFault {
    /// It has so many bytes.
    TooLarge(u64),
    /// Git's words.
    Unreadable(String),
}

impl Contents {
    fn open() -> Result<Contents, String> {
        let mut child = command(&["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| super::exit::reason(&error))?;
        let (ask, answer) = (child.stdin.take(), child.stdout.take());
        let answer = answer.ok_or_else(|| "git gave no answer".to_owned())?;
        Ok(Contents { child, ask, answer: BufReader::new(answer) })
    }

    fn get(&mut self, blob: &str) -> Result<Vec<u8>, ContentFault> {
        let gone = |error: std::io::Error| ContentFault::Unreadable(super::exit::reason(&error));
        let nothing = || ContentFault::Unreadable("git gave no answer".to_owned());
        let ask = self.ask.as_mut().ok_or_else(nothing)?;
        writeln!(ask, "{blob}").and_then(|()| ask.flush()).map_err(gone)?;
        let mut header = String::new();
        self.answer.read_line(&mut header).map_err(gone)?;
        let size = header.split_whitespace().nth(2).and_then(|size| size.parse::<u64>().ok());
        let size = size.ok_or_else(|| {
            ContentFault::Unreadable("this clone lacks its content; `git fetch` may bring it".to_owned())
        })?;
        if size > LIMIT {
            return Err(ContentFault::TooLarge(size));
        }
        let mut bytes = Vec::new();
        (&mut self.answer).take(size).read_to_end(&mut bytes).map_err(gone)?;
        let mut end = [0];
        self.answer.read_exact(&mut end).map_err(gone)?;
        Ok(bytes)
    }
}

fn tree_file(record: &str) -> Option<TreeFile> {
    let (facts, path) = record.split_once('\t')?;
    let mut facts = facts.split_whitespace();
    let kind = match facts.next()? {
        "120000" => TreeKind::Link,
        "160000" => TreeKind::Submodule,
        _ => TreeKind::File,
    };
    Some(TreeFile { path: path.to_owned(), blob: facts.nth(1)?.to_owned(), kind })
}

/// What git said.
struct Answer {
    ok: bool,
    text: String,
    errors: String,
}

impl Answer {
    fn reason(&self) -> String {
        let line = self.errors.lines().next().unwrap_or("it gave no reason");
        line.trim_start_matches("fatal: ").to_owned()
    }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    // Messages in one language, no questions, no locks, no pager.
    command.args(arguments).env("LC_ALL", "C").env("GIT_TERMINAL_PROMPT", "0").env("GIT_OPTIONAL_LOCKS", "0");
    command
}

fn run(arguments: &[&str]) -> Result<Answer, Fault> {
    let output = command(arguments).stdin(Stdio::null()).output().map_err(|error| {
        let fault = if error.kind() == std::io::ErrorKind::NotFound {
            Fault::new("`git` is not installed, so revisions cannot be read")
        } else {
            Fault::new(format!("`git` cannot be run: {}", super::exit::reason(&error)))
        };
        fault.help("two files or folders can be compared without it: `icp diff old.icp new.icp`")
    })?;
    Ok(Answer {
        ok: output.status.success(),
        text: String::from_utf8_lossy(&output.stdout).into_owned(),
        errors: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}

//! Which files a verb works on: arguments that are files, folders, or `-`.
//!
//! In: arguments. Out: inputs in the order given, each once, folders sorted.
//! Invariant: nothing to work on is a fault, not an empty success.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::exit::Fault;
use super::loader::{FileLoader, LIMIT, read_bounded, slashes};
use super::settings::SettingsFinder;
use crate::check::LoadError;
use crate::text::{closest, number_of};

/// Which files a verb works on.
#[derive(Debug, Args)]
pub struct FileArguments {
    /// Profiles, libraries or folders; `-` is standard input [default: .]
    #[arg(value_name = "PATHS")]
    paths: Vec<PathBuf>,
    /// Leave out what this glob names, as in .gitignore; may be given again
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
    /// Leave out what is excluded also where it is named as an argument, as hooks do
    #[arg(long)]
    force_exclude: bool,
    /// Where a profile from standard input is said to lie
    #[arg(long, value_name = "PATH")]
    stdin_filename: Option<PathBuf>,
}

impl FileArguments {
    /// The files, without those that the options or the settings exclude. None only where arguments are excluded by
    /// force.
    ///
    /// # Errors
    /// A path that does not exist, a file that is no profile, a wrong glob, or nothing at all.
    pub fn inputs(&self, settings: &SettingsFinder<'_>) -> Result<Vec<Input>, Fault> {
        let excluded = self.excluded(&settings.whole(Path::new("")))?;
        let leave_out = |path: &Path| -> Result<bool, Fault> {
            let whole = settings.whole(path);
            let here = whole.starts_with(excluded.path())
                && excluded.matched_path_or_any_parents(&whole, false).is_ignore();
            Ok(here || settings.excludes(path)?)
        };
        inputs_but(&self.paths, self.stdin_filename.as_deref(), self.force_exclude, &leave_out)
    }

    fn excluded(&self, here: &Path) -> Result<Gitignore, Fault> {
        let mut builder = GitignoreBuilder::new(here);
        for glob in &self.exclude {
            builder
                .add_line(None, glob)
                .map_err(|error| Fault::new(format!("`--exclude {glob}`: {error}")))?;
        }
        builder.build().map_err(|error| Fault::new(format!("`--exclude`: {error}")))
    }
}

/// One profile or library to work on.
#[derive(Debug, Clone)]
pub struct Input {
    /// Where it lies; for standard input, where it is said to lie.
    pub path: PathBuf,
    /// Its content, if it does not come from the file: from standard input, or mended.
    pub piped: Option<Vec<u8>>,
    /// Whether it came from standard input.
    pub is_standard_input: bool,
}

impl Input {
    /// A file as it lies there.
    pub fn file(path: PathBuf) -> Input {
        Input { path, piped: None, is_standard_input: false }
    }

    /// The name that messages show.
    pub fn shown(&self) -> String {
        FileLoader::for_profile(&self.path).name(&self.path)
    }

    /// The bytes.
    ///
    /// # Errors
    /// When the file cannot be had.
    pub fn bytes(&self) -> Result<Vec<u8>, Fault> {
        match &self.piped {
            Some(bytes) => Ok(bytes.clone()),
            None => read_bounded(&self.path).map_err(|error| load_fault(&self.path, &error)),
        }
    }
}

/// The fault of a file that cannot be had.
fn load_fault(path: &Path, error: &LoadError) -> Fault {
    let shown = slashes(path);
    match error {
        LoadError::NotFound { nearby } => {
            let fault = Fault::new(format!("there is no file `{shown}`"));
            match nearby.first() {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None => fault,
            }
        }
        LoadError::OutsideRoot { root } => {
            Fault::new(format!("`{shown}` lies outside the project's root `{root}`"))
        }
        LoadError::TooLarge { bytes, limit } => Fault::new(format!(
            "`{shown}` has {} MB; files of at most {} MB are read",
            bytes / 1_000_000,
            limit / 1_000_000
        )),
        LoadError::NotAFile => Fault::new(format!("`{shown}` is not a file")),
        LoadError::Unreadable(reason) => Fault::new(format!("cannot read `{shown}`: {reason}")),
    }
}

/// The files that `paths` name: files as they are, folders with all `.icp` files that git would see, `-` for standard
/// input (shown as `stdin_name`). In the order given, each once, folders sorted.
///
/// # Errors
/// A path that does not exist, a file that is no profile, or nothing at all.
pub fn inputs(paths: &[PathBuf], stdin_name: Option<&Path>) -> Result<Vec<Input>, Fault> {
    inputs_but(paths, stdin_name, false, &|_| Ok(false))
}

/// The same without those files of folders that are to be left out; by force, also without such arguments.
fn inputs_but(
    paths: &[PathBuf],
    stdin_name: Option<&Path>,
    by_force: bool,
    leave_out: &dyn Fn(&Path) -> Result<bool, Fault>,
) -> Result<Vec<Input>, Fault> {
    let mut inputs: Vec<Input> = Vec::new();
    let default = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &default[..] } else { paths };
    for path in paths {
        if path.as_os_str() == "-" {
            inputs.push(standard_input(stdin_name)?);
        } else if path.is_dir() {
            let found = profiles_below(path);
            let before = found.len();
            let mut kept = Vec::new();
            for file in found {
                if !leave_out(&file)? {
                    kept.push(file);
                }
            }
            if kept.is_empty() {
                return Err(nothing_in(path, before));
            }
            inputs.extend(kept.into_iter().map(Input::file));
        } else if path.exists() && path.extension().is_none_or(|extension| extension != "icp") {
            return Err(Fault::new(format!(
                "`{}` is not a profile: its name does not end in `.icp`",
                slashes(path)
            )));
        } else if path.exists() {
            if !by_force || !leave_out(path)? {
                inputs.push(Input::file(path.clone()));
            }
        } else {
            return Err(missing(path));
        }
    }
    let mut seen = std::collections::HashSet::new();
    inputs.retain(|input| {
        seen.insert(std::fs::canonicalize(&input.path).unwrap_or_else(|_| input.path.clone()))
    });
    Ok(inputs)
}

/// The fault of a folder without anything to work on.
fn nothing_in(folder: &Path, excluded: usize) -> Fault {
    let fault = Fault::new(format!("no profile found in `{}`", slashes(folder)));
    if excluded > 0 {
        fault.help(format!(
            "{} found and excluded: `icp config show` tells by what",
            number_of(excluded, "profile was", "profiles were")
        ))
    } else {
        fault
            .help("name a file that ends in `.icp` or a folder that holds one; `icp init` writes a first one")
    }
}

fn standard_input(name: Option<&Path>) -> Result<Input, Fault> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(LIMIT + 1).read_to_end(&mut bytes);
    let path = name.map_or_else(|| PathBuf::from("stdin.icp"), Path::to_path_buf);
    read.map_err(|error| Fault::io("read", "standard input", &error))?;
    if bytes.len() as u64 > LIMIT {
        return Err(load_fault(&path, &LoadError::TooLarge { bytes: bytes.len() as u64, limit: LIMIT }));
    }
    Ok(Input { path, piped: Some(bytes), is_standard_input: true })
}

/// The profiles and libraries below a folder, sorted; what `.gitignore` names is left out.
pub fn profiles_below(folder: &Path) -> Vec<PathBuf> {
    let mut builder = ignore::WalkBuilder::new(folder);
    builder.require_git(false).follow_links(false).sort_by_file_path(Path::cmp);
    builder
        .build()
        .flatten()
        .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()))
        .map(ignore::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|extension| extension == "icp"))
        .map(|path| path.strip_prefix("./").map(Path::to_path_buf).unwrap_or(path))
        .collect()
}

/// The fault of a path that does not exist, with the nearest name that does.
pub fn missing(path: &Path) -> Fault {
    let fault = Fault::new(format!("there is no file or folder `{}`", slashes(path)));
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Some(name) = path.file_name().map(|name| name.to_string_lossy().into_owned()) else { return fault };
    let Ok(entries) = std::fs::read_dir(folder) else { return fault };
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).take(2_000).collect();
    names.sort();
    match closest(&name, names.iter().map(String::as_str)).first() {
        Some(near) => fault.help(format!("did you mean `{}`?", slashes(&path.with_file_name(near)))),
        None => fault,
    }
}

//! A folder of its own for each test, and the binary run inside it.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

/// What changes what the binary prints.
pub const VARIABLES: [&str; 11] = [
    "NO_COLOR",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "FORCE_COLOR",
    "ICP_OUTPUT_FORMAT",
    "ICP_FAIL_ON",
    "ICP_CONFIG",
    "CI",
    "GITHUB_WORKSPACE",
    "GITHUB_STEP_SUMMARY",
    "CI_PROJECT_DIR",
];

/// What a run gave.
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// Exit code and both streams, for a snapshot.
    pub fn all(&self) -> String {
        let mut all = format!("exit {}\n", self.code);
        for (name, text) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !text.is_empty() {
                all.push_str(&format!("--- {name}\n{}\n", text.trim_end_matches('\n')));
            }
        }
        all
    }
}

/// A temporary folder that is the working folder of every run.
pub struct Sandbox {
    dir: tempfile::TempDir,
}

impl Sandbox {
    pub fn new() -> Sandbox {
        Sandbox { dir: tempfile::tempdir().unwrap() }
    }

    /// What `icp init` writes.
    pub fn started() -> Sandbox {
        let sandbox = Sandbox::new();
        let ran = sandbox.run(&["init", "--quiet"]);
        assert_eq!(ran.code, 0, "{}", ran.all());
        sandbox
    }

    /// The files of a folder of the project, `tests/it/command_line/accounts` for one.
    pub fn with(folder: &str) -> Sandbox {
        let sandbox = Sandbox::new();
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            if entry.path().is_file() {
                fs::copy(entry.path(), sandbox.path(&entry.file_name().to_string_lossy())).unwrap();
            }
        }
        sandbox
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The names in the folder, sorted; hidden ones too.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.dir.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// The binary, in a terminal of 80 columns that shows no colors.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_icp"));
        command.current_dir(self.dir.path()).args(arguments);
        VARIABLES.iter().for_each(|name| {
            command.env_remove(name);
        });
        command.env("COLUMNS", "80");
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.finish(&mut self.command(arguments))
    }

    pub fn pipe(&self, input: impl Into<Vec<u8>>, arguments: &[&str]) -> Ran {
        self.finish(self.command(arguments).write_stdin(input.into()))
    }

    pub fn finish(&self, command: &mut Command) -> Ran {
        let output = command.output().unwrap();
        let here = self.dir.path().canonicalize().unwrap();
        let text = |bytes: &[u8]| {
            let text = String::from_utf8(bytes.to_vec()).unwrap().replace(&*here.to_string_lossy(), "[here]");
            text.split_inclusive('\n').map(without_times).collect()
        };
        Ran {
            code: output.status.code().unwrap_or(-1),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }
}

/// The line that says how long a run took, without saying how long.
pub fn without_times(line: &str) -> String {
    match line.split_once(" in ") {
        Some((before, after)) if after.trim_end().ends_with("a second") => format!("{before} in [time]\n"),
        _ => line.to_owned(),
    }
}

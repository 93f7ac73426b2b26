//! The house keeps its floors: imports point down only, and third-party crates stay behind their doors.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Every module and its floor, as in `ARCHITECTURE.md`.
const FLOORS: [(&str, u8); 15] = [
    ("text", 0),
    ("diag", 1),
    ("types", 1),
    ("syntax", 2),
    ("check", 3),
    ("plan", 4),
    ("eval", 5),
    ("data", 5),
    ("fmt", 5),
    ("prove", 6),
    ("lint", 7),
    ("diff", 7),
    ("report", 8),
    ("cli", 9),
    ("lib", 10),
];

/// Crates that only one place may name, with the path prefix of that place.
const DOORS: [(&str, &str); 21] = [
    ("pest", "src/syntax/"),
    ("pest_derive", "src/syntax/"),
    ("csv", "src/data/"),
    ("encoding_rs", "src/data/"),
    ("miette", "src/diag/render/"),
    ("clap", "src/cli/"),
    ("ignore", "src/cli/"),
    ("tempfile", "src/cli/"),
    ("toml", "src/cli/"),
    ("indicatif", "src/cli/"),
    ("ctrlc", "src/cli/"),
    ("maud", "src/report/"),
    ("parquet", "src/data/"),
    ("arrow_array", "src/data/"),
    ("arrow_buffer", "src/data/"),
    ("arrow_ipc", "src/data/"),
    ("arrow_schema", "src/data/"),
    ("calamine", "src/data/"),
    ("rust_xlsxwriter", "src/data/"),
    ("flate2", "src/data/"),
    ("zstd", "src/data/"),
];

/// What only the top floor may touch: files, the environment, the clock, processes.
const OUTSIDE_WORLD: [&str; 6] =
    ["std::fs", "std::env", "std::process", "std::net", "SystemTime::now", "Zoned::now"];

fn sources() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    collect(&root.join("src"), root, &mut found);
    assert!(found.len() > 20, "the walk found only {} files", found.len());
    found
}

fn collect(folder: &Path, root: &Path, found: &mut BTreeMap<String, String>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, root, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            found.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
}

/// The module a file belongs to: the folder or file directly under `src`.
fn module_of(file: &str) -> &str {
    let inside = file.strip_prefix("src/").unwrap();
    let module = inside.split('/').next().unwrap();
    module.strip_suffix(".rs").unwrap_or(module)
}

fn floor_of(module: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == module).map(|(_, floor)| *floor)
}

/// Lines of a file with their numbers, comments and test modules' files left out.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(index, line)| (index + 1, line)).filter(|(_, line)| {
        let line = line.trim_start();
        !line.starts_with("//")
    })
}

fn is_test_file(file: &str) -> bool {
    file.ends_with("/tests.rs") || file.contains("/tests/")
}

#[test]
fn imports_point_down_only() {
    let mut broken = Vec::new();
    for (file, text) in sources() {
        if is_test_file(&file) || file == "src/main.rs" || file == "src/lib.rs" {
            continue;
        }
        let module = module_of(&file);
        let Some(floor) = floor_of(module) else {
            broken.push(format!("{file}: module `{module}` has no floor"));
            continue;
        };
        for (number, line) in code_lines(&text) {
            for used in line.match_indices("crate::").map(|(at, word)| &line[at + word.len()..]) {
                let target: String = used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let Some(target_floor) = floor_of(&target) else { continue };
                if target != module && target_floor >= floor {
                    broken.push(format!(
                        "{file}:{number}: `{module}` (floor {floor}) imports `{target}` (floor {target_floor})"
                    ));
                }
            }
        }
    }
    assert!(broken.is_empty(), "imports must point down:\n{}", broken.join("\n"));
}

#[test]
fn third_party_crates_stay_behind_their_doors() {
    let mut broken = Vec::new();
    for (file, text) in sources() {
        for (number, line) in code_lines(&text) {
            for (name, door) in DOORS {
                let named = [
                    format!("use {name}::"),
                    format!(" {name}::"),
                    format!("({name}::"),
                    format!("<{name}::"),
                ];
                if named
                    .iter()
                    .any(|form| line.contains(form.as_str()) || line.starts_with(form.trim_start()))
                    && !file.starts_with(door)
                    && !is_test_file(&file)
                {
                    broken.push(format!("{file}:{number}: names `{name}`, which belongs behind {door}"));
                }
            }
        }
    }
    assert!(broken.is_empty(), "one door for each crate:\n{}", broken.join("\n"));
}

#[test]
fn only_the_top_floor_touches_the_outside_world() {
    let mut broken = Vec::new();
    for (file, text) in sources() {
        if file.starts_with("src/cli/") || file == "src/main.rs" || is_test_file(&file) {
            continue;
        }
        for (number, line) in code_lines(&text) {
            for name in OUTSIDE_WORLD {
                if line.contains(name) {
                    broken.push(format!("{file}:{number}: names `{name}`"));
                }
            }
        }
    }
    assert!(broken.is_empty(), "files, environment and clock belong to `cli`:\n{}", broken.join("\n"));
}

#[test]
fn the_architecture_page_lists_every_floor() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md")).unwrap();
    for (module, floor) in FLOORS {
        if module == "lib" {
            continue;
        }
        assert!(
            page.lines().any(
                |line| line.starts_with(&format!("| {floor} |")) && line.contains(&format!("`{module}`"))
            ),
            "ARCHITECTURE.md has no row for `{module}` on floor {floor}"
        );
    }
}

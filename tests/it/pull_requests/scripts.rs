//! The scripts inside YAML files of a known layout: two blanks a level, scripts in block form.

use std::collections::BTreeMap;

/// One step of an action.
#[derive(Debug, Default)]
pub struct Step {
    pub name: String,
    pub id: Option<String>,
    pub shell: Option<String>,
    pub uses: Option<String>,
    pub run: Option<String>,
    pub env: Vec<(String, String)>,
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The lines after one that ends with `key: |`, without their indent.
fn block<'t>(lines: &mut std::iter::Peekable<impl Iterator<Item = &'t str>>, depth: usize) -> String {
    let mut text = String::new();
    while let Some(line) = lines.next_if(|line| line.trim().is_empty() || indent(line) >= depth) {
        text.push_str(line.get(depth..).unwrap_or(""));
        text.push('\n');
    }
    text
}

fn unquoted(value: &str) -> String {
    value.trim().trim_matches('"').to_owned()
}

/// Every step of an action.
pub fn steps(text: &str) -> Vec<Step> {
    let mut found: Vec<Step> = Vec::new();
    let mut lines = text.split_once("\n  steps:\n").unwrap().1.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("    - name: ") {
            found.push(Step { name: name.to_owned(), ..Step::default() });
            continue;
        }
        let Some(step) = found.last_mut() else { continue };
        if indent(line) != 6 {
            continue;
        }
        let Some((key, value)) = line.trim().split_once(':') else { continue };
        let value = unquoted(value);
        match key {
            "id" => step.id = Some(value),
            "shell" => step.shell = Some(value),
            "uses" => step.uses = Some(value),
            "run" => step.run = Some(block(&mut lines, 8)),
            "env" => {
                let pairs = block(&mut lines, 8);
                let pairs = pairs.lines().filter_map(|line| line.split_once(": "));
                step.env = pairs.map(|(name, value)| (name.to_owned(), unquoted(value))).collect();
            }
            "if" | "with" | "working-directory" => {}
            key => panic!("{}: the key `{key}` is not read here", step.name),
        }
    }
    found
}

/// The inputs of an action with their defaults; each must be described.
pub fn inputs_of(text: &str) -> BTreeMap<String, String> {
    let inputs = text.split_once("\ninputs:\n").unwrap().1.split_once("\n\noutputs:").unwrap().0;
    let mut found = BTreeMap::new();
    let mut name = String::new();
    for line in inputs.lines() {
        let (key, value) = line.trim().split_once(':').unwrap();
        match (indent(line), key) {
            (2, key) => name = key.to_owned(),
            (4, "default") => {
                found.insert(name.clone(), unquoted(value));
            }
            (4, "description") => assert!(value.trim().len() > 10, "{name}"),
            (_, key) => panic!("{name}: {key}"),
        }
    }
    found
}

/// The script of each job of a GitLab template.
pub fn jobs(text: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut job = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if indent(line) == 0 && line.ends_with(':') {
            job = line.trim_end_matches(':').to_owned();
        } else if line == "    - |" {
            found.insert(job.clone(), block(&mut lines, 6));
        }
    }
    found
}

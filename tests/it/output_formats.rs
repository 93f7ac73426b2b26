//! The forms that other programs read, each held to its specification.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use quick_xml::events::Event;
use serde_json::Value;

use crate::command_line::sandbox::Sandbox;

/// Warnings, an error with a fix, an error over two lines, characters that formats escape.
const FAULTY: &str = r#"profile p "P" {}

account {
  id:        text key
  employees: whole
}

list unused = ["<a> & \"b\"", "%, :", "<A> & \"b\""]

score fit out of 10 {
  weight size 10 when headcout >= 50
}

# 中文
tier A "甲" when fit >= 5 AND fitt >= 10
tier B otherwise
"#;

const SOUND: &str = "profile q {}\n\naccount {\n  id: text key\n  n: whole\n}\n\nexclude x when n > 5 because \"r\"\n\ntier A otherwise\n";

/// A repository with two profiles in a folder, run from that folder.
fn repository() -> Sandbox {
    let sandbox = Sandbox::new();
    fs::create_dir_all(sandbox.path(".git")).unwrap();
    sandbox.write("sales/icp/faulty.icp", FAULTY);
    sandbox.write("sales/icp/sound.icp", SOUND);
    sandbox
}

fn report(sandbox: &Sandbox, format: &str) -> String {
    let mut command = sandbox.command(&["check", "--output-format", format]);
    let ran = sandbox.finish(command.current_dir(sandbox.path("sales")));
    assert_eq!(ran.code, 1, "{}", ran.all());
    ran.stdout
}

fn schema(path: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn hold_to(schema: &Value, document: &Value) {
    let validator = jsonschema::validator_for(schema).unwrap();
    let faults: Vec<String> =
        validator.iter_errors(document).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    assert!(faults.is_empty(), "{}\n{document:#}", faults.join("\n"));
}

/// What is wrong with a document must be found, or a green test says nothing.
fn refuses(schema: &Value, document: &Value) {
    assert!(!jsonschema::validator_for(schema).unwrap().is_valid(document), "{document:#}");
}

#[test]
fn json_is_what_its_schema_says() {
    let schema = schema("docs/schemas/diagnostics.json");
    let document: Value = serde_json::from_str(&report(&repository(), "json")).unwrap();
    hold_to(&schema, &document);
    assert!(document["diagnostics"].as_array().unwrap().len() >= 3);
    let mut wrong = document.clone();
    wrong["diagnostics"][0]["severity"] = "fatal".into();
    refuses(&schema, &wrong);
}

#[test]
fn each_json_line_is_one_diagnostic_of_the_schema() {
    let sandbox = repository();
    let mut schema = schema("docs/schemas/diagnostics.json");
    schema["$ref"] = "#/$defs/diagnostic".into();
    for key in ["type", "required", "properties"] {
        schema.as_object_mut().unwrap().remove(key);
    }
    let lines = report(&sandbox, "jsonl");
    let whole: Value = serde_json::from_str(&report(&sandbox, "json")).unwrap();
    let parsed: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    parsed.iter().for_each(|line| hold_to(&schema, line));
    assert_eq!(Value::Array(parsed), whole["diagnostics"]);
}

#[test]
fn sarif_is_valid_and_has_what_code_scanning_asks_for() {
    let schema = schema("tests/schemas/sarif-2.1.0.json");
    let log: Value = serde_json::from_str(&report(&repository(), "sarif")).unwrap();
    hold_to(&schema, &log);
    let mut wrong = log.clone();
    wrong["runs"][0]["results"][0]["level"] = "fatal".into();
    refuses(&schema, &wrong);
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    for rule in rules {
        for text in [
            &rule["shortDescription"]["text"],
            &rule["fullDescription"]["text"],
            &rule["help"]["text"],
            &rule["help"]["markdown"],
        ] {
            assert!(text.as_str().is_some_and(|text| !text.is_empty()), "{rule:#}");
        }
    }
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert!(results.len() >= 3);
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let location = &result["locations"][0]["physicalLocation"];
        assert_eq!(location["artifactLocation"]["uri"], "sales/icp/faulty.icp");
        for number in ["startLine", "startColumn", "endLine", "endColumn"] {
            assert!(location["region"][number].as_u64().unwrap() >= 1, "{result:#}");
        }
        assert!(result["partialFingerprints"]["primaryLocationLineHash"].is_string());
    }
    let fixes: Vec<&Value> = results.iter().filter_map(|result| result.get("fixes")).collect();
    assert!(!fixes.is_empty(), "a fix is carried along");
}

/// Fingerprints of every result, by rule.
fn fingerprints(sandbox: &Sandbox) -> BTreeSet<(String, String)> {
    let log: Value = serde_json::from_str(&report(sandbox, "sarif")).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    results
        .iter()
        .map(|result| {
            let print = result["partialFingerprints"]["primaryLocationLineHash"].as_str().unwrap();
            (result["ruleId"].to_string(), print.to_owned())
        })
        .collect()
}

#[test]
fn fingerprints_stay_when_lines_move_and_differ_when_they_change() {
    let sandbox = repository();
    let before = fingerprints(&sandbox);
    sandbox.write(
        "sales/icp/faulty.icp",
        format!("# a new line\n\n{}", FAULTY.replace("  weight", "    weight")),
    );
    assert_eq!(fingerprints(&sandbox), before, "moved and indented");
    sandbox.write("sales/icp/faulty.icp", FAULTY.replace("when headcout >= 50", "when headcout >= 60"));
    assert_ne!(fingerprints(&sandbox), before, "changed");
}

#[test]
fn gitlab_paths_are_relative_and_fingerprints_unique() {
    let schema = schema("tests/schemas/gitlab-code-quality.json");
    let sandbox = repository();
    // Two findings on lines with the same text.
    sandbox.write(
        "sales/icp/faulty.icp",
        FAULTY.replace("  weight size", "  weight size0 10 when headcout >= 50\n  weight size"),
    );
    let text = report(&sandbox, "gitlab");
    assert!(!text.starts_with('\u{feff}'));
    let items: Value = serde_json::from_str(&text).unwrap();
    hold_to(&schema, &items);
    let mut wrong = items.clone();
    wrong[0]["severity"] = "warning".into();
    refuses(&schema, &wrong);
    let items = items.as_array().unwrap();
    let unique: BTreeSet<&str> = items.iter().map(|item| item["fingerprint"].as_str().unwrap()).collect();
    assert_eq!(unique.len(), items.len());
    assert!(items.iter().all(|item| item["location"]["path"] == "sales/icp/faulty.icp"));
    let mut command = sandbox.command(&["check", "--output-format", "gitlab"]);
    command.current_dir(sandbox.path("sales")).env("CI_PROJECT_DIR", sandbox.path("sales"));
    let inside: Value = serde_json::from_str(&sandbox.finish(&mut command).stdout).unwrap();
    assert_eq!(inside[0]["location"]["path"], "icp/faulty.icp");
}

#[test]
fn rdjson_is_valid_and_counts_columns_in_bytes() {
    let schema = schema("tests/schemas/rdjson.json");
    let document: Value = serde_json::from_str(&report(&repository(), "rdjson")).unwrap();
    hold_to(&schema, &document);
    let mut wrong = document.clone();
    wrong["diagnostics"][0]["location"]["range"]["start"]["line"] = "1".into();
    refuses(&schema, &wrong);
    let found = document["diagnostics"].as_array().unwrap();
    let line = FAULTY.lines().position(|line| line.contains("fitt")).unwrap() + 1;
    let text = FAULTY.lines().nth(line - 1).unwrap();
    let column = text.find("fitt").unwrap() + 1;
    assert!(
        column > text.chars().take_while(|c| *c != 'A').count(),
        "the line has characters of several bytes"
    );
    let starts: Vec<&Value> = found.iter().map(|item| &item["location"]["range"]["start"]).collect();
    assert!(starts.contains(&&serde_json::json!({ "line": line, "column": column })), "{starts:?}");
    let and = serde_json::json!({ "line": line, "column": text.find("AND").unwrap() + 1 });
    let suggestion = found.iter().find_map(|item| item.get("suggestions")).unwrap();
    assert_eq!((&suggestion[0]["range"]["start"], &suggestion[0]["text"]), (&and, &"and".into()));
}

/// The elements of a well-formed document: name and attributes.
fn elements(xml: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut found = Vec::new();
    let mut depth = 0_i32;
    loop {
        let event = reader.read_event().unwrap();
        match &event {
            Event::Start(start) | Event::Empty(start) => {
                let attributes = start
                    .attributes()
                    .map(|attribute| {
                        let attribute = attribute.unwrap();
                        let value = quick_xml::escape::unescape(&attribute.value).unwrap().into_owned();
                        (attribute.key.as_ref().to_owned(), value)
                    })
                    .collect();
                found.push((start.name().as_ref().to_owned(), attributes));
                depth += i32::from(matches!(event, Event::Start(_)));
            }
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0, "every element is closed");
    found
}

fn value<'e>(element: &'e (String, Vec<(String, String)>), name: &str) -> &'e str {
    element.1.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
}

#[test]
fn junit_has_a_suite_for_each_file_and_counts_that_agree() {
    let sandbox = repository();
    let elements = elements(&report(&sandbox, "junit"));
    let named = |name: &str| elements.iter().filter(|element| element.0 == name).collect::<Vec<_>>();
    let suites: Vec<&str> = named("testsuite").iter().map(|suite| value(suite, "name")).collect();
    assert_eq!(suites, ["sales/icp/faulty.icp", "sales/icp/sound.icp"]);
    assert_eq!(value(named("testsuites")[0], "tests"), named("testcase").len().to_string());
    assert_eq!(value(named("testsuites")[0], "failures"), named("failure").len().to_string());
    let per_suite =
        |key| named("testsuite").iter().map(|one| value(one, key).parse::<usize>().unwrap()).sum::<usize>();
    assert_eq!(per_suite("tests"), named("testcase").len());
    assert_eq!(per_suite("failures"), named("failure").len());
    for case in named("testcase") {
        assert!(!value(case, "name").is_empty() && !value(case, "classname").is_empty());
    }
}

#[test]
fn checkstyle_has_the_attributes_its_readers_need() {
    let elements = elements(&report(&repository(), "checkstyle"));
    assert_eq!((elements[0].0.as_str(), value(&elements[0], "version")), ("checkstyle", "4.3"));
    assert_eq!(value(&elements[1], "name"), "sales/icp/faulty.icp");
    let errors: Vec<_> = elements.iter().filter(|element| element.0 == "error").collect();
    assert!(errors.len() >= 3);
    for error in errors {
        assert!(["error", "warning", "info"].contains(&value(error, "severity")));
        assert!(value(error, "line").parse::<usize>().unwrap() >= 1);
        assert!(value(error, "column").parse::<usize>().unwrap() >= 1);
        assert!(value(error, "source").starts_with("icp.ICP") && !value(error, "message").is_empty());
    }
}

/// A workflow command, read as the runner reads it.
fn command(line: &str) -> (String, Vec<(String, String)>, String) {
    let rest = line.strip_prefix("::").unwrap_or_else(|| panic!("not a command: {line}"));
    let (head, message) = rest.split_once("::").unwrap();
    let (word, properties) = head.split_once(' ').unwrap();
    let decode = |text: &str| {
        text.replace("%3A", ":")
            .replace("%2C", ",")
            .replace("%0A", "\n")
            .replace("%0D", "\r")
            .replace("%25", "%")
    };
    let properties = properties
        .split(',')
        .map(|property| {
            property.split_once('=').map(|(name, value)| (name.to_owned(), decode(value))).unwrap()
        })
        .collect();
    (word.to_owned(), properties, decode(message))
}

#[test]
fn github_commands_mark_lines_of_the_repository() {
    let text = report(&repository(), "github");
    let commands: Vec<_> = text.lines().map(command).collect();
    assert!(commands.len() >= 3);
    let words: Vec<&str> = commands.iter().map(|(word, _, _)| word.as_str()).collect();
    let mut sorted = words.clone();
    sorted.sort_unstable();
    assert_eq!(words, sorted, "errors come first");
    for (_, properties, message) in &commands {
        let get =
            |name: &str| properties.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        assert_eq!(get("file"), Some("sales/icp/faulty.icp"));
        assert!(get("title").unwrap().starts_with("icp ICP"));
        assert_eq!(get("col").is_some(), get("line") == get("endLine"), "no column over several lines");
        assert_eq!(get("endColumn").is_some(), get("col").is_some());
        assert!(message.starts_with("sales/icp/faulty.icp:"));
    }
}

#[test]
fn github_shows_ten_of_each_severity_and_the_summary_all() {
    let sandbox = Sandbox::new();
    sandbox.write(".git/HEAD", "");
    let wrong: String =
        (0..30).map(|n| format!("exclude x{n} when nothing{n} > 5 because \"r\"\n")).collect();
    sandbox.write("p.icp", format!("{SOUND}{wrong}"));
    sandbox.write("summary.md", "before\n");
    let run = || {
        let mut command = sandbox.command(&["check", "--output-format", "github"]);
        sandbox.finish(command.env("GITHUB_STEP_SUMMARY", sandbox.path("summary.md")))
    };
    let ran = run();
    assert_eq!(ran.stdout.lines().filter(|line| line.starts_with("::error")).count(), 10);
    assert_eq!(ran.stdout.lines().last(), Some("and 20 more errors: the summary of the job lists all"));
    let summary = sandbox.read("summary.md");
    assert!(summary.starts_with("before\n### icp check: 30 errors in 1 file\n"), "{summary}");
    assert_eq!(summary.lines().filter(|line| line.starts_with("| error | p.icp:")).count(), 30);
    sandbox.write("summary.md", "x".repeat(1024 * 1024 - 600));
    run();
    let summary = sandbox.read("summary.md");
    assert!(summary.len() <= 1024 * 1024, "{}", summary.len());
    assert!(summary.trim_end().lines().last().unwrap().starts_with("and "), "what is cut is counted");
}

#[test]
fn what_a_file_holds_begins_no_command() {
    let sandbox = Sandbox::new();
    let evil = "::stop-commands::x ##[add-mask]y ::set-env name=A::b";
    sandbox.write(
        "p.icp",
        format!("{SOUND}\nlist l = [\"{evil}\", \"{evil}\"]\nexclude y when n has any l because \"{evil}\"\nuse \"{evil}\"\n"),
    );
    for format in ["github", "full", "plain", "concise"] {
        let mut command = sandbox.command(&["check", "p.icp", "--output-format", format]);
        command.env("GITHUB_STEP_SUMMARY", sandbox.path("summary.md"));
        let ran = sandbox.finish(&mut command);
        assert!(ran.stdout.contains("stop-commands"), "{}", ran.all());
        for line in ran.stdout.lines().chain(ran.stderr.lines()) {
            let ours = ["::error ", "::warning ", "::notice "];
            let line = line.trim_start();
            assert!(
                !line.starts_with("::")
                    || format == "github" && ours.iter().any(|word| line.starts_with(word)),
                "{format}: {line}"
            );
        }
    }
}

#[test]
fn a_report_goes_to_a_file_and_the_exit_code_stays() {
    let sandbox = repository();
    let ran = sandbox.run(&["check", "--output-format", "sarif", "--output-file", "icp.sarif"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (1, ""), "{}", ran.all());
    assert!(ran.stderr.contains("2 profiles checked"), "{}", ran.stderr);
    let log: Value = serde_json::from_str(&sandbox.read("icp.sarif")).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let ran = sandbox.run(&["check", "--output-format", "sarif", "-o", "icp.sarif", "--exit-zero"]);
    assert_eq!(ran.code, 0);
    assert_eq!(sandbox.run(&["check", "-o", "no/such/folder/x.json"]).code, 2);
}

#[test]
fn a_clean_run_is_a_valid_report_in_every_format() {
    let sandbox = Sandbox::new();
    sandbox.write("q.icp", SOUND);
    let run = |format: &str| {
        let ran = sandbox.run(&["check", "--output-format", format]);
        assert_eq!(ran.code, 0, "{format}: {}", ran.all());
        ran.stdout
    };
    for (format, path) in [
        ("json", "docs/schemas/diagnostics.json"),
        ("sarif", "tests/schemas/sarif-2.1.0.json"),
        ("gitlab", "tests/schemas/gitlab-code-quality.json"),
        ("rdjson", "tests/schemas/rdjson.json"),
    ] {
        hold_to(&schema(path), &serde_json::from_str(&run(format)).unwrap());
    }
    assert!(elements(&run("junit")).iter().any(|element| element.0 == "testcase"));
    assert_eq!(elements(&run("checkstyle")).len(), 1);
    assert_eq!((run("github").as_str(), run("jsonl").as_str()), ("", ""));
}

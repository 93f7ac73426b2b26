//! `icp.toml`: which one counts, what it says, and how a mistake in it is told.

use serde_json::Value;

use super::sandbox::{Ran, Sandbox};

/// A library with one finding, `repeated-value`.
const LIBRARY: &str = "list a = [\"b\", \"b\"]\n";

fn codes(ran: &Ran) -> Vec<String> {
    let find =
        |line: &str| line.split_once('[').and_then(|(_, rest)| rest.split(']').next()).map(str::to_owned);
    let severity =
        |line: &str| line.split(": ").nth(1).map(|head| head.split('[').next().unwrap_or("").to_owned());
    ran.stdout.lines().filter_map(|line| Some(format!("{} {}", severity(line)?, find(line)?))).collect()
}

fn concise(sandbox: &Sandbox, more: &[&str]) -> Ran {
    let mut arguments = vec!["check", "--output-format", "concise"];
    arguments.extend(more);
    sandbox.run(&arguments)
}

#[test]
fn a_lint_has_the_level_that_the_file_says() {
    let sandbox = Sandbox::new();
    sandbox.write("l.icp", LIBRARY);
    for (level, said, code) in [
        ("off", vec![], 0),
        ("info", vec!["info ICP1007"], 0),
        ("warning", vec!["warning ICP1007"], 0),
        ("error", vec!["error ICP1007"], 1),
    ] {
        for name in ["repeated-value", "ICP1007"] {
            sandbox.write("icp.toml", format!("[lint]\n{name} = \"{level}\"\n"));
            let ran = concise(&sandbox, &[]);
            assert_eq!(
                (codes(&ran), ran.code),
                (said.iter().map(|s| (*s).to_owned()).collect(), code),
                "{level}"
            );
        }
    }
}

#[test]
fn the_closest_file_counts_alone() {
    let sandbox = Sandbox::new();
    sandbox.write("icp.toml", "fail-on = \"warning\"\n[lint]\nrepeated-value = \"error\"\n");
    sandbox.write("l.icp", LIBRARY);
    sandbox.write("inner/icp.toml", "");
    sandbox.write("inner/deep/l.icp", LIBRARY);
    assert_eq!(codes(&concise(&sandbox, &["l.icp"])), ["error ICP1007"]);
    let inner = concise(&sandbox, &["inner"]);
    assert_eq!((codes(&inner), inner.code), (vec!["warning ICP1007".to_owned()], 0), "nothing is merged");
    let both = concise(&sandbox, &[]);
    assert_eq!(codes(&both), ["warning ICP1007", "error ICP1007"], "each file goes by its own");
    assert_eq!(codes(&concise(&sandbox, &["inner", "--config", "icp.toml"])), ["error ICP1007"]);
    assert_eq!(codes(&concise(&sandbox, &["l.icp", "--isolated"])), ["warning ICP1007"]);
    let mut command = sandbox.command(&["check", "inner", "--output-format", "concise"]);
    assert_eq!(codes(&sandbox.finish(command.env("ICP_CONFIG", "icp.toml"))), ["error ICP1007"]);
}

#[test]
fn paths_have_levels_of_their_own_and_the_last_glob_counts() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "p/icp.toml",
        "[lint]\nrepeated-value = \"error\"\n[paths.\"drafts/\".lint]\nrepeated-value = \"off\"\n\
         [paths.\"drafts/old/**\".lint]\nICP1007 = \"info\"\n[paths.\"*_x.icp\".lint]\nICP1007 = \"warning\"\n",
    );
    for name in ["l", "drafts/l", "drafts/old/l", "drafts/old/a_x"] {
        sandbox.write(&format!("p/{name}.icp"), LIBRARY);
    }
    let ran = concise(&sandbox, &["p"]);
    let lines: Vec<&str> = ran.stdout.lines().map(|line| line.split(']').next().unwrap()).collect();
    assert_eq!(
        lines,
        [
            "p/drafts/old/a_x.icp:1:16: warning[ICP1007",
            "p/drafts/old/l.icp:1:16: info[ICP1007",
            "p/l.icp:1:16: error[ICP1007"
        ]
    );
}

#[test]
fn what_is_excluded_is_left_out_of_walks_and_by_force_of_arguments() {
    let sandbox = Sandbox::new();
    sandbox.write("icp.toml", "exclude = [\"archive/\", \"*.draft.icp\"]\n");
    for name in ["l.icp", "archive/2024/l.icp", "l.draft.icp"] {
        sandbox.write(name, LIBRARY);
    }
    let checked = |more: &[&str]| concise(&sandbox, more).stdout.lines().count();
    assert_eq!(checked(&[]), 1);
    assert_eq!(checked(&["l.draft.icp", "archive/2024/l.icp"]), 2, "what is named is checked");
    assert_eq!(checked(&["l.draft.icp", "l.icp", "--force-exclude"]), 1);
    assert_eq!(checked(&["--isolated", "--exclude", "archive"]), 2);
    let none = concise(&sandbox, &["l.draft.icp", "--force-exclude"]);
    assert_eq!((none.code, none.stdout.as_str()), (0, ""), "a hook has nothing to say");
    let all = concise(&sandbox, &["--exclude", "*.icp"]);
    assert_eq!(all.code, 2, "{}", all.all());
    assert!(all.stderr.contains("3 profiles were found and excluded"), "{}", all.stderr);
    sandbox.write("archive/2024/l.icp", "list  a=[1]\n");
    assert_eq!(sandbox.run(&["fmt", "--check", "archive/2024/l.icp", "--force-exclude"]).code, 0);
    assert_eq!(sandbox.run(&["fmt", "--check", "archive/2024/l.icp"]).code, 1);
}

#[test]
fn an_option_wins_over_a_variable_and_that_over_the_file() {
    let sandbox = Sandbox::new();
    sandbox.write("l.icp", LIBRARY);
    sandbox.write("icp.toml", "output-format = \"jsonl\"\nfail-on = \"warning\"\n");
    let ran = sandbox.run(&["check"]);
    assert!(ran.stdout.starts_with("{\"code\"") && ran.code == 1, "{}", ran.all());
    let by_variable = |more: &[&str]| {
        let mut command = sandbox.command(&["check"]);
        sandbox.finish(command.args(more).env("ICP_OUTPUT_FORMAT", "checkstyle").env("ICP_FAIL_ON", "error"))
    };
    let ran = by_variable(&[]);
    assert!(ran.stdout.starts_with("<?xml") && ran.code == 0, "{}", ran.all());
    let ran = by_variable(&["--output-format", "concise", "--fail-on", "warning"]);
    assert!(ran.stdout.starts_with("l.icp:1:16:") && ran.code == 1, "{}", ran.all());
    let mut command = sandbox.command(&["check"]);
    assert_eq!(sandbox.finish(command.env("ICP_FAIL_ON", "never")).code, 2);
}

#[test]
fn errors_have_no_level_and_stay_errors() {
    let sandbox = Sandbox::new();
    sandbox.write("l.icp", "list a = [1,000]\n");
    sandbox.write("icp.toml", "[lint]\nunused-list = \"off\"\n");
    assert_eq!(concise(&sandbox, &[]).code, 1);
}

#[test]
fn mistakes_are_shown_where_they_stand() {
    let sandbox = Sandbox::new();
    sandbox.write("l.icp", LIBRARY);
    let told = |name: &str, text: &str| {
        sandbox.write("icp.toml", text);
        let ran = sandbox.run(&["check"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{}", ran.all());
        insta::assert_snapshot!(format!("settings_{name}"), ran.stderr);
    };
    told("no_toml", "output-format = concise\n");
    told(
        "unknown_keys",
        "output_format = \"full\"\nrepeated-value = \"off\"\ncolour = true\n[paths.\"x\"]\nlints = 1\n",
    );
    told(
        "wrong_values",
        "output-format = \"pretty\"\nfail-on = 3\nexclude = \"archive/\"\n[lint]\nno-signal = \"warn\"\n[paths]\nx = 1\n",
    );
    told("wrong_lints", "[lint]\nno-signals = \"off\"\nunknown-name = \"warning\"\nICP9999 = \"off\"\n");
    told("a_wrong_glob", "exclude = [\"{a\"]\n");
    sandbox.write("icp.toml", b"\xff\xfe");
    assert_eq!(sandbox.run(&["check"]).code, 2);
    assert_eq!(sandbox.run(&["fmt"]).code, 2, "every verb that reads settings says so");
    assert_eq!(sandbox.run(&["check", "--isolated"]).code, 0);
    assert_eq!(sandbox.run(&["check", "--config", "other.toml"]).code, 2);
}

#[test]
fn show_says_where_each_value_comes_from() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "icp.toml",
        "fail-on = \"warning\"\nexclude = [\"archive/\"]\n\n[lint]\nICP1018 = \"off\"\n\n[paths.\"drafts/\".lint]\n\
         repeated-value = \"error\"\n",
    );
    sandbox.write("p/l.icp", LIBRARY);
    let mut command = sandbox.command(&["config", "show", "p/l.icp"]);
    insta::assert_snapshot!(
        "settings_shown",
        sandbox.finish(command.env("ICP_OUTPUT_FORMAT", "json")).stdout
    );
    let shown = sandbox.run(&["config", "show"]).stdout;
    sandbox.write("icp.toml", &shown);
    let again = sandbox.run(&["config", "show"]);
    let values = |text: &str| {
        text.lines().map(|line| line.split(" #").next().unwrap().trim_end().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(values(&again.stdout), values(&shown), "what is shown is an icp.toml");
}

#[test]
fn the_file_that_init_writes_counts_and_its_commented_lines_are_right() {
    let sandbox = Sandbox::started();
    let text = sandbox.read("icp.toml");
    let live: String = text
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(rest) if rest.contains(" = ") || rest.starts_with('[') => format!("{rest}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    assert_ne!(live, text);
    sandbox.write("icp.toml", &live);
    let ran = sandbox.run(&["config", "show"]);
    assert_eq!(ran.code, 0, "{}", ran.all());
    assert!(ran.stdout.contains("[paths.\"drafts/\".lint]"), "{}", ran.stdout);
    let schema: Value = serde_json::from_str(&sandbox.run(&["schema", "config"]).stdout).unwrap();
    let document = serde_json::to_value(toml::from_str::<toml::Table>(&live).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    assert!(validator.is_valid(&document), "{document:#}");
    for wrong in ["colour = true", "[lint]\nno-signal = \"warn\"", "output-format = \"pretty\""] {
        let document = serde_json::to_value(toml::from_str::<toml::Table>(wrong).unwrap()).unwrap();
        assert!(!validator.is_valid(&document), "{wrong}");
    }
}

#[test]
fn schemas_are_listed_and_printed() {
    let sandbox = Sandbox::new();
    let names = sandbox.run(&["schema"]).stdout;
    assert!(names.contains("diagnostics  icp check"), "{names}");
    for name in names.lines().map(|line| line.split(' ').next().unwrap()) {
        let schema: Value = serde_json::from_str(&sandbox.run(&["schema", name]).stdout).unwrap();
        assert!(jsonschema::validator_for(&schema).is_ok(), "{name}");
        assert!(schema["title"].is_string(), "{name}");
    }
    let ran = sandbox.run(&["schema", "diagnostic"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("did you mean `diagnostics`?"), "{}", ran.stderr);
}

/// The examples of the pages of ICP0701 to ICP0705 show what they say.
#[test]
fn the_pages_about_settings_show_their_code() {
    let mut seen = 0;
    for code in icp::diag::codes::settings::ALL.iter().filter(|code| code.id < "ICP0710") {
        let (_, examples) = code.page.split_once("## Fails\n").unwrap();
        let (fails, works) = examples.split_once("## Works\n").unwrap();
        let block =
            |text: &str| text.split_once("```toml\n").unwrap().1.split_once("```").unwrap().0.to_owned();
        let sandbox = Sandbox::new();
        sandbox.write("l.icp", LIBRARY);
        sandbox.write("icp.toml", block(fails));
        let ran = sandbox.run(&["check"]);
        assert!(ran.code == 2 && ran.stderr.contains(code.id), "{}: {}", code.id, ran.all());
        sandbox.write("icp.toml", block(works));
        assert_eq!(sandbox.run(&["check"]).code, 0, "{}", code.id);
        seen += 1;
    }
    assert_eq!(seen, 5);
}

#[test]
fn the_settings_of_the_documentation_are_right() {
    let page =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/configuration.md")).unwrap();
    let blocks: Vec<&str> =
        page.split("```toml\n").skip(1).map(|rest| rest.split_once("```").unwrap().0).collect();
    assert!(!blocks.is_empty());
    for block in blocks {
        let sandbox = Sandbox::new();
        sandbox.write("icp.toml", block);
        let ran = sandbox.run(&["config", "show"]);
        assert_eq!(ran.code, 0, "{}", ran.all());
        for key in ["output-format", "fail-on", "exclude", "[lint]", "[paths."] {
            assert!(block.contains(key) && ran.stdout.contains(key), "{key}");
        }
    }
}

#[test]
fn a_suppression_of_the_documentation_leaves_nothing_to_report() {
    let page =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/configuration.md")).unwrap();
    let block = page.split_once("```icp\n").unwrap().1.split_once("```").unwrap().0;
    let sandbox = Sandbox::new();
    sandbox.write("p.icp", block);
    let ran = sandbox.run(&["check", "--verbose"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{}", ran.all());
    assert!(ran.stderr.contains("3 findings suppressed by comments"), "{}", ran.stderr);
}

//! Parquet and Arrow on the command line: one table in four formats, read and written.

use std::fs;
use std::path::Path;

use super::sandbox::Sandbox;

const PROFILE: &str = "profile p \"P\" {\n  version \"1.2\"\n}\n\
     account {\n  id: text key from \"Record ID\"\n  name: text from \"Company\"\n  employees: whole from \"Headcount\"\n  \
     tools: list of text from \"Tools\" split \";\"\n  visited: date from \"Last visit\"\n}\n\
     exclude gone when name = \"Gone\" because \"They are gone\"\n\
     score fit cap 0..100 {\n  weight big 50.5 when employees >= 50\n  weight crm 20 when tools has any [\"crm\", \"erp\"]\n  \
     signal visit +10 fading over 60 days since visited\n}\n\
     tier A when fit >= 60\ntier B otherwise\n";

/// A table with cells that do not fit, keys that are blank, and texts that are not ASCII.
fn accounts() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("p.icp", PROFILE);
    let mut table = String::from("Record ID,Company,Headcount,Tools,Last visit\n");
    for row in 0..900 {
        let id = if row % 97 == 0 { String::new() } else { format!("k{row}") };
        let name = ["Größe", "Gone", "Acme", "", "\"Two, Inc\""][row % 5];
        let headcount = ["12", "80", "", "about 70", "51-200", "1500"][row % 6];
        let tools = ["crm;erp", "", "mail", "crm;mail;Crm"][row % 4];
        let visited = ["2026-03-01", "2026-03-30", "", "03/04/2026"][row % 4];
        table.push_str(&format!("{id},{name},{headcount},{tools},{visited}\n"));
    }
    sandbox.write("a.csv", table);
    sandbox
}

fn score(sandbox: &Sandbox, input: &str, output: &str, more: &[&str]) -> String {
    let arguments = ["score", "p.icp", input, "--as-of", "2026-04-01", "-o", output, "-q"];
    let ran = sandbox.run(&[&arguments[..], more].concat());
    assert_eq!(ran.code, 0, "{}", ran.all());
    if Path::new(output).extension().is_some_and(|ending| ending == "csv") {
        sandbox.read(output)
    } else {
        String::new()
    }
}

#[test]
fn one_table_in_four_formats_scores_alike_on_any_number_of_threads() {
    let sandbox = accounts();
    // The result with all columns of the input is the same table in another format.
    for format in ["parquet", "arrow", "jsonl"] {
        score(&sandbox, "a.csv", &format!("a.{format}"), &["--keep", "all"]);
    }
    let findings = |name: &str| {
        let text = sandbox.read(name);
        // The file's name and, for text, the line: rows of other formats are counted from 1.
        let mut kinds: Vec<String> =
            text.lines().skip(1).map(|line| line.split(',').skip(3).collect::<Vec<_>>().join(",")).collect();
        kinds.sort();
        kinds
    };
    let expected = score(&sandbox, "a.csv", "from-csv.csv", &["--findings", "f-csv.csv"]);
    assert!(expected.contains("k1,") && expected.contains("excluded"), "{expected}");
    assert!(findings("f-csv.csv").len() > 300);
    for format in ["parquet", "arrow", "jsonl"] {
        for threads in ["1", "2", "5"] {
            let (input, findings_of) = (format!("a.{format}"), format!("f-{format}.csv"));
            let more = ["--threads", threads, "--findings", &findings_of];
            let found = score(&sandbox, &input, "found.csv", &more);
            assert!(found == expected, "{format}, {threads} threads");
            assert_eq!(findings(&findings_of), findings("f-csv.csv"), "{format}, {threads} threads");
        }
    }
}

#[test]
fn results_are_the_same_bytes_on_any_number_of_threads_and_carry_their_facts() {
    let sandbox = accounts();
    for format in ["parquet", "arrow"] {
        let outputs: Vec<Vec<u8>> = ["1", "2", "5"]
            .iter()
            .map(|threads| {
                let output = format!("o{threads}.{format}");
                score(&sandbox, "a.csv", &output, &["--threads", threads]);
                assert!(!sandbox.path(&format!("{output}.meta.json")).exists());
                fs::read(sandbox.path(&output)).unwrap()
            })
            .collect();
        assert!(outputs.iter().all(|output| *output == outputs[0]), "{format}");
        let facts = String::from_utf8_lossy(&outputs[0]);
        for fact in ["plan_hash", "\"version\":\"1.2\"", "2026-04-01"] {
            assert!(facts.contains(fact), "{format}: {fact}");
        }
    }
}

#[test]
fn results_read_back_say_what_the_csv_says() {
    let sandbox = accounts();
    sandbox.write(
        "back.icp",
        "profile back \"Back\" {\n  version \"1\"\n}\n\
         account {\n  id: text key\n  status: text\n  tier: text\n  fit: number\n  coverage: number\n  \
         decided_by: list of text split \";\" blank is empty\n}\n\
         score total cap 0..100 {\n  signal high +1 when fit >= 50.5\n  signal whole +2 when coverage >= 66.7\n  \
         signal out +4 when decided_by has any [\"gone\"]\n  signal a +8 when tier = \"A\"\n  \
         signal asked +16 when status = \"excluded\"\n}\n",
    );
    let back = |input: &str| {
        let ran = sandbox.run(&[
            "score",
            "back.icp",
            input,
            "--as-of",
            "2026-04-01",
            "-q",
            "--select",
            "id,total,coverage",
        ]);
        assert_eq!(ran.code, 0, "{}", ran.all());
        ran.stdout
    };
    for format in ["csv", "parquet", "arrow"] {
        score(&sandbox, "a.csv", &format!("o.{format}"), &[]);
    }
    let expected = back("o.csv");
    assert!(expected.lines().count() == 901 && expected.contains(",20,"), "{expected}");
    assert_eq!(back("o.parquet"), expected);
    assert_eq!(back("o.arrow"), expected);
}

#[test]
fn a_broken_file_is_told() {
    let sandbox = accounts();
    score(&sandbox, "a.csv", "a.parquet", &["--keep", "all"]);
    let whole = fs::read(sandbox.path("a.parquet")).unwrap();
    sandbox.write("cut.parquet", &whole[..whole.len() - 100]);
    let ran = sandbox.run(&["score", "p.icp", "cut.parquet", "-o", "o.csv"]);
    assert_eq!(ran.code, 2, "{}", ran.all());
    assert!(ran.stderr.contains("ICP0507") && ran.stderr.contains("cut.parquet is cut off"), "{}", ran.all());
    assert!(!sandbox.path("o.csv").exists());
}

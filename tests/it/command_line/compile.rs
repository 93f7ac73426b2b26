//! `icp compile`: the plan as text and as data.

use std::path::Path;

use super::sandbox::Sandbox;

/// One of each, with conditions that stand in several places.
const PROFILE: &str = r#"
profile planned "A title" { version "3" }
account {
  id:        text key
  industry:  text from "Industry", "Branch"
  employees: whole range
  revenue:   money USD
  country:   country
  funded:    date
  tech:      list of text split ";"
  note:      text
}
table visits of account by account_id { account_id: text  page: text  at: date }
let large = employees >= 200 and country in ["US", "CA"]
market when country in ["US", "CA"]
exclude gambling when industry = "Gambling" unless large because "A contract"
require size when employees >= 10 if unknown keep active Nov..Feb
score fit cap 0..100 {
  evidence opinion "So they say"
  group firmographics cap 60 {
    weight core 25 when industry in ["Software", "Internet"] and not large
    weight bands by employees { 10..49 => 8 50..500 => 25 unknown => 5 otherwise => 0 }
  }
  weight arms { when large => 20 when tech has "Suite" => 3 }
  weight about 1 when note contains any ["crm", "sales"]
  signal funding +10 fading over 90 days since funded
  signal clicks +4 per visits where page = "/pricing" cap 12 halving every 7 days since at
}
segment big when large level core in Jan..Jun, else test emit { team: "west" }
tier A when fit >= 80 and segment = big emit { queue: "one" }
tier B otherwise
override "k1" to tier A because "Board" until 2026-12-31
guarantee fine that country = "US" implies not excluded
"#;

fn schema() -> jsonschema::Validator {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schemas/plan.json");
    let text = std::fs::read_to_string(path).unwrap();
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
}

fn compiled(profile: &str, format: &str) -> String {
    let sandbox = Sandbox::new();
    sandbox.write("planned.icp", profile);
    let ran =
        sandbox.run(&["compile", "planned.icp", "--to", "plan", "--format", format, "--as-of", "2026-10-01"]);
    assert_eq!(ran.code, 0, "{}", ran.all());
    ran.stdout
}

#[test]
fn a_plan_is_text_that_a_reviewer_can_follow() {
    insta::assert_snapshot!(compiled(PROFILE, "text"));
}

#[test]
fn a_plan_is_data_that_keeps_its_schema() {
    let text = compiled(PROFILE, "json");
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let faults: Vec<String> = schema().iter_errors(&json).map(|fault| fault.to_string()).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    let shared = json["conditions"].as_array().unwrap();
    let used =
        |id: &str| shared.iter().find(|one| one["id"] == id).unwrap()["used_by"].as_array().unwrap().len();
    assert!(!shared.is_empty());
    for condition in shared {
        let id = condition["id"].as_str().unwrap();
        assert!(text.matches(&format!("[{id}]")).count() >= 2, "{id} is used once: {text}");
        assert!(used(id) >= 1);
    }
}

#[test]
fn the_schema_refuses_what_is_no_plan() {
    let mut json: serde_json::Value = serde_json::from_str(&compiled(PROFILE, "json")).unwrap();
    json["hash"] = "short".into();
    assert!(!schema().is_valid(&json));
}

#[test]
fn the_plans_of_all_examples_keep_the_schema() {
    let schema = schema();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut checked = 0;
    for folder in std::fs::read_dir(&examples).unwrap() {
        let folder = folder.unwrap().path();
        for file in std::fs::read_dir(&folder).into_iter().flatten() {
            let file = file.unwrap().path();
            if file.extension().is_none_or(|ending| ending != "icp") {
                continue;
            }
            let path = file.to_string_lossy().into_owned();
            let ran = Sandbox::new().run(&["compile", &path, "--to", "plan", "--format", "json"]);
            assert_eq!(ran.code, 0, "{path}: {}", ran.all());
            let json = serde_json::from_str(&ran.stdout).unwrap();
            assert!(schema.is_valid(&json), "{path}");
            checked += 1;
        }
    }
    assert!(checked > 20, "only {checked} profiles were found");
}

#[test]
fn comments_titles_and_layout_change_no_plan() {
    let plain = compiled(PROFILE, "json");
    let other = PROFILE
        .replace("\"A title\"", "\"Another\"")
        .replace("account {", "# about accounts\n\n\naccount   {");
    assert_ne!(other, PROFILE);
    assert_eq!(plain, compiled(&other, "json"));
    assert_eq!(plain, compiled(PROFILE, "json"));
}

#[test]
fn a_profile_with_errors_has_no_plan() {
    let sandbox = Sandbox::new();
    sandbox.write("broken.icp", "profile broken {}\naccount { id: text key }\nrequire a when b > 1\n");
    let ran = sandbox.run(&["compile", "broken.icp", "--to", "plan"]);
    assert_eq!(ran.code, 2, "{}", ran.all());
    assert!(ran.stdout.is_empty() && ran.stderr.contains("ICP0201"), "{}", ran.all());
}

//! `icp profile`: what a table holds, in three forms that say the same.

use std::fs;

use super::sandbox::Sandbox;

const ACCOUNTS: &str = "Record ID,Company name,Number of Employees,Country/Region,Create Date,Annual Revenue,Note,\n\
     1,Acme,120,Germany,2024-03-04,\"$1,200\",n/a,\n\
     2,Bolt,51-200,France,2024-03-05,$5M,,x\n\
     3, Crane ,about 40,Atlantis,3/4/2024,2M,first <b>,\n\
     4,Delta,,Germany,2024-13-01,,-,\n\
     4,Elm,2000,Germany,2024-05-05,$7M,-,\n\
     5,Fir,10,Germany,2024-05-06,$7M,-,\n\
     6,Glen,15,France,2024-05-07,$9M,-,\n\
     7,Hill,12,Germany,2024-06-01,$7M,later,\n\
     8,Isle,70,Germany,2024-06-02,$8M,,\n\
     9,Jute,90,Germany,2024-06-03,$8M,,\n\
     10,Kite,90,Germany,2024-06-03,$8M,,\n\
     6,Fir\n";

fn accounts() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("accounts.csv", ACCOUNTS);
    sandbox
}

#[test]
fn a_table_is_shown_column_by_column() {
    insta::assert_snapshot!(accounts().run(&["profile", "accounts.csv"]).all());
}

#[test]
fn programs_get_all_counts_as_json() {
    let ran = accounts().run(&["profile", "accounts.csv", "--format", "json", "--top", "2"]);
    let profile: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(profile["schema_version"], 1);
    assert_eq!(profile["rows"]["read"], 12);
    for column in profile["columns"].as_array().unwrap() {
        let filled = column["filled"].as_u64().unwrap() + column["blank"].as_u64().unwrap();
        assert_eq!(filled, 12 - profile["rows"]["rejected"].as_u64().unwrap(), "{column}");
    }
    insta::assert_snapshot!(ran.all());
}

#[test]
fn browsers_get_one_page_that_asks_for_nothing_else() {
    let sandbox = accounts();
    let ran = sandbox.run(&["profile", "accounts.csv", "--format", "html", "-o", "accounts.html"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{}", ran.all());
    let page = sandbox.read("accounts.html");
    assert!(page.starts_with("<!DOCTYPE html>"));
    assert!(page.contains("first &lt;b&gt;") && !page.contains("first <b>"));
    for outside in ["http:", "https:", "src=", "<link", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert_eq!(page.matches("<tr>").count(), 9);
}

#[test]
fn the_parts_of_a_table_are_profiled_together() {
    let sandbox = Sandbox::new();
    sandbox.write("parts/1.csv", "id,employees\na,10\nb,20\n");
    sandbox.write("parts/2.jsonl", "{\"employees\": 30, \"id\": \"c\", \"city\": \"Oslo\"}\n");
    insta::assert_snapshot!(sandbox.run(&["profile", "parts"]).all());
    let ran = sandbox.run(&["init", "new", "--from", "parts"]);
    assert_eq!(ran.code, 0, "{}", ran.all());
    let profile = sandbox.read("new/ideal.icp");
    assert!(profile.contains("employees: whole") && profile.contains("city:"), "{profile}");
}

#[test]
fn a_table_without_rows_is_profiled_and_what_is_no_table_is_told() {
    let sandbox = Sandbox::new();
    sandbox.write("header.csv", "id,name\n");
    sandbox.write("empty.csv", "");
    sandbox.write("page.csv", "<html><body>Sign in");
    insta::assert_snapshot!(sandbox.run(&["profile", "header.csv"]).all());
    for name in ["empty.csv", "page.csv", "absent.csv"] {
        let ran = sandbox.run(&["profile", name]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{name}");
    }
    let ran = sandbox.run(&["profile", "header.csv", "-o", "header.csv"]);
    assert_eq!(ran.code, 2, "{}", ran.all());
    assert_eq!(sandbox.read("header.csv"), "id,name\n");
}

#[test]
fn many_different_values_are_estimated_and_said_to_be() {
    let sandbox = Sandbox::new();
    let mut table = String::from("id,kind\n");
    for row in 0..30_000 {
        table.push_str(&format!("account-{row},{}\n", if row % 3 == 0 { "a" } else { "b" }));
    }
    fs::write(sandbox.path("many.csv"), table).unwrap();
    let ran = sandbox.run(&["profile", "many.csv", "--format", "json"]);
    let profile: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let id = &profile["columns"][0];
    assert_eq!(id["distinct"]["exact"], false);
    assert!(id["distinct"]["count"].as_u64().unwrap().abs_diff(30_000) < 1_200, "{id}");
    assert_eq!(id["repeated_keys"], serde_json::json!({ "count": 0, "exact": true }));
    let kind = &profile["columns"][1];
    assert_eq!(kind["distinct"], serde_json::json!({ "count": 2, "exact": true }));
    assert_eq!(kind["top"]["values"][0], serde_json::json!({ "value": "b", "count": 20_000 }));
}

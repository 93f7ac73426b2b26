//! `icp doc`: the document, its change log, and what cannot get out of it.

use std::process::Command;

use super::sandbox::Sandbox;

fn git(sandbox: &Sandbox, arguments: &[&str]) {
    let ran = Command::new("git")
        .current_dir(sandbox.path(""))
        .args([
            "-c",
            "user.name=Mara Lindqvist",
            "-c",
            "user.email=mara@example.com",
            "-c",
            "commit.gpgsign=false",
        ])
        .args(arguments)
        .env("GIT_AUTHOR_DATE", "2026-09-14T10:00:00Z")
        .env("GIT_COMMITTER_DATE", "2026-09-14T10:00:00Z")
        .output()
        .unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

#[test]
fn a_profile_becomes_the_document_people_circulate() {
    let sandbox = Sandbox::with("examples/hubspot");
    insta::assert_snapshot!(sandbox.run(&["doc", "dach.icp", "--as-of", "2026-11-01", "--no-history"]).all());
}

#[test]
fn a_profile_that_says_little_is_told_what_is_missing() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "small.icp",
        "profile small {}\naccount { id: text key  n: number }\nscore fit { weight size 5 when n > 3 }\n",
    );
    let ran = sandbox.run(&["doc", "small.icp", "--as-of", "2026-11-01"]);
    assert_eq!(ran.code, 0, "{}", ran.all());
    for part in [
        "Technographics",
        "Psychographics",
        "Pain points",
        "Buying signals",
        "Decision makers",
        "Red flags",
        "Tiers",
    ] {
        let (_, rest) = ran
            .stdout
            .split_once(&format!("## {part}\n"))
            .unwrap_or_else(|| panic!("{part}: {}", ran.stdout));
        assert!(rest.trim_start().starts_with("> **Missing:**"), "{part}: {rest}");
    }
    assert!(ran.stdout.contains("**Version:** *missing*"));
    assert!(ran.stdout.contains("the profile is in no git repository"), "{}", ran.stdout);
}

#[test]
fn the_change_log_comes_from_git() {
    let sandbox = Sandbox::with("examples/quickstart");
    git(&sandbox, &["init", "-q", "-b", "main"]);
    git(&sandbox, &["add", "crm.icp"]);
    git(&sandbox, &["commit", "-q", "-m", "Sell to software companies | <b>first</b> draft"]);
    sandbox.write("crm.icp", sandbox.read("crm.icp").replace("10..49    => 10", "10..49    => 15"));
    git(&sandbox, &["commit", "-q", "-a", "-m", "Small companies bought more in summer"]);
    let ran = sandbox.run(&["doc", "crm.icp", "--as-of", "2026-11-01"]);
    let (_, log) = ran.stdout.split_once("## Change log").unwrap();
    let rows: Vec<&str> = log.lines().filter(|line| line.starts_with("| 2026")).collect();
    assert_eq!(rows.len(), 2, "{log}");
    assert!(
        rows[0].starts_with("| 2026-09-14 | Small companies bought more in summer | Mara Lindqvist | `"),
        "{log}"
    );
    assert!(rows[1].contains("companies \\| &lt;b&gt;first&lt;/b&gt; draft"), "{log}");
}

#[test]
fn a_page_holds_nothing_but_the_document() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "sharp.icp",
        "profile sharp \"</title><script>alert(1)</script>\" {}\naccount { id: text key  n: number }\nexclude x \"<img src=x onerror=alert(2)>\" when n > 3 because \"</td></table>\"\n",
    );
    let ran = sandbox.run(&["doc", "sharp.icp", "-o", "sharp.html", "--no-history"]);
    assert_eq!(ran.code, 0, "{}", ran.all());
    let page = sandbox.read("sharp.html");
    assert!(!page.contains("<script") && !page.contains("<img"), "{page}");
    assert!(!page.contains("http"), "the page needs no network");
    assert_eq!(page.matches("<table").count(), page.matches("</table>").count());
}

#[test]
fn a_document_never_takes_the_place_of_its_profile() {
    let sandbox = Sandbox::with("examples/quickstart");
    let before = sandbox.read("crm.icp");
    let ran = sandbox.run(&["doc", "crm.icp", "-o", "crm.icp", "--format", "html"]);
    assert_eq!(ran.code, 2, "{}", ran.all());
    assert_eq!(sandbox.read("crm.icp"), before);
    let ran = sandbox.run(&["doc", "crm.icp", "-o", "crm.pdf"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("end the name in .md or .html"), "{}", ran.stderr);
}

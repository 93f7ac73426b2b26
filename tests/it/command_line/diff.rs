//! `icp diff`: what OLD and NEW may be, and what changed.

use std::process::Command;

use super::sandbox::{Ran, Sandbox};
use crate::review::history::git;

const LIBRARY: &str = "account {\n  id: text key\n  industry: text\n  employees: whole\n}\nlist rivals = file \"../listen/Mitbewerber für 2026.csv\" column \"id\"\n";

/// A profile with what it uses: `size` people, `points` for the industry.
fn profile(name: &str, size: u32, points: u32) -> String {
    format!(
        "profile {name} {{ version \"1.0.0\" }}\nuse \"../shared/Konten.icp\"\nexclude rival when id in rivals because \"Sells against us\"\nrequire min_size \"Big enough\" when employees >= {size}\nscore fit out of 100 {{\n  evidence opinion \"So they say\"\n  weight known {points} when industry = \"Software\"\n  weight other {} when industry != \"Mining\"\n}}\ntier A when fit >= 70\ntier B otherwise\n",
        100 - points
    )
}

fn commit(sandbox: &Sandbox, subject: &str) {
    git(sandbox, &["add", "-A"]);
    git(
        sandbox,
        &[
            "-c",
            "user.name=Tidewater",
            "-c",
            "user.email=team@tidewater.example",
            "commit",
            "-q",
            "-m",
            subject,
        ],
    );
}

/// Two commits on `main`, a branch with changes in the work tree; names with spaces and letters of all kinds.
fn repository() -> Sandbox {
    let sandbox = Sandbox::new();
    git(&sandbox, &["init", "-q", "-b", "main"]);
    sandbox.write("shared/Konten.icp", LIBRARY);
    sandbox.write("listen/Mitbewerber für 2026.csv", "id\nacme\nglobex\n");
    sandbox.write("profile kunden/größe.icp", profile("size", 50, 60));
    sandbox.write("profile kunden/still.icp", profile("quiet", 10, 50));
    commit(&sandbox, "First profiles");
    sandbox.write("profile kunden/größe.icp", profile("size", 100, 60));
    commit(&sandbox, "Only larger companies");
    git(&sandbox, &["switch", "-q", "-c", "autumn"]);
    sandbox
}

fn diff(sandbox: &Sandbox, arguments: &[&str]) -> Ran {
    sandbox.run(&[&["diff"], arguments].concat())
}

#[test]
fn without_arguments_it_shows_what_changed_since_the_branch_left() {
    let sandbox = repository();
    assert!(diff(&sandbox, &[]).stdout.contains("No profile changed."));
    sandbox.write("profile kunden/größe.icp", profile("size", 100, 80));
    commit(&sandbox, "More for the industry");
    sandbox.write("profile kunden/größe.icp", profile("size", 120, 80));
    let ran = diff(&sandbox, &[]);
    let stable = ran
        .all()
        .lines()
        .map(|line| line.split(" (merge base").next().unwrap().to_owned() + "\n")
        .collect::<String>();
    insta::assert_snapshot!(stable);
}

#[test]
fn the_list_of_a_revision_is_read_at_that_revision() {
    let sandbox = repository();
    sandbox.write("listen/Mitbewerber für 2026.csv", "id\nacme\ninitech\numbrella\n");
    insta::assert_snapshot!(diff(&sandbox, &["main"]).all());
    assert!(diff(&sandbox, &["main..HEAD"]).stdout.contains("No profile changed."));
}

#[test]
fn a_revision_a_range_and_a_path_at_a_revision_are_understood() {
    let sandbox = repository();
    for arguments in [
        &["HEAD~1"][..],
        &["HEAD~1..HEAD"],
        &["HEAD~1.."],
        &["HEAD~1...HEAD"],
        &["HEAD~1", "HEAD"],
        &["HEAD~1:profile kunden/größe.icp"],
        &["HEAD~1:profile kunden"],
        &["HEAD~1", "profile kunden/größe.icp"],
        &["HEAD~1:profile kunden/größe.icp", "HEAD:profile kunden/größe.icp"],
    ] {
        let ran = diff(&sandbox, arguments);
        assert_eq!(ran.code, 0, "{arguments:?}\n{}", ran.all());
        assert!(ran.stdout.contains("employees >= 50 → >= 100"), "{arguments:?}\n{}", ran.all());
        assert!(!ran.stdout.contains("quiet"), "{arguments:?}\n{}", ran.all());
    }
    sandbox.write("old.icp", profile("size", 5, 60).replace("../", ""));
    sandbox.write("new.icp", profile("size", 6, 60).replace("../", ""));
    assert!(diff(&sandbox, &["old.icp", "new.icp"]).stdout.contains("employees >= 5 → >= 6"));
}

#[test]
fn places_are_shown_from_the_folder_it_runs_in() {
    let sandbox = repository();
    let mut command = sandbox.command(&["diff", "HEAD~1", "HEAD"]);
    let ran = sandbox.finish(command.current_dir(sandbox.path("profile kunden")));
    assert!(ran.stdout.contains("  größe.icp:4"), "{}", ran.all());
    let mut command = sandbox.command(&["diff", "HEAD~1:./größe.icp"]);
    let ran = sandbox.finish(command.current_dir(sandbox.path("profile kunden")));
    assert!(ran.stdout.contains(">= 50 → >= 100"), "{}", ran.all());
}

#[test]
fn profiles_that_came_went_or_moved_are_said() {
    let sandbox = repository();
    git(&sandbox, &["mv", "profile kunden/größe.icp", "profile kunden/by size.icp"]);
    sandbox.write("profile kunden/fresh.icp", profile("fresh", 1, 50));
    std::fs::remove_file(sandbox.path("profile kunden/still.icp")).unwrap();
    let ran = diff(&sandbox, &["main"]);
    // A profile that only lies elsewhere says the same.
    insta::assert_snapshot!(ran.all());
}

#[test]
fn layout_order_and_comments_change_nothing() {
    let sandbox = repository();
    let text =
        profile("size", 100, 60).replace("require min_size", "# Sales asked for it.\nrequire   min_size");
    let (exclude, rest) = (text.find("exclude").unwrap(), text.find("# Sales").unwrap());
    let moved = format!("{}{}{}", &text[..exclude], &text[rest..], &text[exclude..rest]);
    sandbox.write("profile kunden/größe.icp", moved);
    let ran = diff(&sandbox, &["main", "--exit-code"]);
    assert_eq!(ran.code, 0);
    insta::assert_snapshot!(ran.stdout);
}

#[test]
fn the_exit_code_tells_whether_decisions_change() {
    let sandbox = repository();
    assert_eq!(diff(&sandbox, &["HEAD~1", "HEAD", "--exit-code"]).code, 1);
    assert_eq!(diff(&sandbox, &["HEAD~1", "HEAD"]).code, 0);
    sandbox
        .write("profile kunden/größe.icp", profile("size", 100, 60).replace("Sells against us", "A rival"));
    let ran = diff(&sandbox, &["main", "--exit-code"]);
    assert_eq!(ran.code, 0, "{}", ran.all());
    assert!(ran.stdout.contains("No account can change"), "{}", ran.all());
}

#[test]
fn worktrees_and_a_git_dir_elsewhere_are_honored() {
    let sandbox = repository();
    git(&sandbox, &["worktree", "add", "-q", "--detach", "neben an", "HEAD~1"]);
    let mut command = sandbox.command(&["diff", "main"]);
    let ran = sandbox.finish(command.current_dir(sandbox.path("neben an")));
    assert!(ran.stdout.contains("employees >= 100 → >= 50"), "{}", ran.all());
    std::fs::rename(sandbox.path(".git"), sandbox.path("elsewhere")).unwrap();
    let mut command = sandbox.command(&["diff", "HEAD~1", "HEAD"]);
    command.env("GIT_DIR", sandbox.path("elsewhere")).env("GIT_WORK_TREE", sandbox.path(""));
    let ran = sandbox.finish(&mut command);
    assert!(ran.stdout.contains("employees >= 50 → >= 100"), "{}", ran.all());
}

#[test]
fn what_cannot_be_compared_is_said_plainly() {
    let sandbox = repository();
    let mut said = String::new();
    for arguments in
        [&["mian"][..], &["HEAD~9"], &["main:profile kunden/grosse.icp"], &["main..nowhere"], &["--", "-x"]]
    {
        let ran = diff(&sandbox, arguments);
        assert_eq!(ran.code, 2, "{}", ran.all());
        said.push_str(&format!("$ icp diff {}\n{}", arguments.join(" "), ran.stderr));
    }
    git(&sandbox, &["switch", "-q", "-c", "listen"]);
    said.push_str(&format!("$ icp diff listen\n{}", diff(&sandbox, &["listen"]).stderr));
    sandbox.write("profile kunden/größe.icp", "profile size {}\nrequire a when b > 1\n");
    let ran = diff(&sandbox, &["main"]);
    assert_eq!(ran.code, 2);
    said.push_str(&format!("$ icp diff main\n{}", ran.stderr));
    let mut command = sandbox.command(&["diff", "main"]);
    let ran = sandbox.finish(command.env("PATH", ""));
    assert_eq!(ran.code, 2);
    said.push_str(&format!("$ PATH= icp diff main\n{}", ran.stderr));
    let bare = Sandbox::new();
    let mut command = bare.command(&["diff"]);
    let ran = bare.finish(command.env("GIT_CEILING_DIRECTORIES", bare.path("").parent().unwrap()));
    said.push_str(&format!("$ cd /elsewhere && icp diff\n{}", ran.stderr));
    insta::assert_snapshot!(said);
}

#[test]
fn a_profile_whose_first_word_is_misspelled_is_not_taken_to_be_gone() {
    let sandbox = repository();
    let misspelled = profile("size", 100, 60).replacen("profile", "profle", 1);
    sandbox.write("profile kunden/größe.icp", &misspelled);
    for arguments in [&["main"][..], &["profile kunden/still.icp", "profile kunden/größe.icp"]] {
        let ran = diff(&sandbox, arguments);
        assert_eq!(ran.code, 2, "{}", ran.all());
        assert!(ran.stderr.contains("did you mean `profile`?"), "{}", ran.all());
        assert!(!ran.all().contains("is gone"), "{}", ran.all());
    }
}

#[test]
fn a_shallow_clone_is_told_how_to_get_more() {
    let sandbox = repository();
    let from = format!("file://{}", sandbox.path("").canonicalize().unwrap().display());
    let clone = Sandbox::new();
    let ran = Command::new("git")
        .args(["clone", "-q", "--depth", "1", "--branch", "main", &from, "."])
        .current_dir(clone.path(""))
        .output()
        .unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let ran = diff(&clone, &["HEAD~1"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("fetch-depth: 0"), "{}", ran.all());
}

/// What `icp diff` says between the head and the sum, of two profiles that differ in their scores.
fn said_of(old: &str, new: &str) -> String {
    let sandbox = Sandbox::new();
    let profile = |scores: &str| {
        format!(
            "profile p \"P\" {{\n  version \"1.0.0\"\n}}\naccount {{\n  id: text key\n  size: whole\n  seen: date\n}}\n{scores}tier A when fit >= 10\ntier B otherwise\n"
        )
    };
    sandbox.write("old.icp", profile(old));
    sandbox.write("new.icp", profile(new));
    let ran = sandbox.run(&["diff", "old.icp", "new.icp", "--as-of", "2026-10-01"]);
    let lines = ran
        .stdout
        .lines()
        .skip_while(|line| !line.starts_with("  ~"))
        .take_while(|line| !line.contains("Plan:"));
    lines.map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_rule_that_moved_and_one_that_fades_otherwise_are_one_change_each() {
    let two = |fit: &str, intent: &str| {
        format!("score fit cap 0..50 {{\n{fit}}}\nscore intent cap 0..50 {{\n{intent}}}\n")
    };
    let big = "  signal big \"Big\" +10 when size >= 50\n";
    let seen = "  signal seen \"Seen\" +10 when size >= 10\n";
    let fading = |days: u32| {
        format!("score fit cap 0..50 {{\n  signal seen \"Seen\" +10 fading over {days} days since seen\n}}\n")
    };
    let bands = |from: u32, points: u32| {
        format!(
            "score fit cap 0..50 {{\n  weight size \"Size\" by size {{\n    10..{} => 5\n    {from}..500 => {points}\n    otherwise => 0\n  }}\n}}\n",
            from - 1
        )
    };
    let group = |inner: &str, outer: &str| {
        format!("score fit cap 0..50 {{\n  group sizes cap 8 {{\n{inner}{seen}  }}\n{outer}}}\n")
    };
    let said = [
        (
            "to another score",
            said_of(
                &two(&format!("{big}{seen}"), &seen.replace("seen", "other")),
                &two(seen, &format!("{}{}", seen.replace("seen", "other"), big.replace("+10", "+20"))),
            ),
        ),
        ("out of a group", said_of(&group(big, ""), &group("", big))),
        ("faster", said_of(&fading(180), &fading(120))),
        ("slower", said_of(&fading(90), &fading(120))),
        ("bands begin later", said_of(&bands(50, 20), &bands(100, 20))),
        ("bands begin later and earn more", said_of(&bands(50, 20), &bands(100, 30))),
    ];
    insta::assert_snapshot!(said.map(|(case, said)| format!("{case}\n{said}")).join("\n"));
}

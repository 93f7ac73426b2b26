//! A year in the life of one profile: twelve commits that a team would really make, in a scratch repository.

use std::path::Path;
use std::process::Command;

use crate::command_line::sandbox::Sandbox;

/// One commit: the day, who made it, what was said, and which texts became which.
pub struct Commit {
    pub day: &'static str,
    pub author: &'static str,
    pub subject: &'static str,
    /// File, old text, new text; an empty old text writes the whole file.
    pub edits: &'static [(&'static str, &'static str, &'static str)],
}

/// The file that everything is about.
pub const PROFILE: &str = "profiles/crm.icp";

const FIRST: &str = r#"profile crm "CRM for growing companies" {
  version   "1.0.0"
  owner     "revops@tidewater.example"
  objective "Win software and logistics companies that outgrew their spreadsheets"
  updated   2025-12-03
  review    every 4 months
}

account {
  id:        text key           from "Record ID"
  name:      text               from "Company name"
  industry:  text               from "Industry"
  employees: whole range        from "Number of Employees"
  revenue:   money USD          from "Annual Revenue"
  country:   country            from "Country"
  tools:     list of text split ";" from "Technologies"
  pains:     list of text split ";" from "Pains"
  funded:    date               from "Last Funding Date"
  churned:   boolean            from "Left us before"
}

market "Where we sell" when country in ["US", "CA", "GB"]

exclude gambling "Gambling" when industry = "Gambling" because "Terms of our payment partner, section 4"

require min_size "At least 10 people" when employees >= 10 because "Smaller teams left within a year"

score fit out of 100 {
  evidence data "Won against lost deals of 2025"

  weight industry_fit "An industry we know" 40 when industry in ["Software", "Logistics"]
  weight size "Mid-market" by employees {
    10..49    => 15
    50..500   => 40
    otherwise =>  0
  }
  weight manual_work "Lives in spreadsheets" 20 when pains has "Spreadsheets"
}

tier A "Work now"  when fit >= 80
tier B "Work next" when fit >= 50
tier C "Nurture"   otherwise
"#;

/// From December 2025 to November 2026.
pub const YEAR: [Commit; 12] = [
    Commit {
        day: "2025-12-03",
        author: "Mara Lindqvist",
        subject: "Take the profile over from the settings screen of the CRM",
        edits: &[(PROFILE, "", FIRST), ("icp.toml", "", "")],
    },
    Commit {
        day: "2026-01-12",
        author: "Mara Lindqvist",
        subject: "Test the accounts that everyone argued about",
        edits: &[(
            PROFILE,
            "tier C \"Nurture\"   otherwise\n",
            r#"tier C "Nurture"   otherwise

test "a mid-market software company in spreadsheets is tier A" {
  today 2026-03-01
  given account { industry: "Software", employees: 120, country: "US", pains: ["Spreadsheets"] }
  expect fit = 100
  expect tier = A
}

test "gambling is out, whatever its size" {
  today 2026-03-01
  given account { industry: "Gambling", employees: 300, country: "US" }
  expect excluded by gambling
}
"#,
        )],
    },
    Commit {
        day: "2026-02-02",
        author: "Tomas Okafor",
        subject: "Ask for 20 people: onboarding costs more than ten seats bring",
        edits: &[
            (PROFILE, "At least 10 people", "At least 20 people"),
            (PROFILE, "employees >= 10", "employees >= 20"),
            (PROFILE, "Smaller teams left within a year", "Onboarding costs more than ten seats bring"),
            (PROFILE, "    10..49    => 15\n", "    20..49    => 15\n"),
            (PROFILE, "version   \"1.0.0\"", "version   \"2.0.0\""),
        ],
    },
    Commit {
        day: "2026-02-23",
        author: "Tomas Okafor",
        subject: "Let fresh money count, fading over half a year",
        edits: &[
            (
                PROFILE,
                "tier A ",
                r#"score intent cap 0..20 {
  signal funding "Fresh money" +20 fading over 180 days since funded
    evidence interview "Four of five buyers named the new round"
}

tier A "#,
            ),
            (PROFILE, "when fit >= 80\n", "when fit >= 80 or (fit >= 60 and intent >= 10)\n"),
            (PROFILE, "version   \"2.0.0\"", "version   \"2.1.0\""),
        ],
    },
    Commit {
        day: "2026-03-16",
        author: "Mara Lindqvist",
        subject: "Call the size rule what it is, and put the rules in reading order",
        edits: &[
            (
                PROFILE,
                "  weight manual_work \"Lives in spreadsheets\" 20 when pains has \"Spreadsheets\"\n",
                "",
            ),
            (
                PROFILE,
                "  weight industry_fit ",
                "  weight manual_work \"Lives in spreadsheets\" 20 when pains has \"Spreadsheets\"\n  weight industry_fit ",
            ),
            (PROFILE, "  weight size \"Mid-market\"", "  weight headcount \"Mid-market\""),
        ],
    },
    Commit {
        day: "2026-04-08",
        author: "Ines Carvalho",
        subject: "Keep the industries in a list of their own; add hospitality",
        edits: &[
            (
                "profiles/industries.icp",
                "",
                "list core_industries = [\"Software\", \"Logistics\", \"Hospitality\"]\n",
            ),
            (PROFILE, "account {\n", "use \"industries.icp\"\n\naccount {\n"),
            (PROFILE, "when industry in [\"Software\", \"Logistics\"]", "when industry in core_industries"),
            (PROFILE, "version   \"2.1.0\"", "version   \"2.2.0\""),
        ],
    },
    Commit {
        day: "2026-05-04",
        author: "Tomas Okafor",
        subject: "Pains say more than size: 30 for spreadsheets, 30 for headcount",
        edits: &[
            (PROFILE, "Lives in spreadsheets\" 20", "Lives in spreadsheets\" 30"),
            (PROFILE, "    50..500   => 40\n", "    50..500   => 30\n"),
            (PROFILE, "version   \"2.2.0\"", "version   \"2.3.0\""),
        ],
    },
    Commit {
        day: "2026-06-01",
        author: "Ines Carvalho",
        subject: "Leave out those who run on a rival's suite until their contract ends",
        edits: &[
            (
                PROFILE,
                "require min_size ",
                "exclude rival \"Bound to a rival\" when tools has any [\"RivalSuite\", \"RivalSuite Cloud\"] if unknown keep because \"None of 31 such deals closed\"\n\nrequire min_size ",
            ),
            (PROFILE, "version   \"2.3.0\"", "version   \"3.0.0\""),
        ],
    },
    Commit {
        day: "2026-07-06",
        author: "Tomas Okafor",
        subject: "Those who left us once start lower",
        edits: &[
            (
                PROFILE,
                "tier A ",
                r#"score risk cap -30..0 {
  signal came_back "Left us before" -30 when churned
    assumption "They leave again sooner than others" until 2026-10-31
}

tier A "#,
            ),
            (PROFILE, "when fit >= 50\n", "when fit >= 50 and risk = 0\n"),
            (PROFILE, "version   \"3.0.0\"", "version   \"3.1.0\""),
        ],
    },
    Commit {
        day: "2026-08-17",
        author: "Ines Carvalho",
        subject: "Say what happens in each tier",
        edits: &[
            (
                PROFILE,
                "(fit >= 60 and intent >= 10)\n",
                "(fit >= 60 and intent >= 10) emit { action: \"Call within a day\", queue: \"account executives\" }\n",
            ),
            (
                PROFILE,
                "when fit >= 50 and risk = 0\n",
                "when fit >= 50 and risk = 0 emit { action: \"Sequence\", queue: \"sales development\" }\n",
            ),
        ],
    },
    Commit {
        day: "2026-09-21",
        author: "Mara Lindqvist",
        subject: "Promise that no gambler is ever worked; keep a partner in tier A until the year ends",
        edits: &[(
            PROFILE,
            "test \"a mid-market",
            "guarantee no_gambler_worked that industry != \"Gambling\" or tier is unknown\n\noverride \"1004\" to tier A because \"Design partner, agreed by the board\" until 2026-12-31 owner \"mara@tidewater.example\"\n\ntest \"a mid-market",
        )],
    },
    Commit {
        day: "2026-11-02",
        author: "Tomas Okafor",
        subject: "Quarterly review: money fades faster, the bet on returners is off",
        edits: &[
            (PROFILE, "fading over 180 days", "fading over 120 days"),
            (
                PROFILE,
                r#"score risk cap -30..0 {
  signal came_back "Left us before" -30 when churned
    assumption "They leave again sooner than others" until 2026-10-31
}

"#,
                "",
            ),
            (PROFILE, " and risk = 0", ""),
            (PROFILE, "updated   2025-12-03", "updated   2026-11-02"),
            (PROFILE, "version   \"3.1.0\"", "version   \"3.2.0\""),
        ],
    },
];

/// A repository with the first `count` commits on `main`.
pub fn repository(count: usize) -> Sandbox {
    let sandbox = Sandbox::new();
    git(&sandbox, &["init", "-q", "-b", "main"]);
    for commit in YEAR.iter().take(count) {
        make(&sandbox, commit);
    }
    sandbox
}

/// Makes one commit on the branch that is checked out.
pub fn make(sandbox: &Sandbox, commit: &Commit) {
    for (file, old, new) in commit.edits {
        if old.is_empty() {
            sandbox.write(file, new);
            continue;
        }
        let before = sandbox.read(file);
        assert_eq!(before.matches(old).count(), 1, "{}: `{old}` in\n{before}", commit.subject);
        sandbox.write(file, before.replacen(old, new, 1));
    }
    // As the team's pre-commit hook does.
    let formatted = sandbox.run(&["fmt"]);
    assert_eq!(formatted.code, 0, "{}", formatted.all());
    git(sandbox, &["add", "-A"]);
    let day = format!("{}T09:00:00Z", commit.day);
    let name = format!("user.name={}", commit.author);
    let ran = command(sandbox.path(""))
        .args(["-c", &name, "-c", "user.email=team@tidewater.example", "commit", "-q", "-m", commit.subject])
        .env("GIT_AUTHOR_DATE", &day)
        .env("GIT_COMMITTER_DATE", &day)
        .output()
        .unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

/// Runs git in the repository.
pub fn git(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let ran = command(sandbox.path("")).args(arguments).output().unwrap();
    assert!(ran.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap()
}

/// git without the settings of whoever runs the tests.
fn command(folder: impl AsRef<Path>) -> Command {
    let mut git = Command::new("git");
    git.current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .args(["-c", "commit.gpgsign=false"]);
    git
}

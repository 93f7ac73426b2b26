//! An account's explanation for people: plain text or Markdown.
//!
//! In: what was gathered about an account. Out: text.
//! Invariant: nothing is computed here; every number was gathered.

use super::account::{AccountReport, GateLine, Reading, ScoreLine, ScoreReport, WayLine};
use super::words::signed;
use crate::diag::render::{clean, columns, wrap};
use crate::text::join_and;
use crate::types::{Points, Status, Truth};

/// As text of at most so many columns.
#[must_use]
pub fn text(report: &AccountReport, width: usize) -> String {
    let mut out = headline(report);
    out.push('\n');
    out.push_str(&format!("{}\n", origin(report)));
    let mut paragraph = |text: &str| {
        out.push('\n');
        out.push_str(&wrap(text, width, 0));
        out.push('\n');
    };
    paragraph(&status_sentence(report));
    for gate in report.gates.iter().filter(|gate| gate.out || gate.holds) {
        out.push_str(&wrap(&format!("  {}", gate_sentence(gate)), width, 4));
        out.push('\n');
    }
    if let Some(text) = &report.override_text {
        out.push_str(&format!("  override {}\n", clean(text)));
    }
    for score in &report.scores {
        out.push('\n');
        out.push_str(&score_headline(score));
        out.push('\n');
        let lines: Vec<(String, String)> =
            score.lines.iter().map(|line| (signed(line.points), line_text(line))).collect();
        let wide = lines.iter().map(|(points, _)| columns(points)).max().unwrap_or(0).max(4);
        for (points, text) in lines {
            out.push_str(&wrap(&format!("  {points:>wide$}  {text}"), width, wide + 4));
            out.push('\n');
        }
        out.push_str(&format!("  {:>wide$}\n", "─".repeat(wide)));
        out.push_str(&format!("  {:>wide$}  {}\n", score.value.to_string(), score_sum(score)));
    }
    let ways = tier_sentences(report);
    if !ways.is_empty() {
        out.push('\n');
        for line in ways {
            out.push_str(&wrap(&line, width, 2));
            out.push('\n');
        }
    }
    for guarantee in violated_lines(report) {
        out.push('\n');
        out.push_str(&wrap(&guarantee, width, 2));
        out.push('\n');
    }
    if let Some(goal) = no_way(report) {
        out.push('\n');
        out.push_str(&wrap(&goal, width, 2));
        out.push('\n');
    }
    if let Some(goal) = report.goal.as_ref().filter(|_| !report.ways.is_empty()) {
        out.push_str(&format!("\nnearest ways {goal}, each alone\n"));
        for way in way_lines(report) {
            out.push_str(&wrap(&format!("  {way}"), width, 4));
            out.push('\n');
        }
    }
    let missing = missing_lines(report);
    if !missing.is_empty() {
        out.push_str("\nnot known, most costly first\n");
        for line in missing {
            out.push_str(&wrap(&format!("  {line}"), width, 4));
            out.push('\n');
        }
    }
    out
}

/// As Markdown, for a ticket or a mail.
#[must_use]
pub fn markdown(report: &AccountReport) -> String {
    let mut out = format!(
        "## {}\n\n{}\n\n{}\n",
        escape(&headline(report)),
        escape(&origin(report)),
        escape(&status_sentence(report))
    );
    for gate in report.gates.iter().filter(|gate| gate.out || gate.holds) {
        out.push_str(&format!("\n- {}", escape(&gate_sentence(gate))));
    }
    if let Some(text) = &report.override_text {
        out.push_str(&format!("\n- override {}", escape(text)));
    }
    if report.override_text.is_some() || report.gates.iter().any(|gate| gate.out || gate.holds) {
        out.push('\n');
    }
    for score in &report.scores {
        out.push_str(&format!(
            "\n### {}\n\n| points | rule |\n| ---: | --- |\n",
            escape(&score_headline(score))
        ));
        for line in &score.lines {
            out.push_str(&format!("| {} | {} |\n", signed(line.points), escape(&line_text(line))));
        }
        out.push_str(&format!("| **{}** | {} |\n", score.value, escape(&score_sum(score))));
    }
    for line in tier_sentences(report) {
        out.push_str(&format!("\n- {}", escape(&line)));
    }
    for line in violated_lines(report).into_iter().chain(no_way(report)) {
        out.push_str(&format!("\n- {}", escape(&line)));
    }
    if let Some(goal) = report.goal.as_ref().filter(|_| !report.ways.is_empty()) {
        out.push_str(&format!("\n\n### Nearest ways {goal}, each alone\n"));
        for way in way_lines(report) {
            out.push_str(&format!("\n- {}", escape(&way)));
        }
    }
    let missing = missing_lines(report);
    if !missing.is_empty() {
        out.push_str("\n\n### Not known, most costly first\n");
        for line in missing {
            out.push_str(&format!("\n- {}", escape(&line)));
        }
    }
    out.push('\n');
    out
}

/// Keeps what an account says from becoming markup.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in clean(text).chars() {
        if matches!(c, '|' | '<' | '>' | '`' | '*' | '_' | '[' | ']' | '\\' | '#') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// `Contoso (0015…): tier B "Target", qualified`.
fn headline(report: &AccountReport) -> String {
    let key = report.key.as_deref().unwrap_or("(no key)");
    let who = match &report.name {
        Some(name) => format!("{} ({})", clean(name), clean(key)),
        None => clean(key).into_owned(),
    };
    let tier = match (&report.tier, &report.tier_title) {
        (Some(tier), Some(title)) => format!("tier {tier} \"{title}\", "),
        (Some(tier), None) => format!("tier {tier}, "),
        (None, _) if report.tiers.is_empty() || report.status.is_out() => String::new(),
        (None, _) => "no tier, ".to_owned(),
    };
    format!("{who}: {tier}{}", report.status.word())
}

fn origin(report: &AccountReport) -> String {
    let version = report.version.as_deref().map(|version| format!(" {version}")).unwrap_or_default();
    let coverage = report
        .coverage
        .as_deref()
        .map(|coverage| format!("; {coverage}% of the weight could be decided"))
        .unwrap_or_default();
    let segment = report.segment.as_deref().map(|segment| format!("; segment {segment}")).unwrap_or_default();
    format!("{}{version} as of {}{segment}{coverage}", report.profile, report.as_of)
}

fn status_sentence(report: &AccountReport) -> String {
    let by = join_and(&report.decided_by);
    match report.status {
        Status::Excluded => format!("excluded by {by}: it is not worked, whatever it scores"),
        Status::OutsideMarket => "outside the market: it is not worked, whatever it scores".to_owned(),
        Status::Unqualified => format!("unqualified: {by} is not met"),
        Status::NeedsData => {
            format!("held until data arrives: {by} cannot be decided; tier and score are provisional")
        }
        Status::Qualified if report.gates.is_empty() => "qualified: the profile puts nobody out".to_owned(),
        Status::Qualified => {
            let in_force = || report.gates.iter().filter(|gate| gate.active);
            let lifted = names(in_force().filter(|gate| is_lifted(report, gate)));
            let passed = names(in_force().filter(|gate| !is_lifted(report, gate)));
            match (passed.as_str(), lifted.as_str()) {
                ("", "") => "qualified: nothing that puts accounts out is in force on this day".to_owned(),
                (passed, "") => format!("qualified: it passes {passed}"),
                ("", lifted) => format!("qualified: the override lifts {lifted}"),
                (passed, lifted) => {
                    format!("qualified: it passes {passed}, and the override lifts {lifted}")
                }
            }
        }
    }
}

fn names<'a>(gates: impl Iterator<Item = &'a GateLine>) -> String {
    join_and(&gates.map(|gate| gate.name.as_str()).collect::<Vec<_>>())
}

/// Whether an override to a tier stands in for the market or a requirement (ruling 48).
fn is_lifted(report: &AccountReport, gate: &GateLine) -> bool {
    report.override_text.is_some() && gate.kind != "exclude" && gate.truth != Truth::True
}

fn gate_sentence(gate: &GateLine) -> String {
    let name = titled(&gate.name, gate.title.as_deref());
    let asks = match gate.kind {
        "exclude" => format!("puts out accounts with {}", gate.condition),
        _ => format!("asks for {}", gate.condition),
    };
    let because = gate.because.as_deref().map(|because| format!(" ({because})")).unwrap_or_default();
    format!("{} {name} {asks}{because}: {}", gate.kind, said(&gate.reads))
}

/// `An industry we know (core_industry)`.
fn titled(name: &str, title: Option<&str>) -> String {
    match title {
        Some(title) if name != "market" => format!("{title} ({name})"),
        Some(title) => title.to_owned(),
        None => name.to_owned(),
    }
}

/// `employees is 120, industry is unknown`.
fn said(reads: &[Reading]) -> String {
    join_and(&reads.iter().map(Reading::sentence).collect::<Vec<_>>())
}

fn score_headline(score: &ScoreReport) -> String {
    let title = score.title.as_deref().map(|title| format!(" \"{title}\"")).unwrap_or_default();
    match score.out_of {
        Some(most) => format!("{}{title}: {} of {most}", score.name, score.value),
        None => format!("{}{title}: {}", score.name, score.value),
    }
}

fn line_text(line: &ScoreLine) -> String {
    match line.kind {
        "cap" => format!("group {} {}", line.name, line.title.as_deref().unwrap_or("")),
        "clamp" => format!("{} {}", line.name, line.title.as_deref().unwrap_or("")),
        _ => {
            let name = titled(&line.name, line.title.as_deref());
            if !line.active {
                return format!("{name}: not in force on this day");
            }
            let said = if line.reads.is_empty() { "always".to_owned() } else { said(&line.reads) };
            let unmet = line.unmet.as_ref().map(|unmet| format!("; asks for {unmet}")).unwrap_or_default();
            format!("{name}: {said}{unmet}{}", open(line))
        }
    }
}

/// What the missing data could make of it.
fn open(line: &ScoreLine) -> String {
    if line.least == line.most {
        String::new()
    } else if line.least == line.points {
        format!("; could add up to {}", line.most - line.points)
    } else if line.most == line.points {
        format!("; could cost up to {}", line.points - line.least)
    } else {
        format!("; could be {} to {}", line.least, line.most)
    }
}

fn score_sum(score: &ScoreReport) -> String {
    if score.min == score.max {
        "in all".to_owned()
    } else {
        format!("in all; {} to {} once all is known", score.min, score.max)
    }
}

/// What each better tier asks that the account does not give.
fn tier_sentences(report: &AccountReport) -> Vec<String> {
    if report.status.is_out() {
        return Vec::new();
    }
    let better = report.tiers.iter().take_while(|tier| Some(&tier.name) != report.tier.as_ref());
    let mut lines: Vec<String> = better
        .filter(|tier| tier.truth != Truth::True)
        .map(|tier| {
            format!("tier {} asks for {}", titled_tier(&tier.name, tier.title.as_deref()), tier.condition)
        })
        .collect();
    if report.tiers_possible.len() > 1 {
        lines.push(format!("possible once all is known: {}", join_and(&report.tiers_possible)));
    }
    lines
}

fn titled_tier(name: &str, title: Option<&str>) -> String {
    title.map_or_else(|| name.to_owned(), |title| format!("{name} \"{title}\""))
}

/// `guarantee no_sanctioned is violated: country in sanctioned implies not qualified`.
fn violated_lines(report: &AccountReport) -> Vec<String> {
    let lines = report.violated.iter().map(|guarantee| {
        let name = titled(&guarantee.name, guarantee.title.as_deref());
        format!("guarantee {name} is VIOLATED by this account: it states {}", guarantee.that)
    });
    lines.collect()
}

/// Where a way up was looked for and none found.
fn no_way(report: &AccountReport) -> Option<String> {
    let goal = report.goal.as_ref().filter(|_| report.ways.is_empty())?;
    Some(format!("no single change was found that leads {goal}"))
}

/// `tier A if employees were 50 instead of 34`.
fn way_lines(report: &AccountReport) -> Vec<String> {
    let to = |way: &WayLine| match (&way.tier, way.status) {
        (Some(tier), Status::Qualified) => format!("tier {tier}"),
        (Some(tier), status) => format!("tier {tier}, {}", status.word()),
        (None, status) => status.word().to_owned(),
    };
    report.ways.iter().map(|way| format!("{} if {}", to(way), way.change)).collect()
}

fn missing_lines(report: &AccountReport) -> Vec<String> {
    let worth = |cost: Points| match cost {
        Points::ZERO => String::new(),
        cost if cost == Points::from_whole(1) => "worth up to 1 point".to_owned(),
        cost => format!("worth up to {cost} points"),
    };
    report
        .missing
        .iter()
        .map(|missing| {
            let holds = if missing.holds { "holds the account" } else { "" };
            let facts: Vec<String> =
                [holds.to_owned(), worth(missing.cost)].into_iter().filter(|fact| !fact.is_empty()).collect();
            format!("{}: {}", missing.field, facts.join("; "))
        })
        .collect()
}

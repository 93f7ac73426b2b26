//! Rules as a reader sees them: what they ask, what they earn, why, and where they stand.
//!
//! In: a profile. Out: one [`Criterion`] for each gate, weight and signal, in file order.
//! Invariant: what a criterion shows are the profile's own words and numbers.

use super::dimension::Dimension;
use super::{Line, Piece, Subject, code, plain, stacked};
use crate::check::model::{
    Documentation, Earns, Gate, GateKind, Header, Score, ScoredRule, ScoredRuleKind, Type, Value, Window,
};
use crate::plan::{Column, Met, walk_condition, walk_rule};
use crate::text::{Span, number_of};
use crate::types::{Day, EvidenceKind, Points, UnknownEffect};

/// One gate, weight or signal.
pub(super) struct Criterion<'a> {
    /// The title, or the name in words.
    pub title: String,
    pub dimension: Option<Dimension>,
    /// What it asks of an account.
    pub condition: Line,
    /// What it does.
    pub effect: String,
    pub documentation: &'a Documentation,
    /// `crm.icp:12`.
    pub place: String,
    /// It puts accounts out, or only takes points away.
    pub is_red_flag: bool,
}

/// Every gate, weight and signal.
pub(super) fn criteria<'a>(subject: Subject<'a>) -> Vec<Criterion<'a>> {
    let model = subject.model;
    let gates = model.market.iter().chain(&model.excludes).chain(&model.requires);
    let mut criteria: Vec<Criterion<'a>> =
        gates.enumerate().map(|(index, gate)| of_gate(subject, index, gate)).collect();
    for (score_index, score) in model.scores.iter().enumerate() {
        for (index, rule) in score.rules.iter().enumerate() {
            criteria.push(of_rule(subject, score_index, score, index, rule));
        }
    }
    criteria
}

fn of_gate<'a>(subject: Subject<'a>, index: usize, gate: &'a Gate) -> Criterion<'a> {
    let mut names = vec![gate.name.clone()];
    if let Some(planned) = subject.plan.gates.get(index) {
        walk_condition(&planned.condition, None, &mut |met| names.extend(column_name(subject, &met)));
    }
    // What a gate reads says more than what it is called.
    names.rotate_left(1);
    let unknown = match gate.if_unknown {
        None => "",
        Some(UnknownEffect::Out) => ", out if unknown",
        Some(UnknownEffect::Keep) => ", kept if unknown",
    };
    let does = match gate.kind {
        GateKind::Market => "must hold to be in the market",
        GateKind::Exclude => "puts out",
        GateKind::Require => "must hold",
    };
    Criterion {
        title: title_of(gate.title.as_ref(), &gate.name),
        dimension: Dimension::of(names.iter().map(String::as_str)),
        condition: with_exception(
            code(subject.model.condition_text(&gate.when)),
            gate.unless.as_ref().map(|unless| subject.model.condition_text(unless)),
        ),
        effect: format!("{does}{unknown}{}", season(&gate.active)),
        documentation: &gate.documentation,
        place: place(subject, gate.span),
        is_red_flag: gate.kind == GateKind::Exclude,
    }
}

fn of_rule<'a>(
    subject: Subject<'a>,
    score_index: usize,
    score: &'a Score,
    index: usize,
    rule: &'a ScoredRule,
) -> Criterion<'a> {
    let group = rule.group.and_then(|group| score.groups.get(group));
    let mut names: Vec<String> = group.map(|group| group.name.clone()).into_iter().collect();
    let planned = subject.plan.scores.get(score_index).and_then(|score| score.rules.get(index));
    if let Some(planned) = planned {
        walk_rule(planned, &mut |met| names.extend(column_name(subject, &met)));
    }
    names.push(rule.name.clone());
    let (least, most) = rule.range();
    let takes = most <= Points::ZERO && least < Points::ZERO;
    let counts_what_is_known = matches!(&rule.earns, Earns::PerNumber { value: Value::CountKnown(_), .. });
    let dimension = if rule.kind == ScoredRuleKind::Signal && !takes && !counts_what_is_known {
        Some(Dimension::BuyingSignals)
    } else {
        Dimension::of(names.iter().map(String::as_str))
    };
    Criterion {
        title: title_of(rule.title.as_ref(), &rule.name),
        dimension,
        condition: asks(subject, rule),
        effect: format!("{} {}{}", span_of(least, most), spoken(&score.name), season(&rule.active)),
        documentation: &rule.documentation,
        place: place(subject, rule.span),
        is_red_flag: takes,
    }
}

/// `crm.tech_stack`-like names of what is read, for finding the dimension.
fn column_name(subject: Subject<'_>, met: &Met<'_>) -> Option<String> {
    let schema = &subject.model.schema;
    match met {
        Met::Column(Column::Field(field)) => schema.fields.get(*field).map(|field| field.name.clone()),
        Met::Column(Column::Table(table)) => schema.tables.get(*table).map(|table| table.name.clone()),
        Met::Column(Column::RowField(table, field)) => {
            let table = schema.tables.get(*table)?;
            let field = table.fields.get(*field)?;
            (!matches!(field.ty, Type::Day)).then(|| format!("{}.{}", table.name, field.name))
        }
        Met::Text(_) => None,
    }
}

/// What a weight or signal asks, with its fade.
pub(super) fn asks(subject: Subject<'_>, rule: &ScoredRule) -> Line {
    let model = subject.model;
    let mut line = Line::new();
    if !matches!(rule.earns, Earns::Flat(_)) {
        let (head, arms) = model.earns_arms(&rule.earns);
        let head = (!head.is_empty()).then(|| vec![code(head)]);
        line = stacked(head.into_iter().chain(arms.into_iter().map(|arm| vec![code(arm)])));
    }
    if let Some(when) = &rule.when {
        if !line.is_empty() {
            line.push(plain(" when "));
        }
        line.push(code(model.condition_text(when)));
    }
    if let Some(unless) = &rule.unless {
        line.push(plain(" unless "));
        line.push(code(model.condition_text(unless)));
    }
    if let Some(fade) = &rule.fade {
        let way = if fade.halving { "halving every" } else { "fading over" };
        if !line.is_empty() {
            line.push(plain(", "));
        }
        line.push(plain(format!("{way} {} since ", number_of(fade.days as usize, "day", "days"))));
        line.push(code(model.value_text(&fade.since)));
    }
    if line.is_empty() {
        line.push(plain("every account"));
    }
    line
}

/// `+40`, `-10`, `0 to +40`.
pub(super) fn span_of(least: Points, most: Points) -> String {
    let signed =
        |points: Points| if points > Points::ZERO { format!("+{points}") } else { points.to_string() };
    if least == most {
        signed(most)
    } else if least == Points::ZERO {
        format!("up to {}", signed(most))
    } else if most == Points::ZERO {
        format!("down to {}", signed(least))
    } else {
        format!("{} to {}", signed(least), signed(most))
    }
}

/// A condition, and what lifts it.
pub(super) fn with_exception(when: Piece, unless: Option<String>) -> Line {
    let mut line = vec![when];
    if let Some(unless) = unless {
        line.push(plain(" unless "));
        line.push(code(unless));
    }
    line
}

/// `, from 2026-01-01 to 2026-03-31`.
fn season(windows: &[Window]) -> String {
    let texts: Vec<String> = windows
        .iter()
        .map(|window| match window {
            Window::Days(first, last) => format!("from {first} to {last}"),
            Window::Months(_) => "in season".to_owned(),
        })
        .collect();
    if texts.is_empty() { String::new() } else { format!(", {}", texts.join(" and ")) }
}

/// The title, or the name in words.
pub(super) fn title_of(title: Option<&String>, name: &str) -> String {
    title.cloned().unwrap_or_else(|| spoken(name))
}

/// A name as people say it.
pub(super) fn spoken(name: &str) -> String {
    name.replace('_', " ")
}

/// The file and line of a rule.
pub(super) fn place(subject: Subject<'_>, span: Span) -> String {
    let (file, position) = subject.sources.locate(span);
    format!("{}:{}", file.rsplit('/').next().unwrap_or(file), position.line)
}

/// Why a rule is there: its reason, then its assumption.
pub(super) fn why(documentation: &Documentation, today: Day) -> Line {
    let mut items = Vec::new();
    if let Some(because) = &documentation.because {
        items.push(vec![plain(because)]);
    }
    items.extend(
        documentation
            .evidence
            .iter()
            .map(|(kind, text)| vec![Piece::Strong(format!("{}: ", evidence_word(*kind))), plain(text)]),
    );
    if let Some((text, until)) = &documentation.assumption {
        items.push(vec![
            Piece::Strong("Assumption: ".to_owned()),
            plain(format!("{text}{}", deadline(*until, today))),
        ]);
    }
    stacked(items)
}

/// `, until 2026-12-31`, and whether that day has passed.
pub(super) fn deadline(until: Option<Day>, today: Day) -> String {
    match until {
        None => String::new(),
        Some(day) if day < today => format!(", until {day} (expired)"),
        Some(day) => format!(", until {day}"),
    }
}

/// Where a statement comes from.
pub(super) fn evidence_word(kind: EvidenceKind) -> &'static str {
    match kind {
        EvidenceKind::Data => "Data",
        EvidenceKind::Interview => "Interview",
        EvidenceKind::Opinion => "Opinion",
    }
}

/// How often the profile is reviewed, and when next.
pub(super) fn review(header: &Header, today: Day) -> Option<String> {
    let span = header.review?;
    let every = match (span.days(), span.months()) {
        (Some(days), _) => number_of(days as usize, "day", "days"),
        (None, months) => number_of(months.unwrap_or(0) as usize, "month", "months"),
    };
    let due = header.updated.and_then(|updated| match (span.days(), span.months()) {
        (Some(days), _) => Day::from_number(updated.number().checked_add(i32::try_from(days).ok()?)?),
        (None, Some(months)) => Some(updated.shift_months(i32::try_from(months).ok()?)),
        (None, None) => None,
    });
    Some(match due {
        Some(day) if day < today => format!("every {every}; overdue since {day}"),
        Some(day) => format!("every {every}; next by {day}"),
        None => format!("every {every}"),
    })
}

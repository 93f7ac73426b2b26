//! Conditions, sets and cells in the words of the language, for explanations.
//!
//! What was written is gone by the time a profile runs: lets are inlined, exceptions merged. This writes what is left.

use crate::check::model::{
    Aggregate, Condition, DateSpan, FieldRef, GateRef, ResultTest, RowSource, Rows, Schema, TextTest, Type,
    Value,
};
use crate::plan::Plan;
use crate::text::join_or;
use crate::types::{
    Cell, CompareOp, Day, DurationUnit, Element, End, Interval, Number, Points, Truth, ValueSet,
};

/// The most values of a set that are written out.
const MOST_VALUES: usize = 4;

/// Writes what a plan holds.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    plan: &'a Plan,
    /// The table whose rows are in sight.
    row: Option<usize>,
}

impl<'a> Words<'a> {
    /// For the conditions of a plan.
    #[must_use]
    pub fn new(plan: &'a Plan) -> Words<'a> {
        Words { plan, row: None }
    }

    /// For conditions on the rows of a table.
    #[must_use]
    pub fn inside(self, source: RowSource) -> Words<'a> {
        match source {
            RowSource::Table(table) => Words { row: Some(table), ..self },
            RowSource::Role(_) => self,
        }
    }

    /// A number that is compared with a value.
    #[must_use]
    pub fn number_of(&self, value: &Value, millionths: i128) -> String {
        self.number(millionths, self.type_of(value))
    }

    fn schema(&self) -> &'a Schema {
        &self.plan.schema
    }

    /// A condition.
    #[must_use]
    pub fn condition(&self, condition: &Condition) -> String {
        match condition {
            Condition::Constant(truth) => truth_text(*truth).to_owned(),
            Condition::And(parts) => self.joined(parts, " and "),
            Condition::Or(parts) => self.joined(parts, " or "),
            Condition::Not(inner) => self.negated(inner),
            Condition::Let(_) => "a named condition".to_owned(),
            Condition::Known(value) => format!("{} is known", self.value(value)),
            Condition::Member { value, set } => self.member(value, set),
            Condition::Compare { left, op, right } => {
                format!("{} {} {}", self.value(left), operator(*op), self.value(right))
            }
            Condition::Text { value, test } => format!("{} {}", self.value(value), text_test(test)),
            Condition::Has { value, all } => {
                let ty = self.type_of(value);
                let has = |set: &ValueSet| match self.elements(set, ty).as_slice() {
                    [one] => format!("{} has {one}", self.value(value)),
                    _ => format!("{} has any {}", self.value(value), self.set(set, ty)),
                };
                let parts: Vec<String> = all.iter().map(|set| has(set)).collect();
                parts.join(" and ")
            }
            Condition::Within { value, next, span } => {
                let way = if *next { "next" } else { "last" };
                format!("{} within {way} {}", self.value(value), duration(*span))
            }
            Condition::OlderThan { value, span } => {
                format!("{} older than {}", self.value(value), duration(*span))
            }
            Condition::AnyRow(rows) => format!("any({})", self.rows(rows)),
            Condition::Result(test) => self.result(test),
        }
    }

    fn joined(&self, parts: &[Condition], word: &str) -> String {
        let nested = |part: &Condition| match part {
            Condition::And(inner) | Condition::Or(inner) if inner.len() > 1 => {
                format!("({})", self.condition(part))
            }
            _ => self.condition(part),
        };
        parts.iter().map(nested).collect::<Vec<_>>().join(word)
    }

    fn negated(&self, inner: &Condition) -> String {
        match inner {
            Condition::Known(value) => format!("{} is unknown", self.value(value)),
            Condition::AnyRow(rows) => format!("none({})", self.rows(rows)),
            Condition::Member { value, set } => match self.elements(set, self.type_of(value)).as_slice() {
                [one] if !one.contains("..") => format!("{} != {one}", self.value(value)),
                _ => format!("{} not in {}", self.value(value), self.set(set, self.type_of(value))),
            },
            Condition::And(_) | Condition::Or(_) => format!("not ({})", self.condition(inner)),
            _ => format!("not {}", self.condition(inner)),
        }
    }

    fn member(&self, value: &Value, set: &ValueSet) -> String {
        let ty = self.type_of(value);
        let name = self.value(value);
        if let ValueSet::Booleans(values) = set {
            return match values.iter().collect::<Vec<_>>().as_slice() {
                [true] => name,
                [false] => format!("not {name}"),
                _ => format!("{name} is known"),
            };
        }
        if let ValueSet::Numbers(intervals) | ValueSet::Days(intervals) = set
            && let [one] = intervals.intervals()
        {
            return self.within(&name, *one, ty, matches!(set, ValueSet::Days(_)));
        }
        match self.elements(set, ty).as_slice() {
            [one] => format!("{name} = {one}"),
            _ => format!("{name} in {}", self.set(set, ty)),
        }
    }

    /// `employees >= 50`, `employees in 50..200`.
    fn within(&self, name: &str, interval: Interval, ty: Option<&Type>, days: bool) -> String {
        let number = |value: i128| if days { day_text(value) } else { self.number(value, ty) };
        match (interval.low, interval.high) {
            _ if interval.as_point().is_some() => {
                format!("{name} = {}", interval.as_point().map(number).unwrap_or_default())
            }
            (End::Unbounded, End::Unbounded) => format!("{name} is known"),
            (End::Included(low), End::Unbounded) => format!("{name} >= {}", number(low)),
            (End::Excluded(low), End::Unbounded) => format!("{name} > {}", number(low)),
            (End::Unbounded, End::Included(high)) => format!("{name} <= {}", number(high)),
            (End::Unbounded, End::Excluded(high)) => format!("{name} < {}", number(high)),
            (End::Included(0), End::Included(high)) if ty == Some(&Type::Whole) => {
                format!("{name} <= {}", number(high))
            }
            _ => format!("{name} in {}", self.interval(interval, ty, days)),
        }
    }

    /// The values of a set, shortened.
    #[must_use]
    pub fn set(&self, set: &ValueSet, ty: Option<&Type>) -> String {
        let mut elements = self.elements(set, ty);
        if let [range] = elements.as_slice()
            && range.contains("..")
        {
            return range.clone();
        }
        let more = elements.len().saturating_sub(MOST_VALUES);
        if more > 1 {
            elements.truncate(MOST_VALUES);
            elements.push(format!("… {more} more"));
        }
        format!("[{}]", elements.join(", "))
    }

    fn elements(&self, set: &ValueSet, ty: Option<&Type>) -> Vec<String> {
        match set {
            ValueSet::Numbers(intervals) => {
                intervals.intervals().iter().map(|part| self.interval(*part, ty, false)).collect()
            }
            ValueSet::Days(intervals) => {
                intervals.intervals().iter().map(|part| self.interval(*part, ty, true)).collect()
            }
            ValueSet::Texts(texts) => texts.iter().map(|text| format!("\"{text}\"")).collect(),
            ValueSet::Choices(choices) => choices.iter().map(|choice| self.choice(*choice, ty)).collect(),
            ValueSet::Booleans(values) => values.iter().map(ToString::to_string).collect(),
        }
    }

    fn interval(&self, interval: Interval, ty: Option<&Type>, days: bool) -> String {
        let number = |value: i128| if days { day_text(value) } else { self.number(value, ty) };
        if let Some(point) = interval.as_point() {
            return number(point);
        }
        match (interval.low, interval.high) {
            (End::Unbounded, End::Unbounded) => "any value".to_owned(),
            (End::Unbounded, End::Included(high)) => format!("up to {}", number(high)),
            (End::Unbounded, End::Excluded(high)) => format!("below {}", number(high)),
            (End::Included(low), End::Unbounded) => format!("{} or more", number(low)),
            (End::Excluded(low), End::Unbounded) => format!("more than {}", number(low)),
            (End::Included(low), End::Included(high)) => format!("{}..{}", number(low), number(high)),
            (End::Included(low), End::Excluded(high)) => format!("{}..<{}", number(low), number(high)),
            (End::Excluded(low), End::Included(high)) => {
                format!("more than {} and up to {}", number(low), number(high))
            }
            (End::Excluded(low), End::Excluded(high)) => {
                format!("between {} and {}", number(low), number(high))
            }
        }
    }

    /// A number as the language writes it: with its unit.
    #[must_use]
    pub fn number(&self, millionths: i128, ty: Option<&Type>) -> String {
        let plain = Number::from_millionths(millionths);
        match ty {
            Some(Type::Percent) => format!("{}%", Number::from_millionths(millionths.saturating_mul(100))),
            Some(Type::Money(currency)) => format!("{plain} {currency}"),
            Some(Type::Days) => format!("{plain} days"),
            _ => plain.to_string(),
        }
    }

    fn choice(&self, choice: u32, ty: Option<&Type>) -> String {
        let ty = match ty {
            Some(Type::List(of)) => Some(of.as_ref()),
            other => other,
        };
        let Some(Type::Choice(set)) = ty else { return choice.to_string() };
        let set = self.schema().choices.get(*set);
        let value = set.and_then(|set| set.values.get(choice as usize));
        value.map_or_else(|| choice.to_string(), |value| format!("\"{}\"", value.value))
    }

    fn field(&self, field: FieldRef) -> Option<&'a crate::check::model::Field> {
        match field {
            FieldRef::Account(index) => self.schema().fields.get(index),
            FieldRef::Row(index) => self.schema().tables.get(self.row?)?.fields.get(index),
        }
    }

    fn type_of(&self, value: &Value) -> Option<&'a Type> {
        match value {
            Value::Field(field) => self.field(*field).map(|field| &field.ty),
            Value::Otherwise(value, _) => self.type_of(value),
            Value::Linear { terms, .. } => terms.first().and_then(|(_, term)| self.type_of(term)),
            Value::DaysBetween { .. } => Some(&Type::Days),
            Value::Aggregate(aggregate) => {
                let (rows, field) = match aggregate.as_ref() {
                    Aggregate::Count(_) => return Some(&Type::Whole),
                    Aggregate::Sum(rows, field)
                    | Aggregate::Min(rows, field)
                    | Aggregate::Max(rows, field) => (rows, field),
                };
                let RowSource::Table(table) = rows.source else { return None };
                self.schema().tables.get(table)?.fields.get(*field).map(|field| &field.ty)
            }
            Value::CountElements { .. } | Value::CountKnown(_) => Some(&Type::Whole),
            Value::Quotient { .. } | Value::Constant(_) | Value::Today | Value::Let(_) | Value::Score(_) => {
                None
            }
        }
    }

    /// A value.
    #[must_use]
    pub fn value(&self, value: &Value) -> String {
        match value {
            Value::Field(field) => self.field(*field).map_or_else(String::new, |field| field.name.clone()),
            Value::Constant(cell) => self.cell(cell, None),
            Value::Today => "today".to_owned(),
            Value::Let(_) => "a named value".to_owned(),
            Value::Otherwise(value, default) => {
                format!("({} otherwise {})", self.value(value), self.value(default))
            }
            Value::Linear { terms, constant } => self.linear(terms, *constant),
            Value::Quotient { numerator, denominator } => {
                format!("{} / {}", self.value(numerator), self.value(denominator))
            }
            Value::DaysBetween { later, earlier } => {
                format!("{} - {}", self.value(later), self.value(earlier))
            }
            Value::Aggregate(aggregate) => self.aggregate(aggregate),
            Value::CountElements { list, within: None } => format!("count({})", self.value(list)),
            Value::CountElements { list, within: Some((set, _)) } => {
                format!("count({} in {})", self.value(list), self.set(set, self.type_of(list)))
            }
            Value::CountKnown(fields) => {
                let names: Vec<String> =
                    fields.iter().map(|field| self.value(&Value::Field(*field))).collect();
                format!("count known [{}]", names.join(", "))
            }
            Value::Score(index) => {
                self.plan.scores.get(*index).map_or_else(String::new, |score| score.name.clone())
            }
        }
    }

    fn linear(&self, terms: &[(Number, Value)], constant: Number) -> String {
        let one = Number::from_whole(1);
        let minus = Number::from_whole(-1);
        let mut text = String::new();
        for (factor, term) in terms {
            let term = self.value(term);
            let negative = factor.millionths() < 0;
            text.push_str(match (text.is_empty(), negative) {
                (true, false) => "",
                (true, true) => "-",
                (false, false) => " + ",
                (false, true) => " - ",
            });
            if *factor == one || *factor == minus {
                text.push_str(&term);
            } else {
                let magnitude = Number::from_millionths(factor.millionths().abs());
                text.push_str(&format!("{term} * {magnitude}"));
            }
        }
        if constant != Number::ZERO {
            let sign = if constant.millionths() < 0 { "-" } else { "+" };
            text.push_str(&format!(" {sign} {}", Number::from_millionths(constant.millionths().abs())));
        }
        text
    }

    fn aggregate(&self, aggregate: &Aggregate) -> String {
        let of = |word: &str, rows: &Rows, field: usize| {
            let RowSource::Table(table) = rows.source else { return word.to_owned() };
            let name = self.schema().tables.get(table).and_then(|table| table.fields.get(field));
            let name = name.map_or("", |field| field.name.as_str());
            let rows = self.rows(rows);
            let (table, filter) =
                rows.split_once(" where ").map_or((rows.as_str(), None), |(a, b)| (a, Some(b)));
            let filter = filter.map(|filter| format!(" where {filter}")).unwrap_or_default();
            format!("{word}({table}.{name}{filter})")
        };
        match aggregate {
            Aggregate::Count(rows) => format!("count({})", self.rows(rows)),
            Aggregate::Sum(rows, field) => of("sum", rows, *field),
            Aggregate::Min(rows, field) => of("min", rows, *field),
            Aggregate::Max(rows, field) => of("max", rows, *field),
        }
    }

    fn rows(&self, rows: &Rows) -> String {
        let RowSource::Table(table) = rows.source else { return "a role".to_owned() };
        let name = self.schema().tables.get(table).map_or("", |table| table.name.as_str());
        if *rows.filter == Condition::Constant(Truth::True) {
            return name.to_owned();
        }
        let inside = Words { plan: self.plan, row: Some(table) };
        format!("{name} where {}", inside.condition(&rows.filter))
    }

    fn result(&self, test: &ResultTest) -> String {
        let named = |word: &str, names: Vec<String>| match names.as_slice() {
            [one] => format!("{word} = {one}"),
            _ => format!("{word} in [{}]", names.join(", ")),
        };
        match test {
            ResultTest::Status(statuses) => {
                let words: Vec<String> = statuses.iter().map(|status| status.word().to_owned()).collect();
                format!("status is {}", join_or(&words))
            }
            ResultTest::Tier(tiers) => {
                let names = tiers.iter().filter_map(|tier| self.plan.tiers.get(*tier));
                named("tier", names.map(|tier| tier.name.clone()).collect())
            }
            ResultTest::HasTier => "tier is known".to_owned(),
            ResultTest::Segment(segments) => {
                let names = segments.iter().filter_map(|segment| self.plan.segments.get(*segment));
                named("segment", names.map(|segment| segment.name.clone()).collect())
            }
            ResultTest::HasSegment => "segment is known".to_owned(),
            ResultTest::Level(level) => format!("segment is {}", format!("{level:?}").to_lowercase()),
            ResultTest::OutBy(gate) => match gate {
                GateRef::Exclude(index) => format!("excluded by {}", self.gate(true, *index)),
                GateRef::Require(index) => format!("excluded by {}", self.gate(false, *index)),
                GateRef::Override => "excluded by override".to_owned(),
            },
        }
    }

    fn gate(&self, exclude: bool, index: usize) -> String {
        use crate::check::model::GateKind;
        let kind = if exclude { GateKind::Exclude } else { GateKind::Require };
        let gate = self.plan.gates.iter().filter(|gate| gate.kind == kind).nth(index);
        gate.map_or_else(String::new, |gate| gate.name.clone())
    }

    /// What an account says in a field.
    #[must_use]
    pub fn cell(&self, cell: &Cell, ty: Option<&Type>) -> String {
        match cell {
            Cell::Unknown => "unknown".to_owned(),
            Cell::Number(number) => self.number(number.millionths(), ty),
            Cell::Range(interval) => self.interval(*interval, ty, false),
            Cell::Day(day) => day.to_string(),
            Cell::Boolean(truth) => truth.to_string(),
            Cell::Text(text) => format!("\"{text}\""),
            Cell::Choice(choice) => self.choice(*choice, ty),
            Cell::List(elements) if elements.is_empty() => "an empty list".to_owned(),
            Cell::List(elements) => {
                let of = match ty {
                    Some(Type::List(of)) => Some(of.as_ref()),
                    other => other,
                };
                let mut shown: Vec<String> =
                    elements.iter().take(MOST_VALUES).map(|element| self.element(element, of)).collect();
                if elements.len() > MOST_VALUES {
                    shown.push(format!("… {} more", elements.len() - MOST_VALUES));
                }
                format!("[{}]", shown.join(", "))
            }
        }
    }

    fn element(&self, element: &Element, ty: Option<&Type>) -> String {
        match element {
            Element::Number(number) => self.number(number.millionths(), ty),
            Element::Day(day) => day.to_string(),
            Element::Boolean(truth) => truth.to_string(),
            Element::Text(text) => format!("\"{text}\""),
            Element::Choice(choice) => self.choice(*choice, ty),
        }
    }
}

fn text_test(test: &TextTest) -> String {
    let (word, texts) = match test {
        TextTest::Contains(texts) => ("contains", texts),
        TextTest::ContainsWord(texts) => ("contains word", texts),
        TextTest::StartsWith(texts) => ("starts with", texts),
        TextTest::EndsWith(texts) => ("ends with", texts),
        TextTest::Matches(patterns) => {
            let patterns: Vec<String> = patterns.iter().map(|pattern| format!("/{pattern}/")).collect();
            return match patterns.as_slice() {
                [one] => format!("matches {one}"),
                _ => format!("matches any [{}]", patterns.join(", ")),
            };
        }
    };
    let mut quoted: Vec<String> = texts.iter().take(MOST_VALUES).map(|text| format!("\"{text}\"")).collect();
    if texts.len() > MOST_VALUES {
        quoted.push(format!("… {} more", texts.len() - MOST_VALUES));
    }
    match quoted.as_slice() {
        [one] => format!("{word} {one}"),
        _ => format!("{word} any [{}]", quoted.join(", ")),
    }
}

fn truth_text(truth: Truth) -> &'static str {
    match truth {
        Truth::True => "always",
        Truth::False => "never",
        Truth::Unknown => "undecided",
    }
}

fn operator(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Equal => "=",
        CompareOp::NotEqual => "!=",
        CompareOp::Less => "<",
        CompareOp::LessOrEqual => "<=",
        CompareOp::Greater => ">",
        CompareOp::GreaterOrEqual => ">=",
    }
}

/// `90 days`.
#[must_use]
pub fn duration(span: DateSpan) -> String {
    let unit = match span.unit {
        DurationUnit::Days => "day",
        DurationUnit::Weeks => "week",
        DurationUnit::Months => "month",
        DurationUnit::Quarters => "quarter",
        DurationUnit::Years => "year",
    };
    let plural = if span.count == 1 { "" } else { "s" };
    format!("{} {unit}{plural}", span.count)
}

fn day_text(number: i128) -> String {
    let day = i32::try_from(number).ok().and_then(Day::from_number);
    day.map_or_else(|| number.to_string(), |day| day.to_string())
}

/// `+15`, `-10`, `0`.
#[must_use]
pub fn signed(points: Points) -> String {
    if points > Points::ZERO { format!("+{points}") } else { points.to_string() }
}

//! In: a plan (`benches/peers/*.json`) and accounts as JSON lines. Out: one line of JSON with the times of one thread,
//! the accounts per tier and the sum of scores. The engine answers one expression per rule, compiled once; the host adds
//! points, caps and tiers, as a program around such an engine must. Invariant: parsing is timed apart from evaluation.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::time::Instant;

use serde_json::{Value, json};
use zen_expression::variable::Variable;
use zen_expression::vm::VM;

const DATES: [&str; 2] = ["last_funding_at", "last_visit_at"];
const MAY_BE_MISSING: [&str; 9] = [
    "industry",
    "sub_industry",
    "country",
    "region",
    "stage",
    "crm",
    "employees",
    "revenue_usd",
    "has_sales_ops",
];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, plan, accounts, limit] = arguments.as_slice() else {
        eprintln!("usage: icp-bench-zen PLAN.json ACCOUNTS.jsonl ROWS");
        std::process::exit(2);
    };
    let plan: Value = serde_json::from_str(&std::fs::read_to_string(plan).expect("the plan")).expect("JSON");
    let today = days(plan["today"].as_str().expect("the day"));
    let rules = Rules::of(&plan);

    let started = Instant::now();
    let file = BufReader::new(std::fs::File::open(accounts).expect("the accounts"));
    let records: Vec<Value> = file
        .lines()
        .take(limit.parse().expect("a number of rows"))
        .map(|line| record(&line.expect("text"), today))
        .collect();
    let parsing = started.elapsed().as_secs_f64();

    let started = Instant::now();
    let compiled: Vec<_> = rules
        .expressions
        .iter()
        .map(|text| {
            zen_expression::compile_expression(text).unwrap_or_else(|error| panic!("{text}: {error}"))
        })
        .collect();
    let mut machine = VM::new();
    let mut holds = vec![false; compiled.len()];
    let mut tiers = BTreeMap::<String, u64>::new();
    let mut sum = 0.0;
    for record in &records {
        let variables: Variable = record.into();
        for (expression, holds) in compiled.iter().zip(&mut holds) {
            let answer = expression.evaluate_with(variables.clone(), &mut machine);
            *holds = matches!(answer, Ok(Variable::Bool(true)));
        }
        let (tier, score) = rules.decide(record, &holds);
        *tiers.entry(tier).or_default() += 1;
        sum += score;
    }
    let evaluating = started.elapsed().as_secs_f64();
    let rows = records.len();
    println!(
        "{}",
        json!({ "rows": rows, "parse_s": parsing, "evaluate_s": evaluating, "tiers": tiers, "sum": sum })
    );
}

/// One account with every key that a rule may read, its dates also as ages in days.
fn record(line: &str, today: i64) -> Value {
    let mut value: Value = serde_json::from_str(line).expect("a JSON record");
    let record = value.as_object_mut().expect("an object");
    for date in DATES {
        let age = record.get(date).and_then(Value::as_str).map(|day| today - days(day));
        record.insert(format!("age_{date}"), json!(age));
    }
    for key in MAY_BE_MISSING {
        record.entry(key).or_insert(Value::Null);
    }
    value
}

/// Days since 1970-01-01 of a date written year-month-day.
fn days(date: &str) -> i64 {
    let part = |from: usize, to: usize| date[from..to].parse::<i64>().expect("a date");
    let (year, month, day) = (part(0, 4), part(5, 7), part(8, 10));
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 719_469
}

struct Earns {
    group: usize,
    points: f64,
    /// The age whose growth takes the points away, and the age at which none is left.
    fades: Option<(String, f64)>,
}

struct Rules {
    /// Exclusions, then failed requirements, then one for each of `earns`.
    expressions: Vec<String>,
    exclusions: usize,
    gates: usize,
    earns: Vec<Earns>,
    caps: Vec<f64>,
    tiers: Vec<(String, f64)>,
}

impl Rules {
    fn of(plan: &Value) -> Rules {
        let list = |value: &Value| value.as_array().expect("a list").clone();
        let caps = plan["caps"].as_object().expect("caps");
        let mut expressions: Vec<String> = list(&plan["exclude"]).iter().map(expression).collect();
        let exclusions = expressions.len();
        for requirement in list(&plan["require"]) {
            let opposite = if requirement[0] == "ge" { "lt" } else { "ge" };
            expressions.push(expression(&json!([opposite, requirement[1], requirement[2]])));
        }
        let gates = expressions.len();
        let mut earns = Vec::new();
        for rule in list(&plan["rules"]) {
            let group = caps.keys().position(|name| rule["g"] == *name.as_str()).expect("a group with a cap");
            if let Some(column) = rule.get("band") {
                for band in list(&rule["bands"]) {
                    expressions.push(expression(&json!([
                        "and",
                        ["ge", column, band[0]],
                        ["lt", column, band[1]]
                    ])));
                    earns.push(Earns { group, points: band[2].as_f64().expect("points"), fades: None });
                }
            } else {
                expressions.push(expression(&rule["when"]));
                let fades = rule["decay"].as_array().map(|decay| {
                    (format!("age_{}", decay[0].as_str().expect("a date")), decay[1].as_f64().expect("days"))
                });
                earns.push(Earns { group, points: rule["pts"].as_f64().expect("points"), fades });
            }
        }
        Rules {
            expressions,
            exclusions,
            gates,
            earns,
            caps: caps.values().map(|cap| cap.as_f64().expect("a cap")).collect(),
            tiers: list(&plan["tiers"])
                .iter()
                .map(|tier| {
                    (tier[0].as_str().expect("a tier").to_owned(), tier[1].as_f64().expect("a threshold"))
                })
                .collect(),
        }
    }

    /// The tier, `X` for an excluded account and `D` for none, and the score, 0 for an excluded account.
    fn decide(&self, record: &Value, holds: &[bool]) -> (String, f64) {
        if holds[..self.exclusions].contains(&true) {
            return ("X".to_owned(), 0.0);
        }
        let mut groups = vec![0.0; self.caps.len()];
        for (earns, holds) in self.earns.iter().zip(&holds[self.gates..]) {
            if *holds {
                let left = match &earns.fades {
                    Some((age, days)) => 1.0 - record[age.as_str()].as_f64().expect("a known age") / days,
                    None => 1.0,
                };
                groups[earns.group] += earns.points * left;
            }
        }
        let score: f64 = groups.iter().zip(&self.caps).map(|(sum, cap)| sum.min(*cap)).sum();
        let out = holds[self.exclusions..self.gates].contains(&true);
        let tier = self.tiers.iter().find(|(_, least)| !out && score >= *least);
        (tier.map_or("D".to_owned(), |(name, _)| name.clone()), score)
    }
}

/// A condition of the plan in Zen's language. A missing value makes every condition false.
fn expression(condition: &Value) -> String {
    let part = |index: usize| condition[index].as_str().expect("a name");
    let literal = |index: usize| condition[index].to_string();
    let each = |joint: &str| {
        let values = condition[2].as_array().expect("values");
        let one = |value: &Value| format!("{value} in {}", part(1));
        format!("({})", values.iter().map(one).collect::<Vec<_>>().join(joint))
    };
    match part(0) {
        "and" => format!("({} and {})", expression(&condition[1]), expression(&condition[2])),
        "in" => format!("{} in {}", part(1), literal(2)),
        "eq" => format!("{} == {}", part(1), literal(2)),
        "ieq" => format!("lower({} ?? '') == {}", part(1), literal(2)),
        "icontains" => format!("contains(lower({} ?? ''), {})", part(1), literal(2)),
        "ge" => format!("({0} != null and {0} >= {1})", part(1), literal(2)),
        "lt" => format!("({0} != null and {0} < {1})", part(1), literal(2)),
        "true" => format!("{} == true", part(1)),
        "within" => format!("(age_{0} != null and age_{0} >= 0 and age_{0} < {1})", part(1), literal(2)),
        "has" => format!("{} in {}", literal(2), part(1)),
        "any" => each(" or "),
        "all" => each(" and "),
        other => panic!("no condition is called {other}"),
    }
}

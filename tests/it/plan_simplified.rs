//! What the optimizer may do to a condition, and what it must leave alone (ruling 2).

use icp::check::model::Condition;
use icp::plan::plan;

use crate::conformance::model;

/// The condition of a requirement after planning, as its shape: tests are `t`.
fn shape(condition: &str) -> String {
    let text = format!(
        "profile p {{}}\naccount {{ id: text key a: boolean b: boolean n: number r: number range w: whole t: text }}\nrequire r when {condition}\n"
    );
    let model = model(&text).unwrap_or_else(|errors| panic!("{condition}: {errors}"));
    written(&plan(&model).gates[0].condition)
}

fn written(condition: &Condition) -> String {
    let joined = |word: &str, parts: &[Condition]| {
        format!("{word}({})", parts.iter().map(written).collect::<Vec<_>>().join(" "))
    };
    match condition {
        Condition::And(parts) => joined("and", parts),
        Condition::Or(parts) => joined("or", parts),
        Condition::Not(inner) => format!("not({})", written(inner)),
        Condition::Constant(truth) => format!("{truth:?}"),
        _ => "t".to_owned(),
    }
}

#[test]
fn nested_parts_become_one_and_what_repeats_stands_once() {
    assert_eq!(shape("a and (b and n > 1)"), "and(t t t)");
    assert_eq!(shape("a or (b or n > 1)"), "or(t t t)");
    assert_eq!(shape("a and (b or n > 1)"), "and(t or(t t))");
    assert_eq!(shape("(a and b) or (a and b)"), "and(t t)");
    assert_eq!(shape("not not (a and b)"), "and(t t)");
}

#[test]
fn two_ends_of_an_interval_become_one_test() {
    assert_eq!(shape("n >= 5 and n <= 10"), "t");
    assert_eq!(shape("n < 10 and a and n > 5"), "and(t t)");
    assert_eq!(shape("w >= 5 and w <= 10"), "t");
}

#[test]
fn a_range_a_contradiction_and_an_or_stay_as_they_are() {
    assert_eq!(shape("r >= 5 and r <= 10"), "and(t t)");
    assert_eq!(shape("n > 10 and n < 5"), "and(t t)");
    assert_eq!(shape("n < 5 or n >= 5"), "or(t t)");
    assert_eq!(shape("n <= 5 or n in 6..9"), "or(t t)");
    assert_eq!(shape("a and not a"), "and(t not(t))");
    assert_eq!(shape("a or not a"), "or(t not(t))");
}

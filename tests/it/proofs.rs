//! Laws of reasoning over all accounts: what is proved holds for every account that chance makes.
//!
//! A seed makes a profile and its accounts, so a failure names the seed and can be repeated.

use icp::check::model::Condition;
use icp::eval::{evaluate, truth_on};
use icp::plan::{Earns, Gate, Plan, plan};
use icp::prove::{Answer, Days, Formula, Prover, Truths, totals, totals_within};
use icp::types::{Account, Truth};

use crate::conformance::model;
use crate::dice::Dice;
use crate::random_profiles::{account, random_model, today};

/// Every condition of a plan that names no result.
fn conditions(plan: &Plan) -> Vec<&Condition> {
    let mut found: Vec<&Condition> = plan.gates.iter().map(|gate| &gate.condition).collect();
    for rule in plan.scores.iter().flat_map(|score| &score.rules) {
        found.push(&rule.guard);
        if let Earns::Arms { arms, .. } = &rule.earns {
            found.extend(arms.iter().map(|(condition, _)| condition));
        }
    }
    found.extend(plan.segments.iter().map(|segment| &segment.condition));
    found
}

fn truths_on(plan: &Plan, account: &Account, conditions: &[&Condition]) -> Vec<Truth> {
    conditions.iter().map(|condition| truth_on(plan, account, None, today(), condition)).collect()
}

/// What an account has is never said to be impossible, for one day or for any.
#[test]
fn what_some_account_has_is_never_ruled_out() {
    for seed in 0..150 {
        let dice = &mut Dice::new(seed);
        let (text, model) = random_model(dice, false);
        let plan = plan(&model);
        let conditions = conditions(&plan);
        for days in [Days::Today, Days::Any] {
            let prover = Prover::new(&plan, today(), days);
            for _ in 0..12 {
                let account = account(dice);
                let truths = truths_on(&plan, &account, &conditions);
                for size in 1..4 {
                    let parts: Vec<Formula> = (0..size)
                        .map(|_| {
                            let at = dice.below(conditions.len());
                            let exact = Truths::one(truths[at]);
                            let asked = if dice.below(2) == 0 { exact } else { exact.union(Truths::UNKNOWN) };
                            Formula::is(conditions[at], asked)
                        })
                        .collect();
                    let answer = prover.find(&parts);
                    assert!(!answer.is_never(), "seed {seed}: {parts:?}\nof {account:?}\n{text}");
                }
            }
        }
    }
}

/// What is asked at random is answered by an account that has it, or by none that chance makes.
#[test]
fn answers_hold() {
    let (mut nevers, mut witnesses, mut open) = (0, 0, 0);
    for seed in 0..150 {
        let dice = &mut Dice::new(10_000 + seed);
        let (text, model) = random_model(dice, false);
        let plan = plan(&model);
        let prover = Prover::new(&plan, today(), Days::Today);
        let conditions = conditions(&plan);
        let accounts: Vec<Account> = (0..60).map(|_| account(dice)).collect();
        for _ in 0..20 {
            let masks = [Truths::TRUE, Truths::FALSE, Truths::UNKNOWN, Truths::NOT_TRUE, Truths::DECIDED];
            let parts: Vec<Formula> = (0..1 + dice.below(3))
                .map(|_| {
                    let mut one =
                        || Formula::is(conditions[dice.below(conditions.len())], masks[dice.below(5)]);
                    let (a, b) = (one(), one());
                    match dice.below(4) {
                        0 => Formula::Any(vec![a, b]),
                        1 => Formula::All(vec![a, b]),
                        _ => a,
                    }
                })
                .collect();
            let holds = |account: &Account| {
                let truth = |condition: &Condition| truth_on(&plan, account, None, today(), condition);
                parts.iter().all(|part| part.holds(&truth))
            };
            match prover.find(&parts) {
                Answer::Never => {
                    nevers += 1;
                    assert!(!accounts.iter().any(holds), "seed {seed}: {parts:?}\n{text}");
                    let core = prover.core(&parts);
                    let kept: Vec<Formula> = core.iter().map(|index| parts[*index].clone()).collect();
                    assert!(prover.find(&kept).is_never(), "seed {seed}: the reason does not suffice");
                }
                Answer::Witness(account) => {
                    witnesses += 1;
                    assert!(holds(&account), "seed {seed}: {account:?}");
                }
                Answer::Open => open += 1,
            }
        }
    }
    assert!(nevers > 400 && witnesses > 400, "{nevers} never, {witnesses} shown, {open} open");
}

/// Every score lies among the totals, and for accounts that no gate puts out among those of such accounts.
#[test]
fn scores_lie_among_the_totals() {
    for seed in 0..120 {
        let dice = &mut Dice::new(20_000 + seed);
        let (text, model) = random_model(dice, false);
        let plan = plan(&model);
        let prover = Prover::new(&plan, today(), Days::Today);
        let gates: Vec<&Gate> = plan.gates.iter().filter(|gate| gate.active.is_empty()).collect();
        let any: Vec<_> = plan.scores.iter().map(|score| totals(&prover, score)).collect();
        let within: Vec<_> = plan
            .scores
            .iter()
            .zip(&any)
            .map(|(score, any)| totals_within(&prover, score, &gates, any))
            .collect();
        for _ in 0..40 {
            let account = Account { key: None, ..account(dice) };
            let outcome = evaluate(&plan, &account, today());
            for (index, score) in outcome.scores.iter().enumerate() {
                let value = score.value.thousandths();
                assert!(any[index].total.may_lie(value, value), "seed {seed}: {value}\n{account:?}\n{text}");
                let (least, most) = prover.score_bounds(index).unwrap();
                assert!((least..=most).contains(&score.value), "seed {seed}");
                if !outcome.status.is_out() {
                    assert!(within[index].total.may_lie(value, value), "seed {seed}: {value}\n{text}");
                }
            }
        }
    }
}

/// A profile over the fields that the table below asks about.
const FRAME: &str = r#"
profile p {}
account {
  id: text key
  employees: whole range
  growth: percent of 100
  country: country
  stage: one of ["Seed", "A", "B"] ordered
  title: text
  tech: list of text
  founded: date
  customer: boolean
}
table contacts of account by account_id { account_id: text title: text level: whole }
"#;

/// Conditions and whether some account gives all of them TRUE.
const TOGETHER: &[(&[&str], bool)] = &[
    (&["employees > 10", "employees < 11"], false),
    (&["employees > 10", "employees < 12"], true),
    (&["growth > 10%", "growth < 11%"], true),
    (&["employees >= 50", "not employees >= 20"], false),
    (&["employees >= 50 or employees is unknown", "employees < 20"], false),
    (&["employees is unknown", "employees >= 1"], false),
    (&["employees is unknown", "(employees otherwise 7) >= 7"], true),
    (&["employees is unknown", "(employees otherwise 7) >= 8"], false),
    (&["employees * 2 >= 100", "employees < 50"], false),
    (&["employees * 2 >= 99", "employees < 50"], false),
    (&["employees * 2 >= 98", "employees < 50"], true),
    (&["country = \"US\"", "country in [\"DE\", \"FR\"]"], false),
    (&["country != \"US\"", "country in [\"US\", \"FR\"]"], true),
    (&["stage >= \"A\"", "stage = \"Seed\""], false),
    (&["title contains \"vp sales\"", "not title contains \"sales\""], false),
    (&["title contains \"sales\"", "not title contains \"vp sales\""], true),
    (&["title starts with \"vp\"", "title starts with \"head\""], false),
    (&["title = \"vp sales\"", "title contains word \"vp\""], true),
    (&["title = \"vp sales\"", "title ends with \"vp\""], false),
    (&["tech has all [\"a\", \"b\"]", "not tech has any [\"b\", \"c\"]"], false),
    (&["tech has any [\"a\", \"b\"]", "not tech has \"a\""], true),
    (&["founded within last 30 days", "founded older than 30 days"], false),
    (&["founded within last 30 days", "founded within next 30 days"], true),
    (&["today - founded <= 10", "founded older than 2 weeks"], false),
    (&["founded >= 2026-10-02", "founded within last 90 days"], false),
    (&["customer", "customer is unknown"], false),
    (&["any(contacts where level >= 5)", "none(contacts where level >= 3)"], false),
    (&["any(contacts where level >= 3)", "none(contacts where level >= 5)"], true),
    (&["any(contacts where level >= 3 and level < 3)"], false),
    (&["none(contacts)", "any(contacts where level >= 5)"], false),
    (&["count(contacts) >= 3", "count(contacts) < 2"], false),
    (&["count(contacts) >= 3", "count(contacts where level > 1) < 2"], true),
    (&["employees >= 10 or growth > 5%", "employees < 10", "growth < 2%"], false),
    (&["(employees >= 10 and growth > 5%) or customer", "employees < 10", "not customer"], false),
];

#[test]
fn conditions_that_no_account_has_together_are_told_apart() {
    for (conditions, possible) in TOGETHER {
        let mut text = FRAME.to_owned();
        for (index, condition) in conditions.iter().enumerate() {
            text.push_str(&format!("exclude x{index} when {condition} because \"r\"\n"));
        }
        let model = model(&text).unwrap_or_else(|fault| panic!("{conditions:?}: {fault}"));
        let plan = plan(&model);
        let prover = Prover::new(&plan, today(), Days::Today);
        let parts: Vec<Formula> = plan.gates.iter().map(|gate| Formula::is_true(&gate.condition)).collect();
        match (prover.find(&parts), possible) {
            (Answer::Never, false) | (Answer::Witness(_), true) => {}
            // Counts of child rows are no column of their own cells: no account is made up for them.
            (Answer::Open, true) if conditions.iter().any(|condition| condition.contains("count")) => {}
            (answer, _) => panic!("{conditions:?}: {answer:?}"),
        }
    }
}

/// A date in the profile may come to lie among the days that `within last` asks for.
#[test]
fn another_day_may_bring_dates_together() {
    let text = format!(
        "{FRAME}\nexclude x when founded >= 2027-01-01 and founded within last 90 days because \"r\"\n\
         exclude y when founded within last 30 days and founded older than 30 days because \"r\"\n"
    );
    let model = model(&text).unwrap();
    let plan = plan(&model);
    let never = |days, gate: usize| {
        Prover::new(&plan, today(), days).is_never(&[Formula::is_true(&plan.gates[gate].condition)])
    };
    assert!(never(Days::Today, 0) && !never(Days::Any, 0));
    assert!(never(Days::Today, 1) && never(Days::Any, 1));
}

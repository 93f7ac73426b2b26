//! What a weight or signal earns (rulings 11, 13, 15, 16, 16a, 19, 21).
//!
//! In: a rule and a scene. Out: what it earned, and the least and the most it could have.
//! Invariant: least ≤ earned ≤ most.

use crate::check::model::{Bands, Condition, Rows, Value};
use crate::eval::outcome::RuleOutcome;
use crate::plan::{self, Bounds, Earns, Fade, ScoredRule};
use crate::types::{Extent, Fraction, IntervalSet, Number, Points, Truth, ValueSet, round_half_away};

use super::aggregate::filtered;
use super::truth::truth;
use super::value::{Seen, element_is_in, is_in, value};
use super::{Reading, Scene, is_active};

/// What a part of a rule may earn in one reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Possible {
    /// The least and the most.
    bounds: Bounds,
    /// Whether it earns just this: one arm, or an unknown cell that has an arm of its own.
    exactly: Option<Points>,
    /// Whether something was met: TRUE earns by an arm or a row, FALSE by `otherwise` or none, UNKNOWN is undecided.
    met: Truth,
}

impl Possible {
    fn one(points: Points, met: bool) -> Possible {
        Possible { bounds: Bounds::of([points]), exactly: Some(points), met: Truth::from(met) }
    }

    fn any_of(points: impl IntoIterator<Item = Points>) -> Possible {
        let bounds = Bounds::of(points);
        let exactly = (bounds.least == bounds.most).then_some(bounds.least);
        Possible { bounds, exactly, met: Truth::Unknown }
    }
}

/// What a rule does: the verdict reading says what it earns, the possibility reading what it may earn (ruling 13).
pub(in crate::eval) fn rule<'a>(scene: &Scene<'a>, rule: &'a ScoredRule) -> RuleOutcome {
    if !is_active(&rule.active, scene.today) {
        return RuleOutcome {
            earned: Points::ZERO,
            least: Points::ZERO,
            most: Points::ZERO,
            decided: true,
            truth: Truth::False,
            active: false,
        };
    }
    let guard = |reading| truth(&scene.reading(reading), &rule.guard);
    behind(scene, rule, guard(Reading::Verdict), guard(Reading::Possibility))
}

/// What an active rule does behind its `when` and `unless`, of which the truth is known in both readings.
pub(in crate::eval) fn behind<'a>(
    scene: &Scene<'a>,
    rule: &'a ScoredRule,
    verdict: Truth,
    possibility: Truth,
) -> RuleOutcome {
    let verdict = guarded(&scene.reading(Reading::Verdict), rule, verdict);
    let bounds = guarded(&scene.reading(Reading::Possibility), rule, possibility).bounds;
    let undecided = || unknown_arm(rule).unwrap_or(Points::ZERO).clamp(bounds.least, bounds.most);
    RuleOutcome {
        earned: verdict.exactly.unwrap_or_else(undecided),
        least: bounds.least,
        most: bounds.most,
        decided: bounds.least == bounds.most,
        truth: verdict.met,
        active: true,
    }
}

/// The `unknown` arm. Where a date fades the points, being undecided earns nothing (ruling 19).
fn unknown_arm(rule: &ScoredRule) -> Option<Points> {
    match &rule.earns {
        Earns::Bands(bands) if rule.fade.is_none() => bands.unknown,
        Earns::Arms { unknown, .. } if rule.fade.is_none() => *unknown,
        Earns::Bands(_)
        | Earns::Arms { .. }
        | Earns::Flat(_)
        | Earns::PerRow { .. }
        | Earns::PerNumber { .. }
        | Earns::Scale { .. } => None,
    }
}

/// Behind its `when` and `unless`: FALSE earns 0, UNKNOWN adds 0 and leaves it undecided (ruling 13).
fn guarded<'a>(scene: &Scene<'a>, rule: &'a ScoredRule, guard: Truth) -> Possible {
    if guard == Truth::False {
        return Possible::one(Points::ZERO, false);
    }
    let earned = faded(scene, rule);
    if guard == Truth::True {
        return earned;
    }
    let may_earn = [earned.bounds.least, earned.bounds.most, Points::ZERO];
    Possible { met: earned.met.and(Truth::Unknown), ..Possible::any_of(may_earn) }
}

/// With its fade: of a row after `per TABLE`, else of the account.
fn faded<'a>(scene: &Scene<'a>, rule: &'a ScoredRule) -> Possible {
    match (&rule.earns, &rule.fade) {
        (Earns::PerRow { points, rows, cap }, fade) => per_row(scene, *points, rows, *cap, fade.as_ref()),
        (earns, None) => whole(scene, earns),
        (earns, Some(fade)) => fade_by_age(whole(scene, earns), fade, ages(scene, &fade.since)),
    }
}

/// What it earns before any fade.
fn whole<'a>(scene: &Scene<'a>, earns: &'a Earns) -> Possible {
    match earns {
        Earns::Flat(points) => Possible::one(*points, true),
        Earns::PerRow { points, rows, cap } => per_row(scene, *points, rows, *cap, None),
        Earns::PerNumber { points, value, cap } => per_number(scene, *points, value, *cap),
        Earns::Bands(bands) if bands.best_of => best_of(scene, bands),
        Earns::Bands(bands) => by_bands(scene, bands),
        Earns::Arms { arms, unknown, otherwise } => first_match(scene, arms, *unknown, *otherwise),
        Earns::Scale { value, from, to } => scale(scene, value, *from, *to),
    }
}

/// `by X { … }`: the arms that its cell may lie in (ruling 11).
fn by_bands<'a>(scene: &Scene<'a>, bands: &'a Bands) -> Possible {
    let otherwise = plan::otherwise(bands);
    let seen = value(scene, &bands.value);
    match seen {
        Seen::Unknown => unknown_cell(scene, bands),
        Seen::NoRows => Possible::one(otherwise.unwrap_or(Points::ZERO), false),
        Seen::Extent(_) | Seen::Boolean(_) | Seen::Text(_) | Seen::List(_) => {
            let touched: Vec<(Truth, Points)> = bands
                .arms
                .iter()
                .map(|(set, points)| (is_in(&seen, set), *points))
                .filter(|(truth, _)| *truth != Truth::False)
                .collect();
            match touched.as_slice() {
                [(Truth::True, points), ..] => Possible::one(*points, true),
                [] => Possible::one(otherwise.unwrap_or(Points::ZERO), false),
                _ => {
                    let beside = if is_covered(&seen, bands) { None } else { otherwise };
                    let may_earn = touched.iter().map(|(_, points)| *points).chain(beside);
                    let met = if beside.is_none() { Truth::True } else { Truth::Unknown };
                    let possible = Possible::any_of(may_earn);
                    Possible { met: possible.exactly.map_or(Truth::Unknown, |_| met), ..possible }
                }
            }
        }
    }
}

/// Any arm may turn out, `otherwise` and `unknown` among them; now it earns the `unknown` arm, if there is one.
fn unknown_cell(scene: &Scene, bands: &Bands) -> Possible {
    let arms = bands.arms.iter().map(|(_, points)| *points);
    let possible = Possible::any_of(arms.chain(plan::otherwise(bands)).chain(bands.unknown));
    match (scene.reading, bands.unknown) {
        (Reading::Verdict, Some(points)) => Possible { exactly: Some(points), ..possible },
        (Reading::Verdict, None) | (Reading::Possibility, _) => possible,
    }
}

/// Whether every possible value lies in one arm or another, so that `otherwise` cannot be the one.
fn is_covered(seen: &Seen, bands: &Bands) -> bool {
    let sets = || bands.arms.iter().map(|(set, _)| set.as_ref());
    let union = |parts: Vec<&IntervalSet>| {
        let step = parts.first().and_then(|set| set.step());
        IntervalSet::new(step, parts.iter().flat_map(|set| set.intervals().iter().copied()))
    };
    let numbers: Vec<&IntervalSet> =
        sets().filter_map(|set| if let ValueSet::Numbers(set) = set { Some(set) } else { None }).collect();
    let days: Vec<&IntervalSet> =
        sets().filter_map(|set| if let ValueSet::Days(set) = set { Some(set) } else { None }).collect();
    let choices = sets().filter_map(|set| if let ValueSet::Choices(set) = set { Some(set) } else { None });
    let all = if !numbers.is_empty() {
        ValueSet::Numbers(union(numbers))
    } else if !days.is_empty() {
        ValueSet::Days(union(days))
    } else {
        ValueSet::Choices(choices.flatten().copied().collect())
    };
    is_in(seen, &all) == Truth::True
}

/// `by best of LIST`: the most points over the elements; an element in no arm, and an empty list, take `otherwise`
/// (ruling 15).
fn best_of<'a>(scene: &Scene<'a>, bands: &'a Bands) -> Possible {
    let otherwise = plan::otherwise(bands).unwrap_or(Points::ZERO);
    let Seen::List(elements) = value(scene, &bands.value) else {
        return unknown_cell(scene, bands);
    };
    let arm = |element| bands.arms.iter().find(|(set, _)| element_is_in(element, set));
    let met = elements.iter().any(|element| arm(element).is_some());
    let points = elements.iter().map(|element| arm(element).map_or(otherwise, |(_, points)| *points));
    Possible::one(points.max().unwrap_or(otherwise), met)
}

/// The arms whose condition is not FALSE and before which none is TRUE; `otherwise` where none is TRUE (ruling 16a).
fn first_match<'a>(
    scene: &Scene<'a>,
    arms: &'a [(Condition, Points)],
    unknown: Option<Points>,
    otherwise: Points,
) -> Possible {
    let mut may_earn = Vec::new();
    for (condition, points) in arms {
        match truth(scene, condition) {
            Truth::False => {}
            Truth::Unknown => may_earn.push(*points),
            Truth::True if may_earn.is_empty() => return Possible::one(*points, true),
            Truth::True => {
                may_earn.push(*points);
                let possible = Possible::any_of(may_earn);
                let met = if possible.exactly.is_some() { Truth::True } else { Truth::Unknown };
                return Possible { met, ..possible };
            }
        }
    }
    if may_earn.is_empty() {
        return Possible::one(otherwise, false);
    }
    may_earn.push(otherwise);
    may_earn.extend(unknown);
    let possible = Possible::any_of(may_earn);
    match (scene.reading, unknown) {
        (Reading::Verdict, Some(points)) => Possible { exactly: Some(points), ..possible },
        (Reading::Verdict, None) | (Reading::Possibility, _) => possible,
    }
}

/// Linear between two points, clamped outside; a range gives the points at its two ends (ruling 16).
fn scale<'a>(scene: &Scene<'a>, scaled: &'a Value, from: (Number, Points), to: (Number, Points)) -> Possible {
    match value(scene, scaled) {
        Seen::Extent(extent) => {
            let low = extent.low.value().map_or_else(|| lower(from, to), |at| scale_at(at, from, to));
            let high = extent.high.value().map_or_else(|| upper(from, to), |at| scale_at(at, from, to));
            let possible = Possible::any_of([low, high]);
            Possible { met: possible.exactly.map_or(Truth::Unknown, |_| Truth::True), ..possible }
        }
        Seen::NoRows => Possible::one(Points::ZERO, false),
        Seen::Unknown | Seen::Boolean(_) | Seen::Text(_) | Seen::List(_) => {
            let nothing = plan::may_have_no_rows(scaled).then_some(Points::ZERO);
            Possible::any_of([from.1, to.1].into_iter().chain(nothing))
        }
    }
}

/// The points at the smaller of the two numbers.
fn lower(from: (Number, Points), to: (Number, Points)) -> Points {
    if from.0 <= to.0 { from.1 } else { to.1 }
}

/// The points at the greater of the two numbers.
fn upper(from: (Number, Points), to: (Number, Points)) -> Points {
    if from.0 <= to.0 { to.1 } else { from.1 }
}

/// `(N × (B − x) + M × (x − A)) / (B − A)`, rounded once, with x between the two numbers.
fn scale_at(at: Fraction, from: (Number, Points), to: (Number, Points)) -> Points {
    let (first, last) = if from.0 <= to.0 { (from, to) } else { (to, from) };
    if at <= first.0.into() {
        return first.1;
    }
    if at >= last.0.into() {
        return last.1;
    }
    // INVARIANT: x lies between two numbers below 10^15 with at most twelve decimals, so nothing here is too large.
    let units = at.denominator().max(Number::SCALE);
    let in_units = |value: Fraction| value.in_units(units).map_or(0, |(floor, _)| floor);
    let (x, a, b) = (in_units(at), in_units(first.0.into()), in_units(last.0.into()));
    let (n, m) = (i128::from(first.1.thousandths()), i128::from(last.1.thousandths()));
    let weighted = (n.checked_mul(b - x)).zip(m.checked_mul(x - a)).and_then(|(n, m)| n.checked_add(m));
    weighted.map_or(Points::ZERO, |sum| thousandths(round_half_away(sum, b - a)))
}

fn thousandths(value: i128) -> Points {
    let limit = i128::from(Points::LIMIT.thousandths());
    Points::from_thousandths(i64::try_from(value.clamp(-limit, limit)).unwrap_or(0))
}

/// `+N per NUMBER cap M`: `N × max(x, 0)`, rounded once, then the cap (rulings 18, 21).
fn per_number<'a>(scene: &Scene<'a>, points: Points, number: &'a Value, cap: Points) -> Possible {
    let most = plan::signed(points, cap);
    match value(scene, number) {
        Seen::Extent(extent) => {
            let low = extent.low.value().map_or(Points::ZERO, |at| times(points, at, cap));
            let high = extent.high.value().map_or(most, |at| times(points, at, cap));
            let possible = Possible::any_of([low, high]);
            Possible {
                met: possible.exactly.map_or(Truth::Unknown, |one| (one != Points::ZERO).into()),
                ..possible
            }
        }
        Seen::NoRows => Possible::one(Points::ZERO, false),
        Seen::Unknown | Seen::Boolean(_) | Seen::Text(_) | Seen::List(_) => {
            Possible::any_of([Points::ZERO, most])
        }
    }
}

fn times(points: Points, number: Fraction, cap: Points) -> Points {
    // A number this large meets any cap, as caps are below 10^9 thousandths.
    let beyond = Fraction::whole(i128::from(Points::LIMIT.thousandths()));
    let number = number.clamp(Fraction::ZERO, beyond);
    let product = i128::from(points.thousandths()).saturating_mul(number.numerator());
    bounded(thousandths(round_half_away(product, number.denominator())), cap)
}

/// Bounded in its own sign.
fn bounded(points: Points, cap: Points) -> Points {
    points.clamp(-cap.magnitude(), cap.magnitude())
}

/// `+N per TABLE where P cap M`: N for each row for which P is TRUE, faded by the row's date; the sum bounded (rulings
/// 19, 21).
fn per_row<'a>(
    scene: &Scene<'a>,
    points: Points,
    rows: &'a Rows,
    cap: Points,
    fade: Option<&'a Fade>,
) -> Possible {
    let Some(judged) = filtered(scene, rows) else {
        return Possible::any_of([Points::ZERO, plan::signed(points, cap)]);
    };
    let mut sum = Possible::one(Points::ZERO, false);
    for (on_row, _, filter) in judged {
        if filter == Truth::False {
            continue;
        }
        let mut earned = Possible::one(points, true);
        if let Some(fade) = fade {
            earned = fade_by_age(earned, fade, ages(&on_row, &fade.since));
        }
        if filter == Truth::Unknown {
            let may_earn = [earned.bounds.least, earned.bounds.most, Points::ZERO];
            earned = Possible { met: earned.met.and(Truth::Unknown), ..Possible::any_of(may_earn) };
        }
        sum = Possible {
            bounds: Bounds {
                least: sum.bounds.least + earned.bounds.least,
                most: sum.bounds.most + earned.bounds.most,
            },
            exactly: sum.exactly.zip(earned.exactly).map(|(sum, earned)| sum + earned),
            met: sum.met.or(earned.met),
        };
    }
    let bounds = Bounds { least: bounded(sum.bounds.least, cap), most: bounded(sum.bounds.most, cap) };
    let one = (bounds.least == bounds.most).then_some(bounds.least);
    Possible { bounds, exactly: sum.exactly.map(|points| bounded(points, cap)).or(one), met: sum.met }
}

/// The ages in days that a date may have.
enum Ages {
    /// The date is unknown.
    Unknown,
    /// There is no date: no rows.
    None,
    /// From the least to the greatest; negative in the future, `None` where there is no end.
    Between(Option<i64>, Option<i64>),
}

fn ages<'a>(scene: &Scene<'a>, since: &'a Value) -> Ages {
    let today = i128::from(scene.today.number());
    let age = |day: Option<Fraction>| {
        let (day, _) = day?.in_units(1)?;
        i64::try_from(today - day).ok()
    };
    match value(scene, since) {
        Seen::Extent(Extent { low, high }) => Ages::Between(age(high.value()), age(low.value())),
        Seen::NoRows => Ages::None,
        Seen::Unknown | Seen::Boolean(_) | Seen::Text(_) | Seen::List(_) => Ages::Unknown,
    }
}

/// What is left at the ages that a date may have (ruling 19): 0 in the future and decided; anything between 0 and all
/// of it where the date is unknown.
fn fade_by_age(earned: Possible, fade: &Fade, ages: Ages) -> Possible {
    let left =
        |points: Points, age: Option<i64>| age.map_or(Points::ZERO, |age| fade.decay.left(points, age));
    let bounds = [earned.bounds.least, earned.bounds.most];
    match ages {
        Ages::None => Possible::one(Points::ZERO, false),
        Ages::Unknown => {
            let may_earn = bounds.into_iter().chain([Points::ZERO]);
            Possible { met: earned.met.and(Truth::Unknown), ..Possible::any_of(may_earn) }
        }
        Ages::Between(Some(least), Some(greatest)) if least == greatest => Possible {
            bounds: Bounds::of(bounds.map(|points| left(points, Some(least)))),
            exactly: earned.exactly.map(|points| left(points, Some(least))),
            met: earned.met.and(Truth::from(least >= 0)),
        },
        Ages::Between(least, greatest) => {
            // Points only shrink with age, and there are none before day 0; a future without end is before day 0 too.
            let future = least.is_none_or(|least| least < 0).then_some(Points::ZERO);
            let youngest = least.map_or(0, |least| least.max(0));
            let oldest = greatest.is_none_or(|greatest| greatest >= 0);
            let ends = bounds.into_iter().flat_map(|points| {
                let first = oldest.then(|| left(points, Some(youngest)));
                first.into_iter().chain([left(points, greatest)])
            });
            Possible { met: earned.met.and(Truth::Unknown), ..Possible::any_of(ends.chain(future)) }
        }
    }
}

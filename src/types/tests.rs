//! Laws of the shared arithmetic, against brute force over small whole numbers.

use proptest::prelude::*;

use super::*;

fn end() -> impl Strategy<Value = End> {
    prop_oneof![
        1 => Just(End::Unbounded),
        3 => (-6i128..=6).prop_map(End::Included),
        3 => (-6i128..=6).prop_map(End::Excluded),
    ]
}

fn interval() -> impl Strategy<Value = Interval> {
    (end(), end())
        .prop_map(|(low, high)| Interval { low, high })
        .prop_filter("not empty", |interval| !interval.is_empty())
}

/// Points and gaps: values in halves, so that an open interval between neighbors holds one.
fn halves() -> impl Iterator<Item = i128> {
    -40..=40
}

/// Whether half `h` lies in the interval, by the definition.
fn holds(interval: Interval, half: i128) -> bool {
    let above = match interval.low {
        End::Unbounded => true,
        End::Included(value) => half >= 2 * value,
        End::Excluded(value) => half > 2 * value,
    };
    let below = match interval.high {
        End::Unbounded => true,
        End::Included(value) => half <= 2 * value,
        End::Excluded(value) => half < 2 * value,
    };
    above && below
}

fn holds_any(intervals: &[Interval], half: i128) -> bool {
    intervals.iter().any(|interval| holds(*interval, half))
}

/// The truth of "the cell is in the set" over all possible values of the cell.
fn truth(values: impl Iterator<Item = i128>, set: &[Interval]) -> Truth {
    let (mut some, mut all) = (false, true);
    for half in values {
        let inside = holds_any(set, half);
        some |= inside;
        all &= inside;
    }
    match (some, all) {
        (true, true) => Truth::True,
        (true, false) => Truth::Unknown,
        (false, _) => Truth::False,
    }
}

/// An interval in units of one for a test in halves.
fn doubled(interval: Interval) -> Interval {
    let double = |end| match end {
        End::Unbounded => End::Unbounded,
        End::Included(value) => End::Included(2 * value),
        End::Excluded(value) => End::Excluded(2 * value),
    };
    Interval { low: double(interval.low), high: double(interval.high) }
}

proptest! {
    #[test]
    fn an_intersection_holds_what_both_hold(a in interval(), b in interval()) {
        for half in halves() {
            let both = a.intersect(b).is_some_and(|both| holds(both, half));
            prop_assert_eq!(both, holds(a, half) && holds(b, half));
        }
    }

    #[test]
    fn a_hull_is_the_smallest_interval_around_both(a in interval(), b in interval()) {
        let hull = a.hull(b);
        prop_assert!(hull.contains(a) && hull.contains(b));
        let lows = [a.low, b.low];
        let highs = [a.high, b.high];
        prop_assert!(lows.contains(&hull.low) && highs.contains(&hull.high));
    }

    #[test]
    fn containing_is_holding_every_value(a in interval(), b in interval()) {
        let every = halves().all(|half| !holds(b, half) || holds(a, half));
        prop_assert_eq!(a.contains(b), every);
    }

    #[test]
    fn on_steps_keeps_just_the_multiples(a in interval(), step in 1i128..=3) {
        let stepped = a.on_steps(step);
        for value in -20..=20i128 {
            let expected = value % step == 0 && holds(a, 2 * value);
            let kept = !stepped.is_empty() && value % step == 0 && holds(stepped, 2 * value);
            prop_assert_eq!(kept, expected, "{} of {:?}", value, stepped);
        }
    }

    #[test]
    fn a_set_is_the_union_of_its_intervals(parts in prop::collection::vec(interval(), 0..5)) {
        let set = IntervalSet::new(None, parts.clone());
        for half in halves() {
            prop_assert_eq!(holds_any(set.intervals(), half), holds_any(&parts, half));
        }
        for pair in set.intervals().windows(2) {
            prop_assert!(pair[0].high.value() <= pair[1].low.value());
        }
    }

    #[test]
    fn a_set_tests_a_range_by_all_its_values(parts in prop::collection::vec(interval(), 0..5), cell in interval()) {
        let set = IntervalSet::new(None, parts.clone());
        let values = halves().filter(|half| holds(cell, *half));
        prop_assert_eq!(set.test(cell), truth(values, &parts));
    }

    #[test]
    fn a_set_of_whole_numbers_tests_a_range_by_its_whole_numbers(
        parts in prop::collection::vec(interval(), 0..5),
        cell in interval(),
    ) {
        let set = IntervalSet::new(Some(2), parts.iter().map(|part| doubled(*part)));
        let values: Vec<i128> = halves().filter(|half| half % 2 == 0 && holds(cell, *half)).collect();
        prop_assume!(!values.is_empty());
        prop_assert_eq!(set.test(doubled(cell)), truth(values.into_iter(), &parts));
    }

    #[test]
    fn rounding_is_to_the_nearest_and_halves_go_away_from_zero(n in -10_000i128..=10_000, d in -50i128..=50) {
        prop_assume!(d != 0);
        let rounded = round_half_away(n, d);
        let sign = if (n < 0) == (d < 0) { 1 } else { -1 };
        let formula = sign * ((2 * n.abs() + d.abs()) / (2 * d.abs()));
        prop_assert_eq!(rounded, formula);
        prop_assert!(2 * (rounded * d - n).abs() <= d.abs());
        prop_assert_eq!(round_half_away(-n, d), -rounded);
    }

    #[test]
    fn rounding_never_overflows(n in any::<i128>(), d in any::<i128>()) {
        let _ = round_half_away(n, d);
    }

    #[test]
    fn a_printed_number_reads_back(millionths in -(10i128.pow(21) - 1)..10i128.pow(21)) {
        let number = Number::from_millionths(millionths);
        prop_assert_eq!(Number::parse(&number.to_string()), Ok(ParsedNumber { number, exact: true }));
    }

    #[test]
    fn a_number_is_read_with_one_rounding(whole in 0u32..1_000_000, decimals in "[0-9]{0,9}") {
        let text = format!("-{whole}.{decimals}");
        let parsed = Number::parse(&text).unwrap();
        let scale = 10i128.pow(u32::try_from(decimals.len()).unwrap());
        let digits: i128 = format!("{whole}{decimals}").parse().unwrap();
        prop_assert_eq!(parsed.number.millionths(), round_half_away(-digits * Number::SCALE, scale));
        prop_assert_eq!(parsed.exact, digits * Number::SCALE % scale == 0);
    }

    #[test]
    fn an_exponent_moves_the_point(digits in 1i64..100_000, exponent in -9i32..=9) {
        let parsed = Number::parse(&format!("{digits}e{exponent}")).unwrap();
        let scaled = i128::from(digits) * 10i128.pow((exponent + 9).unsigned_abs());
        prop_assert_eq!(parsed.number.millionths(), round_half_away(scaled, 1_000));
    }

    #[test]
    fn any_text_is_a_number_or_not(text in "[-+.0-9eE]{0,12}") {
        if let Ok(parsed) = Number::parse(&text) {
            let double: f64 = text.parse().unwrap();
            let read = parsed.number.millionths() as f64 / 1e6;
            prop_assert!((double - read).abs() <= 1e-6 + double.abs() * 1e-12, "{} as {}", text, parsed.number);
        }
    }

    #[test]
    fn points_add_up_and_print_exactly(a in -1_000_000i64..1_000_000, b in -1_000_000i64..1_000_000) {
        let sum = Points::from_thousandths(a) + Points::from_thousandths(b);
        prop_assert_eq!(sum.thousandths(), a + b);
        let read = Number::parse(&sum.to_string()).unwrap();
        prop_assert_eq!(read.number.millionths(), i128::from(a + b) * 1_000);
    }

    #[test]
    fn days_count_without_gaps(number in -700_000i32..2_900_000) {
        let day = Day::from_number(number).unwrap();
        let (year, month, date) = day.ymd();
        prop_assert_eq!(Day::from_ymd(year, month, date), Some(day));
        prop_assert_eq!(day.number(), number);
    }

    #[test]
    fn shifting_months_keeps_the_day_or_takes_the_last(number in -100_000i32..100_000, months in -600i32..=600) {
        let day = Day::from_number(number).unwrap();
        let (year, month, date) = day.ymd();
        let (shifted_year, shifted_month, shifted_date) = day.shift_months(months).ymd();
        let count = |year: i16, month: i8| i32::from(year) * 12 + i32::from(month);
        prop_assert_eq!(count(shifted_year, shifted_month), count(year, month) + months);
        if shifted_date != date {
            prop_assert!(shifted_date < date);
            prop_assert_eq!(Day::from_ymd(shifted_year, shifted_month, shifted_date + 1), None);
        }
    }

    #[test]
    fn months_wrap_around_the_year(first in 1u8..=12, last in 1u8..=12, month in 1i8..=12) {
        let day = Day::from_ymd(2026, month, 15).unwrap();
        let mut members = vec![first];
        while members.last() != Some(&last) {
            members.push(members.last().unwrap() % 12 + 1);
        }
        prop_assert_eq!(Months { first, last }.contains(day), members.contains(&month.unsigned_abs()));
    }
}

#[test]
fn no_day_exists_outside_the_calendar() {
    assert_eq!(Day::from_ymd(2026, 2, 29), None);
    assert!(Day::from_ymd(2024, 2, 29).is_some());
    assert_eq!(Day::from_ymd(1900, 2, 29), None);
    assert_eq!(Day::from_ymd(0, 1, 1), None);
    assert_eq!(Day::from_number(i32::MAX), None);
    assert_eq!(Day::from_ymd(9999, 12, 31).unwrap().shift_months(1), Day::from_ymd(9999, 12, 31).unwrap());
    assert_eq!(Day::from_ymd(1, 1, 31).unwrap().shift_months(-1), Day::from_ymd(1, 1, 1).unwrap());
    assert_eq!(Day::from_ymd(1, 1, 31).unwrap().shift_months(i32::MIN), Day::from_ymd(1, 1, 1).unwrap());
}

#[test]
fn only_plain_decimals_are_numbers() {
    let fault = |text| Number::parse(text).unwrap_err();
    for text in [
        "", ".", "-", "+", "e5", "1e", "1e+", "1,000", " 1", "1 ", "0x10", "1_000", "--1", "1.2.3", "NaN",
        "inf", "１",
    ] {
        assert_eq!(fault(text), NumberFault::NotANumber, "{text:?}");
    }
    for text in ["1e15", "1000000000000000", "-1e15", "999999999999999.9999996", "1e99999999999999999999"] {
        assert_eq!(fault(text), NumberFault::TooLarge, "{text:?}");
    }
    for (text, printed, exact) in [
        ("5.", "5", true),
        (".5", "0.5", true),
        ("0.0000005", "0.000001", false),
        ("-0.0000005", "-0.000001", false),
        ("0.00000049", "0", false),
        ("1e-30", "0", false),
        ("0e999", "0", true),
        ("999999999999999.999999", "999999999999999.999999", true),
        ("1.5E+3", "1500", true),
        ("0.1000000", "0.1", true),
    ] {
        let parsed = Number::parse(text).unwrap();
        assert_eq!((parsed.number.to_string().as_str(), parsed.exact), (printed, exact), "{text}");
    }
}

#[test]
fn truth_tables_are_kleene() {
    use Truth::{False as F, True as T, Unknown as U};
    for (x, y, and, or) in
        [(T, U, U, T), (F, U, F, U), (U, U, U, U), (T, F, F, T), (T, T, T, T), (F, F, F, F)]
    {
        assert_eq!((x.and(y), y.and(x), x.or(y), y.or(x)), (and, and, or, or));
        assert_eq!(x.and(y).not(), x.not().or(y.not()));
    }
}

//! Conditions and values: typed, resolved, the same in model and plan.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::types::{
    Cell, CompareOp, Day, DurationUnit, End, Interval, Level, Number, Status, Truth, ValueSet,
};

/// A three-valued condition.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Condition {
    /// Always the same.
    Constant(Truth),
    /// The least of all.
    And(Vec<Condition>),
    /// The greatest of all. `a implies b` is `Or[Not a, b]`.
    Or(Vec<Condition>),
    /// Swaps TRUE and FALSE. `!=` and `not in` are `Not` of the positive test.
    Not(Box<Condition>),
    /// A named condition, by index in `Model::lets`; never in a plan.
    Let(usize),
    /// `x is known` (ruling 4).
    Known(Value),
    /// The value is in a set of constants: `=`, `<`, `in`, a boolean by itself.
    Member {
        /// What is tested.
        value: Value,
        /// The set.
        set: Arc<ValueSet>,
    },
    /// Two values, neither constant (ruling 9). `NotEqual` does not occur.
    Compare {
        /// Left.
        left: Value,
        /// How.
        op: CompareOp,
        /// Right.
        right: Value,
    },
    /// A test on `norm` of a text.
    Text {
        /// What is tested.
        value: Value,
        /// The test.
        test: TextTest,
    },
    /// The list has an element of every one of these sets: `has x` and `has any` have one set, `has all` several.
    Has {
        /// The list.
        value: Value,
        /// Each must be met by an element.
        all: Vec<Arc<ValueSet>>,
    },
    /// `within last D`: 0 <= today − d <= D; `within next D`: 0 <= d − today <= D (ruling 61).
    Within {
        /// The date.
        value: Value,
        /// Into the future.
        next: bool,
        /// How far.
        span: DateSpan,
    },
    /// `older than D`: today − d > D.
    OlderThan {
        /// The date.
        value: Value,
        /// How old.
        span: DateSpan,
    },
    /// `any(T where P)`: a row for which the filter is TRUE (ruling 32). `none` is its `Not`.
    AnyRow(Rows),
    /// A test on the result: in tiers (segments only), guarantees and tests.
    Result(ResultTest),
}

/// A value, of a type that the checker knows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// A field.
    Field(FieldRef),
    /// A literal: never [`Cell::Unknown`].
    Constant(Cell),
    /// The run's as-of date.
    Today,
    /// A named value, by index in `Model::lets`; never in a plan.
    Let(usize),
    /// `x otherwise d`; `d` is a constant or a field (ruling 5).
    Otherwise(Box<Value>, Box<Value>),
    /// `constant + factor × term + …`, each field at most once (ruling 22). Exact: at most twelve decimals.
    Linear {
        /// Factor and term.
        terms: Vec<(Number, Value)>,
        /// What is added.
        constant: Number,
    },
    /// `numerator / denominator`: only the value of a [`Condition::Member`] or of bands; decided by
    /// cross-multiplication, unknown where the denominator may be 0 (ruling 22).
    Quotient {
        /// Above.
        numerator: Box<Value>,
        /// Below.
        denominator: Box<Value>,
    },
    /// `later − earlier` in days.
    DaysBetween {
        /// The minuend.
        later: Box<Value>,
        /// The subtrahend.
        earlier: Box<Value>,
    },
    /// An aggregate of child rows (rulings 33, 34).
    Aggregate(Box<Aggregate>),
    /// `count(list)`, `count(list in SET)` (rulings 30, 31).
    CountElements {
        /// The list.
        list: Box<Value>,
        /// Only elements in this set; with the number of values it names, the most the count can be.
        within: Option<(Arc<ValueSet>, u32)>,
    },
    /// `count known [a, b, c]`.
    CountKnown(Vec<FieldRef>),
    /// A score, by index in `Model::scores`; in tiers, guarantees and tests.
    Score(usize),
}

/// An aggregate of child rows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Aggregate {
    /// `count(T where P)`.
    Count(Rows),
    /// `sum(T.x where P)`: field index in the table.
    Sum(Rows, usize),
    /// `min(T.x where P)`.
    Min(Rows, usize),
    /// `max(T.x where P)`; `latest` is `max` on dates.
    Max(Rows, usize),
}

/// Rows of a child table that meet a condition.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Rows {
    /// Where the rows come from.
    pub source: RowSource,
    /// The condition, which sees the row's fields and the account's; TRUE when nothing is asked.
    pub filter: Box<Condition>,
}

/// A table, or a role over one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RowSource {
    /// By index in `Schema::tables`.
    Table(usize),
    /// By index in `Model::roles`; never in a plan.
    Role(usize),
}

/// A field of the account, or of the row at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FieldRef {
    /// By index in `Schema::fields`.
    Account(usize),
    /// By index in the fields of the table whose row is being looked at.
    Row(usize),
}

/// A test on normalized text; a text passes if any of the needles does. Needles are normalized too.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TextTest {
    /// `contains`.
    Contains(Vec<String>),
    /// `contains word` (ruling 56).
    ContainsWord(Vec<String>),
    /// `starts with`.
    StartsWith(Vec<String>),
    /// `ends with`.
    EndsWith(Vec<String>),
    /// `matches`: portable regular expressions, searched.
    Matches(Vec<String>),
}

/// A length of time: days, or calendar months counted from today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DateSpan {
    /// How many; whole and positive.
    pub count: u32,
    /// Of what.
    pub unit: DurationUnit,
}

impl DateSpan {
    /// The length in days, for days and weeks.
    #[must_use]
    pub fn days(self) -> Option<u32> {
        match self.unit {
            DurationUnit::Days => Some(self.count),
            DurationUnit::Weeks => self.count.checked_mul(7),
            DurationUnit::Months | DurationUnit::Quarters | DurationUnit::Years => None,
        }
    }

    /// The length in calendar months, for months, quarters and years.
    #[must_use]
    pub fn months(self) -> Option<u32> {
        match self.unit {
            DurationUnit::Days | DurationUnit::Weeks => None,
            DurationUnit::Months => Some(self.count),
            DurationUnit::Quarters => self.count.checked_mul(3),
            DurationUnit::Years => self.count.checked_mul(12),
        }
    }

    /// The number of the day that lies that far from today.
    #[must_use]
    pub fn away_from(self, today: Day, next: bool) -> i128 {
        let sign = if next { 1 } else { -1 };
        match (self.days(), self.months()) {
            (Some(days), _) => i128::from(today.number()) + sign * i128::from(days),
            (None, Some(months)) => {
                let months = i32::try_from(months).unwrap_or(i32::MAX);
                i128::from(today.shift_months(if next { months } else { -months }).number())
            }
            // More months than can be counted: further than the calendar goes.
            (None, None) => sign * i128::from(i32::MAX),
        }
    }

    /// `within last D`: 0 <= today − d <= D; `within next D`: 0 <= d − today <= D. In months: up to the shifted day, which
    /// keeps the day of the month or takes its last (ruling 61).
    #[must_use]
    pub fn within(self, today: Day, next: bool) -> Interval {
        let now = i128::from(today.number());
        let far = self.away_from(today, next);
        if next { Interval::closed(now, far) } else { Interval::closed(far, now) }
    }

    /// `older than D`: before the shifted day.
    #[must_use]
    pub fn older(self, today: Day) -> Interval {
        Interval { low: End::Unbounded, high: End::Excluded(self.away_from(today, false)) }
    }
}

/// A two-valued test on the result as printed (ruling 41).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ResultTest {
    /// The status is one of these.
    Status(BTreeSet<Status>),
    /// The tier is one of these, by index.
    Tier(BTreeSet<usize>),
    /// There is a tier.
    HasTier,
    /// The segment is one of these, by index.
    Segment(BTreeSet<usize>),
    /// There is a segment.
    HasSegment,
    /// The segment's level in season is this.
    Level(Level),
    /// `excluded by RULE`.
    OutBy(GateRef),
}

/// What may put an account out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GateRef {
    /// By index in `Model::excludes`.
    Exclude(usize),
    /// By index in `Model::requires`.
    Require(usize),
    /// An override to `excluded`.
    Override,
}

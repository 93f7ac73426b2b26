//! The closed word lists of the language that later stages share with the tree.

use serde::Serialize;

/// A comparison between two ordered values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CompareOp {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl CompareOp {
    /// As it is written.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            CompareOp::Equal => "=",
            CompareOp::NotEqual => "!=",
            CompareOp::Less => "<",
            CompareOp::LessOrEqual => "<=",
            CompareOp::Greater => ">",
            CompareOp::GreaterOrEqual => ">=",
        }
    }

    /// What says the same with the two sides exchanged.
    #[must_use]
    pub fn mirrored(self) -> CompareOp {
        match self {
            CompareOp::Equal => CompareOp::Equal,
            CompareOp::NotEqual => CompareOp::NotEqual,
            CompareOp::Less => CompareOp::Greater,
            CompareOp::LessOrEqual => CompareOp::GreaterOrEqual,
            CompareOp::Greater => CompareOp::Less,
            CompareOp::GreaterOrEqual => CompareOp::LessOrEqual,
        }
    }
}

/// How much a segment is worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Worked first.
    Core,
    /// Being tried.
    Test,
    /// Worked last.
    Low,
    /// Not worked for now.
    Paused,
}

/// The unit of a duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DurationUnit {
    /// Days.
    Days,
    /// Seven days.
    Weeks,
    /// Calendar months.
    Months,
    /// Three calendar months.
    Quarters,
    /// Twelve calendar months.
    Years,
}

impl DurationUnit {
    /// The plural word, as it is written after a count.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            DurationUnit::Days => "days",
            DurationUnit::Weeks => "weeks",
            DurationUnit::Months => "months",
            DurationUnit::Quarters => "quarters",
            DurationUnit::Years => "years",
        }
    }
}

/// What stands behind a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// Measured.
    Data,
    /// Said by customers.
    Interview,
    /// Held by colleagues.
    Opinion,
}

/// What an UNKNOWN gate does instead of holding the account: `if unknown out`, `if unknown keep`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownEffect {
    /// As if it had been decided against the account.
    Out,
    /// As if it had been decided for the account.
    Keep,
}

/// A line of an `outcome` block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OutcomeKind {
    /// The deal was won.
    Won,
    /// The deal was lost.
    Lost,
    /// The customer renewed.
    Renewed,
    /// The customer left.
    Churned,
    /// The date the outcome is known from.
    Closed,
    /// What it was worth.
    Value,
}

/// Where an account ends up, in order of precedence (ruling 40).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// An exclusion or an override puts it out.
    Excluded,
    /// The market condition is FALSE.
    OutsideMarket,
    /// A requirement is FALSE.
    Unqualified,
    /// A gate is UNKNOWN.
    NeedsData,
    /// Every gate is passed.
    Qualified,
}

impl Status {
    /// Every status, in order of precedence.
    pub const ALL: [Status; 5] =
        [Status::Excluded, Status::OutsideMarket, Status::Unqualified, Status::NeedsData, Status::Qualified];

    /// The word in results and conditions.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Status::Excluded => "excluded",
            Status::OutsideMarket => "outside_market",
            Status::Unqualified => "unqualified",
            Status::NeedsData => "needs_data",
            Status::Qualified => "qualified",
        }
    }

    /// Its place in [`Status::ALL`].
    #[must_use]
    pub fn place(self) -> usize {
        match self {
            Status::Excluded => 0,
            Status::OutsideMarket => 1,
            Status::Unqualified => 2,
            Status::NeedsData => 3,
            Status::Qualified => 4,
        }
    }

    /// Whether the account is out: no tier, no emitted values (ruling 42).
    #[must_use]
    pub fn is_out(self) -> bool {
        matches!(self, Status::Excluded | Status::OutsideMarket | Status::Unqualified)
    }
}

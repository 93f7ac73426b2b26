//! Movement in words: labels for states, names for changes.
//!
//! In: what was counted. Out: a [`MovementReport`] that every form of a review prints.
//! Invariant: rows and columns of the matrix add up to the accounts.

use serde::Serialize;

use crate::diff::{Cause, How, Joint, Movement, State, Unit, Units};
use crate::report::grouped;
use crate::types::{Currency, Number, Points, Status};

/// What a review says of movement.
#[derive(Debug, Clone, Serialize)]
pub struct MovementReport {
    /// The files of the accounts.
    pub files: Vec<String>,
    /// The day.
    pub as_of: String,
    /// Accounts in both versions.
    pub accounts: u64,
    /// Accounts that change status or tier.
    pub moved: u64,
    /// Accounts that come in.
    pub came_in: u64,
    /// Accounts that go out.
    pub went_out: u64,
    /// Accounts that the old data lacks.
    pub arrived: u64,
    /// Accounts that only the old data has.
    pub gone: u64,
    /// Rows that cannot be read.
    pub rejected: u64,
    /// By what moved them.
    pub causes: Vec<CauseCount>,
    /// Statuses and tiers, best first: rows and columns of the matrix.
    pub states: Vec<StateCount>,
    /// Accounts by old state (row) and new state (column).
    pub matrix: Vec<Vec<u64>>,
    /// What each change does.
    pub shares: Vec<ShareReport>,
    /// Moves that are not those of one change.
    pub together: Vec<TogetherReport>,
    /// The column that says what an account is worth.
    pub value_column: Option<String>,
    /// The currency of that column, where the profile declares it as money.
    pub value_currency: Option<String>,
    /// What the accounts that move are worth.
    pub value_moved: Option<String>,
    /// Accounts that move and whose worth is not known.
    pub value_unknown: Option<u64>,
    /// The columns of movers that were asked for.
    pub shown_columns: Vec<String>,
    /// Accounts that move, most valuable first.
    pub movers: Vec<MoverReport>,
    /// By segment, then by columns.
    pub groups: Vec<GroupReport>,
    /// Each score before and after.
    pub scores: Vec<ScoreReport>,
}

/// Accounts at a status or tier.
#[derive(Debug, Clone, Serialize)]
pub struct StateCount {
    /// `A`, `no tier`, `needs data`, `excluded`.
    pub name: String,
    /// Then.
    pub old: u64,
    /// Now.
    pub new: u64,
}

/// Accounts moved by the same causes.
#[derive(Debug, Clone, Serialize)]
pub struct CauseCount {
    /// `rules`, `date`, `data`, or several.
    pub causes: Vec<&'static str>,
    /// How many.
    pub accounts: u64,
}

/// What one change does.
#[derive(Debug, Clone, Serialize)]
pub struct ShareReport {
    /// The change.
    pub change: String,
    /// Accounts that move when it is made alone.
    pub alone: u64,
    /// Moves that leaving it out takes back.
    pub undone: u64,
    /// Accounts that stay, and would move without it.
    pub kept_back: u64,
}

/// Moves that are not those of one change.
#[derive(Debug, Clone, Serialize)]
pub struct TogetherReport {
    /// How: `either_of`, `only_together`, `needed` or `together`.
    pub how: &'static str,
    /// The changes.
    pub changes: Vec<String>,
    /// How many accounts.
    pub accounts: u64,
}

/// An account that moves.
#[derive(Debug, Clone, Serialize)]
pub struct MoverReport {
    /// Its key.
    pub key: Option<String>,
    /// Where it was.
    pub old: String,
    /// Where it is.
    pub new: String,
    /// What it is worth.
    pub value: Option<String>,
    /// Its scores, then and now.
    pub scores: Vec<MovedScore>,
    /// What moved it.
    pub because: String,
    /// Columns that were asked for.
    pub shown: Vec<String>,
}

/// A score of a mover.
#[derive(Debug, Clone, Serialize)]
pub struct MovedScore {
    /// Its name.
    pub name: String,
    /// Then.
    pub old: String,
    /// Now.
    pub new: String,
}

/// Accounts by the values of a column.
#[derive(Debug, Clone, Serialize)]
pub struct GroupReport {
    /// The column, or `segment`.
    pub column: String,
    /// Its values, most moved accounts first.
    pub values: Vec<GroupLine>,
}

/// Accounts of one value.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "as in the movement")]
pub struct GroupLine {
    pub value: String,
    pub accounts: u64,
    pub moved: u64,
    pub came_in: u64,
    pub went_out: u64,
    pub changed: u64,
}

/// A score before and after.
#[derive(Debug, Clone, Serialize)]
pub struct ScoreReport {
    /// Its name.
    pub name: String,
    /// Accounts whose score differs.
    pub changed: u64,
    /// The mean then.
    pub old_mean: String,
    /// The mean now.
    pub new_mean: String,
    /// Accounts by score.
    pub buckets: Vec<Bucket>,
}

/// Accounts with a score from `from` to below `to`.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "as they are called")]
pub struct Bucket {
    pub from: String,
    pub to: String,
    pub old: u64,
    pub new: u64,
}

/// What a report needs beyond the counts.
pub struct MovementFacts<'a> {
    /// Both versions.
    pub joint: &'a Joint,
    /// The changes.
    pub units: &'a [Unit],
    /// The files of the accounts.
    pub files: Vec<String>,
    /// The day.
    pub as_of: String,
    /// The column with the value.
    pub value: Option<String>,
    /// Its currency.
    pub currency: Option<Currency>,
    /// The columns to count by.
    pub by: Vec<String>,
    /// The columns to show.
    pub show: Vec<String>,
    /// Width of each score's buckets, in thousandths.
    pub widths: Vec<i64>,
}

/// `A`, `A, needs data`, `no tier`, `needs data`, `excluded`.
#[must_use]
pub fn state_name(joint: &Joint, state: State) -> String {
    let tier = state.tier.and_then(|tier| {
        let place = usize::from(tier);
        let is_new = joint.tiers.get(place).is_some_and(|pair| pair.new.is_some());
        if is_new { joint.new.tiers.get(place) } else { joint.old.tiers.get(place) }
    });
    match (state.status, tier) {
        (Status::Qualified, Some(tier)) => tier.name.clone(),
        (Status::Qualified, None) => "no tier".to_owned(),
        (Status::NeedsData, Some(tier)) => format!("{}, needs data", tier.name),
        (status, _) => status.word().replace('_', " "),
    }
}

/// Whether a state is at a tier or a status by this name.
#[must_use]
pub fn is_at(joint: &Joint, state: State, name: &str) -> bool {
    let tier = State { status: Status::Qualified, ..state };
    name == state.status.word()
        || (state.tier.is_some() && state_name(joint, tier) == name)
        || (name == "no tier" && state.tier.is_none() && state.status == Status::Qualified)
}

/// Everything that [`is_at`] knows.
#[must_use]
pub fn place_names(joint: &Joint) -> Vec<String> {
    let tiers = (0..joint.tiers.len()).filter_map(|place| u16::try_from(place).ok());
    let tiers = tiers.map(|tier| state_name(joint, State { status: Status::Qualified, tier: Some(tier) }));
    let mut names: Vec<String> = tiers.collect();
    names.dedup();
    names.push("no tier".to_owned());
    names.extend(Status::ALL.iter().map(|status| status.word().to_owned()));
    names
}

impl MovementReport {
    /// The report of what was counted.
    #[must_use]
    pub fn new(movement: &Movement, facts: MovementFacts<'_>) -> MovementReport {
        let joint = facts.joint;
        let mut seen: Vec<State> = movement.matrix.keys().flat_map(|(old, new)| [*old, *new]).collect();
        seen.sort_by_key(|state| (std::cmp::Reverse(state.status), state.tier.unwrap_or(u16::MAX)));
        seen.dedup();
        let count = |wanted: &dyn Fn(State, State) -> bool| -> u64 {
            movement.matrix.iter().filter(|((old, new), _)| wanted(*old, *new)).map(|(_, count)| *count).sum()
        };
        let states = seen.iter().map(|state| StateCount {
            name: state_name(joint, *state),
            old: count(&|old, _| old == *state),
            new: count(&|_, new| new == *state),
        });
        let row = |old: &State| -> Vec<u64> {
            seen.iter().map(|new| movement.matrix.get(&(*old, *new)).copied().unwrap_or(0)).collect()
        };
        let millionths = |value: i128| Number::from_millionths(value).to_string();
        MovementReport {
            accounts: movement.accounts,
            moved: movement.moved,
            came_in: count(&|old, new| old.status.is_out() && !new.status.is_out()),
            went_out: count(&|old, new| !old.status.is_out() && new.status.is_out()),
            arrived: movement.arrived,
            gone: movement.gone,
            rejected: movement.rejected,
            causes: movement
                .by_cause
                .iter()
                .map(|(causes, accounts)| CauseCount { causes: cause_words(*causes), accounts: *accounts })
                .collect(),
            states: states.collect(),
            matrix: seen.iter().map(row).collect(),
            shares: facts
                .units
                .iter()
                .zip(&movement.shares)
                .map(|(unit, share)| ShareReport {
                    change: unit.label.clone(),
                    alone: share.alone,
                    undone: share.undone,
                    kept_back: share.kept_back,
                })
                .collect(),
            together: movement
                .together
                .iter()
                .map(|(cause, accounts)| TogetherReport {
                    how: how_word(cause.how),
                    changes: labels(facts.units, cause.units),
                    accounts: *accounts,
                })
                .collect(),
            value_moved: facts.value.is_some().then(|| millionths(movement.value_moved)),
            value_unknown: facts.value.is_some().then_some(movement.value_unknown),
            value_column: facts.value.clone(),
            value_currency: facts.currency.map(|currency| currency.to_string()),
            shown_columns: facts.show.clone(),
            movers: movement.movers().map(|mover| mover_report(mover, &facts)).collect(),
            groups: groups(movement, &facts),
            scores: scores(movement, &facts),
            files: facts.files,
            as_of: facts.as_of,
        }
    }
}

fn labels(units: &[Unit], wanted: Units) -> Vec<String> {
    units
        .iter()
        .enumerate()
        .filter(|(number, _)| wanted >> number & 1 == 1)
        .map(|(_, unit)| unit.label.clone())
        .collect()
}

fn cause_words((rules, date, data): (bool, bool, bool)) -> Vec<&'static str> {
    [(rules, "rules"), (date, "date"), (data, "data")]
        .into_iter()
        .filter(|(is, _)| *is)
        .map(|(_, word)| word)
        .collect()
}

fn how_word(how: How) -> &'static str {
    match how {
        How::Single => "single",
        How::EitherOf => "either_of",
        How::OnlyTogether => "only_together",
        How::Needed => "needed",
        How::Together => "together",
    }
}

impl TogetherReport {
    /// `2 accounts move by either of: tier A changed, tier B changed`.
    #[must_use]
    pub fn sentence(&self) -> String {
        let changes = self.changes.join(" + ");
        let moves = if self.accounts == 1 { "moves" } else { "move" };
        let words = match self.how {
            "either_of" => format!("{moves} by {}", either_of(&self.changes)),
            "only_together" => {
                format!("{moves} only by these together: {}", crate::text::join_and(&self.changes))
            }
            "needed" => format!("would move elsewhere without: {changes}"),
            _ if self.changes.is_empty() => format!("{moves} by changes that are not told apart"),
            _ => format!("{moves} by several changes, none of which is needed: {changes}"),
        };
        let accounts = usize::try_from(self.accounts).unwrap_or(usize::MAX);
        format!("{} {words}", crate::text::number_of(accounts, "account", "accounts"))
    }
}

impl MovementReport {
    /// An amount of the value column as people read it: digits in groups, the currency where it is known.
    #[must_use]
    pub fn worth(&self, amount: &str) -> String {
        let (sign, digits) = amount.strip_prefix('-').map_or(("", amount), |digits| ("−", digits));
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let point = if decimals.is_empty() { "" } else { "." };
        let whole = whole.parse::<u64>().map_or_else(|_| whole.to_owned(), grouped);
        match self.value_currency.as_deref() {
            Some("USD") => format!("{sign}${whole}{point}{decimals}"),
            Some("EUR") => format!("{sign}€{whole}{point}{decimals}"),
            Some("GBP") => format!("{sign}£{whole}{point}{decimals}"),
            Some(code) => format!("{sign}{whole}{point}{decimals} {code}"),
            None => format!("{sign}{whole}{point}{decimals}"),
        }
    }

    /// What a mover is worth, as people read it.
    #[must_use]
    pub fn worth_of(&self, mover: &MoverReport) -> String {
        mover.value.as_ref().map(|value| self.worth(value)).unwrap_or_default()
    }
}

fn either_of(changes: &[String]) -> String {
    let word = if changes.len() == 2 { "either" } else { "any" };
    format!("{word} of: {}", changes.join(", "))
}

/// The changes that moved an account, in words.
pub(super) fn because(units: &[Unit], cause: Cause) -> String {
    let changes = labels(units, cause.units);
    match (changes.as_slice(), cause.how) {
        ([], _) => "the rules".to_owned(),
        ([one], _) => one.clone(),
        (several, How::EitherOf) => either_of(several),
        (several, How::OnlyTogether) => format!("only together: {}", crate::text::join_and(several)),
        (several, How::Single | How::Needed | How::Together) => {
            format!("together: {}", several.join(" + "))
        }
    }
}

fn mover_report(mover: &crate::diff::Mover, facts: &MovementFacts<'_>) -> MoverReport {
    let (rules, date, data) = mover.causes;
    let mut because: Vec<String> = Vec::new();
    if rules {
        because.push(self::because(facts.units, mover.cause));
    }
    because.extend(date.then(|| "the date".to_owned()));
    because.extend(data.then(|| "the data".to_owned()));
    let names = facts.joint.new.scores.iter().map(|score| score.name.clone());
    MoverReport {
        key: mover.key.clone(),
        old: state_name(facts.joint, mover.old),
        new: state_name(facts.joint, mover.new),
        value: mover.value.0.map(|value| Number::from_millionths(value).to_string()),
        scores: names
            .zip(&mover.scores)
            .filter(|(_, (old, new))| old != new)
            .map(|(name, (old, new))| MovedScore { name, old: old.to_string(), new: new.to_string() })
            .collect(),
        because: because.join("; "),
        shown: mover.shown.clone(),
    }
}

fn groups(movement: &Movement, facts: &MovementFacts<'_>) -> Vec<GroupReport> {
    let has_segments = !facts.joint.segments.is_empty();
    let names = std::iter::once("segment".to_owned()).chain(facts.by.iter().cloned());
    let groups = names.zip(&movement.groups).skip(usize::from(!has_segments));
    groups
        .map(|(column, values)| {
            let mut values: Vec<GroupLine> = values
                .iter()
                .map(|(value, group)| GroupLine {
                    value: if value.is_empty() { "(blank)".to_owned() } else { value.clone() },
                    accounts: group.accounts,
                    moved: group.moved,
                    came_in: group.came_in,
                    went_out: group.went_out,
                    changed: group.changed,
                })
                .collect();
            values.sort_by(|a, b| (b.moved, &a.value).cmp(&(a.moved, &b.value)));
            GroupReport { column, values }
        })
        .collect()
}

fn scores(movement: &Movement, facts: &MovementFacts<'_>) -> Vec<ScoreReport> {
    let names = facts.joint.new.scores.iter().map(|score| score.name.clone());
    names
        .zip(&movement.scores)
        .zip(&facts.widths)
        .map(|((name, shift), width)| {
            let mean = |sum: i128| {
                let count = i128::from(movement.accounts).max(1);
                // To a tenth of a point.
                let tenths = crate::types::round_half_away(sum * 10, count * 1_000);
                let sign = if tenths < 0 { "-" } else { "" };
                format!("{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10)
            };
            let points = |bucket: i64| Points::from_thousandths(bucket.saturating_mul(*width)).to_string();
            ScoreReport {
                name,
                changed: shift.changed,
                old_mean: mean(shift.sums.0),
                new_mean: mean(shift.sums.1),
                buckets: shift
                    .buckets
                    .iter()
                    .map(|(bucket, (old, new))| Bucket {
                        from: points(*bucket),
                        to: points(bucket + 1),
                        old: *old,
                        new: *new,
                    })
                    .collect(),
            }
        })
        .collect()
}

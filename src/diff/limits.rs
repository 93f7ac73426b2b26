//! `--fail-if`: how much movement is too much.
//!
//! In: a sentence such as `moved > 5%` or `tier A shrinks > 10%`. Out: a limit that can be held against counts.
//! Invariant: a sentence that is not understood is refused with the sentences that are.

use super::attribution::State;
use super::movement::Movement;

/// What is limited.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Subject {
    Moved,
    CameIn,
    WentOut,
    Shrinks(String),
    Grows(String),
}

/// A limit as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// As it was written.
    pub text: String,
    subject: Subject,
    /// In hundredths of a percent, or in hundredths of an account.
    most: u64,
    percent: bool,
}

/// Why a sentence is no limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitFault {
    /// What is wrong.
    pub message: String,
    /// What to write.
    pub help: String,
}

/// What a limit was held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measured {
    /// Accounts that count.
    pub accounts: u64,
    /// Accounts that it is a part of.
    pub of: u64,
    /// Whether it is too much.
    pub exceeded: bool,
}

impl Limit {
    /// Reads a sentence. `places` are the tiers and statuses that may be named.
    ///
    /// # Errors
    /// What is not understood.
    pub fn parse(text: &str, places: &[String]) -> Result<Limit, LimitFault> {
        let fault = |message: String| {
            LimitFault {
            message,
            help: "write it like `moved > 5%`, `in > 100`, `out > 1%`, `tier A shrinks > 10%`, or `excluded grows > 50`".to_owned(),
        }
        };
        let Some((subject, most)) = text.split_once('>') else {
            return Err(fault(format!("`{text}` has no `>`")));
        };
        let most = most.trim();
        let (digits, percent) = match most.strip_suffix('%') {
            Some(digits) => (digits.trim(), true),
            None => (most, false),
        };
        let most = hundredths(digits)
            .ok_or_else(|| fault(format!("`{most}` in `{text}` is no number or percentage")))?;
        let words: Vec<&str> = subject.split_whitespace().collect();
        let subject = match words.as_slice() {
            ["moved"] => Subject::Moved,
            ["in"] => Subject::CameIn,
            ["out"] => Subject::WentOut,
            ["tier" | "status", name @ .., verb @ ("shrinks" | "grows")]
            | [name @ .., verb @ ("shrinks" | "grows")] => {
                let name = name.join(" ");
                if !places.contains(&name) {
                    let near = crate::text::closest(&name, places.iter().map(String::as_str));
                    let fault = fault(format!("`{name}` in `{text}` is no tier and no status"));
                    return Err(match near.first() {
                        Some(near) => LimitFault { help: format!("did you mean `{near}`?"), ..fault },
                        None => fault,
                    });
                }
                if *verb == "shrinks" { Subject::Shrinks(name) } else { Subject::Grows(name) }
            }
            _ => return Err(fault(format!("`{}` in `{text}` cannot be measured", subject.trim()))),
        };
        Ok(Limit { text: text.to_owned(), subject, most, percent })
    }

    /// Holds the limit against what was counted. `is_at` says whether a state is at a tier or status.
    #[must_use]
    pub fn measure(&self, movement: &Movement, is_at: impl Fn(State, &str) -> bool) -> Measured {
        let count = |wanted: &dyn Fn(State, State) -> bool| -> u64 {
            movement.matrix.iter().filter(|((old, new), _)| wanted(*old, *new)).map(|(_, count)| *count).sum()
        };
        let (accounts, of) = match &self.subject {
            Subject::Moved => (movement.moved, movement.accounts),
            Subject::CameIn => {
                (count(&|old, new| old.status.is_out() && !new.status.is_out()), movement.accounts)
            }
            Subject::WentOut => {
                (count(&|old, new| !old.status.is_out() && new.status.is_out()), movement.accounts)
            }
            Subject::Shrinks(name) => {
                let (was, is) = (count(&|old, _| is_at(old, name)), count(&|_, new| is_at(new, name)));
                (was.saturating_sub(is), was)
            }
            Subject::Grows(name) => {
                let (was, is) = (count(&|old, _| is_at(old, name)), count(&|_, new| is_at(new, name)));
                (is.saturating_sub(was), was)
            }
        };
        let exceeded = if self.percent {
            u128::from(accounts) * 10_000 > u128::from(self.most) * u128::from(of)
        } else {
            u128::from(accounts) * 100 > u128::from(self.most)
        };
        Measured { accounts, of, exceeded }
    }
}

/// A decimal of at most two places, in hundredths.
fn hundredths(text: &str) -> Option<u64> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(decimals) || decimals.len() > 2 {
        return None;
    }
    let whole: u64 = whole.replace(',', "").parse().ok()?;
    let decimals: u64 = format!("{decimals:0<2}").parse().ok()?;
    whole.checked_mul(100)?.checked_add(decimals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_read_or_refused_with_a_hint() {
        let places = ["A".to_owned(), "Work now".to_owned(), "excluded".to_owned()];
        for good in [
            "moved > 5%",
            "moved>0",
            "tier A shrinks > 10.5%",
            "excluded grows > 50",
            "tier Work now grows > 1",
        ] {
            assert!(Limit::parse(good, &places).is_ok(), "{good}");
        }
        for (bad, message) in [
            ("moved", "`moved` has no `>`"),
            ("moved > many", "`many` in `moved > many` is no number or percentage"),
            ("tier Z shrinks > 1%", "`Z` in `tier Z shrinks > 1%` is no tier and no status"),
            ("revenue > 5", "`revenue` in `revenue > 5` cannot be measured"),
            ("moved > -5", "`-5` in `moved > -5` is no number or percentage"),
        ] {
            assert_eq!(Limit::parse(bad, &places).unwrap_err().message, message);
        }
    }
}

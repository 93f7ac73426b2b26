//! One file a lint. Each begins with what it finds, why that matters, and where it stays silent.

pub mod contradicting_rates;
pub mod empty_emit;
pub mod ever_rising_size;
pub mod expired_assumption;
pub mod expired_override;
pub mod expired_rule;
pub mod known_after_sale;
pub mod money_off_by_thousand;
pub mod no_decision_maker;
pub mod no_exclusion;
pub mod no_pain_point;
pub mod no_signal;
pub mod overdue_review;
pub mod percent_off_by_hundred;
pub mod points_without_evidence;
pub mod repeated_value;
pub mod shadowed_arm;
pub mod skipped_tier;
pub mod swallowed_penalty;
pub mod unused_field;
pub mod unused_let;
pub mod unused_list;
pub mod unused_role;
pub mod unused_table;

mod clauses;
mod entailment;
mod places;
mod thresholds;
mod topics;

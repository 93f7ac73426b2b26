//! `icp`: ideal customer profiles as text, compiled and run over account data.
#![warn(missing_docs)]
pub mod check;
pub mod cli;
pub mod data;
pub mod diag;
pub mod diff;
pub mod eval;
pub mod fmt;
pub mod lint;
pub mod plan;
pub mod prove;
pub mod report;
#[allow(missing_docs, reason = "the variants of the tree are named after the grammar's own words")]
pub mod syntax;
pub mod text;
pub mod types;

//! Tests from outside: laws, properties, the command line, the documentation.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test says that something is wrong by panicking"
)]

mod agreement;
mod command_line;
mod conformance;
mod data_values;
mod dice;
mod diff_laws;
mod documentation;
mod evaluation_properties;
mod expressions;
mod fixes;
mod floors;
mod formatting;
mod gallery;
mod hostile_input;
mod lint_claims;
mod output_formats;
mod parquet_files;
mod parsing;
mod plan_hash;
mod plan_simplified;
mod proofs;
mod pull_requests;
mod random_profiles;
mod review;
mod statements;
mod suppression;

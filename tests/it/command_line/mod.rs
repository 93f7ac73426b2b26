//! The real binary, run as a user runs it: every verb, its options, its exit codes, and what goes wrong.

mod check;
mod columnar;
mod compile;
mod diff;
mod diff_data;
mod diff_page;
mod doc;
pub mod docs;
mod explain;
mod faults;
mod fmt;
mod footers;
mod init;
mod parallel;
mod parts;
mod profile;
pub mod sandbox;
mod score;
mod settings;
mod test;
mod untidy;
mod usage;

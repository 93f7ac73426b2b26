//! The real binary, run as a user runs it: every verb, its options, its exit codes, and what goes wrong.

mod check;
mod init;
mod sandbox;

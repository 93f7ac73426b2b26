//! Tests from outside: laws, properties, the command line, the documentation.

mod command_line;
mod conformance;
mod data_values;
mod dice;
mod documentation;
mod evaluation_properties;
mod expressions;
mod floors;
mod formatting;
mod gallery;
mod hostile_input;
mod parsing;
mod statements;

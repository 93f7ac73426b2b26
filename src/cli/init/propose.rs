//! `icp init --from DATA`: an `account` block that reads a table.
//!
//! In: column names and rows. Out: the text of a profile. What a column is, is guessed where `icp profile` guesses it.

use crate::data::Survey;
use crate::data::profile::guesses;
use crate::text::in_quotes;

/// A field that is proposed.
struct Proposal {
    name: String,
    column: String,
    ty: String,
    key: bool,
    note: Option<String>,
}

/// A profile whose `account` block reads the table.
pub fn propose(survey: &Survey, file: &str) -> String {
    let fields: Vec<Proposal> = guesses(survey)
        .into_iter()
        .filter_map(|guess| {
            let column = survey.headers.get(guess.column)?.clone();
            Some(Proposal { name: guess.field, column, ty: guess.ty, key: guess.key, note: guess.note })
        })
        .collect();
    let has_key = fields.iter().any(|field| field.key);
    text(&fields, file, has_key)
}

fn text(fields: &[Proposal], file: &str, has_key: bool) -> String {
    let mut out = format!(
        "# Proposed from {file}. Rename fields as you like, and drop those that no rule will read.\n\n"
    );
    out.push_str("profile ideal \"Our ideal customer\" {\n  version \"1\"\n}\n\naccount {\n");
    if !has_key {
        out.push_str("  # No column is filled and different in every row: the key must be.\n");
        out.push_str("  id: text key\n");
    }
    for field in fields {
        let key = if field.key { " key" } else { "" };
        let (ty, rest) = match field.ty.split_once(" format ") {
            Some((ty, format)) => (ty, format!(" format {format}")),
            None => match field.ty.split_once(" split ") {
                Some((ty, split)) => (ty, format!(" split {split}")),
                None => (field.ty.as_str(), String::new()),
            },
        };
        let note = field.note.as_ref().map(|note| format!("  # {note}")).unwrap_or_default();
        out.push_str(&format!("  {}: {ty}{key} from {}{rest}{note}\n", field.name, in_quotes(&field.column)));
    }
    let first = ["industry", "employees", "country", "revenue"]
        .iter()
        .find_map(|name| fields.iter().find(|field| field.name == *name))
        .or_else(|| fields.iter().find(|field| !field.key && field.name != "name"))
        .or(fields.first());
    let first = first.map_or("id", |field| field.name.as_str());
    out.push_str("}\n\n# Rules come next. `icp init` in an empty folder writes an example of each.\n");
    out.push_str(&format!("score fit out of 100 {{\n  weight first_rule 100 when {first} is known\n}}\n\n"));
    out.push_str("tier A when fit >= 100\ntier B otherwise\n\n");
    out.push_str("test \"an account of which nothing is known is tier B\" {\n  given account {}\n  expect tier = B\n}\n");
    out
}

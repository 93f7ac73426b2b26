//! `icp explain`: why an account got what it got, or what a diagnostic means.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::clock::{as_of, parse_day};
use super::compile::{Profile, profile};
use super::edge::Edge;
use super::exit::{Ending, Exit, Fault};
use super::score::{data_faults, needs};
use super::tables::{ReadArguments, TableFile};
use crate::data::{Accounts, Input, Keep, RowFault};
use crate::diag::codes;
use crate::eval::explain;
use crate::plan::plan;
use crate::report::{AccountReport, Subject, explanation};
use crate::text::closest;
use crate::types::{Account, Day, norm};

/// Say why an account got what it got, or what a diagnostic such as ICP0201 means
#[derive(Debug, Args)]
#[command(
    override_usage = "icp explain [OPTIONS] --id <ID> <PROFILE> <DATA>\n       icp explain <CODE>",
    after_help = "Example: icp explain crm.icp accounts.csv --table contacts=contacts.csv --id 1001"
)]
pub struct Arguments {
    /// A profile and the accounts it is run over; or a diagnostic's code or name
    #[arg(value_name = "PROFILE DATA | CODE", required = true, num_args = 1..=2)]
    subject: Vec<PathBuf>,
    /// The key of the account
    #[arg(long, value_name = "ID", allow_negative_numbers = true)]
    id: Option<String>,
    #[command(flatten)]
    read: ReadArguments,
    /// The day it is [default: today, UTC]
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    as_of: Option<Day>,
    /// How to tell it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

/// `--format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// For tickets and mails
    Markdown,
    /// For programs
    Json,
}

/// Runs the verb.
///
/// # Errors
/// When the code is unknown, the profile has errors, or the account is not there.
pub fn run(edge: &Edge, arguments: &Arguments) -> Ending {
    match arguments.subject.as_slice() {
        [path, data] => {
            let Some(id) = &arguments.id else {
                return Err(Fault::new("no account is named").help("add `--id ID`, the key of the account"));
            };
            account(edge, arguments, path, data, id)
        }
        [one] if one.extension().is_some_and(|extension| extension == "icp") => {
            Err(Fault::new("no accounts are named").help("icp explain PROFILE.icp ACCOUNTS.csv --id ID"))
        }
        [one] => code(edge, &one.to_string_lossy()),
        _ => Err(Fault::new("nothing to explain")),
    }
}

/// Prints the page of a diagnostic.
fn code(edge: &Edge, subject: &str) -> Ending {
    let Some(code) = codes::find(subject) else {
        let fault = Fault::new(format!("there is no diagnostic `{subject}`"));
        let all = codes::all();
        let upper = subject.to_uppercase();
        let near = closest(&upper, all.iter().map(|code| code.id))
            .into_iter()
            .chain(closest(subject, all.iter().map(|code| code.slug)))
            .next();
        return Err(match near {
            Some(near) => fault.help(format!("did you mean `{near}`?")),
            None => fault.help("codes look like ICP0201; every report shows its own"),
        });
    };
    edge.print(&format!("{}\n", code.page.trim_end()))?;
    Ok(Exit::Clean)
}

/// An account that was found, with what people call it.
struct Found {
    account: Account,
    name: Option<String>,
    /// Cells as the table has them, by field.
    written: BTreeMap<usize, String>,
}

fn account(edge: &Edge, arguments: &Arguments, path: &Path, data: &Path, id: &str) -> Ending {
    let today = as_of(arguments.as_of)?;
    let profile = profile(edge, path)?;
    let plan = plan(&profile.model);
    let files = TableFile::find_all(data)?;
    let tables = arguments.read.tables()?;
    let mut opened = Vec::new();
    for (name, table) in &tables {
        opened.push((name.clone(), table.open()?));
    }
    let input = Input {
        accounts: files.iter().map(TableFile::open).collect::<Result<_, _>>()?,
        tables: opened,
        options: arguments.read.options()?,
        keep: Keep::All,
    };
    let accounts = Accounts::open(&plan.schema, &needs(&plan), input, Box::new(|_| {}))
        .map_err(|faults| data_faults(edge, &profile.sources, &faults))?;
    let found = find(edge, &profile, accounts, id.trim())?;
    if found.is_empty() {
        return Err(Fault::new(format!("no account has the key `{}`", id.trim()))
            .help(format!("the key is read from the column of field `{}`", key_field(&profile))));
    }
    if found.len() > 1 {
        edge.note(&format!("{} rows have this key; each is explained", found.len()));
    }
    let mut texts = Vec::new();
    for Found { account, name, written } in &found {
        let explained = explain(&plan, account, today);
        let subject = Subject {
            sources: &profile.sources,
            model: &profile.model,
            plan: &plan,
            account,
            outcome: &explained.outcome,
            today,
            name: name.as_deref(),
            written,
        };
        let report = AccountReport::new(subject).with_ways(subject, &explained);
        texts.push(match arguments.format {
            Format::Text => explanation::text(&report, edge.width),
            Format::Markdown => explanation::markdown(&report),
            Format::Json => serde_json::to_string_pretty(&report).unwrap_or_default() + "\n",
        });
    }
    edge.print(&texts.join("\n"))?;
    Ok(Exit::Clean)
}

fn find(edge: &Edge, profile: &Profile, accounts: Accounts<'_>, id: &str) -> Result<Vec<Found>, Fault> {
    let mut found = Vec::new();
    let headers = accounts.kept().to_vec();
    let fields = &profile.model.schema.fields;
    for row in accounts {
        match row {
            Ok(row) if row.key() == Some(id) => {
                let cells: Vec<String> = row.kept().map(|cell| cell.shown().into_owned()).collect();
                let written = written(profile, &headers, &cells);
                let name =
                    fields.iter().position(|field| field.name == "name").and_then(|name| written.get(&name));
                let name = name.filter(|name| !name.trim().is_empty()).cloned();
                found.push(Found { account: row.account, name, written });
            }
            Ok(_) | Err(RowFault::Rejected(_)) => {}
            Err(RowFault::Failed(diagnostic)) => {
                return Err(data_faults(edge, &profile.sources, &[*diagnostic]));
            }
        }
    }
    Ok(found)
}

/// Each field's cell as the table has it: the first of its columns that is there.
fn written(profile: &Profile, headers: &[String], cells: &[String]) -> BTreeMap<usize, String> {
    let find = |column: &String| {
        let place = headers.iter().position(|header| header == column.trim());
        place.or_else(|| headers.iter().position(|header| norm(header) == norm(column)))
    };
    let fields = profile.model.schema.fields.iter().enumerate();
    fields
        .filter_map(|(index, field)| Some((index, cells.get(field.columns.iter().find_map(find)?)?.clone())))
        .collect()
}

fn key_field(profile: &Profile) -> &str {
    let schema = &profile.model.schema;
    schema.fields.get(schema.key).map_or("", |field| field.name.as_str())
}

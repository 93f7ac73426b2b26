//! `icp init --from DATA`: an `account` block that reads a table.
//!
//! In: column names and rows. Out: the text of a profile. Each type is tried on every row with the reader that scores
//! accounts later, so that what is proposed also reads what it was proposed for.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::check::model::Model;
use crate::check::{self, LoadError, Loaded, Loader};
use crate::data::{FieldReader, Raw, Survey};
use crate::syntax::RESERVED;
use crate::syntax::parse;
use crate::syntax::tree::{Item, ModifierKind};
use crate::text::{SourceFile, SourceId, Sources, in_quotes};
use crate::types::norm;

/// Packs whose `account` blocks know how CRM systems call their columns.
const PACKS: [&str; 2] = [
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/hubspot.icp")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/salesforce.icp")),
];

/// Other names that people give to columns, by what they are called in profiles.
const NAMES: [(&str, &[&str]); 9] = [
    ("id", &["id", "account id", "company id", "customer id", "record id", "prospect id"]),
    ("name", &["name", "company", "account", "company name", "account name", "organization", "organisation"]),
    (
        "employees",
        &["employees", "employee count", "headcount", "company size", "size", "number of employees", "staff"],
    ),
    ("revenue", &["revenue", "annual revenue", "arr", "turnover", "sales"]),
    ("industry", &["industry", "sector", "vertical"]),
    ("country", &["country", "hq country", "country/region", "billing country", "location country"]),
    ("domain", &["domain", "company domain name", "website domain"]),
    ("tech", &["technologies", "tech", "tech stack", "web technologies"]),
    ("founded", &["founded", "year founded", "year established", "founding year"]),
];

/// Types that are tried, in order; the first that reads a column is its type.
const TYPES: [&str; 19] = [
    "boolean",
    "boolean \"Y\" / \"N\"",
    "boolean \"T\" / \"F\"",
    "boolean \"1\" / \"0\"",
    "date",
    "date format \"%m/%d/%Y\"",
    "date format \"%d/%m/%Y\"",
    "date format \"%d.%m.%Y\"",
    "date format \"%d-%m-%Y\"",
    "date format \"%Y/%m/%d\"",
    "whole",
    "whole range",
    "number",
    "percent",
    "money USD",
    "money USD range",
    "number range",
    "country",
    "text",
];

/// The share of cells, in percent, that a type must read.
const ENOUGH: usize = 95;

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
    let known = known_names();
    let readers = Readers::new();
    let key = key_column(survey);
    let mut taken = HashSet::new();
    let mut fields = Vec::new();
    for (index, column) in survey.headers.iter().enumerate().filter(|(_, column)| !column.trim().is_empty()) {
        let cells: Vec<&str> =
            survey.rows.iter().filter_map(|row| row.get(index)).map(|cell| cell.trim()).collect();
        let name = free_name(&field_name(column, &known), &mut taken);
        let is_key = Some(index) == key;
        let (ty, note) = if is_key { ("text".to_owned(), None) } else { readers.type_of(column, &cells) };
        fields.push(Proposal { name, column: column.clone(), ty, key: is_key, note });
    }
    text(&fields, file, key.is_some())
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

/// The column that is filled and different in every row; one that is called an id first.
fn key_column(survey: &Survey) -> Option<usize> {
    let is_unique = |index: &usize| {
        let mut seen = HashSet::new();
        survey.rows.iter().all(|row| {
            let cell = row.get(*index).map_or("", |cell| cell.trim());
            !cell.is_empty() && seen.insert(cell)
        })
    };
    let unique: Vec<usize> = (0..survey.headers.len()).filter(is_unique).collect();
    let called = |index: &&usize| {
        let header = survey.headers.get(**index).map(|header| norm(header)).unwrap_or_default();
        header == "id" || header.ends_with(" id") || header.ends_with("_id") || header.ends_with("key")
    };
    let names = |index: &&usize| {
        let header = survey.headers.get(**index).map(|header| norm(header)).unwrap_or_default();
        NAMES.iter().take(2).any(|(_, names)| names.contains(&header.as_str()))
    };
    unique.iter().find(called).or_else(|| unique.iter().find(names)).or(unique.first()).copied()
}

/// Field names by the normalized name of a column, from the packs and from common use.
fn known_names() -> BTreeMap<String, String> {
    let mut known = BTreeMap::new();
    for pack in PACKS {
        let file = SourceFile::new("pack", pack);
        let parsed = parse(SourceId(0), &file);
        for item in &parsed.tree.items {
            let Item::Account(account) = item else { continue };
            for field in &account.fields {
                let columns = field.modifiers.iter().filter_map(|modifier| match &modifier.kind {
                    ModifierKind::From(columns) => Some(columns),
                    ModifierKind::Key
                    | ModifierKind::Split(_)
                    | ModifierKind::Format(_)
                    | ModifierKind::Pattern(_)
                    | ModifierKind::BlankIsEmpty
                    | ModifierKind::UnknownWhen(_) => None,
                });
                for column in columns.flatten() {
                    known.entry(norm(&column.value)).or_insert_with(|| field.name.text.clone());
                }
            }
        }
    }
    for (name, columns) in NAMES {
        for column in columns {
            known.insert((*column).to_owned(), name.to_owned());
        }
    }
    known
}

/// What a column is called in a profile.
fn field_name(column: &str, known: &BTreeMap<String, String>) -> String {
    let plain = norm(&words(column)).replace('_', " ");
    // A sync tool lands a property of a CRM as `property_NAME`.
    let bare = plain.strip_prefix("property ").unwrap_or(&plain);
    if let Some(name) = known.get(&plain).or_else(|| known.get(&norm(column))).or_else(|| known.get(bare)) {
        return name.clone();
    }
    let mut name = String::new();
    for c in plain.chars().take(60) {
        if c.is_alphanumeric() {
            name.push(c);
        } else if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
    }
    let name = name.trim_end_matches('_').to_owned();
    match name.chars().next() {
        None => "column".to_owned(),
        Some(first) if first.is_numeric() => format!("c_{name}"),
        Some(_) if RESERVED.contains(&name.as_str()) => format!("{name}_"),
        Some(_) => name,
    }
}

/// `TotalVisits` as `Total Visits`, `AmountInUSD` as `Amount In USD`.
fn words(column: &str) -> String {
    let mut words = String::new();
    let mut before = ' ';
    for c in column.chars() {
        if c.is_uppercase() && before.is_lowercase() {
            words.push(' ');
        }
        words.push(c);
        before = c;
    }
    words
}

fn free_name(name: &str, taken: &mut HashSet<String>) -> String {
    let mut free = name.to_owned();
    let mut count = 2;
    while !taken.insert(free.clone()) {
        free = format!("{name}_{count}");
        count += 1;
    }
    free
}

/// A reader for every type that is tried.
struct Readers {
    model: Option<Model>,
}

/// No file is needed to try types.
struct NoFiles;

impl Loader for NoFiles {
    fn load(&self, _: &str, _: &str) -> Result<Loaded, LoadError> {
        Err(LoadError::NotFound { nearby: Vec::new() })
    }
}

impl Readers {
    fn new() -> Readers {
        let mut text =
            String::from("profile types \"Types\" {\n  version \"1\"\n}\naccount {\n  id: text key\n");
        for (index, ty) in TYPES.iter().enumerate() {
            text.push_str(&format!("  f{index}: {ty}\n"));
        }
        text.push_str("}\nscore s out of 1 {\n  weight w 1 when id is known\n}\n");
        let mut sources = Sources::new();
        Readers { model: check::check(&mut sources, SourceFile::new("types", text), &NoFiles).model }
    }

    /// The first type that reads nearly all cells, and what to say about it.
    fn type_of(&self, column: &str, cells: &[&str]) -> (String, Option<String>) {
        let filled: Vec<&str> = cells.iter().copied().filter(|cell| !cell.is_empty()).collect();
        if filled.is_empty() {
            return ("text".to_owned(), Some("always blank".to_owned()));
        }
        let distinct: BTreeSet<&str> = filled.iter().copied().collect();
        let header = norm(column);
        let fitting: Vec<(&str, usize)> = self
            .fits(&filled)
            .into_iter()
            .filter(|(ty, fit)| fit * 100 >= filled.len() * ENOUGH && suits(ty, &header, &distinct))
            .collect();
        // A type that reads everything comes before one that reads nearly everything.
        let all = |(ty, fit): &&(&str, usize)| *fit == filled.len() && *ty != "text";
        let best = fitting.iter().find(all).or(fitting.first());
        let (ty, fit) = best.copied().unwrap_or(("text", filled.len()));
        let misfits = filled.len() - fit;
        let note = if misfits > 0 {
            Some(format!("{misfits} of {} cells do not fit", filled.len()))
        } else if ty.starts_with("date format \"%m/")
            && fitting.iter().any(|(other, _)| other.contains("\"%d/"))
        {
            Some("or the day comes first: no cell tells".to_owned())
        } else {
            None
        };
        if ty == "text" {
            let split = [';', '|']
                .into_iter()
                .find(|mark| filled.iter().filter(|cell| cell.contains(*mark)).count() * 5 >= filled.len());
            if let Some(mark) = split {
                return (format!("list of text split \"{mark}\""), None);
            }
        }
        (ty.to_owned(), note)
    }

    /// How many cells each type reads.
    fn fits(&self, cells: &[&str]) -> Vec<(&'static str, usize)> {
        let Some(model) = &self.model else { return vec![("text", cells.len())] };
        let fields = model.schema.fields.iter().skip(1);
        TYPES
            .iter()
            .zip(fields)
            .map(|(ty, field)| {
                let reader = FieldReader::new(&model.schema, field, false);
                let reads = |cell: &&&str| {
                    let read = reader.read(&Raw::Text((**cell).into()));
                    read.reason.is_none_or(|reason| reason.keeps_value())
                };
                (*ty, cells.iter().filter(reads).count())
            })
            .collect()
    }
}

/// Whether a type makes sense for a column: what looks like a number is often a name for something.
fn suits(ty: &str, header: &str, distinct: &BTreeSet<&str>) -> bool {
    let named = |words: &[&str]| words.iter().any(|word| header.contains(word));
    let is_code = named(&["zip", "postal", "postcode", "phone", "fax", "code"])
        || header.split(['_', ' ']).any(|word| word == "id")
        || distinct.iter().any(|cell| cell.len() > 1 && cell.starts_with('0') && !cell.starts_with("0."));
    match ty {
        "text" => true,
        "country" => named(&["country", "nation"]),
        _ if is_code => ty.starts_with("date"),
        "boolean \"1\" / \"0\"" => distinct.len() == 2,
        "money USD" | "money USD range" => {
            named(&["revenue", "amount", "price", "value", "funding", "arr", "spend", "budget", "usd", "$"])
                || distinct.iter().any(|cell| cell.contains('$') || cell.contains("USD"))
        }
        "whole" | "whole range" | "number" | "number range" => {
            !named(&["revenue", "amount", "price", "funding", "usd", "$"])
        }
        _ => true,
    }
}

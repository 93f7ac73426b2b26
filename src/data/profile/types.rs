//! Which type reads a column: each is tried on the cells with the reader that scores accounts later, so that what is
//! proposed also reads what it was proposed for.
//!
//! In: the header and the cells of a column. Out: the words of a type. Invariant: the type that reads the most cells and at least
//! [`ENOUGH`] in a hundred, the first of several; else text.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::model::{Field, Model};
use crate::check::{self, LoadError, Loaded, Loader};
use crate::data::cell::{FieldReader, is_null_word};
use crate::data::raw::Raw;
use crate::text::{SourceFile, Sources};
use crate::types::norm;

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
const ENOUGH: usize = 80;

/// A reader for every type that is tried.
pub(super) struct Readers {
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
    /// The readers.
    pub(super) fn new() -> Readers {
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
    pub(super) fn type_of(&self, column: &str, cells: &[&str]) -> (String, Option<String>) {
        let filled: Vec<&str> = cells.iter().copied().filter(|cell| !cell.is_empty()).collect();
        if filled.is_empty() {
            return ("text".to_owned(), Some("always blank".to_owned()));
        }
        // Words for nothing fit every type, and so speak for none.
        let filled: Vec<&str> = filled.into_iter().filter(|cell| !is_null_word(&norm(cell))).collect();
        if filled.is_empty() {
            return ("text".to_owned(), Some("every cell is blank or a word for nothing".to_owned()));
        }
        let distinct: BTreeSet<&str> = filled.iter().copied().collect();
        let header = norm(column);
        let fitting: Vec<(&str, usize)> = self
            .fits(&filled)
            .into_iter()
            .filter(|(ty, fit)| fit * 100 >= filled.len() * ENOUGH && suits(ty, &header, &distinct))
            .collect();
        // The type that reads the most; of several the first.
        let typed = fitting.iter().filter(|(ty, _)| *ty != "text");
        let most = typed.clone().map(|(_, fit)| *fit).max();
        let best = typed.clone().find(|(_, fit)| Some(*fit) == most);
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

    /// A reader of a type that is tried.
    pub(super) fn reader(&self, ty: &str) -> Option<FieldReader<'_>> {
        let place = TYPES.iter().position(|known| *known == ty)?;
        let model = self.model.as_ref()?;
        let field: &Field = model.schema.fields.get(place + 1)?;
        Some(FieldReader::new(&model.schema, field, false))
    }

    /// How many cells each type reads; a type that misreads too many is given up.
    fn fits(&self, cells: &[&str]) -> Vec<(&'static str, usize)> {
        let Some(model) = &self.model else { return vec![("text", cells.len())] };
        let mut different: BTreeMap<&str, usize> = BTreeMap::new();
        for cell in cells {
            *different.entry(cell).or_default() += 1;
        }
        let most = cells.len() * (100 - ENOUGH) / 100;
        let fit_of = |field: &Field| {
            let reader = FieldReader::new(&model.schema, field, false);
            let mut misfits = 0;
            for (cell, count) in &different {
                let read = reader.read(&Raw::Text((*cell).into()));
                if read.reason.is_some_and(|reason| !reason.keeps_value()) {
                    misfits += count;
                    if misfits > most {
                        return 0;
                    }
                }
            }
            cells.len() - misfits
        };
        TYPES.iter().zip(model.schema.fields.iter().skip(1)).map(|(ty, field)| (*ty, fit_of(field))).collect()
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

//! From tree to model: names, imports, types, units, scoring and tier checks.
//!
//! In: parsed files and a [`Loader`] for the files they name. Out: a [`model::Model`] and diagnostics.
//! Invariant: a model exists only for a profile without errors.
//!
//! The stages, each in a file of its name: `load` reads all files; `schema` the account and its tables; `names` who
//! declares what; `definitions` lists, lets and roles in the order of their uses; then `gates`, `scores`, `tiers`,
//! `overrides`, `outcome`, and last `examples`, the tests.

mod choices;
mod clauses;
mod columns;
mod context;
mod definitions;
mod emits;
mod examples;
mod expansion;
pub mod expression;
mod field;
mod gates;
mod header;
mod load;
mod loader;
mod mentions;
pub mod model;
mod names;
mod order;
mod outcome;
mod overrides;
pub mod packs;
mod rates;
mod schema;
pub mod scope;
mod scores;
mod statements;
mod table_file;
mod tiers;
mod today;
mod totals;
mod uses;
mod words;

pub use loader::{LoadError, Loaded, Loader, MemoryLoader};

use std::collections::BTreeMap;

use columns::Columns;
use context::{Context, Parts};
use examples::DependsOnToday;
use expansion::Evaluated;
use model::{ListElement, Model, NamedList};
use schema::{Declared, Place};
use scope::Stratum;
use statements::Statements;
use today::Today;

use crate::diag::{Diagnostic, Severity, Sink};
use crate::syntax::Parsed;
use crate::syntax::tokens::TokenKind;
use crate::text::{SourceFile, Sources};
use crate::types::norm;

/// What checking a file and all it uses gives.
#[derive(Debug)]
pub struct Checked {
    /// The profile; `None` when there is an error, or when the file is a library.
    pub model: Option<Model>,
    /// Every file that was read, the entry first.
    pub files: Vec<Parsed>,
    /// Syntax and check, by place.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether the file declares no `profile`.
    pub is_library: bool,
}

/// Reads a file and all it uses, and checks it. Never fails: what is wrong is in the diagnostics.
pub fn check(sources: &mut Sources, entry: SourceFile, loader: &dyn Loader) -> Checked {
    let mut found = Sink::new();
    let files = load::load(sources, entry, loader, &mut found);
    found.extend(files.parsed.iter().flat_map(|parsed| parsed.diagnostics.iter().cloned()));
    let items = files.order.iter().filter_map(|(file, item)| files.parsed.get(*file)?.tree.items.get(*item));
    let statements = Statements::collect(items);
    let syntax = files.parsed.iter().flat_map(|parsed| &parsed.diagnostics);
    let mut cx = Context::new(sources, syntax);
    let model = statements_to_model(&mut cx, &statements, loader, files.incomplete);
    let model =
        model.map(|model| Model { spellings: spellings(sources, &files.parsed, &model.lists), ..model });
    found.extend(cx.sink.into_sorted());
    let is_library = statements.profiles.is_empty();
    let diagnostics = found.into_sorted();
    let wrong = diagnostics.iter().any(|found| found.severity == Severity::Error);
    Checked { model: model.filter(|_| !wrong), files: files.parsed, diagnostics, is_library }
}

/// How each text of the files and of list files is written, by what `norm` makes of it; the first spelling wins.
fn spellings(sources: &Sources, files: &[Parsed], lists: &[NamedList]) -> BTreeMap<String, String> {
    let mut spellings = BTreeMap::new();
    let mut note = |written: &str| {
        let normalized = norm(written);
        if normalized != written {
            spellings.entry(normalized).or_insert_with(|| written.to_owned());
        }
    };
    for token in files.iter().flat_map(|file| &file.tokens).filter(|token| token.kind == TokenKind::Text) {
        let quoted = sources.slice(token.span);
        // A text with escapes is rare and stays as `norm` makes it.
        if let Some(written) = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'))
            && !written.contains('\\')
        {
            note(written);
        }
    }
    for (element, _) in lists.iter().flat_map(|list| &list.elements) {
        if let ListElement::Text(written) = element {
            note(written);
        }
    }
    spellings
}

fn statements_to_model(
    cx: &mut Context,
    statements: &Statements,
    loader: &dyn Loader,
    incomplete: bool,
) -> Option<Model> {
    let header = header::header(cx, statements);
    let mut columns = Columns::new();
    let lost = is_lost(cx, statements);
    let (schema, declared) = schema::schema(cx, statements, loader, &mut columns, lost);
    let mut parts = Parts { names: names::collect(cx, statements, &declared), schema, ..Parts::default() };
    parts.names.open = incomplete || is_open(statements);
    parts.names.lost = lost;
    let costs = definitions::definitions(cx, statements, &mut parts, loader);
    unknown_values(cx, &mut parts, &declared);
    let gates = gates::gates(cx, statements, &parts);
    let scores = scores::scores(cx, statements, &parts, &mut columns);
    let (segments, tiers) = tiers::segments_and_tiers(cx, statements, &parts, &mut columns);
    let overrides = overrides::overrides(cx, statements, &parts);
    let outcome = outcome::outcome(cx, statements, &parts);
    let guarantees = gates::guarantees(cx, statements, &parts);
    let evaluated = Evaluated {
        gates: gates.market.iter().chain(&gates.excludes).chain(&gates.requires).collect(),
        scores: &scores,
        segments: &segments,
        tiers: &tiers,
        guarantees: &guarantees,
    };
    expansion::profile(cx, &costs, &evaluated);
    let today = Today::new(&parts);
    let depends = DependsOnToday {
        rules: evaluated.gates.iter().any(|gate| today.gate(gate))
            || scores.iter().any(|score| today.score(score))
            || segments.iter().any(|segment| today.segment(segment))
            || tiers.iter().any(|tier| today.tier(tier))
            || guarantees.iter().any(|guarantee| today.condition(&guarantee.that)),
        override_keys: overrides.iter().map(|named| named.key.clone()).collect(),
        today,
    };
    let tests = examples::tests(cx, statements, &parts, &depends);
    uses::mark(&mut parts);
    Some(Model {
        header: header?,
        schema: parts.schema,
        lists: parts.lists,
        lets: parts.lets.into_iter().flatten().collect(),
        roles: parts.roles.into_iter().flatten().collect(),
        market: gates.market,
        excludes: gates.excludes,
        requires: gates.requires,
        scores,
        segments,
        tiers,
        overrides,
        outcome,
        guarantees,
        tests,
        spellings: BTreeMap::new(),
    })
}

/// Whether names may be declared out of sight: a library without the account's key is completed by the profile that
/// uses it.
fn is_open(statements: &Statements) -> bool {
    statements.profiles.is_empty() && !schema::has_key(statements)
}

/// Whether the name of a declaration is lost in damage.
fn is_lost(cx: &Context, statements: &Statements) -> bool {
    let blocks = statements.accounts.iter().map(|account| account.span);
    let blocks = blocks.chain(statements.tables.iter().map(|table| table.span));
    statements.damaged.iter().any(|damaged| damaged.names.is_empty())
        || blocks.into_iter().any(|block| cx.is_damaged(block))
}

/// Fills in what `unknown when` names, now that all names are known.
fn unknown_values(cx: &mut Context, parts: &mut Parts, declared: &Declared) {
    for (place, elements) in &declared.unknown_when {
        let field = |parts: &Parts| match *place {
            Place::Account(index) => parts.schema.fields.get(index).cloned(),
            Place::Row(table, index) => parts.schema.tables.get(table)?.fields.get(index).cloned(),
        };
        let Some(copy) = field(parts) else { continue };
        let read = expression::unknown_when(&parts.scope(Stratum::Names), &mut cx.sink, &copy, elements);
        let Some((texts, values)) = read else { continue };
        let target = match *place {
            Place::Account(index) => parts.schema.fields.get_mut(index),
            Place::Row(table, index) => {
                parts.schema.tables.get_mut(table).and_then(|table| table.fields.get_mut(index))
            }
        };
        if let Some(field) = target {
            field.format.unknown_texts = texts;
            field.format.unknown_values = values;
        }
    }
}

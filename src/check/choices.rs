//! Declared values: `one of […]`, taxonomies and countries (ruling 58).
//!
//! Invariant: within one set no two values or aliases are equal after `norm`, so a cell reads as one value at most.

use std::collections::HashMap;

use super::context::Context;
use super::loader::Loader;
use super::model::{Choice, ChoiceKind, ChoiceSet, Schema};
use super::table_file::{self, TableFile};
use crate::diag::Diagnostic;
use crate::diag::codes::{imports, rules};
use crate::syntax::tree::{self, FileColumn, SetElement, TaxonomyNode, TaxonomySource, Text};
use crate::text::Span;
use crate::types::{countries, norm};

/// The mark between the aliases in one cell of a taxonomy file.
const ALIAS_MARK: char = ';';

/// The index of the country table, which is added at its first use.
pub(super) fn country(schema: &mut Schema) -> usize {
    if let Some(known) = schema.choices.iter().position(|set| set.kind == ChoiceKind::Country) {
        return known;
    }
    let values = countries().iter().map(|country| {
        let spellings = [country.alpha3, country.numeric, country.name];
        let aliases = spellings.iter().chain(&country.aliases).map(|name| (*name).to_owned());
        Choice { value: country.alpha2.to_owned(), aliases: aliases.collect(), parent: None }
    });
    schema.choices.push(ChoiceSet {
        name: "country".to_owned(),
        kind: ChoiceKind::Country,
        values: values.collect(),
    });
    schema.choices.len().saturating_sub(1)
}

/// `one of […]`.
pub(super) fn one_of(
    cx: &mut Context,
    field: &str,
    values: &tree::ListLiteral,
    ordered: bool,
) -> Option<ChoiceSet> {
    if values.elements.is_empty() {
        if !cx.is_damaged(values.span) {
            cx.report(
                Diagnostic::new(
                    &rules::BAD_FIELD_TYPE,
                    values.span,
                    format!("field `{field}` can have no value: its list is empty"),
                    "no value is declared",
                )
                .help("write the values, as in `one of [\"Seed\", \"Series A\"]`"),
            );
        }
        return None;
    }
    let mut known = Known::new(field);
    let mut choices = Vec::with_capacity(values.elements.len());
    for element in &values.elements {
        let SetElement::Text(text) = element else {
            cx.report(
                Diagnostic::new(
                    &rules::BAD_FIELD_TYPE,
                    element_span(element),
                    format!("the values of field `{field}` must be texts in quotes"),
                    "not a text",
                )
                .help("put the value in quotes"),
            );
            return None;
        };
        known.add(cx, &text.value, text.span);
        choices.push(Choice { value: text.value.clone(), aliases: Vec::new(), parent: None });
    }
    Some(ChoiceSet { name: field.to_owned(), kind: ChoiceKind::Enum { ordered }, values: choices })
}

/// Where a list element stands.
pub(super) fn element_span(element: &SetElement) -> Span {
    match element {
        SetElement::Text(text) => text.span,
        SetElement::Range(range) => range.span,
        SetElement::Bound(tree::Bound::Date(date)) => date.span,
        SetElement::Bound(tree::Bound::Quantity(quantity)) => quantity.span,
        SetElement::Boolean(_, span) => *span,
        SetElement::Path(path) => path.first.span,
    }
}

/// Values and aliases of one set, after `norm`.
struct Known<'a> {
    of: &'a str,
    places: HashMap<String, Span>,
    /// How many were declared twice.
    twice: usize,
}

impl<'a> Known<'a> {
    fn new(of: &'a str) -> Known<'a> {
        Known { of, places: HashMap::new(), twice: 0 }
    }

    fn add(&mut self, cx: &mut Context, value: &str, span: Span) {
        let normal = norm(value);
        if normal.is_empty() {
            cx.report(Diagnostic::new(
                &rules::BAD_FIELD_TYPE,
                span,
                format!("a value of `{}` is blank, and a blank cell is unknown", self.of),
                "blank",
            ));
            return;
        }
        let Some(first) = self.places.get(&normal) else {
            self.places.insert(normal, span);
            return;
        };
        self.twice += 1;
        // The values of a file share a place: one report says enough.
        let in_file = *first == span;
        if in_file && self.twice > 1 {
            return;
        }
        let report = Diagnostic::new(
            &rules::VALUE_DECLARED_TWICE,
            span,
            format!("\"{value}\" is declared twice in `{}`", self.of),
            if in_file { "in this file" } else { "declared again here" },
        );
        let report = if in_file { report } else { report.label(*first, "first declared here") };
        cx.report(report.note("capital letters and extra blanks make no difference between values"));
    }
}

/// A taxonomy, inline or from a file.
pub(super) fn taxonomy(cx: &mut Context, written: &tree::Taxonomy, loader: &dyn Loader) -> Option<ChoiceSet> {
    if cx.is_damaged(written.span) {
        return None;
    }
    let name = &written.name.text;
    let values = match &written.source {
        TaxonomySource::Inline(nodes) => {
            let mut builder = Inline { known: Known::new(name), values: Vec::new() };
            builder.add(cx, nodes, None);
            builder.values
        }
        TaxonomySource::File(reference) => from_file(cx, name, reference, loader)?,
    };
    if values.is_empty() {
        cx.report(Diagnostic::new(
            &rules::BAD_FIELD_TYPE,
            written.name.span,
            format!("taxonomy `{name}` has no value"),
            "no value is declared",
        ));
        return None;
    }
    if written.ordered {
        side_by_side(cx, written, &values)?;
    }
    Some(ChoiceSet { name: name.clone(), kind: ChoiceKind::Taxonomy { ordered: written.ordered }, values })
}

/// The values of an ordered taxonomy have one order, so none stands under another.
fn side_by_side(cx: &mut Context, written: &tree::Taxonomy, values: &[Choice]) -> Option<()> {
    let Some(child) = values.iter().find(|choice| choice.parent.is_some()) else { return Some(()) };
    let parent = child.parent.and_then(|parent| values.get(parent as usize));
    let above = parent.map_or("", |parent| parent.value.as_str());
    let span = match &written.source {
        TaxonomySource::File(reference) => reference.path.span,
        TaxonomySource::Inline(nodes) => nodes
            .iter()
            .find_map(|node| node.children.first())
            .map_or(written.name.span, |node| node.value.span),
    };
    cx.report(
        Diagnostic::new(
            &rules::BAD_FIELD_TYPE,
            span,
            format!(
                "the values of the ordered taxonomy `{}` stand side by side, but \"{}\" stands under \"{above}\"",
                written.name.text, child.value
            ),
            format!("under \"{above}\""),
        )
        .label(written.name.span, "declared `ordered`")
        .help("delete `ordered`, or write all values on one level, from the least to the greatest"),
    );
    None
}

struct Inline<'a> {
    known: Known<'a>,
    values: Vec<Choice>,
}

impl Inline<'_> {
    fn add(&mut self, cx: &mut Context, nodes: &[TaxonomyNode], parent: Option<u32>) {
        for node in nodes {
            let index = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
            self.known.add(cx, &node.value.value, node.value.span);
            let mut aliases = Vec::new();
            for element in node.aliases.iter().flat_map(|list| &list.elements) {
                if let SetElement::Text(text) = element {
                    self.known.add(cx, &text.value, text.span);
                    aliases.push(text.value.clone());
                } else {
                    cx.report(
                        Diagnostic::new(
                            &rules::BAD_FIELD_TYPE,
                            element_span(element),
                            format!("the aliases of \"{}\" must be texts in quotes", node.value.value),
                            "not a text",
                        )
                        .help("put the alias in quotes"),
                    );
                }
            }
            self.values.push(Choice { value: node.value.value.clone(), aliases, parent });
            self.add(cx, &node.children, Some(index));
        }
    }
}

fn from_file(
    cx: &mut Context,
    name: &str,
    reference: &tree::FileReference,
    loader: &dyn Loader,
) -> Option<Vec<Choice>> {
    let allowed = [FileColumn::Value, FileColumn::Parent, FileColumn::Aliases];
    let file = table_file::read(cx, reference, loader, &allowed)?;
    let value = file.column(cx, FileColumn::Value)?;
    let parent = file.optional_column(cx, FileColumn::Parent, "parent")?;
    let aliases = file.optional_column(cx, FileColumn::Aliases, "aliases")?;
    let span = reference.path.span;
    let mut known = Known::new(name);
    let mut choices: Vec<Choice> = Vec::new();
    let mut parents: Vec<Option<(&str, usize)>> = Vec::new();
    let mut positions: HashMap<String, u32> = HashMap::new();
    for row in file.rows() {
        let text = row.cell(value);
        if text.is_empty() {
            continue;
        }
        known.add(cx, text, span);
        positions.entry(norm(text)).or_insert(u32::try_from(choices.len()).unwrap_or(u32::MAX));
        let others = aliases.map_or("", |column| row.cell(column));
        let others: Vec<String> = others
            .split(ALIAS_MARK)
            .map(str::trim)
            .filter(|alias| !alias.is_empty())
            .map(str::to_owned)
            .collect();
        for alias in &others {
            known.add(cx, alias, span);
        }
        choices.push(Choice { value: text.to_owned(), aliases: others, parent: None });
        let above = parent.map(|column| row.cell(column)).filter(|above| !above.is_empty());
        parents.push(above.map(|above| (above, row.line())));
    }
    if choices.is_empty() {
        cx.report(empty_file(&reference.path));
        return None;
    }
    if !link_parents(cx, &file, &mut choices, &parents, &positions) {
        return None;
    }
    Some(choices)
}

/// Sets the parents; false when one does not exist or is its own descendant.
fn link_parents(
    cx: &mut Context,
    file: &TableFile,
    choices: &mut [Choice],
    parents: &[Option<(&str, usize)>],
    positions: &HashMap<String, u32>,
) -> bool {
    let malformed = |message: String, label: &str| {
        Diagnostic::new(&imports::MALFORMED_FILE, file.path.span, message, label)
    };
    for (choice, parent) in choices.iter_mut().zip(parents) {
        let Some((parent, line)) = parent else { continue };
        choice.parent = positions.get(&norm(parent)).copied();
        if choice.parent.is_none() {
            cx.report(malformed(
                format!(
                    "line {line} of `{}` names the parent \"{parent}\", which is no value",
                    file.path.value
                ),
                "a parent is missing",
            ));
            return false;
        }
    }
    let up: Vec<Option<u32>> = choices.iter().map(|choice| choice.parent).collect();
    if let Some(start) = circle(&up) {
        let value = choices.get(start).map_or("", |choice| choice.value.as_str());
        cx.report(malformed(
            format!("in `{}` the parents of \"{value}\" lead back to itself", file.path.value),
            "a value is its own descendant",
        ));
        return false;
    }
    true
}

/// A node whose ancestors form a circle.
fn circle(up: &[Option<u32>]) -> Option<usize> {
    // 0: not seen, otherwise the walk that saw it.
    let mut seen = vec![0_usize; up.len()];
    for start in 0..up.len() {
        let mut at = Some(start);
        while let Some(node) = at {
            match seen.get_mut(node) {
                Some(mark) if *mark == 0 => *mark = start + 1,
                Some(mark) if *mark == start + 1 => return Some(node),
                _ => break,
            }
            at = up.get(node).copied().flatten().map(|parent| parent as usize);
        }
    }
    None
}

/// A file without any value.
pub(super) fn empty_file(path: &Text) -> Diagnostic {
    Diagnostic::new(
        &imports::EMPTY_FILE,
        path.span,
        format!("`{}` holds no value", path.value),
        "nothing to read",
    )
}

//! What a profile's rules are about, told by the words in the names it uses.

use super::super::Profile;
use crate::check::model::Model;
use crate::syntax::tree::Item;
use crate::text::Span;

/// A profile with fewer weights is an example or a beginning: it is not told what it lacks.
const LEAST_WEIGHTS: usize = 3;

/// Whether the profile scores enough to be told which part of a profile it lacks.
pub fn is_grown(model: &Model) -> bool {
    model.scores.iter().map(|score| score.rules.len()).sum::<usize>() >= LEAST_WEIGHTS
}

/// Whether a name or title of the profile holds one of these words.
pub fn mentions(profile: &Profile<'_>, words: &[&str]) -> bool {
    words.iter().any(|word| profile.names.contains(word))
}

/// The names and titles of a profile in lower case, one on each line: groups, weights, signals, gates, segments, roles that
/// are used, fields and tables that rules read.
pub fn all_names(model: &Model) -> String {
    let mut all = String::new();
    for name in names(model) {
        all.push_str(&name.to_lowercase());
        all.push('\n');
    }
    all
}

fn names(model: &Model) -> impl Iterator<Item = &str> {
    let scores = model.scores.iter().flat_map(|score| {
        let groups = score.groups.iter().flat_map(|group| [Some(&group.name), group.title.as_ref()]);
        let rules = score.rules.iter().flat_map(|rule| [Some(&rule.name), rule.title.as_ref()]);
        groups.chain(rules).chain([Some(&score.name), score.title.as_ref()])
    });
    let gates = model.market.iter().chain(&model.excludes).chain(&model.requires);
    let gates = gates.flat_map(|gate| [Some(&gate.name), gate.title.as_ref()]);
    let segments = model.segments.iter().flat_map(|segment| [Some(&segment.name), segment.title.as_ref()]);
    let roles = model.roles.iter().filter(|role| role.used).map(|role| Some(&role.name));
    let tables = model.schema.tables.iter().filter(|table| table.used);
    let table_names = tables.clone().map(|table| Some(&table.name));
    let fields = model.schema.fields.iter().chain(tables.flat_map(|table| &table.fields));
    let fields = fields.filter(|field| field.used).map(|field| Some(&field.name));
    let all = scores.chain(gates).chain(segments).chain(roles).chain(table_names).chain(fields);
    all.flatten().map(String::as_str)
}

/// The name of the profile block, where a report about the whole profile stands.
pub fn place(profile: &Profile<'_>) -> Span {
    let mut place = profile.model.header.span;
    for item in &profile.file.parsed.tree.items {
        if let Item::Profile(block) = item {
            place = block.name.span;
        }
    }
    place
}

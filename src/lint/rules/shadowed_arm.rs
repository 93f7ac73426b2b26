//! Finds: an arm of `{ when … => … }` whose condition holds only where an earlier arm's holds.
//!
//! Why: the first arm that holds counts, so the later one never gives its points.
//!
//! Silent: where only a search over values could tell; two bands that overlap are an error.

use super::super::Profile;
use super::entailment::entails;
use super::places;
use crate::check::model::Earns;
use crate::diag::codes::lints::SHADOWED_ARM;
use crate::diag::{Diagnostic, Sink};
use crate::syntax::tree::{self, ArmLeft};
use crate::text::Span;

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    for rule in profile.model.scores.iter().flat_map(|score| &score.rules) {
        let Earns::Arms { arms, .. } = &rule.earns else { continue };
        let places =
            places::weight(profile, rule.span).map(|weight| conditions(&weight.earns)).unwrap_or_default();
        if places.len() != arms.len() {
            continue;
        }
        for (at, ((later, _), place)) in arms.iter().zip(&places).enumerate() {
            let earlier = arms.iter().zip(&places).take(at);
            let cover = earlier.clone().find(|((earlier, _), _)| entails(profile.model, later, earlier));
            if let Some((_, first)) = cover {
                let message = format!("an arm of `{}` is never reached: an earlier one covers it", rule.name);
                sink.push(
                    Diagnostic::new(&SHADOWED_ARM, *place, message, "holds only where the earlier arm holds")
                        .label(*first, "this arm comes first")
                        .help("put the narrower condition first, or remove it"),
                );
            }
        }
    }
}

/// The places of the conditions of arms.
fn conditions(earns: &tree::Earns) -> Vec<Span> {
    let arms = match earns {
        tree::Earns::Arms { arms, .. } => arms.as_slice(),
        tree::Earns::Flat(_)
        | tree::Earns::Per { .. }
        | tree::Earns::Bands { .. }
        | tree::Earns::Scale { .. } => &[],
    };
    arms.iter()
        .filter_map(|arm| match &arm.left {
            ArmLeft::When(condition) => Some(condition.span),
            ArmLeft::Unknown(_) | ArmLeft::Otherwise(_) => None,
        })
        .collect()
}

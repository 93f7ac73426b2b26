//! Numbers that rules compare one field with, for the lints about slips in their size.

use std::collections::BTreeMap;

use super::super::Profile;
use super::super::walk::{self, Node};
use crate::check::model::Type;
use crate::diag::{Code, Diagnostic, Sink};
use crate::syntax::tree::{
    Band, BandLeft, Bound, Earns, Expr, ExprKind, Item, Literal, Path, Quantity, Range, ScoreEntry, Set,
    SetElement,
};
use crate::types::{CompareOp, Number};

/// A number that a field is compared with.
pub struct Threshold<'t> {
    /// The field, by index in the schema.
    pub field: usize,
    /// As written.
    pub quantity: &'t Quantity,
    /// Whether it is the border of a band, where a slip would leave a gap or an overlap.
    pub is_band: bool,
}

/// A kind of slip: everything with one factor.
pub struct Slip {
    /// How much too small or too large a wrong number is.
    pub factor: i128,
    /// The same in words.
    pub times: &'static str,
    /// How far a number must be from all others to be suspected.
    pub distance: i128,
    /// How near to the others it must come, once mended.
    pub nearness: i128,
    /// The code to report.
    pub code: &'static Code,
}

/// Reports numbers that stand far from all others of their field, and among them once multiplied or divided by
/// the factor. Two other numbers are the least that make a crowd.
pub fn check(profile: &Profile<'_>, wanted: impl Fn(&Type) -> bool, slip: &Slip, sink: &mut Sink) {
    let thresholds = collect(profile);
    // By field: the sizes of its numbers, each with how often it is written.
    let mut sizes: BTreeMap<usize, BTreeMap<i128, usize>> = BTreeMap::new();
    for threshold in thresholds.iter().filter(|threshold| threshold.quantity.value != Number::ZERO) {
        let size = threshold.quantity.value.millionths().abs();
        *sizes.entry(threshold.field).or_default().entry(size).or_default() += 1;
    }
    for suspect in &thresholds {
        let Some(field) = profile.model.schema.fields.get(suspect.field).filter(|field| wanted(&field.ty))
        else {
            continue;
        };
        let value = suspect.quantity.value.millionths().abs();
        let Some(sizes) = sizes.get(&suspect.field) else { continue };
        let is_alone = sizes.get(&value) == Some(&1);
        let others = || sizes.keys().copied().filter(|size| !is_alone || *size != value);
        let (Some(least), Some(most)) = (others().next(), others().next_back()) else { continue };
        if suspect.is_band || value == 0 || sizes.len() - usize::from(is_alone) < 2 {
            continue;
        }
        let among =
            |mended: i128| mended >= least / slip.nearness && mended <= most.saturating_mul(slip.nearness);
        let (word, mended) = if value.saturating_mul(slip.distance) <= least {
            ("small", value.saturating_mul(slip.factor))
        } else if value / slip.distance >= most {
            ("large", value / slip.factor)
        } else {
            continue;
        };
        if !among(mended) {
            continue;
        }
        let span = suspect.quantity.span;
        let written = profile.file.sources.slice(span);
        let message = format!("{written} looks {} times too {word} for `{}`", slip.times, field.name);
        let nearest =
            thresholds.iter().filter(|other| other.field == suspect.field && other.quantity.span != span);
        let mut report =
            Diagnostic::new(slip.code, span, message, "far from every other number for this field");
        for other in nearest.take(2) {
            report = report.label(other.quantity.span, "compared with this elsewhere");
        }
        sink.push(report.help(format!(
            "check it; if {} is meant, write that",
            shown(suspect.quantity, Number::from_millionths(mended))
        )));
    }
}

/// The number in the unit it was written in.
fn shown(quantity: &Quantity, value: Number) -> String {
    if quantity.percent {
        return format!("{}%", Number::from_millionths(value.millionths().saturating_mul(100)));
    }
    let (scaled, suffix) = [(1_000_000_000, "B"), (1_000_000, "M"), (1_000, "k")]
        .into_iter()
        .find(|(size, _)| value.millionths() % (size * Number::SCALE) == 0)
        .map_or((value, ""), |(size, suffix)| (Number::from_millionths(value.millionths() / size), suffix));
    match quantity.unit {
        Some(crate::syntax::tree::QuantityUnit::Currency(currency)) => format!("{scaled}{suffix} {currency}"),
        Some(crate::syntax::tree::QuantityUnit::Duration(_)) | None => format!("{scaled}{suffix}"),
    }
}

/// Every number that a rule of the file compares an account field with.
pub fn collect<'t>(profile: &Profile<'t>) -> Vec<Threshold<'t>> {
    let fields = &profile.model.schema.fields;
    let index = |path: &Path| {
        let name = match path.rest.as_slice() {
            [] => &path.first.text,
            [name] if path.first.text == "account" => &name.text,
            _ => return None,
        };
        fields.iter().position(|field| field.name == *name)
    };
    let mut found = Vec::new();
    for item in &profile.file.parsed.tree.items {
        if matches!(item, Item::Test(_)) {
            continue;
        }
        walk::item(item, &mut |node| {
            if let Node::Expr(expr) = node
                && let Some((field, quantities)) = comparison(expr, &index)
            {
                found.extend(quantities.into_iter().map(|quantity| Threshold {
                    field,
                    quantity,
                    is_band: false,
                }));
            }
        });
        if let Item::Score(score) = item {
            bands(&score.entries, &index, &mut found);
        }
    }
    found
}

/// The field of a comparison, and the numbers it is compared with.
fn comparison<'t>(
    expr: &'t Expr,
    index: &impl Fn(&Path) -> Option<usize>,
) -> Option<(usize, Vec<&'t Quantity>)> {
    let field = |subject: &Expr| if let ExprKind::Path(path) = &subject.kind { index(path) } else { None };
    let number = |side: &'t Expr| {
        if let ExprKind::Literal(Literal::Quantity(quantity)) = &side.kind {
            Some(vec![quantity])
        } else {
            None
        }
    };
    if let ExprKind::Compare { left, right, op, .. } = &expr.kind {
        if *op == CompareOp::NotEqual {
            return None;
        }
        return match field(left) {
            Some(field) => Some((field, number(right)?)),
            None => Some((field(right)?, number(left)?)),
        };
    }
    if let ExprKind::In { subject, set: Set::Range(range), .. } = &expr.kind {
        return Some((field(subject)?, ends(range)));
    }
    None
}

fn ends(range: &Range) -> Vec<&Quantity> {
    [&range.low, &range.high].into_iter().filter_map(quantity).collect()
}

fn quantity(bound: &Bound) -> Option<&Quantity> {
    match bound {
        Bound::Quantity(quantity) => Some(quantity),
        Bound::Date(_) => None,
    }
}

fn bands<'t>(
    entries: &'t [ScoreEntry],
    index: &impl Fn(&Path) -> Option<usize>,
    found: &mut Vec<Threshold<'t>>,
) {
    for entry in entries {
        match entry {
            ScoreEntry::Group(group) => bands(&group.entries, index, found),
            ScoreEntry::Weight(weight) | ScoreEntry::Signal(weight) => {
                if let Earns::Bands { value, arms, .. } = &weight.earns
                    && let ExprKind::Path(path) = &value.kind
                    && let Some(field) = index(path)
                {
                    let quantities = arms.iter().flat_map(band);
                    found.extend(quantities.map(|quantity| Threshold { field, quantity, is_band: true }));
                }
            }
            ScoreEntry::Clause(_) | ScoreEntry::Damaged(_) => {}
        }
    }
}

fn band<'t>(band: &'t Band) -> Vec<&'t Quantity> {
    let elements = match &band.left {
        BandLeft::Compare(_, element) => std::slice::from_ref(element),
        BandLeft::Values(elements) => elements.as_slice(),
        BandLeft::Unknown(_) | BandLeft::Otherwise(_) => &[],
    };
    let numbers = |element: &'t SetElement| match element {
        SetElement::Range(range) => ends(range),
        SetElement::Bound(bound) => quantity(bound).into_iter().collect(),
        SetElement::Text(_) | SetElement::Boolean(..) | SetElement::Path(_) => Vec::new(),
    };
    elements.iter().flat_map(numbers).collect()
}

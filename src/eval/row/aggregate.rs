//! Child rows and what they come to (rulings 32, 33, 34).
//!
//! In: rows with a filter. Out: all that the aggregate may come to.
//! Invariant: a row of which the filter is unknown may count or not.

use crate::check::model::{Aggregate, FieldRef, Rows};
use crate::plan::table_of;
use crate::types::{Bound, ChildRow, Extent, Fraction, Truth};

use super::Scene;
use super::truth::truth;
use super::value::{Seen, field_value};

/// Each row of a table with the truth of the filter on it; `None` when the rows are unknown.
pub(in crate::eval) fn filtered<'a>(
    scene: &Scene<'a>,
    rows: &'a Rows,
) -> Option<Vec<(Scene<'a>, &'a ChildRow, Truth)>> {
    let table = table_of(rows)?;
    let judged = scene.rows(table)?.iter().map(|row| {
        let on_row = scene.row(table, row);
        (on_row, row, truth(&on_row, &rows.filter))
    });
    Some(judged.collect())
}

/// `any(T where P)`: `or` over the rows (ruling 32).
pub(super) fn any_row<'a>(scene: &Scene<'a>, rows: &'a Rows) -> Truth {
    match filtered(scene, rows) {
        None => Truth::Unknown,
        Some(judged) => judged.iter().fold(Truth::False, |any, (_, _, truth)| any.or(*truth)),
    }
}

/// An aggregate; unknown when the rows are.
pub(super) fn aggregate<'a>(scene: &Scene<'a>, aggregate: &'a Aggregate) -> Seen<'a> {
    match aggregate {
        Aggregate::Count(rows) => filtered(scene, rows).map_or(Seen::Unknown, |judged| count(&judged)),
        Aggregate::Sum(rows, field) => over_rows(scene, rows, *field, sum),
        Aggregate::Min(rows, field) => over_rows(scene, rows, *field, |rows, domain| {
            outermost(rows, domain, Extent::lesser, |extent| &mut extent.low)
        }),
        Aggregate::Max(rows, field) => over_rows(scene, rows, *field, |rows, domain| {
            outermost(rows, domain, Extent::greater, |extent| &mut extent.high)
        }),
    }
}

/// From the TRUE rows to the TRUE and the UNKNOWN ones (ruling 33).
fn count<'a>(judged: &[(Scene<'a>, &'a ChildRow, Truth)]) -> Seen<'a> {
    let with = |truth: Truth| judged.iter().filter(|(_, _, judged)| *judged == truth).count() as i128;
    let certain = with(Truth::True);
    Seen::Extent(Extent::closed(Fraction::whole(certain), Fraction::whole(certain + with(Truth::Unknown))))
}

/// The field of each row whose filter is not FALSE; `None` for an unknown cell.
fn over_rows<'a>(
    scene: &Scene<'a>,
    rows: &'a Rows,
    field: usize,
    fold: impl FnOnce(&[(Truth, Option<Extent>)], Extent) -> Seen<'a>,
) -> Seen<'a> {
    let Some(judged) = filtered(scene, rows) else {
        return Seen::Unknown;
    };
    let mut domain = Extent::ALL;
    let mut cells = Vec::new();
    for (on_row, _, truth) in &judged {
        domain = on_row.domain(on_row.field_type(FieldRef::Row(field)));
        if *truth != Truth::False {
            cells.push((*truth, extent_of(on_row, field)));
        }
    }
    fold(&cells, domain)
}

fn extent_of(on_row: &Scene, field: usize) -> Option<Extent> {
    match field_value(on_row, FieldRef::Row(field)) {
        Seen::Extent(extent) => Some(extent),
        Seen::Unknown | Seen::NoRows | Seen::Boolean(_) | Seen::Text(_) | Seen::List(_) => None,
    }
}

/// TRUE rows add x, UNKNOWN rows nothing or x; any unknown x makes the sum unknown; no rows: 0 (ruling 33).
fn sum<'a>(rows: &[(Truth, Option<Extent>)], _domain: Extent) -> Seen<'a> {
    let nothing = Extent::point(Fraction::ZERO);
    let total = rows.iter().try_fold(nothing, |total, (truth, x)| {
        let x = (*x)?;
        total.plus(if *truth == Truth::True { x } else { x.hull(nothing) })
    });
    total.map_or(Seen::Unknown, Seen::Extent)
}

/// `max`, and `min` mirrored, of C, the TRUE rows, and U, the UNKNOWN ones (ruling 34): in [max C, max (C ∪ U)], an
/// unknown x opening the far end as far as its type goes.
fn outermost<'a>(
    rows: &[(Truth, Option<Extent>)],
    domain: Extent,
    further: fn(Extent, Extent) -> Extent,
    far: fn(&mut Extent) -> &mut Bound,
) -> Seen<'a> {
    if rows.is_empty() {
        return Seen::NoRows;
    }
    let known = |certain: bool| {
        let among = rows.iter().filter(move |(truth, _)| !certain || *truth == Truth::True);
        among.filter_map(|(_, x)| *x).reduce(further)
    };
    let (Some(mut certain), Some(mut possible)) = (known(true), known(false)) else {
        return Seen::Unknown;
    };
    let mut domain = domain;
    *far(&mut certain) =
        if rows.iter().any(|(_, x)| x.is_none()) { *far(&mut domain) } else { *far(&mut possible) };
    Seen::Extent(certain)
}

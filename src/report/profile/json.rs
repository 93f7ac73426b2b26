//! A profile of a table for programs.

use serde_json::{Value, json as object};

use super::{remarks, rows_read};
use crate::data::TextEncoding;
use crate::data::profile::{ColumnProfile, Extent, TableProfile};

/// The profile; what each key means stands in `docs/command-line.md`.
#[must_use]
pub fn json(profile: &TableProfile) -> Value {
    let files: Vec<Value> = profile
        .forms
        .iter()
        .map(|form| {
            object!({
                "file": form.file,
                "format": form.format.word(),
                "encoding": form.encoding.map(TextEncoding::name),
                "delimiter": form.delimiter,
                "packing": form.packing.map(crate::data::Packing::word),
                "sheet": form.sheet,
                "notes": form.notes,
            })
        })
        .collect();
    let rejects: Vec<Value> = profile
        .rejects
        .iter()
        .map(|row| object!({ "file": row.file, "row": row.line, "reason": row.reason }))
        .collect();
    let columns: Vec<Value> = profile
        .columns
        .iter()
        .enumerate()
        .map(|(place, found)| column(found, place, rows_read(profile)))
        .collect();
    object!({
        "schema_version": 1,
        "files": files,
        "rows": { "read": profile.rows, "rejected": profile.rejected, "first_rejected": rejects },
        "columns": columns,
    })
}

fn column(column: &ColumnProfile, place: usize, rows: u64) -> Value {
    let guess = column.guess.as_ref();
    let top: Vec<Value> =
        column.top.iter().map(|(value, count)| object!({ "value": value, "count": count })).collect();
    let unread: Vec<Value> = column
        .unread
        .iter()
        .map(|cell| {
            object!({ "file": cell.file, "row": cell.line, "value": cell.value, "reason": cell.reason.slug() })
        })
        .collect();
    let range = column.extent.as_ref().map(|extent| match extent {
        Extent::Numbers(least, most) => object!({ "of": "numbers", "least": least, "greatest": most }),
        Extent::Days(least, most) => object!({ "of": "dates", "least": least, "greatest": most }),
        Extent::Lengths(least, most) => object!({ "of": "lengths", "least": least, "greatest": most }),
    });
    object!({
        "column": column.header,
        "position": place + 1,
        "field": guess.map(|guess| &guess.field),
        "type": guess.map(|guess| &guess.ty),
        "key": guess.is_some_and(|guess| guess.key),
        "crm": guess.and_then(|guess| guess.crm),
        "filled": column.filled,
        "blank": column.blank,
        "null_words": column.null_words,
        "distinct": { "count": column.distinct, "exact": column.distinct_is_exact },
        "top": { "values": top, "counts_may_lack": column.top_may_lack },
        "range": range,
        "unreadable": { "count": column.unreadable, "first": unread },
        "unclear_dates": column.unclear_dates,
        "outer_blanks": column.outer_blanks,
        "kinds": {
            "numbers": column.kinds.numbers,
            "booleans": column.kinds.booleans,
            "dates": column.kinds.dates,
            "texts": column.kinds.texts,
            "nested": column.kinds.nested,
        },
        "repeated_keys": column.repeated.map(|(count, exact)| object!({ "count": count, "exact": exact })),
        "remarks": remarks(column, rows),
    })
}

use std::io::Read;

use proptest::prelude::*;

use crate::check::{self, LoadError, Loaded, Loader};
use crate::data::{
    AccountPieces, Input, Keep, Needs, PieceOptions, PieceSource, ReadBatch, ReadOptions, Rejected, Source,
};
use crate::plan::classes::{BatchClasses, ColumnSource, columns};
use crate::plan::{Plan, plan};
use crate::text::{SourceFile, Sources};
use crate::types::{Cell, Day};

struct NoFiles;

impl Loader for NoFiles {
    fn load(&self, _: &str, _: &str) -> Result<Loaded, LoadError> {
        Err(LoadError::NotFound { nearby: Vec::new() })
    }
}

const PROFILE: &str = r#"
profile p { version "1" }
account {
  id:      text key
  size:    whole range
  revenue: money USD
  funded:  date
  stage:   one of ["Seed", "Series A"]
  tech:    list of text split ";"
  named:   list of text split ";" blank is empty
  active:  boolean
  motto:   text
}
score fit out of 35 {
  weight size by size { 10..49 => 4, 50..200 => 10, otherwise => 0 }
  weight rich 1 when revenue >= 5 USD
  weight fresh 2 when funded within last 90 days
  weight early 3 when stage = "Seed"
  weight crm 4 when tech has any ["a", "b"]
  weight other 4 when named has any ["a", "c,d"]
  weight active 5 when active
  weight motto 6 when motto contains "x"
}
tier A when fit >= 8
tier B otherwise
"#;

static PLAN: std::sync::LazyLock<Plan> = std::sync::LazyLock::new(|| {
    let checked = check::check(&mut Sources::new(), SourceFile::new("p.icp", PROFILE), &NoFiles);
    plan(&checked.model.unwrap_or_else(|| panic!("{:?}", checked.diagnostics)))
});

fn day() -> Day {
    Day::from_ymd(2026, 10, 1).unwrap()
}

/// One account as it was read: file line, key, class representatives, kept cells.
type Seen = (u64, Option<String>, Vec<Cell>, Vec<String>);

/// All of a table, in order.
#[derive(Debug, Default, PartialEq)]
struct All {
    accounts: Vec<Seen>,
    findings: Vec<(u64, usize, String, &'static str)>,
    rejected: Vec<Rejected>,
    failed: Option<String>,
}

/// Gives out a few bytes at a time.
struct Slow<'a>(&'a [u8], usize);

impl Read for Slow<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let most = self.1.min(out.len());
        out.get_mut(..most).map_or(Ok(0), |out| self.0.read(out))
    }
}

/// Reads a table; row by row where whole accounts are asked for, piece by piece else.
fn read(plan: &Plan, name: &str, text: &[u8], options: PieceOptions) -> Result<All, String> {
    let needs = Needs::everything(&plan.schema);
    let input = Input {
        accounts: vec![Source::new(name, Slow(text, 7_919))],
        tables: Vec::new(),
        options: ReadOptions::default(),
        keep: Keep::All,
    };
    let (pieces, _) = AccountPieces::open(plan, &needs, input, options, Box::new(|_| ()))
        .map_err(|faults| faults.iter().map(|fault| fault.message.clone()).collect::<String>())?;
    let mut classes = BatchClasses::new(plan, day(), pieces.tables());
    let (mut reader, mut batch, mut all) = (pieces.reader(), ReadBatch::default(), All::default());
    while let Some(piece) = pieces.next_piece() {
        let piece = match piece {
            Ok(piece) => piece,
            Err(diagnostic) => {
                all.failed = Some(diagnostic.message.clone());
                break;
            }
        };
        let opened = reader.open(piece);
        assert!(opened.is_ok());
        loop {
            match reader.next_batch(&mut classes, &mut batch) {
                Ok(true) => take(plan, &mut classes, &mut batch, &mut all),
                Ok(false) => break,
                Err(diagnostic) => all.failed = Some(diagnostic.message.clone()),
            }
        }
    }
    Ok(all)
}

fn take(plan: &Plan, classes: &mut BatchClasses, batch: &mut ReadBatch, all: &mut All) {
    assert_eq!(batch.lines.len(), batch.accounts.rows);
    assert_eq!(batch.accounts.keys.len(), batch.accounts.rows);
    for row in 0..batch.accounts.rows {
        let cell = |(column, source): (usize, &ColumnSource)| match source {
            ColumnSource::Field(_) => {
                let classes = classes.field(column).unwrap();
                classes.representative(batch.accounts.ids[column][row]).unwrap().into_owned()
            }
            ColumnSource::Table(_) => Cell::Unknown,
        };
        let cells = columns(plan).iter().enumerate().map(cell).collect();
        let kept = batch.kept.iter().map(|column| column.value(row).shown().into_owned()).collect();
        all.accounts.push((batch.lines[row], batch.accounts.keys.get(row).map(str::to_owned), cells, kept));
    }
    for found in &batch.findings {
        all.findings.push((batch.lines[found.row], found.field, found.value.clone(), found.reason.slug()));
    }
    all.rejected.append(&mut batch.rejected);
}

/// Both ways of reading give the same.
pub(in crate::data) fn agree(
    name: &str,
    text: &[u8],
    piece_bytes: usize,
    batch_rows: usize,
) -> Result<(), TestCaseError> {
    let plan = &*PLAN;
    let by_row = read(plan, name, text, PieceOptions { whole: true, ..PieceOptions::default() });
    let pieces = PieceOptions { whole: false, batch_rows, piece_bytes, ..PieceOptions::default() };
    let by_piece = read(plan, name, text, pieces);
    prop_assert_eq!(by_piece, by_row);
    Ok(())
}

const HEADER: &str = "id,size,revenue,funded,stage,tech,named,active,motto";

/// Cells that fit, that nearly fit, and that do not.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::sample::select(vec![
            "",
            " ",
            "0",
            "7",
            "12",
            "007",
            "1,234",
            "123456789012345",
            "1234567890123456",
            "12.5",
            "51-200",
            "$5",
            "€7",
            "5k",
            "-3",
            "2024-03-01",
            "2024-02-30",
            "2024-3-1",
            "1-Mar-24",
            "Nov-50",
            "Seed",
            "SEED",
            " Series A ",
            "IPO",
            "a",
            "b;a",
            ";",
            " ; ",
            "a;;\u{a0};b",
            "[\"a\"]",
            "[1]",
            "\u{a0}[1]",
            "a;[b]",
            "c,d",
            "true",
            "YES",
            "maybe",
            "n/a",
            "Zoe\u{308}",
            "\u{FFFD}",
            "9.12E+09",
            "x\ty",
            "\u{1F600}",
            "１２",
            "- ",
            "=x",
        ])
        .prop_map(str::to_owned),
        "[ -~]{0,6}",
        "[0-9]{1,17}",
        "[0-9]{4}-[0-1][0-9]-[0-3][0-9]",
        "[ab;\\[\\]\" ]{0,7}",
        // Longer than what is compared as words, and about as long.
        "[a-c;é, ]{20,90}",
        "(a|b|acme;|x;; ){10,40}",
    ]
}

/// A cell as somebody may write it: plain, in quotes, or in quotes that are not right.
fn written(cell: String, how: u8) -> String {
    match how {
        0..=4 if !cell.contains([',', '"', '\n', '\r']) => cell,
        0..=7 => format!("\"{}\"", cell.replace('"', "\"\"")),
        8 => format!("{cell}\""),
        9 => format!("\"{}\" ", cell.replace('"', "\"\"")),
        _ => cell,
    }
}

fn row(odd: bool) -> impl Strategy<Value = String> {
    let how = if odd { 0u8..12 } else { 0u8..8 };
    let end = if odd { vec!["\n", "\r\n", "\r", "\n\n", "\r\n\r\n"] } else { vec!["\n", "\r\n", "\n\n"] };
    let width = prop_oneof![20 => Just(9usize), 1 => 0usize..12];
    let cells = width.prop_flat_map(move |width| {
        proptest::collection::vec((cell(), how.clone()).prop_map(|(cell, how)| written(cell, how)), width)
    });
    (cells, proptest::sample::select(end)).prop_map(|(cells, end)| cells.join(",") + end)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn well_formed_tables_read_alike(
        rows in proptest::collection::vec(row(false), 0..30),
        cut in 0usize..3,
        piece_bytes in 1usize..600,
        batch_rows in 1usize..9,
    ) {
        let mut text = format!("{HEADER}\n{}", rows.concat()).into_bytes();
        text.truncate(text.len().saturating_sub(cut));
        agree("t.csv", &text, piece_bytes, batch_rows)?;
    }

    #[test]
    fn odd_tables_read_alike(
        rows in proptest::collection::vec(row(true), 0..20),
        piece_bytes in 1usize..600,
        batch_rows in 1usize..9,
    ) {
        agree("t.csv", format!("{HEADER}\r\n{}", rows.concat()).as_bytes(), piece_bytes, batch_rows)?;
    }

    #[test]
    fn marks_and_bytes_in_any_order_read_alike(
        parts in proptest::collection::vec(proptest::sample::select(vec![
            "a", "1", ",", ",,,,,,,,", "\"", "\"\"", "\n", "\r\n", "\r", " ", ";", "é", "abc,1,2,2024-01-01,Seed,a;b,c,true,x",
        ]), 0..80),
        bytes in proptest::collection::vec(any::<u8>(), 0..40),
        at in 0usize..200,
        piece_bytes in 1usize..90,
    ) {
        let mut text = format!("{HEADER}\n{}", parts.concat()).into_bytes();
        let at = (HEADER.len() + 1 + at).min(text.len());
        text.splice(at..at, bytes);
        agree("t.csv", &text, piece_bytes, 3)?;
    }
}

#[test]
fn a_large_table_reads_alike() {
    let mut text = format!("{HEADER}\n");
    for id in 0..20_000u32 {
        let quoted = if id % 7 == 0 { "\"two\r\nlines, and \"\"quotes\"\"\"" } else { "plain" };
        text.push_str(&format!(
            "{id},{},{},2024-01-{:02},Seed,a;b;{id},\"c,d\",true,{quoted}\r\n",
            id % 97,
            id * 31,
            id % 33
        ));
    }
    assert!(agree("t.csv", text.as_bytes(), 1 << 16, 4_096).is_ok());
    assert!(agree("t.csv", text.as_bytes(), 1 << 20, 1_000).is_ok());
}

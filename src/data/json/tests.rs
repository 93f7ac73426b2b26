use proptest::prelude::*;

use crate::data::delimited::tests::agree;

/// Values that fields read, and values that nobody does.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::sample::select(vec![
            "null",
            "true",
            "12",
            "12.50",
            "1e3",
            "-3",
            "\"51-200\"",
            "\"$5\"",
            "\"2024-03-01\"",
            "\"Seed\"",
            "\"a;b\"",
            "[\"a\", \"b\"]",
            "[]",
            "{}",
            "{\"a\": [1, {\"b\": null}]}",
            "\"\\u0041\"",
            "\"\\ud83d\\ude00\"",
            "\"\\ud800\"",
            "\"é\"",
            "\"\\n\"",
            "12345678901234567890",
            "01",
            "nul",
            "\"open",
            "[[[[]]]]",
        ])
        .prop_map(str::to_owned),
        "[0-9]{1,4}",
    ]
}

fn record() -> impl Strategy<Value = String> {
    let keys = vec![
        "id",
        "size",
        "revenue",
        "funded",
        "stage",
        "tech",
        "active",
        "motto",
        "other",
        "a.b",
        "si\\u007ae",
    ];
    let member =
        (proptest::sample::select(keys), value()).prop_map(|(key, value)| format!("\"{key}\": {value}"));
    proptest::collection::vec(member, 0..8).prop_map(|members| format!("{{{}}}", members.join(", ")))
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        12 => record(),
        1 => Just(String::new()),
        1 => Just("  ".to_owned()),
        1 => value(),
        1 => record().prop_map(|record| record + " x"),
        1 => record().prop_map(|record| record.chars().skip(1).collect()),
        1 => Just(format!("{{\"id\": 1, \"other\": {}1{}}}", "[".repeat(130), "]".repeat(130))),
    ]
}

/// All columns are there from the start, so that the profile binds.
const FIRST: &str = "{\"id\":\"0\",\"size\":\"\",\"revenue\":\"\",\"funded\":\"\",\"stage\":\"\",\"tech\":\"\",\"named\":\"\",\"active\":\"\",\"motto\":\"\"}\n";

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn lines_read_alike(
        lines in proptest::collection::vec((line(), proptest::sample::select(vec!["\n", "\r\n", "\n\n"])), 0..30),
        piece_bytes in 1usize..500,
        batch_rows in 1usize..9,
    ) {
        let lines: Vec<String> = lines.into_iter().map(|(line, end)| line + end).collect();
        // The first thousand records are read ahead; those behind them are cut into pieces.
        let text = FIRST.repeat(1_000) + &lines.concat();
        agree("t.jsonl", text.as_bytes(), piece_bytes, batch_rows)?;
    }

    #[test]
    fn bytes_between_lines_read_alike(
        bytes in proptest::collection::vec(any::<u8>(), 0..40),
        record in record(),
        piece_bytes in 1usize..60,
    ) {
        let text = [(FIRST.repeat(1_000) + &record).as_bytes(), &bytes, b"\n", record.as_bytes()].concat();
        agree("t.jsonl", &text, piece_bytes, 3)?;
    }
}

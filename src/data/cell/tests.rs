//! Laws of reading cells, on random texts.

use proptest::prelude::*;

use super::*;
use crate::check::model::{CellFormat, Choice, ChoiceSet};
use crate::text::{SourceId, Span};
use crate::types::{Day, Number};

fn field(ty: Type, range: bool) -> Field {
    Field {
        name: "x".to_owned(),
        ty,
        range,
        columns: vec!["x".to_owned()],
        format: CellFormat::default(),
        used: true,
        span: Span::new(SourceId(0), 0, 0),
    }
}

fn schema() -> Schema {
    let values = ["Seed", "Series A"].map(|value| Choice {
        value: value.to_owned(),
        aliases: Vec::new(),
        parent: None,
    });
    let kind = ChoiceKind::Enum { ordered: true };
    let choices = vec![ChoiceSet { name: "stage".to_owned(), kind, values: values.to_vec() }];
    Schema { choices, ..Schema::default() }
}

fn types() -> Vec<(Type, bool)> {
    let usd = Currency::from_code("USD").unwrap();
    let plain = [
        Type::Text,
        Type::Percent,
        Type::Boolean,
        Type::Day,
        Type::Choice(0),
        Type::List(Box::new(Type::Text)),
        Type::List(Box::new(Type::Whole)),
        Type::List(Box::new(Type::Day)),
        Type::Days,
    ];
    let numeric = [Type::Number, Type::Whole, Type::Money(usd)];
    let ranges = numeric.clone().into_iter().map(|ty| (ty, true));
    plain.into_iter().chain(numeric).map(|ty| (ty, false)).chain(ranges).collect()
}

fn read(ty: Type, range: bool, text: &str) -> CellRead {
    let (schema, field) = (schema(), field(ty, range));
    FieldReader::new(&schema, &field, false).read(&Raw::Text(text.into()))
}

/// Text made of the parts that cells are made of.
fn cell_text() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "1", "20", "300", "2024", "1,234", "1.5", "-", "–", "+", " ", ".", ",", ":", "/", "k", "M", "mio",
        "万", "亿", "$", "€", "USD", "%", "<", ">", "=", "~", "to", "or more", "以上", "少于", "人", "Mar",
        "年", "月", "日", "T", "Z", "(", ")", "c_", "_", "max", "e", "E+", "n/a", "Series A", ";", "[", "]",
        "\"", "\u{301}", "１", "and", "between", "'", "AM",
    ]);
    prop::collection::vec(parts, 0..7).prop_map(|parts| parts.concat())
}

fn check(ty: &Type, range: bool, read: &CellRead) -> Result<(), TestCaseError> {
    if let Some(reason) = &read.reason {
        prop_assert!(reason.keeps_value() || read.cell == Cell::Unknown, "{:?}", read);
    }
    match &read.cell {
        Cell::Number(number) => {
            prop_assert!(number.is_in_range());
            prop_assert!(*ty != Type::Whole || (number.is_whole() && *number >= Number::ZERO), "{:?}", read);
        }
        Cell::Range(interval) => {
            prop_assert!(range && !interval.is_empty() && interval.as_point().is_none(), "{:?}", read);
            let low = interval.low.value();
            prop_assert!(*ty != Type::Whole || low.is_some_and(|low| low >= 0), "{:?}", read);
        }
        Cell::List(_) => prop_assert!(matches!(ty, Type::List(_))),
        Cell::Unknown | Cell::Day(_) | Cell::Boolean(_) | Cell::Text(_) | Cell::Choice(_) => {}
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_cell_is_read_or_unknown(text in prop_oneof![cell_text(), any::<String>()]) {
        for (ty, range) in types() {
            let read = read(ty.clone(), range, &text);
            check(&ty, range, &read)?;
        }
    }

    #[test]
    fn case_width_and_outer_space_change_no_number(text in cell_text()) {
        let wide: String = text
            .chars()
            .map(|c| match u32::from(c) {
                code @ 0x21..=0x7E => char::from_u32(code + 0xFEE0).unwrap(),
                _ => c,
            })
            .collect();
        for (ty, range) in types().into_iter().filter(|(ty, _)| !matches!(ty, Type::List(_) | Type::Text)) {
            let plain = read(ty.clone(), range, &text);
            for other in [wide.clone(), text.to_uppercase(), format!("  {text}\u{3000}")] {
                prop_assert_eq!(&read(ty.clone(), range, &other), &plain, "{:?} {:?}", ty, other);
            }
        }
    }

    #[test]
    fn a_plain_number_reads_as_itself(whole in 0i64..1_000_000_000_000, decimals in 0u32..1_000_000) {
        let millionths = i128::from(whole) * Number::SCALE + i128::from(decimals);
        let number = Number::from_millionths(millionths);
        let text = number.to_string();
        prop_assert_eq!(read(Type::Number, false, &text).cell, Cell::Number(number));
        let typed = Raw::Number(text);
        let (schema, field) = (schema(), field(Type::Number, false));
        prop_assert_eq!(FieldReader::new(&schema, &field, false).read(&typed).cell, Cell::Number(number));
    }

    #[test]
    fn grouping_changes_no_whole_number(whole in 0u64..1_000_000_000_000) {
        let digits = whole.to_string();
        let expected = read(Type::Whole, false, &digits);
        for mark in [",", " ", "'", "\u{A0}", "\u{202F}"] {
            let mut grouped = String::new();
            for (index, digit) in digits.chars().enumerate() {
                if index > 0 && (digits.len() - index) % 3 == 0 {
                    grouped.push_str(mark);
                }
                grouped.push(digit);
            }
            prop_assert_eq!(&read(Type::Whole, false, &grouped), &expected, "{}", grouped);
        }
    }

    #[test]
    fn two_ends_are_a_range(low in 0u32..5_000, width in 1u32..5_000) {
        let high = low + width;
        let closed = Interval::closed(i128::from(low) * Number::SCALE, i128::from(high) * Number::SCALE);
        for text in [format!("{low}-{high}"), format!("{low} – {high}"), format!("{low} to {high} employees"), format!("{low}至{high}人")] {
            prop_assert_eq!(read(Type::Whole, true, &text).cell, Cell::Range(closed), "{}", text);
        }
    }

    #[test]
    fn every_written_form_of_a_day_is_that_day(number in -25_000i32..60_000) {
        let day = Day::from_number(number).unwrap();
        let (year, month, date) = day.ymd();
        let name = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
            [usize::from(month.unsigned_abs()) - 1];
        let mut forms = vec![
            day.to_string(),
            format!("{year}/{month}/{date}"),
            format!("{year:04}{month:02}{date:02}"),
            format!("{date}-{}-{year}", name.chars().take(3).collect::<String>()),
            format!("{name} {date}, {year}"),
            format!("{year}年{month}月{date}日"),
            format!("{day}T23:59:59Z"),
            format!("{day} 00:00:00+00:00"),
        ];
        if date > 12 || date == month {
            forms.extend([format!("{date}/{month}/{year}"), format!("{month}/{date}/{year}"), format!("{date}.{month}.{year}")]);
        }
        for form in forms {
            prop_assert_eq!(read(Type::Day, false, &form).cell, Cell::Day(day), "{}", form);
        }
        if date <= 12 && date != month {
            let unclear = read(Type::Day, false, &format!("{date}/{month}/{year}"));
            prop_assert_eq!(unclear.reason, Some(Reason::UnclearDate));
        }
    }

    #[test]
    fn an_instant_counts_by_its_utc_day(seconds in 1_000_000_000i64..1_899_999_999, offset in -14i32..=14) {
        let day = Day::from_number(i32::try_from(seconds.div_euclid(86_400)).unwrap()).unwrap();
        for text in [seconds.to_string(), format!("{seconds}123"), format!("{seconds}.5")] {
            prop_assert_eq!(read(Type::Day, false, &text).cell, Cell::Day(day), "{}", text);
        }
        let local = seconds + i64::from(offset) * 3_600;
        let local_day = Day::from_number(i32::try_from(local.div_euclid(86_400)).unwrap()).unwrap();
        let minute = local.rem_euclid(86_400) / 60;
        let sign = if offset < 0 { '-' } else { '+' };
        let text = format!("{local_day} {:02}:{:02}{sign}{:02}:00", minute / 60, minute % 60, offset.abs());
        prop_assert_eq!(read(Type::Day, false, &text).cell, Cell::Day(day), "{}", text);
    }
}

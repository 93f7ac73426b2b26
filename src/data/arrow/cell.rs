//! Cells of Arrow arrays.
//!
//! In: an array and a row. Out: a raw cell. Invariant: a type that no cell can hold is [`Raw::Nested`].

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type,
    Float16Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, make_array};
use arrow_schema::{DataType, Field, TimeUnit};

use crate::data::raw::Raw;
use crate::data::typed::{self, Tick};

/// A column by the way to it: the position of a field, then of a field of that, and so on through records and lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Way {
    /// The dotted path.
    pub name: String,
    pub steps: Vec<usize>,
    /// Whether its cells are typed numbers.
    pub numbers: bool,
}

/// The deepest that records lie in records.
const DEEPEST: usize = 32;

/// The columns of a schema: one for each value that a record can hold.
pub(super) fn ways<'f>(fields: impl IntoIterator<Item = &'f Arc<Field>>) -> Vec<Way> {
    let mut out = Vec::new();
    for (position, field) in fields.into_iter().enumerate() {
        walk(field.data_type(), field.name().trim().to_owned(), vec![position], &mut out);
    }
    out
}

fn walk(kind: &DataType, name: String, steps: Vec<usize>, out: &mut Vec<Way>) {
    match kind {
        DataType::Struct(fields) if steps.len() < DEEPEST => {
            for (position, field) in fields.iter().enumerate() {
                let mut steps = steps.clone();
                steps.push(position);
                walk(field.data_type(), format!("{name}.{}", field.name()), steps, out);
            }
        }
        DataType::List(element)
        | DataType::LargeList(element)
        | DataType::ListView(element)
        | DataType::LargeListView(element)
        | DataType::FixedSizeList(element, _)
        | DataType::Map(element, _)
            if matches!(element.data_type(), DataType::Struct(_)) =>
        {
            walk(element.data_type(), name, steps, out);
        }
        _ => out.push(Way { name, steps, numbers: is_number(kind) }),
    }
}

fn is_number(kind: &DataType) -> bool {
    match kind {
        DataType::Dictionary(_, values) => is_number(values),
        _ => kind.is_numeric(),
    }
}

/// The cell at the end of a way.
pub(super) fn at(array: &dyn Array, steps: &[usize], row: usize) -> Raw<'static> {
    if array.is_null(row) {
        return Raw::Absent;
    }
    match array.data_type() {
        DataType::Struct(_) => match (steps, array.as_struct_opt()) {
            ([first, rest @ ..], Some(record)) => {
                record.columns().get(*first).map_or(Raw::Absent, |column| at(column, rest, row))
            }
            _ => Raw::Nested,
        },
        DataType::Dictionary(..) => {
            let Some(dictionary) = array.as_any_dictionary_opt() else { return Raw::Nested };
            match key(dictionary.keys(), row) {
                Some(key) if key < dictionary.values().len() => at(dictionary.values(), steps, key),
                _ => Raw::Absent,
            }
        }
        _ => match elements(array, row) {
            Some(values) => Raw::List((0..values.len()).map(|element| at(&values, steps, element)).collect()),
            None => value(array, row),
        },
    }
}

/// The elements of a list.
fn elements(array: &dyn Array, row: usize) -> Option<ArrayRef> {
    match array.data_type() {
        DataType::List(_) => Some(array.as_list_opt::<i32>()?.value(row)),
        DataType::LargeList(_) => Some(array.as_list_opt::<i64>()?.value(row)),
        DataType::ListView(_) => Some(array.as_list_view_opt::<i32>()?.value(row)),
        DataType::LargeListView(_) => Some(array.as_list_view_opt::<i64>()?.value(row)),
        DataType::FixedSizeList(..) => Some(array.as_fixed_size_list_opt()?.value(row)),
        DataType::Map(..) => Some(make_array(array.as_map_opt()?.value(row).into_data())),
        _ => None,
    }
}

/// The number of an entry of a dictionary.
fn key(keys: &dyn Array, row: usize) -> Option<usize> {
    let Raw::Number(text) = value(keys, row) else { return None };
    text.parse().ok()
}

fn number<T: ArrowPrimitiveType>(array: &dyn Array, row: usize) -> Option<T::Native> {
    array.as_primitive_opt::<T>().map(|array| array.value(row))
}

/// One value that is there.
fn value(array: &dyn Array, row: usize) -> Raw<'static> {
    read(array, row).unwrap_or(Raw::Nested)
}

fn read(array: &dyn Array, row: usize) -> Option<Raw<'static>> {
    let whole = |value: i64| Raw::Number(value.to_string());
    Some(match array.data_type() {
        DataType::Null => Raw::Absent,
        DataType::Boolean => Raw::Boolean(array.as_boolean_opt()?.value(row)),
        DataType::Int8 => whole(number::<Int8Type>(array, row)?.into()),
        DataType::Int16 => whole(number::<Int16Type>(array, row)?.into()),
        DataType::Int32 => whole(number::<Int32Type>(array, row)?.into()),
        DataType::Int64 => whole(number::<Int64Type>(array, row)?),
        DataType::UInt8 => whole(number::<UInt8Type>(array, row)?.into()),
        DataType::UInt16 => whole(number::<UInt16Type>(array, row)?.into()),
        DataType::UInt32 => whole(number::<UInt32Type>(array, row)?.into()),
        DataType::UInt64 => Raw::Number(number::<UInt64Type>(array, row)?.to_string()),
        DataType::Float16 => typed::float(number::<Float16Type>(array, row)?.to_f32()),
        DataType::Float32 => typed::float(number::<Float32Type>(array, row)?),
        DataType::Float64 => typed::double(number::<Float64Type>(array, row)?),
        DataType::Decimal32(_, places) => {
            typed::decimal(number::<Decimal32Type>(array, row)?.into(), i32::from(*places))
        }
        DataType::Decimal64(_, places) => {
            typed::decimal(number::<Decimal64Type>(array, row)?.into(), i32::from(*places))
        }
        DataType::Decimal128(_, places) => {
            typed::decimal(number::<Decimal128Type>(array, row)?, i32::from(*places))
        }
        DataType::Decimal256(_, places) => {
            typed::wide_decimal(&number::<Decimal256Type>(array, row)?.to_be_bytes(), i32::from(*places))
        }
        DataType::Date32 => typed::day(number::<Date32Type>(array, row)?.into()),
        DataType::Date64 => typed::day(number::<Date64Type>(array, row)?.div_euclid(Tick::Milli.a_day())),
        DataType::Timestamp(unit, zone) => typed::moment(ticks(array, row)?, tick(*unit), zone.is_some()),
        DataType::Time32(unit) | DataType::Time64(unit) => typed::time(ticks(array, row)?, tick(*unit)),
        DataType::Utf8 => Raw::Text(array.as_string_opt::<i32>()?.value(row).to_owned().into()),
        DataType::LargeUtf8 => Raw::Text(array.as_string_opt::<i64>()?.value(row).to_owned().into()),
        DataType::Utf8View => Raw::Text(array.as_string_view_opt()?.value(row).to_owned().into()),
        DataType::Binary => bytes(array.as_binary_opt::<i32>()?.value(row)),
        DataType::LargeBinary => bytes(array.as_binary_opt::<i64>()?.value(row)),
        DataType::BinaryView => bytes(array.as_binary_view_opt()?.value(row)),
        DataType::FixedSizeBinary(_) => bytes(array.as_fixed_size_binary_opt()?.value(row)),
        _ => Raw::Nested,
    })
}

fn bytes(bytes: &[u8]) -> Raw<'static> {
    typed::owned(typed::text(bytes))
}

fn tick(unit: TimeUnit) -> Tick {
    match unit {
        TimeUnit::Second => Tick::Second,
        TimeUnit::Millisecond => Tick::Milli,
        TimeUnit::Microsecond => Tick::Micro,
        TimeUnit::Nanosecond => Tick::Nano,
    }
}

/// What a moment or a time of day is stored as.
fn ticks(array: &dyn Array, row: usize) -> Option<i64> {
    let data = array.to_data();
    let at = data.offset().checked_add(row)?;
    let buffer = data.buffers().first()?.as_slice();
    if matches!(array.data_type(), DataType::Time32(_)) {
        let bytes = buffer.get(at.checked_mul(4)?..)?.first_chunk::<4>()?;
        return Some(i32::from_le_bytes(*bytes).into());
    }
    let bytes = buffer.get(at.checked_mul(8)?..)?.first_chunk::<8>()?;
    Some(i64::from_le_bytes(*bytes))
}

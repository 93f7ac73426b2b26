//! The columns of a Parquet file: one for each value that a record can hold.
//!
//! In: the schema of a file. Out: leaves with dotted paths, levels, and what their values mean.
//! Invariant: leaf number i is column number i of every row group.

use parquet::basic::{ConvertedType, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::Int96;
use parquet::schema::types::{SchemaDescriptor, Type};

use crate::data::raw::Raw;
use crate::data::typed::{self, Tick};

/// One column of values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Leaf {
    /// The dotted path, without the layers that only make a list.
    pub name: String,
    /// Its number in every row group.
    pub index: usize,
    /// The definition level of a value that is there.
    pub max_def: i16,
    /// How many lists it lies in.
    pub max_rep: i16,
    /// The definition level of an element of the outermost list; 0 outside lists.
    pub list_def: i16,
    pub physical: Physical,
    pub meaning: Meaning,
}

/// What the stored values stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// What the physical type says; bytes are text.
    Plain,
    Unsigned,
    /// With so many decimal places.
    Decimal(i32),
    Date,
    Time(Tick),
    /// And whether it is counted in UTC.
    Moment(Tick, bool),
    Uuid,
    Half,
    /// Something that is no value of a cell.
    Nested,
    /// A column without values.
    Nothing,
}

/// The leaves of a schema, in the order of the columns.
pub(super) fn leaves(schema: &SchemaDescriptor) -> Vec<Leaf> {
    let mut out = Vec::new();
    for child in schema.root_schema().get_fields() {
        walk(child, Place { path: String::new(), def: 0, rep: 0, list_def: 0 }, Layer::Field, &mut out);
    }
    out
}

#[derive(Clone)]
struct Place {
    path: String,
    def: i16,
    rep: i16,
    list_def: i16,
}

/// What a node of the schema is for.
#[derive(Clone, Copy, PartialEq)]
enum Layer {
    /// A part of the path.
    Field,
    /// The repeated layer of a list or a map, or the element below it.
    Plumbing,
    Element,
}

fn walk(node: &Type, mut place: Place, layer: Layer, out: &mut Vec<Leaf>) {
    let info = node.get_basic_info();
    let repetition = if info.has_repetition() { info.repetition() } else { Repetition::REQUIRED };
    if repetition != Repetition::REQUIRED {
        place.def += 1;
    }
    if repetition == Repetition::REPEATED {
        place.rep += 1;
        if place.rep == 1 {
            place.list_def = place.def;
        }
    }
    if layer == Layer::Field {
        if !place.path.is_empty() {
            place.path.push('.');
        }
        place.path.push_str(info.name());
    }
    if node.is_primitive() {
        out.push(Leaf {
            name: place.path.trim().to_owned(),
            index: out.len(),
            max_def: place.def,
            max_rep: place.rep,
            list_def: place.list_def,
            physical: node.get_physical_type(),
            meaning: meaning(node),
        });
        return;
    }
    let is_list = info.converted_type() == ConvertedType::LIST
        || matches!(info.logical_type_ref(), Some(LogicalType::List));
    let is_map = matches!(info.converted_type(), ConvertedType::MAP | ConvertedType::MAP_KEY_VALUE)
        || matches!(info.logical_type_ref(), Some(LogicalType::Map));
    let children = node.get_fields();
    for child in children {
        let below = match layer {
            _ if (is_list || is_map) && children.len() == 1 => Layer::Plumbing,
            // `list.element`; a repeated group of several fields is itself the element.
            Layer::Plumbing if children.len() == 1 && child_is_element(node, child) => Layer::Element,
            Layer::Field | Layer::Plumbing | Layer::Element => Layer::Field,
        };
        walk(child, place.clone(), below, out);
    }
}

/// Whether the one child of a list's repeated layer is the element, and not a field of it.
fn child_is_element(repeated: &Type, child: &Type) -> bool {
    let names = (repeated.name(), child.name());
    matches!(names, ("list" | "bag", _) | (_, "element" | "item" | "array_element"))
}

fn meaning(node: &Type) -> Meaning {
    let tick = |unit: &TimeUnit| match unit {
        TimeUnit::MILLIS => Tick::Milli,
        TimeUnit::MICROS => Tick::Micro,
        TimeUnit::NANOS => Tick::Nano,
    };
    let info = node.get_basic_info();
    let integer = matches!(node.get_physical_type(), Physical::INT32 | Physical::INT64);
    match info.logical_type_ref() {
        Some(LogicalType::Decimal(decimal)) => return Meaning::Decimal(decimal.scale),
        Some(LogicalType::Date) if integer => return Meaning::Date,
        Some(LogicalType::Time(time)) if integer => return Meaning::Time(tick(&time.unit)),
        Some(LogicalType::Timestamp(moment)) if integer => {
            return Meaning::Moment(tick(&moment.unit), moment.is_adjusted_to_u_t_c);
        }
        Some(LogicalType::Integer(whole)) if integer && !whole.is_signed => return Meaning::Unsigned,
        Some(LogicalType::Unknown) => return Meaning::Nothing,
        Some(LogicalType::Uuid) => return Meaning::Uuid,
        Some(LogicalType::Float16) => return Meaning::Half,
        Some(
            LogicalType::Bson
            | LogicalType::Variant(_)
            | LogicalType::Geometry(_)
            | LogicalType::Geography(_)
            | LogicalType::File,
        ) => return Meaning::Nested,
        _ => {}
    }
    match info.converted_type() {
        ConvertedType::DECIMAL => Meaning::Decimal(node.get_scale()),
        ConvertedType::DATE if integer => Meaning::Date,
        ConvertedType::TIME_MILLIS if integer => Meaning::Time(Tick::Milli),
        ConvertedType::TIME_MICROS if integer => Meaning::Time(Tick::Micro),
        ConvertedType::TIMESTAMP_MILLIS if integer => Meaning::Moment(Tick::Milli, true),
        ConvertedType::TIMESTAMP_MICROS if integer => Meaning::Moment(Tick::Micro, true),
        ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64
            if integer =>
        {
            Meaning::Unsigned
        }
        ConvertedType::BSON | ConvertedType::INTERVAL => Meaning::Nested,
        _ => Meaning::Plain,
    }
}

impl Leaf {
    /// The definition level of a value that is there, where levels are read as bytes.
    pub(super) fn highest(&self) -> u8 {
        // INVARIANT: `Pages` leaves deeper columns to the library.
        u8::try_from(self.max_def).unwrap_or(u8::MAX)
    }

    /// Whether its cells are typed numbers.
    pub(super) fn is_number(&self) -> bool {
        let number =
            matches!(self.physical, Physical::INT32 | Physical::INT64 | Physical::FLOAT | Physical::DOUBLE);
        match self.meaning {
            Meaning::Plain => number,
            Meaning::Unsigned | Meaning::Decimal(_) | Meaning::Half => true,
            Meaning::Date
            | Meaning::Time(_)
            | Meaning::Moment(..)
            | Meaning::Uuid
            | Meaning::Nested
            | Meaning::Nothing => false,
        }
    }

    /// A value of any type but boolean, as it is stored.
    pub(super) fn of_stored<'a>(&self, bytes: &'a [u8]) -> Raw<'a> {
        let read = match self.physical {
            Physical::INT32 => bytes.first_chunk().map(|b| self.of_i32(i32::from_le_bytes(*b))),
            Physical::INT64 => bytes.first_chunk().map(|b| self.of_i64(i64::from_le_bytes(*b))),
            Physical::FLOAT => bytes.first_chunk().map(|b| typed::float(f32::from_le_bytes(*b))),
            Physical::DOUBLE => bytes.first_chunk().map(|b| typed::double(f64::from_le_bytes(*b))),
            Physical::INT96 => bytes.first_chunk::<12>().map(|b| {
                let (words, _) = b.as_chunks();
                let mut value = Int96::new();
                if let [low, high, day] = words {
                    let word = |bytes: &[u8; 4]| u32::from_le_bytes(*bytes);
                    value.set_data(word(low), word(high), word(day));
                }
                Leaf::of_i96(&value)
            }),
            Physical::BYTE_ARRAY | Physical::FIXED_LEN_BYTE_ARRAY | Physical::BOOLEAN => {
                Some(self.of_bytes(bytes))
            }
        };
        read.unwrap_or(Raw::Absent)
    }

    /// A stored whole number of 32 bits.
    pub(super) fn of_i32(&self, value: i32) -> Raw<'static> {
        match self.meaning {
            Meaning::Unsigned => Raw::Number(value.cast_unsigned().to_string()),
            _ => self.of_i64(i64::from(value)),
        }
    }

    /// A stored whole number of 64 bits.
    pub(super) fn of_i64(&self, value: i64) -> Raw<'static> {
        match self.meaning {
            Meaning::Unsigned => Raw::Number(value.cast_unsigned().to_string()),
            Meaning::Decimal(places) => typed::decimal(i128::from(value), places),
            Meaning::Date => typed::day(value),
            Meaning::Time(tick) => typed::time(value, tick),
            Meaning::Moment(tick, utc) => typed::moment(value, tick, utc),
            Meaning::Nothing => Raw::Absent,
            Meaning::Plain | Meaning::Uuid | Meaning::Half | Meaning::Nested => {
                Raw::Number(value.to_string())
            }
        }
    }

    /// Stored bytes.
    pub(super) fn of_bytes<'a>(&self, bytes: &'a [u8]) -> Raw<'a> {
        match (self.meaning, bytes) {
            (Meaning::Decimal(places), _) => typed::wide_decimal(bytes, places),
            (Meaning::Uuid, _) => typed::uuid(bytes),
            (Meaning::Half, [low, high]) => typed::half(u16::from_le_bytes([*low, *high])),
            (Meaning::Nested, _) => Raw::Nested,
            (Meaning::Nothing, _) => Raw::Absent,
            _ => typed::text(bytes),
        }
    }

    /// A stored moment of 96 bits: nanoseconds of a day, and the Julian day.
    pub(super) fn of_i96(value: &Int96) -> Raw<'static> {
        let [low, high, julian] = value.data() else { return Raw::Absent };
        let nanos = (u64::from(*high) << 32 | u64::from(*low)).cast_signed();
        // Day 0 of 1970 is Julian day 2,440,588; the nanoseconds of a broken file may be of any size.
        let days = i64::from(*julian) - 2_440_588 + nanos.div_euclid(Tick::Nano.a_day());
        let Raw::Text(day) = typed::day(days) else { return Raw::Absent };
        let Raw::Text(time) = typed::time(nanos.rem_euclid(Tick::Nano.a_day()), Tick::Nano) else {
            return Raw::Absent;
        };
        Raw::Text(format!("{day}T{time}").into())
    }
}

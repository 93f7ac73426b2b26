//! Random profiles and random accounts for the laws of evaluation.
//!
//! In: dice. Out: a profile as text, so that the whole line from parser to plan is under test, and accounts with holes.

use icp::check::model::Model;
use icp::types::{Account, Cell, ChildRow, Day, Element, End, Interval, Number};

use crate::conformance::model;
use crate::dice::Dice;

const SCHEMA: &str = r#"
profile random {}
account {
  id: text key
  p:  boolean
  q:  boolean
  n:  number range
  m:  number
  w:  whole range
  v:  whole
  s:  one of ["Seed", "A", "B", "C"] ordered
  t:  text
  l:  list of text
  d:  date
  e:  date
  f:  list of one of ["x", "y", "z"]
  g:  list of text
}
table events of account by account_id {
  account_id: text
  kind:  text
  size:  whole
  delta: number range
  at:    date
  good:  boolean
}
list named = ["red", "green"]
"#;

const WORDS: [&str; 4] = ["red", "green", "blue", "dark red"];
/// The field that random profiles divide by.
pub const DIVISOR: usize = 4;
/// How many words the wide list draws from: more than there are classes for.
const WIDE: usize = 20;
const TODAY: (i16, i8, i8) = (2026, 10, 1);

/// The as-of date of all laws.
pub fn today() -> Day {
    let (year, month, day) = TODAY;
    Day::from_ymd(year, month, day).expect("a day")
}

/// A random profile: text, so that the whole line from parser to plan is under test.
struct Author<'d> {
    dice: &'d mut Dice,
    rules: usize,
    exotic: bool,
}

impl Author<'_> {
    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.dice.below(of.len())]
    }

    fn number(&mut self) -> String {
        self.pick(&["-3", "-0.5", "0", "1", "2.5", "4", "7", "10", "20"]).to_owned()
    }

    fn whole(&mut self) -> String {
        self.pick(&["1", "2", "5", "10", "20", "50"]).to_owned()
    }

    fn word(&mut self) -> String {
        format!("\"{}\"", WORDS[self.dice.below(WORDS.len())])
    }

    fn compare(&mut self) -> &'static str {
        self.pick(&["=", "!=", "<", "<=", ">", ">="])
    }

    fn points(&mut self) -> String {
        self.pick(&["0", "1", "2.5", "5", "8", "13.125", "20"]).to_owned()
    }

    fn signed(&mut self) -> String {
        self.pick(&["+5", "-5", "+12", "-3.5", "+0.125", "+20"]).to_owned()
    }

    fn condition(&mut self, depth: usize) -> String {
        match self.dice.below(if depth == 0 { 1 } else { 4 }) {
            0 => self.test(),
            1 => {
                let join = self.pick(&[" and ", " or "]);
                let count = 2 + self.dice.below(2);
                let parts: Vec<String> =
                    (0..count).map(|_| format!("({})", self.condition(depth - 1))).collect();
                parts.join(join)
            }
            2 => format!("not ({})", self.condition(depth - 1)),
            _ => self.test(),
        }
    }

    fn test(&mut self) -> String {
        let (compare, number, whole, word) = (self.compare(), self.number(), self.whole(), self.word());
        match self.dice.below(if self.exotic { 38 } else { 30 }) {
            0 => "p".to_owned(),
            1 => "q".to_owned(),
            2 => format!("n {compare} {number}"),
            3 => format!("m {compare} {number}"),
            4 | 5 => format!("w {compare} {whole}"),
            6 => "w in 2..20".to_owned(),
            7 => "w not in [1, 5..10]".to_owned(),
            8 => "n in [-3..1, 4..<10]".to_owned(),
            // Nothing lies beyond the first and the last value, so the checker wants one from between.
            9 => format!("s {compare} \"{}\"", self.pick(&["A", "B"])),
            10 => "s in [\"A\", \"C\"]".to_owned(),
            11 => format!("t {} {word}", self.pick(&["=", "!=", "contains", "starts with", "ends with"])),
            12 => "t matches /^d?a?r?k? ?red/".to_owned(),
            13 => format!("l has {word}"),
            14 => format!("l {} named", self.pick(&["has any", "has all", "not has any"])),
            15 => format!("count(l) {compare} 2"),
            16 => format!("count(l in named) {compare} 1"),
            17 => format!(
                "d {}",
                self.pick(&["within last 90 days", "within next 1 month", "older than 1 year"])
            ),
            18 => format!("d {compare} 2026-09-01"),
            19 => format!(
                "{} is {}",
                self.pick(&["n", "w", "t", "l", "d", "p"]),
                self.pick(&["known", "unknown"])
            ),
            20 => format!("(n otherwise 4) {compare} {number}"),
            21 => format!("(n otherwise m) {compare} {number}"),
            22 => format!("count known [n, w, t, d] {compare} 2"),
            23 => format!("n * 0.5 - m {compare} {number}"),
            24 => format!("n / m {compare} {number}"),
            25 => format!("n {compare} m"),
            26 => format!("today - d {compare} 30"),
            27 if self.exotic => format!("e - d {compare} {whole}"),
            28 if self.exotic => format!("d {} e", self.pick(&["<", ">=", "="])),
            29 if self.exotic => {
                format!("f {}", self.pick(&["has \"x\"", "has any [\"x\", \"z\"]", "not has \"y\""]))
            }
            30 | 31 => {
                format!("g {} {}", self.pick(&["has any", "has all", "not has any"]), self.wide_words())
            }
            32 => format!("count(g in {}) {compare} 2", self.wide_words()),
            33 => format!("id {} \"k1\"", self.pick(&["=", "starts with"])),
            34 => "e otherwise d within last 45 days".to_owned(),
            _ => self.child_test(),
        }
    }

    fn wide_words(&mut self) -> String {
        let count = 1 + self.dice.below(4);
        let words: Vec<String> = (0..count).map(|_| format!("\"w{}\"", self.dice.below(WIDE))).collect();
        format!("[{}]", words.join(", "))
    }

    fn filter(&mut self) -> String {
        let (compare, whole, word) = (self.compare(), self.whole(), self.word());
        let atom = match self.dice.below(8) {
            0 => format!("kind = {word}"),
            1 => format!("size {compare} {whole}"),
            2 => "delta > 0".to_owned(),
            3 => "at within last 30 days".to_owned(),
            4 => "good".to_owned(),
            5 => "p and good".to_owned(),
            6 => "size is known".to_owned(),
            _ => "(size otherwise 3) >= 3".to_owned(),
        };
        if self.dice.below(3) == 0 { format!("({atom}) and (size >= 2)") } else { atom }
    }

    fn rows(&mut self) -> String {
        if self.dice.below(4) == 0 { String::new() } else { format!(" where {}", self.filter()) }
    }

    fn child_test(&mut self) -> String {
        let (compare, whole, rows) = (self.compare(), self.whole(), self.rows());
        match self.dice.below(8) {
            0 | 1 => format!("any(events{rows})"),
            2 => format!("none(events{rows})"),
            3 => format!("count(events{rows}) {compare} 2"),
            4 => format!("sum(events.size{rows}) {compare} {whole}"),
            5 => format!("max(events.size{rows}) {compare} {whole}"),
            6 => format!("(min(events.delta{rows}) otherwise 1) {compare} 1"),
            _ => format!("latest(events.at{rows}) within last 60 days"),
        }
    }

    fn rule(&mut self) -> String {
        self.rules += 1;
        let name = format!("r{}", self.rules);
        let (a, b, c) = (self.points(), self.points(), self.points());
        let unknown =
            if self.dice.below(2) == 0 { String::new() } else { format!(" unknown => {}", self.points()) };
        let guard = match self.dice.below(3) {
            0 => format!(" when {}", self.condition(1)),
            1 => format!(" when {} unless {}", self.test(), self.test()),
            _ => String::new(),
        };
        match self.dice.below(if self.exotic { 15 } else { 12 }) {
            12 => {
                format!("signal {name} {} when {} active {}", self.signed(), self.condition(1), self.window())
            }
            13 => format!(
                "weight {name} by best of g {{ \"w1\", \"w2\" => {a} \"w3\" => {b}{unknown} otherwise => {c} }}"
            ),
            14 => format!("signal {name} scale n from 10 => -2 to -3 => 9{guard}{}", self.optional_fade()),
            0 | 1 => format!("weight {name} {a} when {}", self.condition(2)),
            2 => format!("signal {name} {} when {} unless {}", self.signed(), self.condition(1), self.test()),
            3 => {
                format!("weight {name} by w {{ 0..4 => {a} 5..19 => {b}{unknown} otherwise => {c} }}{guard}")
            }
            4 => format!("signal {name} by n {{ < 0 => -4 0..<4 => {b}{unknown} otherwise => {c} }}{guard}"),
            5 => format!(
                "weight {name} by s {{ \"Seed\" => {a} \"A\", \"B\" => {b}{unknown} otherwise => {c} }}"
            ),
            6 => format!(
                "weight {name} by best of l {{ \"red\" => {a} \"blue\" => {b}{unknown} otherwise => {c} }}"
            ),
            7 => format!(
                "weight {name} {{ when {} => {a} when {} => {b}{unknown} otherwise => {c} }}",
                self.condition(1),
                self.test()
            ),
            8 => format!("signal {name} scale n from -3 => -2 to 10 => 9{guard}"),
            9 => {
                format!("signal {name} {} per events{} cap 17{}", self.signed(), self.rows(), self.fade("at"))
            }
            10 => format!("signal {name} {} per m cap 9", self.signed()),
            _ => format!("signal {name} {}{guard}{}", self.signed(), self.required_fade()),
        }
    }

    fn fade(&mut self, date: &str) -> String {
        match self.dice.below(3) {
            0 => String::new(),
            1 => format!(" fading over 90 days since {date}"),
            _ => format!(" halving every 2 weeks since {date}"),
        }
    }

    fn window(&mut self) -> &'static str {
        self.pick(&["2026-09-01..2026-12-31", "2026-10-02..2026-12-31", "Nov..Feb", "Sep..Nov"])
    }

    fn optional_fade(&mut self) -> String {
        if self.dice.below(2) == 0 { String::new() } else { self.required_fade() }
    }

    fn required_fade(&mut self) -> String {
        let date = self.pick(&["d", "latest(events.at)", "latest(events.at where good)"]);
        let how = self.pick(&["fading over 180 days", "halving every 30 days"]);
        format!(" {how} since {date}")
    }

    fn profile(&mut self) -> String {
        let mut text = SCHEMA.to_owned();
        let mut add = |line: String| {
            text.push_str(&line);
            text.push('\n');
        };
        let unknown = |author: &mut Author| author.pick(&["", "", " if unknown out", " if unknown keep"]);
        if self.dice.below(2) == 0 {
            let (when, unknown) = (self.condition(1), unknown(self));
            add(format!("market when {when}{unknown}"));
        }
        for index in 0..self.dice.below(3) {
            let (when, unknown) = (self.condition(1), unknown(self));
            add(format!("exclude x{index} when {when} because \"r\"{unknown}"));
        }
        for index in 0..self.dice.below(3) {
            let (when, unless, unknown) = (self.condition(1), self.test(), unknown(self));
            add(format!("require y{index} when {when} unless {unless}{unknown}"));
        }
        for index in 0..1 + self.dice.below(2) {
            let limit = self.pick(&["", " cap 0..20", " cap -5..15"]);
            add(format!("score s{index}{limit} {{"));
            for group in 0..self.dice.below(3) {
                let cap = self.pick(&["", " cap 10", " cap 3"]);
                add(format!("group g{index}_{group}{cap} {{"));
                for _ in 0..1 + self.dice.below(3) {
                    let rule = self.rule();
                    add(rule);
                }
                add("}".to_owned());
            }
            for _ in 0..1 + self.dice.below(3) {
                let rule = self.rule();
                add(rule);
            }
            if self.exotic && self.dice.below(4) == 0 {
                for word in 0..WIDE {
                    add(format!("signal v{index}_{word} +{} when g has \"w{word}\"", word % 3 + 1));
                }
            }
            add("}".to_owned());
        }
        for index in 0..self.dice.below(3) {
            let (when, level) = (self.condition(1), self.pick(&["", " level test", " level low"]));
            add(format!("segment z{index} when {when}{level} emit {{ z: {index} }}"));
        }
        let has_segment = text.contains("segment z0");
        let mut add = |line: String| {
            text.push_str(&line);
            text.push('\n');
        };
        if self.exotic && self.dice.below(2) == 0 {
            let then =
                self.pick(&["not qualified", "tier in [T1]", "excluded", "segment is test", "s0 <= 9"]);
            add(format!("guarantee u0 that ({}) implies {then}", self.condition(1)));
        }
        for (index, least) in [15, 8, 2].into_iter().enumerate() {
            let beside = match self.dice.below(4) {
                0 => format!(" or ({})", self.test()),
                1 if has_segment => " or segment = z0".to_owned(),
                2 if has_segment => " or segment is test".to_owned(),
                _ => String::new(),
            };
            add(format!("tier T{index} when s0 >= {least}{beside} emit {{ tier_queue: {index} }}"));
        }
        if self.dice.below(2) == 0 {
            add("tier rest otherwise".to_owned());
        }
        add("override \"k1\" to tier T0 because \"r\" until 2026-12-31".to_owned());
        add("override \"k3\" to excluded because \"r\" until 2026-12-31".to_owned());
        add("override \"k4\" to tier T1 because \"r\" until 2026-09-30".to_owned());
        text
    }
}

fn day(dice: &mut Dice) -> Day {
    let offset = dice.below(420) as i32 - 360;
    Day::from_number(today().number() + offset).expect("a day")
}

fn number(dice: &mut Dice) -> Number {
    let millionths =
        [-3_000_000, -500_000, 0, 1_000_000, 2_500_000, 4_000_000, 7_000_000, 9_999_999, 20_000_000];
    Number::from_millionths(millionths[dice.below(millionths.len())] + dice.below(2) as i128)
}

fn whole(dice: &mut Dice) -> Number {
    Number::from_whole([0, 1, 2, 4, 5, 9, 10, 19, 20, 21, 50, 60][dice.below(12)])
}

fn text(dice: &mut Dice) -> String {
    ["red", "green", "blue", "dark red", "x"][dice.below(5)].to_owned()
}

fn list(dice: &mut Dice) -> Cell {
    let count = dice.below(4);
    Cell::List((0..count).map(|_| Element::Text(text(dice))).collect())
}

fn range(dice: &mut Dice, of: fn(&mut Dice) -> Number) -> Cell {
    let (a, b) = (of(dice).millionths(), of(dice).millionths());
    let (low, high) = (a.min(b), a.max(b));
    let high = if dice.below(3) == 0 && low < high { End::Excluded(high) } else { End::Included(high) };
    Cell::Range(Interval { low: End::Included(low), high })
}

/// A random cell of an account field, by its position.
pub fn cell(dice: &mut Dice, field: usize) -> Cell {
    match field {
        1 | 2 => Cell::Boolean(dice.below(2) == 0),
        3 if dice.below(3) == 0 => range(dice, number),
        5 if dice.below(3) == 0 => range(dice, whole),
        3 | 4 => Cell::Number(number(dice)),
        5 | 6 => Cell::Number(whole(dice)),
        7 => Cell::Choice(dice.below(4) as u32),
        8 => Cell::Text(text(dice)),
        9 => list(dice),
        10 | 11 => Cell::Day(day(dice)),
        12 => Cell::List((0..dice.below(3)).map(|_| Element::Choice(dice.below(3) as u32)).collect()),
        13 => Cell::List(
            (0..dice.below(6)).map(|_| Element::Text(format!("w{}", dice.below(WIDE + 2)))).collect(),
        ),
        _ => Cell::Unknown,
    }
}

/// A random cell of an event field, by its position.
pub fn event_cell(dice: &mut Dice, field: usize) -> Cell {
    match field {
        1 => Cell::Text(text(dice)),
        2 => Cell::Number(whole(dice)),
        3 if dice.below(3) == 0 => range(dice, number),
        3 => Cell::Number(number(dice)),
        4 => Cell::Day(day(dice)),
        5 => Cell::Boolean(dice.below(2) == 0),
        _ => Cell::Unknown,
    }
}

/// A random event; of ten cells so many are holes.
pub fn event(dice: &mut Dice, holes: usize) -> ChildRow {
    let cells =
        (0..6).map(|field| if dice.below(10) < holes { Cell::Unknown } else { event_cell(dice, field) });
    ChildRow { cells: cells.collect() }
}

/// A random account with holes.
pub fn account(dice: &mut Dice) -> Account {
    let holes = dice.below(8);
    let cells =
        (0..14).map(|field| if dice.below(10) < holes { Cell::Unknown } else { cell(dice, field) }).collect();
    let rows = dice.below(4);
    let events =
        if dice.below(12) < holes { None } else { Some((0..rows).map(|_| event(dice, holes)).collect()) };
    let key = if dice.below(20) == 0 { "k1" } else { "k2" };
    Account { key: Some(key.to_owned()), cells, tables: vec![events] }
}

/// The code of a comparison that no value, or every value, passes: the checker refuses it, and chance writes it.
const NEVER_FITS: &str = "ICP0314 ";

/// A random profile that checks, and its text; an exotic one holds what not every law is made for.
pub fn random_model(dice: &mut Dice, exotic: bool) -> (String, Model) {
    loop {
        let text = Author { dice, rules: 0, exotic }.profile();
        match model(&text) {
            Ok(model) => return (text, model),
            Err(errors) => {
                assert!(errors.split("; ").all(|error| error.starts_with(NEVER_FITS)), "{errors}\n{text}")
            }
        }
    }
}

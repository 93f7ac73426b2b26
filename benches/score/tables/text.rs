//! Accounts as CSV and as JSON lines.
//!
//! Invariant: CSV quotes only where it must, as most exports do; a missing value is an empty cell, in JSON a missing key.

use std::io::{self, Write};

use jiff::civil::date;

use super::accounts::{Account, TODAY, Words};

pub const CSV_HEADER: &str = "id,name,domain,industry,sub_industry,country,region,employees,revenue_usd,stage,tech_stack,\
    has_sales_ops,pain_points,last_funding_at,hiring_sales_90d,web_visits_30d,last_visit_at,open_opps,crm\n";

/// Dates as text, by their age in days.
pub struct Dates(Vec<String>);

impl Dates {
    pub fn new() -> Dates {
        let today = date(2026, 6, 1);
        let text = |age: i64| today.saturating_sub(jiff::Span::new().days(age)).to_string();
        Dates((0..3_000).map(text).collect())
    }

    fn text(&self, day: i32) -> &str {
        &self.0[usize::try_from(TODAY - day).unwrap()]
    }
}

pub fn csv(to: &mut impl Write, account: &Account, words: &Words, dates: &Dates) -> io::Result<()> {
    let word = |words: &'_ [String], place: Option<u8>| {
        place.map_or(String::new(), |place| cell(&words[usize::from(place)]))
    };
    let number = |value: Option<i64>| value.map_or(String::new(), |value| value.to_string());
    writeln!(
        to,
        "{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}",
        account.id(),
        account.company(),
        account.domain(),
        word(&words.industries, account.industry),
        word(&words.sub_industries, account.sub_industry),
        word(&words.countries, account.country),
        word(&words.regions, Some(account.region)),
        number(account.employees.map(i64::from)),
        number(account.revenue_usd),
        word(&words.stages, account.stage),
        joined(&words.tools, &account.tech_stack),
        account.has_sales_ops.map_or(String::new(), |value| value.to_string()),
        joined(&words.pains, &account.pain_points),
        account.last_funding_at.map_or("", |day| dates.text(day)),
        account.hiring_sales_90d,
        account.web_visits_30d,
        account.last_visit_at.map_or("", |day| dates.text(day)),
        account.open_opps,
        word(&words.crms, account.crm),
    )
}

fn cell(text: &str) -> String {
    if text.contains(',') { format!("\"{text}\"") } else { text.to_owned() }
}

/// Several words in one cell.
pub fn joined(words: &[String], places: &[u8]) -> String {
    let chosen: Vec<&str> = places.iter().map(|place| words[usize::from(*place)].as_str()).collect();
    chosen.join(";")
}

pub fn json_line(to: &mut impl Write, account: &Account, words: &Words, dates: &Dates) -> io::Result<()> {
    let mut record = serde_json::Map::new();
    let mut put = |key: &str, value: Option<serde_json::Value>| {
        if let Some(value) = value {
            record.insert(key.to_owned(), value);
        }
    };
    let word =
        |words: &[String], place: Option<u8>| place.map(|place| words[usize::from(place)].as_str().into());
    put("id", Some(account.id().into()));
    put("name", Some(account.company().into()));
    put("domain", Some(account.domain().into()));
    put("industry", word(&words.industries, account.industry));
    put("sub_industry", word(&words.sub_industries, account.sub_industry));
    put("country", word(&words.countries, account.country));
    put("region", word(&words.regions, Some(account.region)));
    put("employees", account.employees.map(Into::into));
    put("revenue_usd", account.revenue_usd.map(Into::into));
    put("stage", word(&words.stages, account.stage));
    let tools: Vec<&str> =
        account.tech_stack.iter().map(|tool| words.tools[usize::from(*tool)].as_str()).collect();
    put("tech_stack", Some(tools.into()));
    put("has_sales_ops", account.has_sales_ops.map(Into::into));
    put("pain_points", Some(joined(&words.pains, &account.pain_points).into()));
    put("last_funding_at", account.last_funding_at.map(|day| dates.text(day).into()));
    put("hiring_sales_90d", Some(account.hiring_sales_90d.into()));
    put("web_visits_30d", Some(account.web_visits_30d.into()));
    put("last_visit_at", account.last_visit_at.map(|day| dates.text(day).into()));
    put("open_opps", Some(account.open_opps.into()));
    put("crm", word(&words.crms, account.crm));
    serde_json::to_writer(&mut *to, &record)?;
    to.write_all(b"\n")
}

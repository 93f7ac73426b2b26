//! Expressions: what each one means, and which code a wrong one gets.
//!
//! A row is the place an expression stands in, the expression, and what comes out. The places: `gate` is the condition
//! of an exclusion, `tier` that of a tier, `that` of a guarantee, `role` of a role of contacts; `signal` and `weight`
//! are what a rule earns; `given` is a cell that a test gives.

use icp::check::model::{LetValue, Model};
use icp::check::{Checked, MemoryLoader, check};
use icp::diag::{Diagnostic, Severity};
use icp::text::{SourceFile, Sources};
use proptest::prelude::*;

/// Fields, tables, names, scores and tiers of every kind; a row adds one rule to it.
const FRAME: &str = include_str!("expression_frame.icp");

/// Place, expression, and the line that its meaning prints as.
#[rustfmt::skip]
const MEANS: &[(&str, &str, &str)] = &[
    ("gate", "employees >= 50", "employees >= 50"),
    ("gate", "employees > 200", "employees >= 201"),
    ("gate", "50 <= employees", "employees >= 50"),
    ("gate", "employees = 50", "employees = 50"),
    ("gate", "employees != 50", "employees != 50"),
    ("gate", "employees in 50..200", "employees in 50..200"),
    ("gate", "employees not in [10..49, 51..99, 100]", "employees not in [10..49, 51..100]"),
    ("gate", "employees in mid_market", "employees in 50..200"),
    ("gate", "employees in sizes", "employees in 10..50"),
    ("gate", "employees in [mid_market, 500]", "employees in [50..200, 500]"),
    ("gate", "employees >= 49.5", "employees >= 50"),
    ("gate", "rating in 10..<50", "rating in 10..<50"),
    ("gate", "revenue >= 5M USD", "revenue >= 5M USD"),
    ("gate", "revenue >= big_deal", "revenue >= 1M USD"),
    ("gate", "revenue in 150k..<500k USD", "revenue in 150k USD..<500k USD"),
    ("gate", "growth >= 10%", "growth >= 10%"),
    ("gate", "growth > goal", "growth > 12%"),
    ("gate", r#"country in ["US", "CA"]"#, r#"country in ["CA", "US"]"#),
    ("gate", r#"country = "usa""#, r#"country = "US""#),
    ("gate", r#"country = "United States""#, r#"country = "US""#),
    ("gate", "country in sanctioned", r#"country in ["IR", "KP"]"#),
    ("gate", "country not in sanctioned", r#"country not in ["IR", "KP"]"#),
    ("gate", r#"country != "DE""#, r#"country != "DE""#),
    ("gate", "country = hq", "country = hq"),
    ("gate", r#"stage >= "Series A""#, r#"stage in ["Series A", "Series B", "Series C"]"#),
    ("gate", "stage = last_stage", "stage = last_stage"),
    ("gate", "stage > last_stage", "stage > last_stage"),
    ("gate", r#"industry = "Health   CARE""#, r#"industry = "health care""#),
    ("gate", "founded >= 2020-01-01", "founded >= 2020-01-01"),
    ("gate", "founded in 2020-01-01..2020-12-31", "founded in 2020-01-01..2020-12-31"),
    ("gate", "reached", "reached"),
    ("gate", "not reached", "not reached"),
    ("gate", "reached = true", "reached"),
    ("gate", "reached in [true]", "reached"),
    ("gate", r#"tech has "HubSpot""#, r#"tech has "hubspot""#),
    ("gate", r#"tech has any ["HubSpot", "Salesforce"]"#, r#"tech has any ["hubspot", "salesforce"]"#),
    ("gate", "tech has any tools", r#"tech has any ["hubspot", "salesforce"]"#),
    ("gate", "tech has all tools", r#"tech has all ["hubspot", "salesforce"]"#),
    ("gate", "tech not has any tools", r#"tech not has any ["hubspot", "salesforce"]"#),
    ("gate", "not tech has any tools", r#"tech not has any ["hubspot", "salesforce"]"#),
    ("gate", "years has 2020", "years has 2020"),
    ("gate", "years has any [2019..2021]", "years has any [2019..2021]"),
    ("gate", "years has any 2019..2021", "years has any [2019..2021]"),
    ("gate", r#"markets has "Medical""#, r#"markets has "Healthcare""#),
    ("gate", r#"markets under "Healthcare""#, r#"markets has any ["Healthcare", "Clinics", "Hospitals"]"#),
    ("gate", r#"sector under any ["Healthcare", "SaaS"]"#, r#"sector in ["Healthcare", "Clinics", "Hospitals", "SaaS"]"#),
    ("gate", r#"sector = "medical""#, r#"sector = "Healthcare""#),
    ("gate", r#"title contains "VP""#, r#"title contains "vp""#),
    ("gate", r#"title contains any ["VP", "Chief"]"#, r#"title contains any ["vp", "chief"]"#),
    ("gate", "title contains any tools", r#"title contains any ["hubspot", "salesforce"]"#),
    ("gate", r#"title contains word "vp""#, r#"title contains word "vp""#),
    ("gate", r#"title not contains "vp""#, r#"title not contains "vp""#),
    ("gate", r#"title starts with "Head""#, r#"title starts with "head""#),
    ("gate", r#"title ends with any ["Officer", "Lead"]"#, r#"title ends with any ["officer", "lead"]"#),
    ("gate", "title matches /^vp of (sales|ops)$/", "title matches /^vp of (sales|ops)$/"),
    ("gate", "title matches any [/vp/, /chief .* officer/]", "title matches any [/vp/, /chief .* officer/]"),
    ("gate", "founded within last 90 days", "founded within last 90 days"),
    ("gate", "founded within last 3 months", "founded within last 3 months"),
    ("gate", "close_date within next 2 quarters", "close_date within next 2 quarters"),
    ("gate", "founded not within last 1 year", "not founded within last 1 year"),
    ("gate", "founded older than 365 days", "founded older than 365 days"),
    ("gate", "close_date - founded <= 90", "close_date - founded <= 90 days"),
    ("gate", "close_date - founded <= 90 days", "close_date - founded <= 90 days"),
    ("gate", "close_date - founded <= 2 weeks", "close_date - founded <= 14 days"),
    ("gate", "today - founded > 30", "today - founded >= 31 days"),
    ("gate", "founded - 2020-01-01 in 0..30", "founded - 2020-01-01 in 0 days..30 days"),
    ("gate", "founded <= today", "founded <= today"),
    ("gate", "employees is known", "employees is known"),
    ("gate", "employees is unknown", "employees is unknown"),
    ("gate", "employees is not known", "employees is unknown"),
    ("gate", "count known [employees, revenue, growth] >= 2", "count known [employees, revenue, growth] >= 2"),
    ("gate", "(employees otherwise 0) >= 10", "(employees otherwise 0) >= 10"),
    ("gate", "employees otherwise 0 >= 10", "(employees otherwise 0) >= 10"),
    ("gate", "revenue otherwise 0 USD > 5M USD", "(revenue otherwise 0 USD) > 5M USD"),
    ("gate", "reached otherwise false", "(reached otherwise false)"),
    ("gate", "employees otherwise seats >= 10", "(employees otherwise seats) >= 10"),
    ("gate", r#"stage otherwise "Seed" = "Seed""#, r#"(stage otherwise "Seed") = "Seed""#),
    ("gate", "account.employees >= 5", "employees >= 5"),
    ("gate", "any(contacts)", "any(contacts)"),
    ("gate", "none(contacts)", "none(contacts)"),
    ("gate", "any(champion)", "any(champion)"),
    ("gate", "any(champion where calls > 3)", "any(champion where calls >= 4)"),
    ("gate", r#"any(contacts where seniority >= "VP" and employees > 100)"#, r#"any(contacts where seniority = "VP" and employees >= 101)"#),
    ("gate", r#"any(contacts where title contains "VP")"#, r#"any(contacts where title contains "vp")"#),
    ("gate", r#"any(contacts where contacts.title contains "VP")"#, r#"any(contacts where title contains "vp")"#),
    ("gate", r#"any(contacts where account.title contains "VP")"#, r#"any(contacts where account.title contains "vp")"#),
    ("gate", "any(contacts where opted_out)", "any(contacts where opted_out)"),
    ("gate", r#"any(contacts where any(visits where page = "/pricing"))"#, r#"any(contacts where any(visits where page = "/pricing"))"#),
    ("gate", "count(contacts) >= 2", "count(contacts) >= 2"),
    ("gate", "count(champion) >= 2", "count(champion) >= 2"),
    ("gate", "count(contacts where opted_out) in 1..3", "count(contacts where opted_out) in 1..3"),
    ("gate", "count(tech) >= 2", "count(tech) >= 2"),
    ("gate", "count(tech in tools) >= 1", r#"count(tech in ["hubspot", "salesforce"]) >= 1"#),
    ("gate", r#"count(tech in ["A", "B"]) = 2"#, r#"count(tech in ["a", "b"]) = 2"#),
    ("gate", "count(years in 2019..2021) >= 1", "count(years in [2019..2021]) >= 1"),
    ("gate", "sum(contacts.calls) >= 5", "sum(contacts.calls) >= 5"),
    ("gate", "sum(champion.spend where calls > 0) > 10k USD", "sum(champion.spend where calls >= 1) > 10k USD"),
    ("gate", "min(contacts.calls) = 0", "min(contacts.calls) = 0"),
    ("gate", "max(contacts.reached_at) >= 2026-01-01", "latest(contacts.reached_at) >= 2026-01-01"),
    ("gate", "latest(visits.at) older than 90 days", "latest(visits.at) older than 90 days"),
    ("gate", r#"latest(visits.at where page = "/pricing") within last 30 days"#, r#"latest(visits.at where page = "/pricing") within last 30 days"#),
    ("gate", "latest(visits.at) is known", "latest(visits.at) is known"),
    ("gate", "newest older than 90 days", "newest older than 90 days"),
    ("gate", "(latest(visits.at) otherwise 2020-01-01) >= 2026-01-01", "(latest(visits.at) otherwise 2020-01-01) >= 2026-01-01"),
    ("gate", "is_big", "is_big"),
    ("gate", "not is_big and reached", "not is_big and reached"),
    ("gate", "employees > 5 and (reached or opted_in)", "employees >= 6 and (reached or opted_in)"),
    ("gate", "share >= 20%", "share >= 0.2"),
    ("gate", "share >= 0.2", "share >= 0.2"),
    ("gate", "headroom >= 0 USD", "headroom >= 0 USD"),
    ("gate", "budget - booked >= 0 USD", "budget - 1.08 * booked >= 0 USD"),
    ("gate", "budget > booked", "budget > 1.08 * booked"),
    ("gate", "budget / revenue >= 75%", "budget / revenue >= 0.75"),
    ("gate", "budget / revenue >= 0.75", "budget / revenue >= 0.75"),
    ("gate", "budget / revenue in 10%..50%", "budget / revenue in 0.1..0.5"),
    ("gate", "budget / booked >= 1", "budget / (1.08 * booked) >= 1"),
    ("gate", "revenue / employees >= 50k USD", "revenue / employees >= 50k USD"),
    ("gate", "revenue + budget >= 5M USD", "revenue + budget >= 5M USD"),
    ("gate", "revenue + 5M USD >= budget", "revenue + 5M USD >= budget"),
    ("gate", "revenue * 2 >= budget", "2 * revenue >= budget"),
    ("gate", "2 * revenue >= budget", "2 * revenue >= budget"),
    ("gate", "revenue * 10% >= 5k USD", "0.1 * revenue >= 5k USD"),
    ("gate", "50k USD * employees >= budget", "50000 * employees >= budget"),
    ("gate", "revenue / 2 >= budget", "0.5 * revenue >= budget"),
    ("gate", "revenue / 3 >= 5 USD", "revenue / 3 >= 5 USD"),
    ("gate", "100 / employees >= 5", "100 / employees >= 5"),
    ("gate", "employees + 1 >= employees", "employees + 1 >= employees"),
    ("gate", "employees = employees", "employees = employees"),
    ("gate", "employees + seats >= 10", "employees + seats >= 10"),
    ("gate", "employees - seats in [0, 5..10]", "employees - seats in [0, 5..10]"),
    ("gate", "employees + 5 - 3 >= 10", "employees + 2 >= 10"),
    ("gate", "10 - employees >= 0", "10 - employees >= 0"),
    ("gate", "growth + margin >= 10%", "growth + margin >= 10%"),
    ("gate", "growth + 5% >= margin", "growth + 5% >= margin"),
    ("gate", "growth * 2 >= 10%", "2 * growth >= 10%"),
    ("gate", "employees > seats", "employees > seats"),
    ("gate", "rating = employees", "rating = employees"),
    ("gate", "industry = title", "industry = title"),
    ("gate", "reached = opted_in", "reached = opted_in"),
    ("gate", "founded = close_date", "founded = close_date"),
    ("gate", "founded < close_date", "founded < close_date"),
    ("gate", "2 * 50 > employees", "employees <= 99"),
    ("gate", "employees > 2 * 50", "employees >= 101"),
    ("gate", "growth in 5%..10%", "growth in 5%..10%"),
    ("gate", "industry in sanctioned", r#"industry in ["ir", "kp"]"#),
    ("gate", "true", "true"),
    ("tier", "fit >= 80", "fit >= 80"),
    ("tier", "segment = saas", "segment = saas"),
    ("tier", "segment is core", "segment is core"),
    ("tier", "segment is not core", "not segment is core"),
    ("tier", "segment is known", "segment is known"),
    ("tier", r#"tier = "x""#, r#"account.tier = "x""#),
    ("tier", "fit + 5 >= 10", "fit + 5 >= 10"),
    ("tier", "fit / 2 >= 4", "0.5 * fit >= 4"),
    ("that", "tier = A", "tier = A"),
    ("that", "tier != A", "not tier = A"),
    ("that", "tier in [A, B]", "tier in [A, B]"),
    ("that", "tier is known", "tier is known"),
    ("that", "tier is unknown", "not tier is known"),
    ("that", r#"account.tier = "x""#, r#"account.tier = "x""#),
    ("that", "status = needs_data", "needs_data"),
    ("that", "status in [excluded, unqualified]", "status in [excluded, unqualified]"),
    ("that", "status is known", "true"),
    ("that", "country in sanctioned implies not qualified", r#"country not in ["IR", "KP"] or not qualified"#),
    ("that", "excluded by gambling", "excluded by gambling"),
    ("that", "excluded by min_size", "excluded by min_size"),
    ("that", "excluded by override", "excluded by override"),
    ("that", "not excluded", "not excluded"),
    ("that", "fit in 60..80", "fit in 60..80"),
    ("that", "segment is paused", "segment is paused"),
    ("role", r#"seniority >= "VP" and employees > 50"#, r#"seniority = "VP" and employees >= 51"#),
    ("role", r#"title contains "x""#, r#"title contains "x""#),
    ("role", "reached", "reached"),
    ("signal", "+10 when reached", "10"),
    ("signal", "0 when reached", "0"),
    ("signal", "-10 when reached", "-10"),
    ("weight", "10 when reached", "10"),
    ("signal", r#"+4 per visits where page = "/pricing" cap 12"#, r#"4 per visits where page = "/pricing" cap 12"#),
    ("signal", "+4 per champion cap 12", "4 per champion cap 12"),
    ("signal", "+4 per seats cap 12", "4 per seats cap 12"),
    ("signal", "+4 per count(contacts) cap 12", "4 per count(contacts) cap 12"),
    ("signal", "by employees { 10..49 => 8 50..200 => 25 unknown => 5 otherwise => 0 }", "by employees { 10..49 => 8  50..200 => 25  unknown => 5  otherwise => 0 }"),
    ("signal", "by employees { 10..49 => 8 mid_market => 25 >= 201 => 15 otherwise => 0 }", "by employees { 10..49 => 8  50..200 => 25  >= 201 => 15  otherwise => 0 }"),
    ("signal", "by employees { 0..49 => 8 50..200 => 25 > 200 => 15 }", "by employees { 0..49 => 8  50..200 => 25  >= 201 => 15 }"),
    ("signal", "by employees { < 50 => 8 >= 50 => 25 }", "by employees { <= 49 => 8  >= 50 => 25 }"),
    ("signal", "by rating { 10..49 => 8 50..200 => 25 otherwise => 0 }", "by rating { 10..49 => 8  50..200 => 25  otherwise => 0 }"),
    ("signal", "by rating { 10..<50 => 8 50..200 => 25 otherwise => 0 }", "by rating { 10..<50 => 8  50..200 => 25  otherwise => 0 }"),
    ("signal", "by rating { < 50 => 8 >= 50 => 25 }", "by rating { < 50 => 8  >= 50 => 25 }"),
    ("signal", "by rating { 10..20 => 8 30..40 => 25 otherwise => 0 }", "by rating { 10..20 => 8  30..40 => 25  otherwise => 0 }"),
    ("signal", "by revenue { 150k..499k USD => 8 500k..1M USD => 25 otherwise => 0 }", "by revenue { 150k USD..499k USD => 8  500k USD..1M USD => 25  otherwise => 0 }"),
    ("signal", "by growth { 0%..9% => 1 10%..20% => 2 otherwise => 0 }", "by growth { 0%..9% => 1  10%..20% => 2  otherwise => 0 }"),
    ("signal", r#"by plan { "Free" => 1 "Team" => 2 "Business" => 3 }"#, r#"by plan { "Free" => 1  "Team" => 2  "Business" => 3 }"#),
    ("signal", r#"by country { "US", "CA" => 10 sanctioned => 0 otherwise => 5 }"#, r#"by country { "CA", "US" => 10  "IR", "KP" => 0  otherwise => 5 }"#),
    ("signal", "by reached { true => 5 false => 0 }", "by reached { true => 5  false => 0 }"),
    ("signal", "by founded { < 2020-01-01 => 5 2020-01-01..2022-12-31 => 3 >= 2023-01-01 => 1 }", "by founded { <= 2019-12-31 => 5  2020-01-01..2022-12-31 => 3  >= 2023-01-01 => 1 }"),
    ("signal", "by founded { < 2020-01-01 => 5 otherwise => 3 }", "by founded { <= 2019-12-31 => 5  otherwise => 3 }"),
    ("signal", r#"by best of tech { "HubSpot" => 5 "Salesforce" => 7 otherwise => 0 }"#, r#"by best of tech { "hubspot" => 5  "salesforce" => 7  otherwise => 0 }"#),
    ("signal", "by count(contacts) { 0 => 0 1..2 => 5 >= 3 => 10 }", "by count(contacts) { 0 => 0  1..2 => 5  >= 3 => 10 }"),
    ("signal", "by today - founded { 0..365 => 5 otherwise => 0 }", "by today - founded { 0 days..365 days => 5  otherwise => 0 }"),
    ("signal", "by today - founded { < 0 => 0 0..365 => 5 > 365 => 1 }", "by today - founded { <= -1 days => 0  0 days..365 days => 5  >= 366 days => 1 }"),
    ("signal", "by budget / revenue { < 10% => 1 >= 10% => 2 }", "by budget / revenue { < 0.1 => 1  >= 0.1 => 2 }"),
    ("signal", "by employees - seats { < 0 => 1 >= 0 => 2 }", "by employees - seats { <= -1 => 1  >= 0 => 2 }"),
    ("signal", "by employees - seats { 0..5 => 1 6..10 => 2 otherwise => 0 }", "by employees - seats { 0..5 => 1  6..10 => 2  otherwise => 0 }"),
    ("signal", "by maturity { 1, 2 => 1 3..5 => 5 otherwise => 0 }", "by maturity { 1..2 => 1  3..5 => 5  otherwise => 0 }"),
    ("signal", "{ when any(champion) => 20 when any(contacts) => 12 otherwise => 0 }", "{ when any(champion) => 20  when any(contacts) => 12  otherwise => 0 }"),
    ("signal", "{ when reached => 80 unknown => 3 otherwise => 0 }", "{ when reached => 80  unknown => 3  otherwise => 0 }"),
    ("signal", "{ when employees >= 100 => 5 when employees >= 10 => 20 otherwise => 0 }", "{ when employees >= 100 => 5  when employees >= 10 => 20  otherwise => 0 }"),
    ("signal", "scale maturity from 1 => 0 to 5 => 15", "scale maturity from 1 => 0 to 5 => 15"),
    ("signal", "scale maturity from 5 => 15 to 1 => 0", "scale maturity from 5 => 15 to 1 => 0"),
    ("signal", "scale revenue from 1M USD => 0 to 5M USD => 15", "scale revenue from 1M USD => 0 to 5M USD => 15"),
    ("signal", "scale growth from 0% => 0 to 50% => 15", "scale growth from 0% => 0 to 50% => 15"),
    ("signal", "scale employees + seats from 0 => 0 to 1 => 15", "scale employees + seats from 0 => 0 to 1 => 15"),
    ("signal", "+15 fading over 90 days since founded", "15"),
    ("signal", "+15 fading over 52 weeks since founded", "15"),
    ("signal", "+15 fading over 30 days since latest(visits.at)", "15"),
    ("signal", "+4 per visits cap 12 fading over 30 days since at", "4 per visits cap 12"),
    ("signal", "+4 per visits cap 12 fading over 30 days since founded", "4 per visits cap 12"),
    ("given", "employees: 120", "120"),
    ("given", "employees: 51..200", "51..200"),
    ("given", "employees: unknown", "unknown"),
    ("given", "maturity: 0", "unknown"),
    ("given", "growth: 12%", "12%"),
    ("given", "revenue: 5M USD", "5M USD"),
    ("given", "revenue: 1M..5M USD", "1M USD..5M USD"),
    ("given", r#"country: "Germany""#, r#""DE""#),
    ("given", r#"stage: "Series B""#, r#""Series B""#),
    ("given", r#"tech: ["HubSpot", "hubspot "]"#, r#"["hubspot"]"#),
    ("given", "tech: []", "[]"),
    ("given", "tech: tools", r#"["hubspot", "salesforce"]"#),
    ("given", "founded: 2020-02-29", "2020-02-29"),
    ("given", "reached: true", "true"),
    ("given", "years: [2019, 2020]", "[2019, 2020]"),
    ("given", r#"markets: ["Medical", "SaaS"]"#, r#"["Healthcare", "SaaS"]"#),
    ("given", "employees: mid_market", "50..200"),
    ("given", "revenue: big_deal", "1M USD"),
    ("gate", "employees >= -5", "employees >= -5"),
    ("gate", "(employees + 5) >= 10", "employees + 5 >= 10"),
    ("gate", "revenue >= 5M USD and revenue < 1k USD", "revenue >= 5M USD and revenue < 1k USD"),
    ("gate", "revenue != 0 USD", "revenue != 0 USD"),
    ("gate", "employees >= 1k", "employees >= 1000"),
    ("gate", "founded older than 1 year and founded older than 400 days", "founded older than 1 year and founded older than 400 days"),
    ("gate", "count(tech) = 0", "count(tech) = 0"),
    ("gate", "tech is unknown", "tech is unknown"),
    ("gate", r#"markets under "Medical""#, r#"markets has any ["Healthcare", "Clinics", "Hospitals"]"#),
    ("gate", "(any(contacts)) and (none(visits))", "any(contacts) and none(visits)"),
    ("gate", "sum(contacts.calls where account.employees > 5) > 3", "sum(contacts.calls where employees >= 6) >= 4"),
    ("gate", "min(visits.at) within last 30 days", "min(visits.at) within last 30 days"),
    ("gate", "max(visits.at) - founded > 30", "latest(visits.at) - founded >= 31 days"),
    ("gate", "count(contacts) / employees >= 10%", "count(contacts) / employees >= 0.1"),
    ("gate", "count(champion) - count(contacts) >= 0", "count(champion) - count(contacts) >= 0"),
    ("gate", "sum(contacts.spend) / revenue >= 1%", "sum(contacts.spend) / revenue >= 0.01"),
    ("gate", "employees >= +5", "employees >= 5"),
    ("gate", r#"industry = "Ünïcode""#, r#"industry = "ünïcode""#),
    ("gate", "`employees` >= 5", "employees >= 5"),
    ("that", r#"any(contacts where title = "x")"#, r#"any(contacts where title = "x")"#),
    ("that", "employees >= 10 implies tier = A", "not employees >= 10 or tier = A"),
    ("that", "tier = A implies (qualified and not excluded)", "not tier = A or (qualified and not excluded)"),
    ("that", "fit >= 5 implies tier in [A]", "not fit >= 5 or tier = A"),
    ("that", "excluded by gambling implies not qualified", "not excluded by gambling or not qualified"),
    ("that", "segment = saas and segment is core", "segment = saas and segment is core"),
    ("tier", "any(champion) and fit >= 5", "any(champion) and fit >= 5"),
    ("tier", "fit in 5..<8", "fit in 5..<8"),
    ("tier", "fit = fit", "fit = fit"),
    ("gate", "seats in 5..10", "seats in 5..10"),
];

/// Place, expression, and the codes it gets.
#[rustfmt::skip]
const REFUSED: &[(&str, &str, &str)] = &[
    ("gate", "employees = mid_market", "ICP0301"),
    ("gate", "employees = 49.5", "ICP0314"),
    ("gate", "revenue >= 5M", "ICP0302"),
    ("gate", "revenue >= 5M EUR", "ICP0303"),
    ("gate", "growth >= 10", "ICP0304"),
    ("gate", "growth >= 0.1", "ICP0304"),
    ("gate", "employees >= 10%", "ICP0305"),
    ("gate", "employees >= 5 USD", "ICP0305"),
    ("gate", "rating >= 5 days", "ICP0305"),
    ("gate", r#"country = "Korea""#, "ICP0308"),
    ("gate", r#"country = "Germny""#, "ICP0308"),
    ("gate", r#"country < "DE""#, "ICP0309"),
    ("gate", r#"stage in ["Seed", "Serie A"]"#, "ICP0307"),
    ("gate", "stage in odd_stages", "ICP0317"),
    ("gate", "stage = plan", "ICP0301"),
    ("gate", r#"plan >= "Team""#, "ICP0309"),
    ("gate", "plan = Team", "ICP0306"),
    ("gate", "industry = Retail", "ICP0306"),
    ("gate", r#"industry in [Retail, "Banks"]"#, "ICP0306"),
    ("gate", r#"industry < "M""#, "ICP0309"),
    ("gate", "industry = 5", "ICP0301"),
    ("gate", r#"employees = "5""#, "ICP0301"),
    ("gate", r#"founded = "2026-01-01""#, "ICP0301"),
    ("gate", r#"founded = "01/02/2026""#, "ICP0301"),
    ("gate", "founded in 2020-12-31..2020-01-01", "ICP0310"),
    ("gate", r#"reached = "yes""#, "ICP0301"),
    ("gate", "reached < true", "ICP0309"),
    ("gate", "employees", "ICP0320"),
    ("gate", "industry", "ICP0320"),
    ("gate", "tech", "ICP0320"),
    ("gate", "founded", "ICP0320"),
    ("gate", "5", "ICP0320"),
    ("gate", r#""text""#, "ICP0120"),
    ("gate", r#"industry = "a" and "b""#, "ICP0120"),
    ("gate", "tech has HubSpot", "ICP0201"),
    ("gate", "tech has tools", "ICP0319"),
    ("gate", "tech has any []", "ICP0316"),
    ("gate", r#"tech = "HubSpot""#, "ICP0329"),
    ("gate", "tech in tools", "ICP0329"),
    ("gate", r#"tech contains "Hub""#, "ICP0329"),
    ("gate", r#"industry has "x""#, "ICP0328"),
    ("gate", "years has 2019.5", "ICP0314"),
    ("gate", r#"sector under "Helthcare""#, "ICP0307"),
    ("gate", r#"industry under "Healthcare""#, "ICP0330"),
    ("gate", "title contains tools", "ICP0319"),
    ("gate", r#"title contains word "烟草""#, "ICP0332"),
    ("gate", r#"title contains """#, "ICP0314"),
    ("gate", "title contains 5", "ICP0101"),
    ("gate", r#"plan contains "Te""#, "ICP0331"),
    ("gate", r#"employees contains "5""#, "ICP0331"),
    ("gate", r#"title matches /\bvp\b/"#, "ICP0333"),
    ("gate", r#"title matches /(?i)vp\w/"#, "ICP0333"),
    ("gate", "employees within last 3 days", "ICP0334"),
    ("gate", "founded within last 0 days", "ICP0335"),
    ("gate", "founded within last 1.5 years", "ICP0335"),
    ("gate", "close_date - founded <= 3 months", "ICP0336"),
    ("gate", "founded + 30 >= 2020-01-01", "ICP0341"),
    ("gate", "founded + 30 days >= today", "ICP0341"),
    ("gate", "today >= 2026-01-01", "ICP0315"),
    ("gate", "today is known", "ICP0315"),
    ("gate", "today within last 3 days", "ICP0315"),
    ("gate", "count known [employees, employees] >= 2", "ICP0344"),
    ("gate", "count known [is_big] >= 2", "ICP0324"),
    ("gate", "revenue otherwise 0 > 5M USD", "ICP0302"),
    ("gate", "employees otherwise revenue >= 10", "ICP0301"),
    ("gate", r#"tech otherwise "x" has "y""#, "ICP0301"),
    ("gate", "employees otherwise 5..10 >= 3", "ICP0301"),
    ("gate", "employes >= 50", "ICP0201"),
    ("gate", "headcount >= 50", "ICP0201"),
    ("gate", "Employees >= 50", "ICP0201"),
    ("gate", "xyzzy >= 50", "ICP0201"),
    ("gate", "xyzzy", "ICP0201"),
    ("gate", "reachd", "ICP0201"),
    ("gate", r#"industri = "x""#, "ICP0201"),
    ("gate", "industry in toolz", "ICP0201"),
    ("gate", "industry in country", "ICP0319"),
    ("gate", "industry in is_big", "ICP0319"),
    ("gate", "account.employes >= 5", "ICP0201"),
    ("gate", r#"contacts.title = "x""#, "ICP0325"),
    ("gate", r#"contacts.titel = "x""#, "ICP0203"),
    ("gate", "employees.x = 5", "ICP0201"),
    ("gate", "a.b.c = 5", "ICP0201"),
    ("gate", "contacts", "ICP0325"),
    ("gate", "champion", "ICP0325"),
    ("gate", "tools", "ICP0325"),
    ("gate", "sectors", "ICP0325"),
    ("gate", "size", "ICP0325"),
    ("gate", "gambling", "ICP0325"),
    ("gate", "A", "ICP0325"),
    ("gate", "saas", "ICP0325"),
    ("gate", "fit >= 5", "ICP0326"),
    ("gate", "tier = A", "ICP0306"),
    ("gate", "segment = saas", "ICP0326"),
    ("gate", "status = excluded", "ICP0326"),
    ("gate", "qualified", "ICP0326"),
    ("gate", "excluded by gambling", "ICP0326"),
    ("gate", "segment is core", "ICP0326"),
    ("gate", r#"any(contacts where title contains "VP")"#, "ICP0327"),
    ("gate", r#"any(contacts where titel contains "VP")"#, "ICP0201"),
    ("gate", "any(contact)", "ICP0202"),
    ("gate", "any(employees)", "ICP0338"),
    ("gate", "any(tech)", "ICP0338"),
    ("gate", "any(contacts.title)", "ICP0339"),
    ("gate", "any(contacts in tools)", "ICP0339"),
    ("gate", "any(is_big)", "ICP0324"),
    ("gate", "count(tech where x = 5) = 2", "ICP0339"),
    ("gate", "count(ratings in 4..5) >= 1", "ICP0340"),
    ("gate", "count(employees) >= 1", "ICP0338"),
    ("gate", "count(contacts.title) >= 1", "ICP0339"),
    ("gate", "count(unknown_thing) >= 1", "ICP0202"),
    ("gate", "sum(contacts.spend) > 10k", "ICP0302"),
    ("gate", "sum(contacts.title) > 5", "ICP0337"),
    ("gate", "sum(contacts) > 5", "ICP0339"),
    ("gate", "sum(employees) > 5", "ICP0338"),
    ("gate", "latest(contacts.calls) > 5", "ICP0337"),
    ("gate", "max(contacts.seniority) >= 5", "ICP0337"),
    ("gate", "is_big = true", "ICP0324"),
    ("gate", "(employees > 5) is known", "ICP0324"),
    ("gate", "employees > 5 implies reached", "ICP0323"),
    ("gate", "share >= 5 USD", "ICP0305"),
    ("gate", "share is known", "ICP0343"),
    ("gate", "budget > owed", "ICP0318"),
    ("gate", "budget / revenue > growth", "ICP0343"),
    ("gate", "budget / revenue + 1 > 2", "ICP0343"),
    ("gate", "budget / owed >= 1", "ICP0318"),
    ("gate", "revenue / employees >= 50", "ICP0302"),
    ("gate", "employees / revenue >= 5", "ICP0341"),
    ("gate", "revenue + 5M >= budget", "ICP0302"),
    ("gate", "revenue + employees >= 5M USD", "ICP0341"),
    ("gate", "revenue * budget >= 5M USD", "ICP0342"),
    ("gate", "revenue * 2000000000 >= 5M USD", "ICP0345"),
    ("gate", "revenue / 0 >= 5 USD", "ICP0346"),
    ("gate", "employees - employees >= 5", "ICP0344"),
    ("gate", "employees + seats - employees >= 5", "ICP0344"),
    ("gate", "growth + 5 >= margin", "ICP0304"),
    ("gate", "industry + 5 >= 3", "ICP0341"),
    ("gate", "tech + 5 >= 3", "ICP0341"),
    ("gate", "industry = sector", "ICP0301"),
    ("gate", "employees = revenue", "ICP0301"),
    ("gate", "industry < title", "ICP0309"),
    ("gate", "tech = industry", "ICP0329"),
    ("gate", "5 > 3", "ICP0315"),
    ("gate", "employees >= 10..20", "ICP0301"),
    ("gate", "employees in 200..50", "ICP0310"),
    ("gate", "revenue in 5M..1M USD", "ICP0310"),
    ("gate", "revenue in 5M USD..<5M USD", "ICP0311"),
    ("gate", "revenue in 5M USD..6M EUR", "ICP0303"),
    ("gate", "revenue in 1M..2M", "ICP0302"),
    ("gate", "growth in 5..10%", "ICP0304"),
    ("gate", "industry in 1..5", "ICP0312"),
    ("gate", "stage in 1..5", "ICP0312"),
    ("gate", "founded in 2020-01-01..5", "ICP0301"),
    ("gate", r#"employees in ["a", 5]"#, "ICP0301"),
    ("gate", "employees in tools", "ICP0317"),
    ("gate", "employees in sanctioned", "ICP0317"),
    ("gate", "country in tools", "ICP0317"),
    ("gate", "employees in [reached, 5]", "ICP0319"),
    ("tier", "fit >= 8 and size_score >= 2", "ICP0201"),
    ("tier", "segment in [saas, clinics]", "ICP0205"),
    ("tier", "status = excluded", "ICP0326"),
    ("tier", "qualified", "ICP0326"),
    ("tier", "fitt >= 10", "ICP0201"),
    ("tier", "fit", "ICP0320"),
    ("that", r#"tier = "A""#, "ICP0301"),
    ("that", "tier = C", "ICP0204"),
    ("that", "tier >= B", "ICP0309"),
    ("that", "tier", "ICP0320"),
    ("that", "A", "ICP0325"),
    ("that", "status = exclude", "ICP0307"),
    ("that", "excluded by market", "ICP0206"),
    ("that", "excluded by gamblin", "ICP0206"),
    ("that", "excluded by size", "ICP0206"),
    ("that", "segment = saa", "ICP0205"),
    ("that", "qualifed", "ICP0201"),
    ("that", "min_size", "ICP0325"),
    ("gate", "status in [excluded]", "ICP0326"),
    ("gate", "count(contcts) >= 1", "ICP0202"),
    ("role", r#"title contains "x""#, "ICP0327"),
    ("role", "missing_field = 5", "ICP0201"),
    ("signal", "10 when reached", "ICP0356"),
    ("weight", "+10 when reached", "ICP0356"),
    ("weight", "-10 when reached", "ICP0356"),
    ("signal", "+4 per visits", "ICP0355"),
    ("signal", "+4 per revenue cap 12", "ICP0354"),
    ("signal", "+4 per industry cap 12", "ICP0354"),
    ("signal", "+4 per seats where reached cap 12", "ICP0339"),
    ("signal", "+4 per visits cap +12", "ICP0356"),
    ("signal", "+4 per budget / revenue cap 12", "ICP0343"),
    ("signal", "+4 per visitz cap 12", "ICP0202"),
    ("signal", "by employees { 10..49 => 8 50..200 => 25 }", "ICP0348"),
    ("signal", "by employees { 10..50 => 8 50..200 => 25 otherwise => 0 }", "ICP0347"),
    ("signal", "by employees { 10..100 => 8 50..200 => 25 otherwise => 0 }", "ICP0347"),
    ("signal", "by rating { 10..50 => 8 50..200 => 25 otherwise => 0 }", "ICP0347"),
    ("signal", "by rating { 10..49 => 8 50..200 => 25 otherwise => 0 }", "ICP0349"),
    ("signal", "by rating { 10..49 => 8 50..200 => 25 }", "ICP0348"),
    ("signal", "by revenue { 150k..499k USD => 8 500k..1M USD => 25 otherwise => 0 }", "ICP0349"),
    ("signal", "by revenue { 150k..<500k USD => 8 500k..1M => 25 otherwise => 0 }", "ICP0302"),
    ("signal", "by growth { 0%..9% => 1 10%..20% => 2 otherwise => 0 }", "ICP0349"),
    ("signal", "by growth { 0..10 => 1 otherwise => 0 }", "ICP0304"),
    ("signal", r#"by plan { "Free" => 1 "Team", "Free" => 2 otherwise => 3 }"#, "ICP0347"),
    ("signal", r#"by plan { "Free" => 1 "Team" => 2 }"#, "ICP0348"),
    ("signal", "by plan { Free => 1 otherwise => 2 }", "ICP0306"),
    ("signal", r#"by plan { "Fre" => 1 otherwise => 2 }"#, "ICP0307"),
    ("signal", r#"by stage { >= "Series B" => 10 "Series A" => 5 otherwise => 0 }"#, "ICP0101"),
    ("signal", r#"by stage { <= "Series B" => 10 "Series A" => 5 otherwise => 0 }"#, "ICP0101"),
    ("signal", r#"by industry { "Retail" => 5 "retail " => 6 otherwise => 0 }"#, "ICP0347"),
    ("signal", r#"by industry { "Retail" => 5 }"#, "ICP0348"),
    ("signal", r#"by industry { "Retail" => 5 unkown => 2 otherwise => 0 }"#, "ICP0136"),
    ("signal", r#"by industry { "Retail" => 5 OTHERWISE => 0 }"#, "ICP0136"),
    ("signal", "by reached { true => 5 }", "ICP0348"),
    ("signal", r#"by tech { "HubSpot" => 5 otherwise => 0 }"#, "ICP0352"),
    ("signal", r#"by best of tech { "HubSpot" => 5 }"#, "ICP0348"),
    ("signal", "by best of years { < 2020 => 5 >= 2020 => 7 }", "ICP0348"),
    ("signal", r#"by best of industry { "HubSpot" => 5 otherwise => 0 }"#, "ICP0352"),
    ("signal", "by latest(visits.at) { < 2026-01-01 => 0 >= 2026-01-01 => 5 }", "ICP0348"),
    ("signal", "by budget / revenue { 0..9% => 1 10%..100% => 2 otherwise => 0 }", "ICP0304"),
    ("signal", "by any(contacts) { true => 5 otherwise => 0 }", "ICP0324"),
    ("signal", "by employees { otherwise => 5 }", "ICP0348"),
    ("signal", "by employees { 1..5 => 2 otherwise => 5 otherwise => 3 }", "ICP0351"),
    ("signal", "by employees { 1..5 => 2 unknown => 5 unknown => 3 otherwise => 0 }", "ICP0351"),
    ("signal", "by employees { != 5 => 2 otherwise => 0 }", "ICP0347"),
    ("signal", r#"by sector { "Healthcare" => 5 "medical" => 6 otherwise => 0 }"#, "ICP0347"),
    ("signal", "{ when employees => 80 otherwise => 0 }", "ICP0322"),
    ("signal", "{ when industry => 80 otherwise => 0 }", "ICP0320"),
    ("signal", "{ otherwise => 5 }", "ICP0348"),
    ("signal", "{ otherwise => 5 when reached => 3 }", "ICP0350"),
    ("signal", "{ when reached => 5 otherwise => 3 otherwise => 1 }", "ICP0351"),
    ("signal", "scale maturity from 3 => 15 to 3 => 0", "ICP0353"),
    ("signal", "scale industry from 1 => 0 to 5 => 15", "ICP0354"),
    ("signal", "scale revenue from 1 => 0 to 5 => 15", "ICP0302 ICP0302"),
    ("signal", "scale budget / revenue from 0 => 0 to 1 => 15", "ICP0343"),
    ("signal", "scale fonded from 0 => 0 to 1 => 15", "ICP0201"),
    ("signal", "+15 fading over 3 months since founded", "ICP0336"),
    ("signal", "+15 fading over 400 days since founded", "ICP0357"),
    ("signal", "+15 halving every 30 days since industry", "ICP0334"),
    ("signal", "+15 fading over 30 days since today", "ICP0315"),
    ("given", "seats: 51..200", "ICP0358"),
    ("given", "employees: -5", "ICP0314"),
    ("given", "employees: 12.5", "ICP0314"),
    ("given", r#"employees: "120""#, "ICP0301"),
    ("given", "growth: 12", "ICP0304"),
    ("given", "revenue: 5M", "ICP0302"),
    ("given", "revenue: 5M EUR", "ICP0303"),
    ("given", "country: Germany", "ICP0306"),
    ("given", r#"country: "Atlantis""#, "ICP0308"),
    ("given", r#"stage: "Series X""#, "ICP0307"),
    ("given", r#"tech: "HubSpot""#, "ICP0301"),
    ("given", "industry: tools", "ICP0301"),
    ("given", r#"industry: ["a"]"#, "ICP0301"),
    ("given", "industry: SaaS", "ICP0306"),
    ("given", "industry: saas", "ICP0306"),
    ("given", r#"founded: "2020-02-29""#, "ICP0301"),
    ("given", "founded: today", "ICP0315"),
    ("given", "founded: 2020-01-01..2020-12-31", "ICP0358"),
    ("given", r#"reached: "yes""#, "ICP0301"),
    ("given", "reached: yes", "ICP0301"),
    ("given", "years: [2019..2020]", "ICP0358"),
    ("gate", r#"industry = """#, "ICP0314"),
    ("gate", r#"industry in ["", "a"]"#, "ICP0314"),
    ("gate", "employees = null", "ICP0201"),
    ("gate", "industry = none", "ICP0201"),
    ("gate", "seats in 49.2..49.8", "ICP0314"),
    ("gate", "seats in [1..5, 49.2..49.8]", "ICP0314"),
    ("gate", r#"stage < "Seed""#, "ICP0314"),
    ("gate", r#"stage > "Series C""#, "ICP0314"),
    ("gate", "seats = -1", "ICP0314"),
    ("gate", "not employees", "ICP0320"),
    ("gate", "employees > 5 and revenue", "ICP0320"),
    ("gate", "(employees)", "ICP0320"),
    ("gate", r#"any(contacts where status = "x")"#, "ICP0201"),
    ("gate", "growth > 0", "ICP0304"),
    ("gate", "revenue > 0", "ICP0302"),
    ("gate", "country = US", "ICP0306"),
    ("gate", "country in [US, CA]", "ICP0306 ICP0306"),
    ("gate", "founded > 90 days", "ICP0301"),
    ("gate", "founded >= 2020", "ICP0301"),
    ("gate", "founded in 2020..2021", "ICP0301"),
    ("gate", "close_date - founded", "ICP0320"),
    ("gate", "today - founded >= 1 year", "ICP0336"),
    ("gate", "tech has any tech", "ICP0319"),
    ("gate", "tech has any sizes", "ICP0317"),
    ("gate", "tech has 5", "ICP0301"),
    ("gate", r#"years has "2019""#, "ICP0301"),
    ("gate", r#"markets has "Clincs""#, "ICP0307"),
    ("gate", r#"markets = "Clinics""#, "ICP0329"),
    ("gate", r#"sector in ["Healthcare", "Softwear"]"#, "ICP0307"),
    ("gate", "plan in tools", "ICP0317"),
    ("gate", "champion.calls > 5", "ICP0325"),
    ("gate", "sum(contacts.account_id) > 3", "ICP0337"),
    ("gate", "count(contacts) - count(contacts) >= 0", "ICP0344"),
    ("gate", "excluded", "ICP0326"),
    ("gate", "unqualified", "ICP0326"),
    ("that", r#"any(contacts where title = "x")"#, "ICP0327"),
    ("that", r#"any(contacts where tier = "x")"#, "ICP0204"),
    ("that", "employees implies qualified", "ICP0320"),
    ("that", "fit > intent", "ICP0201"),
    ("that", "qualified = true", "ICP0324"),
    ("that", "status", "ICP0320"),
    ("that", "tier in tools", "ICP0319"),
    ("that", "tier in A", "ICP0319"),
    ("that", r#"status = "excluded""#, "ICP0301"),
    ("that", "core", "ICP0201"),
    ("tier", "fit >= 5%", "ICP0305"),
    ("tier", "fit >= 5 USD", "ICP0305"),
    ("tier", "A", "ICP0325"),
    ("given", r#"industry: """#, "ICP0314"),
    ("gate", "founded > 90 days", "ICP0301"),
    ("gate", "seats < 0", "ICP0314"),
    ("gate", "employees <= -1", "ICP0314"),
    ("that", r#"tier = "Enterprise""#, "ICP0204"),
    ("that", "(employees > 5) is known", "ICP0324"),
    ("gate", "is_big is known", "ICP0324"),
    ("gate", "seats in odd_sizes", "ICP0317"),
];

#[test]
fn an_expression_means_what_its_row_says() {
    let wrong: Vec<String> = MEANS
        .iter()
        .filter_map(|(place, text, expected)| {
            let result = checked(&in_frame(place, text));
            let printed = match &result.model {
                Some(model) => printed(model, place),
                None => format!("refused: {:?}", messages(&result)),
            };
            (printed != *expected)
                .then(|| format!("{place} {text}\n  expected {expected}\n  found    {printed}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_wrong_expression_gets_its_code_and_no_other() {
    let wrong: Vec<String> = REFUSED
        .iter()
        .filter_map(|(place, text, expected)| {
            let result = checked(&in_frame(place, text));
            let found = reports(&result).map(|report| report.code.id).collect::<Vec<_>>().join(" ");
            (found != *expected)
                .then(|| format!("{place} {text}\n  expected {expected}\n  found    {:?}", messages(&result)))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The printed line is no new dialect: read as a condition it means the same. (A factor that came from a rate or an
/// amount would be applied twice.)
#[test]
fn a_printed_condition_reads_as_itself() {
    for (place, _, line) in MEANS {
        let is_condition = ["gate", "tier", "that", "role"].contains(place);
        if !is_condition || line.contains("* booked") || line.contains("50000 *") {
            continue;
        }
        let result = checked(&in_frame(place, line));
        let model = result.model.as_ref().unwrap_or_else(|| panic!("{line}: {:?}", messages(&result)));
        assert_eq!(printed(model, place), *line);
    }
}

#[test]
fn a_text_is_printed_as_the_profile_spells_it() {
    let result =
        checked(&in_frame("gate", "tech has any [\"HubSpot\", \"Salesforce\"] and title contains \"VP\""));
    let model = result.model.as_ref().unwrap();
    let line = model.condition_text(&model.excludes.last().unwrap().when);
    assert_eq!(line, "tech has any [\"HubSpot\", \"Salesforce\"] and title contains \"VP\"");
}

#[test]
fn the_frame_itself_is_sound() {
    let result = checked(FRAME);
    assert!(result.model.is_some(), "{:?}", messages(&result));
}

/// What `--fix` applies is the only reading: afterwards the report is gone and no other error has come.
#[test]
fn a_safe_fix_mends_its_report() {
    let mut tried = 0;
    for (place, text, _) in REFUSED {
        let source = in_frame(place, text);
        let result = checked(&source);
        for report in reports(&result) {
            for fix in report.helps.iter().filter_map(|help| help.fix.as_ref()).filter(|fix| fix.safe) {
                tried += 1;
                let mut edits = fix.edits.clone();
                edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
                let mut mended = source.clone();
                for edit in edits {
                    mended.replace_range(edit.span.range(), &edit.replacement);
                }
                let after = checked(&mended);
                let again = reports(&after)
                    .filter(|other| other.code == report.code && other.message == report.message);
                assert_eq!(again.count(), 0, "{place} {text}: the fix leaves the report");
                let mended_errors = usize::from(report.severity == Severity::Error);
                let expected = errors(&result) - mended_errors;
                assert_eq!(errors(&after), expected, "{place} {text}: {:?}", messages(&after));
            }
        }
    }
    assert!(tried > 20, "only {tried} safe fixes were tried");
}

#[test]
fn every_independent_error_of_one_condition_is_reported() {
    let text = r#"employees >= "x" and revenue > 5M and (growth < 3 or industri = "a") and not stage = "Z" and
        any(contacts where titel = "x" and calls > "y")"#;
    let result = checked(&in_frame("gate", text));
    let mut found: Vec<&str> = reports(&result).map(|report| report.code.id).collect();
    found.sort_unstable();
    assert_eq!(found, ["ICP0201", "ICP0201", "ICP0301", "ICP0301", "ICP0302", "ICP0304", "ICP0307"]);
}

#[test]
fn a_broken_name_blames_only_its_definition() {
    let broken = "let probe_size = employees >= \"x\"\nexclude probe when probe_size and not probe_size because \"test\"";
    let result = checked(&format!("{FRAME}\n{broken}\n"));
    assert_eq!(messages(&result), ["ICP0301 `employees` is a whole number, but \"x\" is text"]);
}

#[test]
fn a_let_keeps_the_unit_of_its_constant() {
    let result =
        checked(&format!("{FRAME}\nlet probe = 5M EUR\nexclude low when revenue < probe because \"test\"\n"));
    assert_eq!(messages(&result), ["ICP0303 `revenue` is in USD, but `5M EUR` is in EUR"]);
}

#[test]
fn a_let_is_a_constant_a_value_or_a_condition() {
    let kind = |text: &str| {
        let source = format!("{FRAME}\nlet probe = {text}\n");
        let model = checked(&source).model.unwrap_or_else(|| panic!("{text} is refused"));
        match model.lets.last().map(|named| &named.value) {
            Some(LetValue::Constant(_)) => "constant",
            Some(LetValue::Value(..)) => "value",
            Some(LetValue::Condition(_)) => "condition",
            None => "nothing",
        }
    };
    for (text, expected) in [
        ("5M USD", "constant"),
        ("10..20", "constant"),
        ("2026-01-01", "constant"),
        ("\"text\"", "constant"),
        ("2 * 3", "constant"),
        ("employees", "value"),
        ("employees + seats", "value"),
        ("budget / revenue", "value"),
        ("reached", "value"),
        ("today", "value"),
        ("employees > 5", "condition"),
        ("any(contacts)", "condition"),
        ("is_big and reached", "condition"),
    ] {
        assert_eq!(kind(text), expected, "{text}");
    }
}

#[test]
fn long_lists_and_many_arms_are_checked_in_bounded_time() {
    let list: Vec<String> = (0..50_000).map(|number| (number * 2).to_string()).collect();
    let started = std::time::Instant::now();
    assert!(checked(&in_frame("gate", &format!("employees in [{}]", list.join(", ")))).model.is_some());
    let arms: Vec<String> = (0..20_000).map(|number| format!("{number} => 1")).collect();
    let bands = format!("by seats {{ {} otherwise => 0 }}", arms.join(" "));
    assert!(checked(&in_frame("signal", &bands)).model.is_some());
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

/// Parts that random expressions are put together from: fields of every type, constants of every unit.
const OPERANDS: &[&str] = &[
    "employees",
    "seats",
    "rating",
    "growth",
    "revenue",
    "booked",
    "owed",
    "industry",
    "sector",
    "markets",
    "country",
    "stage",
    "plan",
    "tech",
    "years",
    "founded",
    "reached",
    "today",
    "tools",
    "sizes",
    "mid_market",
    "big_deal",
    "share",
    "newest",
    "is_big",
    "contacts",
    "champion",
    "contacts.title",
    "account.title",
    "fit",
    "tier",
    "qualified",
    "A",
    "nothing",
    "5",
    "-3.5",
    "10%",
    "5M USD",
    "7 days",
    "2 months",
    "1..5",
    "5..1",
    "1M..<2M EUR",
    "2026-01-01",
    "2020-01-01..2020-12-31",
    "\"US\"",
    "\"\"",
    "true",
    "count(contacts)",
    "count(tech in tools)",
    "sum(contacts.spend)",
    "latest(visits.at where page = \"/\")",
    "any(champion where calls > 2)",
    "none(visits)",
    "count known [employees, growth]",
];

/// What joins two of them; `L` and `R` are the sides.
const FORMS: &[&str] = &[
    "(L and R)",
    "(L or R)",
    "not (L)",
    "(L implies R)",
    "(L) = (R)",
    "(L) != (R)",
    "(L) < (R)",
    "(L) >= (R)",
    "(L) + (R)",
    "(L) - (R)",
    "(L) * (R)",
    "(L) / (R)",
    "(L) is known",
    "(L) in [R]",
    "(L) not in R",
    "(L) has R",
    "(L) has any [R]",
    "(L) has all R",
    "(L) contains any [\"x\", R]",
    "(L) under R",
    "(L) within last 3 months",
    "(L) older than 90 days",
    "((L) otherwise R)",
    "any(contacts where L)",
    "count(champion where R)",
    "segment is core",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    /// Whatever is put together: no panic, a model or an error, and a condition that can be printed.
    #[test]
    fn any_expression_is_understood_or_refused(
        place in prop::sample::select(&["gate", "tier", "that", "role"][..]),
        first in prop::sample::select(OPERANDS),
        steps in prop::collection::vec((prop::sample::select(FORMS), prop::sample::select(OPERANDS), any::<bool>()), 0..4),
    ) {
        let text = steps.iter().fold(first.to_owned(), |inner, (form, other, swap)| {
            let (left, right) = if *swap { (*other, inner.as_str()) } else { (inner.as_str(), *other) };
            form.replace('L', "\u{0}").replace('R', right).replace('\u{0}', left)
        });
        let result = checked(&in_frame(place, &text));
        match &result.model {
            Some(model) => prop_assert!(!printed(model, place).is_empty()),
            None => prop_assert!(errors(&result) > 0, "{} {}: no model and no error", place, text),
        }
    }
}

fn checked(source: &str) -> Checked {
    check(&mut Sources::new(), SourceFile::new("frame.icp", source), &MemoryLoader::default())
}

/// Errors, and warnings about expressions.
fn reports(result: &Checked) -> impl Iterator<Item = &Diagnostic> {
    result
        .diagnostics
        .iter()
        .filter(|report| report.severity == Severity::Error || report.code.id.starts_with("ICP03"))
}

fn errors(result: &Checked) -> usize {
    reports(result).filter(|report| report.severity == Severity::Error).count()
}

fn messages(result: &Checked) -> Vec<String> {
    reports(result).map(|report| format!("{} {}", report.code.id, report.message)).collect()
}

/// The frame with a rule that holds the expression.
fn in_frame(place: &str, text: &str) -> String {
    let rule = match place {
        "gate" => format!("exclude probe when {text} because \"test\""),
        "role" => format!("role probe of contacts when {text}"),
        "tier" => format!("tier Probe when {text}"),
        "that" => format!("guarantee probe that {text}"),
        "signal" => format!("score probe_score {{ signal probe {text} }}"),
        "weight" => format!("score probe_score {{ weight probe {text} }}"),
        "given" => {
            format!("test \"probe\" {{ today 2026-10-01 given account {{ {text} }} expect qualified }}")
        }
        other => panic!("no place {other}"),
    };
    format!("{FRAME}\n{rule}\n")
}

/// The rule's meaning on one line.
/// As `norm` makes every text: the rows show what a text is compared as.
fn printed(model: &Model, place: &str) -> String {
    let model = &Model { spellings: std::collections::BTreeMap::new(), ..model.clone() };
    match place {
        "gate" => model.condition_text(&model.excludes.last().unwrap().when),
        "role" => model.row_condition_text(0, &model.roles.last().unwrap().condition),
        "tier" => model.condition_text(&model.tiers.last().unwrap().when),
        "that" => model.condition_text(&model.guarantees.last().unwrap().that),
        "signal" | "weight" => model.earns_text(&model.scores.last().unwrap().rules.last().unwrap().earns),
        "given" => {
            let (field, cell) = model.tests.last().unwrap().account.first().unwrap();
            model.cell_text(*field, cell)
        }
        other => panic!("no place {other}"),
    }
}

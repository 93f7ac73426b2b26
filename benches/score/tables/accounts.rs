//! Made-up accounts: skewed industries and countries, sizes over five orders of magnitude, missing values, lists.
//!
//! In: a chunk's number. Out: its accounts, in order. Invariant: an account depends on its place in the table only, not
//! on how many rows the table has or which format it is written in.

use super::dice::{Dice, Skewed};
use super::words::{
    ACTIVITIES, ACTIVITY_ENDINGS, COUNTRIES, CRMS, DOMAIN_ENDINGS, FIRST_WORDS, INDUSTRIES, INDUSTRY_ENDINGS,
    LEGAL_FORMS, PAINS, REGIONS, SECOND_WORDS, STAGES, TOOLS, region,
};

/// How many accounts are drawn from one seed.
pub const CHUNK: u64 = 1 << 17;

/// The as-of day of the benchmark, 2026-06-01, in days since 1970-01-01.
pub const TODAY: i32 = 20_605;

/// One account; words by their place in [`Words`].
#[derive(Default)]
pub struct Account {
    pub number: u64,
    pub name: [u8; 4],
    pub industry: Option<u8>,
    pub sub_industry: Option<u8>,
    pub country: Option<u8>,
    pub region: u8,
    pub employees: Option<i32>,
    pub revenue_usd: Option<i64>,
    pub stage: Option<u8>,
    pub tech_stack: Vec<u8>,
    pub has_sales_ops: Option<bool>,
    pub pain_points: Vec<u8>,
    pub last_funding_at: Option<i32>,
    pub hiring_sales_90d: i32,
    pub web_visits_30d: i32,
    pub last_visit_at: Option<i32>,
    pub open_opps: i32,
    pub crm: Option<u8>,
}

impl Account {
    pub fn id(&self) -> String {
        format!("001{:015}", self.number)
    }

    pub fn company(&self) -> String {
        let [first, second, legal, _] = self.name.map(usize::from);
        format!("{} {} {} {}", FIRST_WORDS[first], SECOND_WORDS[second], self.number, LEGAL_FORMS[legal])
    }

    pub fn domain(&self) -> String {
        let [first, second, _, ending] = self.name.map(usize::from);
        let (first, second) = (FIRST_WORDS[first].to_lowercase(), SECOND_WORDS[second].to_lowercase());
        format!("{first}-{second}{}{}", self.number, DOMAIN_ENDINGS[ending])
    }
}

/// The words behind the numbers of an [`Account`].
pub struct Words {
    pub industries: Vec<String>,
    pub sub_industries: Vec<String>,
    pub countries: Vec<String>,
    pub regions: Vec<String>,
    pub stages: Vec<String>,
    pub tools: Vec<String>,
    pub pains: Vec<String>,
    pub crms: Vec<String>,
}

impl Words {
    pub fn new() -> Words {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let pairs = |first: &[&str], second: &[&str], joint: &str| {
            first.iter().flat_map(|a| second.iter().map(move |b| format!("{a}{joint}{b}"))).collect()
        };
        Words {
            industries: pairs(&INDUSTRIES, &INDUSTRY_ENDINGS, ""),
            sub_industries: pairs(&ACTIVITIES, &ACTIVITY_ENDINGS, " "),
            countries: owned(&COUNTRIES),
            regions: owned(&REGIONS),
            stages: owned(&STAGES),
            tools: owned(&TOOLS).into_iter().chain((0..60).map(|tool| format!("tool-{tool:02}"))).collect(),
            pains: owned(&PAINS),
            crms: owned(&CRMS),
        }
    }
}

/// Draws accounts, chunk by chunk.
pub struct Accounts {
    industries: Skewed,
    /// Which industry has which rank.
    ranked_industries: Vec<u8>,
    sub_industries: Skewed,
    countries: Skewed,
    regions: Vec<u8>,
    tools: Skewed,
}

impl Accounts {
    pub fn new() -> Accounts {
        let mut ranked_industries: Vec<u8> = (0..150).collect();
        let mut dice = Dice::seeded(7);
        for place in (1..ranked_industries.len()).rev() {
            ranked_industries.swap(place, dice.below(place + 1));
        }
        Accounts {
            industries: Skewed::new(150, 0.8),
            ranked_industries,
            sub_industries: Skewed::new(100, 0.6),
            countries: Skewed::new(COUNTRIES.len(), 1.0),
            regions: COUNTRIES.iter().map(|country| region(country)).collect(),
            tools: Skewed::new(80, 0.5),
        }
    }

    /// The accounts of a chunk in a table of `rows`; none behind its end.
    pub fn chunk(&self, chunk: u64, rows: u64) -> impl Iterator<Item = Account> + '_ {
        let first = chunk * CHUNK;
        let mut dice = Dice::seeded(1_000 + chunk);
        (first..rows.min(first + CHUNK)).map(move |number| self.account(number, &mut dice))
    }

    fn account(&self, number: u64, dice: &mut Dice) -> Account {
        let byte = |place: usize| u8::try_from(place).unwrap();
        let name = [16, 16, 4, 4].map(|words| byte(dice.below(words)));
        let industry = self.ranked_industries[self.industries.draw(dice)];
        let sub_industry = byte(self.sub_industries.draw(dice));
        let country = self.countries.draw(dice);
        let employees = dice.normal(4.6, 1.7).exp().clamp(1.0, 400_000.0).floor();
        let revenue = employees * dice.normal(11.6, 0.8).exp();
        let tools = if dice.chance(0.1) { 0 } else { dice.binomial(12, 0.3) };
        let funded = TODAY - i32::try_from(dice.below(8 * 365)).unwrap();
        let visited = TODAY - dice.exponential(45.0) as i32;
        let stage = byte(dice.below(STAGES.len()));
        let crm = byte(dice.below(CRMS.len()));
        let sales_ops = dice.chance(0.35);
        Account {
            number,
            name,
            industry: dice.unless(0.03, industry),
            sub_industry: dice.unless(0.15, sub_industry),
            country: dice.unless(0.02, byte(country)),
            region: self.regions[country],
            employees: dice.unless(0.12, employees as i32),
            revenue_usd: dice.unless(0.25, revenue as i64),
            stage: dice.unless(0.2, stage),
            tech_stack: (0..tools).map(|_| byte(self.tools.draw(dice))).collect(),
            has_sales_ops: dice.unless(0.3, sales_ops),
            pain_points: (0..dice.below(4)).map(|_| byte(dice.below(PAINS.len()))).collect(),
            last_funding_at: dice.unless(0.55, funded),
            hiring_sales_90d: i32::try_from(dice.poisson(1.2)).unwrap(),
            web_visits_30d: dice.normal(0.8, 1.2).exp() as i32,
            last_visit_at: dice.unless(0.4, visited),
            open_opps: i32::try_from(dice.poisson(0.3)).unwrap(),
            crm: dice.unless(0.25, crm),
        }
    }
}

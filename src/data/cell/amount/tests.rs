use super::*;

fn shown(text: &str) -> Result<String, Reason> {
    let amount = read(text)?;
    let number = amount.number(0)?.number;
    let currencies: Vec<String> =
        amount.currencies.unwrap_or_default().iter().take(2).map(ToString::to_string).collect();
    Ok(format!("{number}{}{}", if amount.percent { "%" } else { "" }, currencies.concat()))
}

#[test]
fn amounts_carry_their_marks() {
    let cases = [
        ("$5m", "5000000USDAUD"),
        ("us$5m", "5000000USD"),
        ("$5m usd", "5000000USD"),
        ("usd 5,000,000", "5000000USD"),
        ("5musd", "5000000USD"),
        ("5 mn", "5000000"),
        ("1.2bn", "1200000000"),
        ("€3,5 mio", "3500000EUR"),
        ("€3,5 mio.", "3500000EUR"),
        ("£750k", "750000GBP"),
        ("18.3 mm", "18300000"),
        ("rmb 30mm", "30000000CNY"),
        ("1.5亿人民币", "150000000CNY"),
        ("5000万", "50000000"),
        ("1亿元", "100000000CNY"),
        ("100万美元", "1000000USD"),
        ("10 lakh", "1000000"),
        ("rs. 5 cr", "50000000INRPKR"),
        ("-$5", "-5USDAUD"),
        ("$-5", "-5USDAUD"),
        ("($1,234.50)", "-1234.5USDAUD"),
        ("\u{2212}5", "-5"),
        ("+12 pct", "12%"),
        ("12%", "12%"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1.5e3", "1500"),
        ("200 employees", "200"),
        ("200人", "200"),
        ("5 mur", "5MUR"),
        ("5k", "5000"),
        ("s$5m", "5000000SGD"),
        ("100 kr", "100SEKNOK"),
    ];
    for (text, expected) in cases {
        assert_eq!(shown(text).as_deref(), Ok(expected), "{text}");
    }
}

#[test]
fn text_beside_a_number_is_told() {
    let cases = [
        ("~200", Reason::Approximate),
        ("约200人", Reason::Approximate),
        ("200 (linkedin)", Reason::TextBesideNumber),
        ("参保 123人", Reason::TextBesideNumber),
        ("founded 2015", Reason::TextBesideNumber),
        ("5 mil", Reason::UnclearScale),
        ("5t", Reason::UnclearScale),
        ("€5 usd", Reason::UnclearCurrency),
        ("twelve", Reason::NotANumber),
        ("#ref!", Reason::SpreadsheetError),
        ("inf", Reason::TooLarge),
        ("1e15", Reason::TooLarge),
        ("5-", Reason::TextBesideNumber),
        ("--5", Reason::TextBesideNumber),
        ("5kk", Reason::TextBesideNumber),
        ("1 m 2 m", Reason::TextBesideNumber),
    ];
    for (text, reason) in cases {
        assert_eq!(shown(text), Err(reason), "{text}");
    }
}

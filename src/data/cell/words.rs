//! The closed word lists of cells: scales, currencies, units, blanks. All entries are as `norm` leaves them.

/// Words for powers of ten after a number. The second value is the power.
pub(super) const SCALES: &[(&str, u32)] = &[
    ("k", 3),
    ("thousand", 3),
    ("thsd", 3),
    ("tsd", 3),
    ("千", 3),
    ("万", 4),
    ("萬", 4),
    ("lakh", 5),
    ("lakhs", 5),
    ("lac", 5),
    ("lacs", 5),
    ("十万", 5),
    ("m", 6),
    ("mm", 6),
    ("mn", 6),
    ("mln", 6),
    ("mio", 6),
    ("million", 6),
    ("millions", 6),
    ("millionen", 6),
    ("百万", 6),
    ("百萬", 6),
    ("cr", 7),
    ("crore", 7),
    ("crores", 7),
    ("千万", 7),
    ("千萬", 7),
    ("亿", 8),
    ("億", 8),
    ("b", 9),
    ("bn", 9),
    ("billion", 9),
    ("billions", 9),
    ("mrd", 9),
    ("milliarden", 9),
    ("十亿", 9),
    ("十億", 9),
    ("百亿", 10),
    ("千亿", 11),
    ("tn", 12),
    ("trn", 12),
    ("trillion", 12),
    ("trillions", 12),
    ("万亿", 12),
];

/// Scales that imply a rupee: elsewhere they are not used.
pub(super) const INDIAN_SCALES: &[&str] = &["lakh", "lakhs", "lac", "lacs", "cr", "crore", "crores"];

/// Scales of languages that begin decimals with a comma.
pub(super) const COMMA_SCALES: &[&str] = &["mio", "mln", "millionen", "mrd", "milliarden"];

/// The currencies that Indian scales go with.
pub(super) const RUPEES: &[&str] = &["INR", "PKR", "BDT", "NPR", "LKR"];

/// Scale words that mean different numbers in different places.
pub(super) const UNCLEAR_SCALES: &[&str] = &["mil", "t", "md", "milliard", "billón", "兆"];

const DOLLARS: &[&str] = &[
    "USD", "AUD", "BBD", "BMD", "BND", "BSD", "BZD", "CAD", "CLP", "COP", "FJD", "GYD", "HKD", "JMD", "KYD",
    "LRD", "MXN", "NAD", "NZD", "SBD", "SGD", "SRD", "TTD", "TWD", "UYU", "XCD",
];

/// Signs and words for currencies besides the ISO codes. Where several are named the field's own is taken.
pub(super) const CURRENCIES: &[(&str, &[&str])] = &[
    ("us$", &["USD"]),
    ("usd$", &["USD"]),
    ("us dollars", &["USD"]),
    ("us dollar", &["USD"]),
    ("美元", &["USD"]),
    ("美金", &["USD"]),
    ("$", DOLLARS),
    ("dollars", DOLLARS),
    ("dollar", DOLLARS),
    ("ca$", &["CAD"]),
    ("c$", &["CAD"]),
    ("cdn$", &["CAD"]),
    ("加元", &["CAD"]),
    ("au$", &["AUD"]),
    ("a$", &["AUD"]),
    ("澳元", &["AUD"]),
    ("nz$", &["NZD"]),
    ("hk$", &["HKD"]),
    ("港元", &["HKD"]),
    ("港币", &["HKD"]),
    ("s$", &["SGD"]),
    ("新加坡元", &["SGD"]),
    ("nt$", &["TWD"]),
    ("新台币", &["TWD"]),
    ("台币", &["TWD"]),
    ("r$", &["BRL"]),
    ("mx$", &["MXN"]),
    ("€", &["EUR"]),
    ("euro", &["EUR"]),
    ("euros", &["EUR"]),
    ("欧元", &["EUR"]),
    ("£", &["GBP"]),
    ("pounds", &["GBP", "EGP", "LBP"]),
    ("英镑", &["GBP"]),
    ("¥", &["CNY", "JPY"]),
    ("￥", &["CNY", "JPY"]),
    ("cn¥", &["CNY"]),
    ("jp¥", &["JPY"]),
    ("rmb", &["CNY"]),
    ("yuan", &["CNY"]),
    ("人民币元", &["CNY"]),
    ("元人民币", &["CNY"]),
    ("人民币", &["CNY"]),
    ("元", &["CNY"]),
    ("块", &["CNY"]),
    ("yen", &["JPY"]),
    ("日元", &["JPY"]),
    ("円", &["JPY"]),
    ("₹", &["INR"]),
    ("rs.", &["INR", "PKR", "LKR", "NPR"]),
    ("rs", &["INR", "PKR", "LKR", "NPR"]),
    ("rupees", &["INR", "PKR", "LKR", "NPR"]),
    ("卢比", &["INR", "PKR", "LKR", "NPR"]),
    ("₩", &["KRW"]),
    ("韩元", &["KRW"]),
    ("₽", &["RUB"]),
    ("руб", &["RUB"]),
    ("руб.", &["RUB"]),
    ("卢布", &["RUB"]),
    ("₺", &["TRY"]),
    ("₪", &["ILS"]),
    ("฿", &["THB"]),
    ("₫", &["VND"]),
    ("₱", &["PHP"]),
    ("₴", &["UAH"]),
    ("₦", &["NGN"]),
    ("zł", &["PLN"]),
    ("kč", &["CZK"]),
    ("kr", &["SEK", "NOK", "DKK", "ISK"]),
    ("kr.", &["SEK", "NOK", "DKK", "ISK"]),
    ("sfr", &["CHF"]),
    ("sfr.", &["CHF"]),
    ("fr.", &["CHF", "XOF", "XAF"]),
    ("瑞士法郎", &["CHF"]),
    ("rm", &["MYR"]),
    ("rp", &["IDR"]),
];

/// Words that count people or years after a plain number and add nothing.
pub(super) const UNITS: &[&str] = &[
    "employees",
    "employee",
    "people",
    "persons",
    "person",
    "staff",
    "headcount",
    "fte",
    "ftes",
    "workers",
    "team members",
    "mitarbeiter",
    "mitarbeitende",
    "beschäftigte",
    "employés",
    "salariés",
    "empleados",
    "dipendenti",
    "人",
    "名",
    "名员工",
    "员工",
    "人员",
    "名人员",
    "社員",
    "年",
    "家",
    "个",
];

/// Words for percent.
pub(super) const PERCENTS: &[&str] = &["%", "percent", "per cent", "pct", "pct.", "prozent", "p.c."];

/// Words that say that the number is not exact.
pub(super) const ABOUT: &[&str] = &[
    "~",
    "≈",
    "∼",
    "about",
    "approx",
    "approx.",
    "approximately",
    "around",
    "circa",
    "ca",
    "ca.",
    "c.",
    "est",
    "est.",
    "estimated",
    "roughly",
    "nearly",
    "almost",
    "rund",
    "etwa",
    "environ",
    "约",
    "大约",
    "近",
    "左右",
];

/// Cells that mean "not known" in number, money, percent, date and boolean fields (ruling 59).
pub(super) const NULLS: &[&str] = &[
    "null",
    "(null)",
    "nil",
    "none",
    "n/a",
    "na",
    "n.a.",
    "n.a",
    "#n/a",
    "#na",
    "<na>",
    "nan",
    "-",
    "--",
    "---",
    "–",
    "—",
    "?",
    "\\n",
    "unknown",
    "(unknown)",
    "(blank)",
    "not available",
    "not applicable",
    "undisclosed",
    "not disclosed",
    "tbd",
    "无",
    "暂无",
    "未知",
    "不详",
    "未公开",
    "未披露",
    "none万元",
    "选择不公示",
    "企业选择不公示",
];

/// Error values of spreadsheets that are not "not available".
pub(super) const SPREADSHEET_ERRORS: &[&str] =
    &["#ref!", "#value!", "#div/0!", "#name?", "#num!", "#null!", "#error!", "#spill!", "#calc!"];

/// What stands before one end of an open range: the words, whether the number is the low end, whether it belongs to it.
pub(super) const BEFORE_OPEN: &[(&str, bool, bool)] = &[
    (">=", true, true),
    ("≥", true, true),
    ("⩾", true, true),
    (">", true, false),
    ("<=", false, true),
    ("≤", false, true),
    ("⩽", false, true),
    ("<", false, false),
    ("greater than or equal to", true, true),
    ("less than or equal to", false, true),
    ("at least", true, true),
    ("from", true, true),
    ("min.", true, true),
    ("minimum", true, true),
    ("more than", true, false),
    ("greater than", true, false),
    ("over", true, false),
    ("above", true, false),
    ("at most", false, true),
    ("up to", false, true),
    ("max.", false, true),
    ("maximum", false, true),
    ("no more than", false, true),
    ("less than", false, false),
    ("fewer than", false, false),
    ("under", false, false),
    ("below", false, false),
    ("ab", true, true),
    ("über", true, false),
    ("bis zu", false, true),
    ("unter", false, false),
    ("大于等于", true, true),
    ("不少于", true, true),
    ("不低于", true, true),
    ("至少", true, true),
    ("大于", true, false),
    ("超过", true, false),
    ("多于", true, false),
    ("高于", true, false),
    ("小于等于", false, true),
    ("不超过", false, true),
    ("不大于", false, true),
    ("不多于", false, true),
    ("至多", false, true),
    ("最多", false, true),
    ("小于", false, false),
    ("少于", false, false),
    ("不足", false, false),
    ("低于", false, false),
];

/// What stands after one end of an open range, in the same form.
pub(super) const AFTER_OPEN: &[(&str, bool, bool)] = &[
    ("+", true, true),
    ("plus", true, true),
    ("or more", true, true),
    ("and more", true, true),
    ("or above", true, true),
    ("and above", true, true),
    ("and over", true, true),
    ("or over", true, true),
    ("or greater", true, true),
    ("and up", true, true),
    ("& up", true, true),
    ("及以上", true, true),
    ("以上", true, true),
    ("or less", false, true),
    ("or fewer", false, true),
    ("and below", false, true),
    ("or below", false, true),
    ("and under", false, true),
    ("or under", false, true),
    ("及以下", false, true),
    ("以下", false, true),
    ("以内", false, true),
    ("之内", false, true),
];

/// What stands between the two ends of a range.
pub(super) const BETWEEN: &[&str] = &[
    " to ",
    " through ",
    " bis ",
    " до ",
    "...",
    "..",
    "…",
    "–",
    "—",
    "‒",
    "‐",
    "‑",
    "〜",
    "~",
    "至",
    "到",
    "-",
];

/// Crunchbase's codes for revenue: the code, low and high end in millions of dollars (0: none on that side).
pub(super) const CRUNCHBASE_REVENUE: &[(&str, u32, u32)] = &[
    ("r_00000000", 0, 1),
    ("r_00001000", 1, 10),
    ("r_00010000", 10, 50),
    ("r_00050000", 50, 100),
    ("r_00100000", 100, 500),
    ("r_00500000", 500, 1_000),
    ("r_01000000", 1_000, 10_000),
    ("r_10000000", 10_000, 0),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{Currency, norm};

    #[test]
    fn every_word_is_as_norm_leaves_it() {
        let scales = SCALES.iter().map(|(word, _)| *word);
        let currencies = CURRENCIES.iter().map(|(word, _)| *word);
        let lists = [INDIAN_SCALES, UNCLEAR_SCALES, UNITS, PERCENTS, ABOUT, NULLS, SPREADSHEET_ERRORS];
        for word in scales.chain(currencies).chain(lists.into_iter().flatten().copied()) {
            assert_eq!(norm(word), word);
        }
        for (word, _, _) in BEFORE_OPEN.iter().chain(AFTER_OPEN) {
            assert_eq!(norm(word), *word);
        }
    }

    #[test]
    fn every_currency_is_a_currency() {
        for code in CURRENCIES.iter().flat_map(|(_, codes)| *codes).chain(RUPEES) {
            assert!(Currency::from_code(code).is_some(), "{code}");
        }
    }

    #[test]
    fn the_page_lists_every_null_word() {
        let page = include_str!("../../../docs/data.md").to_lowercase();
        for word in NULLS {
            assert!(page.contains(&format!("`{word}`")), "docs/data.md does not list `{word}`");
        }
    }
}

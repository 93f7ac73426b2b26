use super::*;

#[test]
fn a_format_decides_the_order() {
    let read =
        |format: &str, cell: &str| DateFormat::new(format).unwrap().read(cell).map(|day| day.to_string());
    let ok = |day: &str| Ok(day.to_owned());
    assert_eq!(read("%d/%m/%Y", "01/03/2024"), ok("2024-03-01"));
    assert_eq!(read("%m/%d/%Y", "1/3/2024"), ok("2024-01-03"));
    assert_eq!(read("%d-%b-%y", "1-Mar-24"), ok("2024-03-01"));
    assert_eq!(read("%d-%b-%y", "1-Mar-71"), ok("1971-03-01"));
    assert_eq!(read("%B %d, %Y", "September 5, 2024"), ok("2024-09-05"));
    assert_eq!(read("%m/%d/%Y %I:%M %p", "1/3/2024  3:04 PM"), ok("2024-01-03"));
    assert_eq!(read("%FT%T%z", "2024-03-01T23:30:00-05:00"), ok("2024-03-02"));
    assert_eq!(read("%Y年%m月%d日", "2024年3月1日"), ok("2024-03-01"));
    assert_eq!(read("%Y%m%d", "20240301"), ok("2024-03-01"));
    assert_eq!(read("%d/%m/%Y", "31/02/2024"), Err(DateFault::NoSuchDay));
    assert_eq!(read("%d/%m/%Y", "05/072018"), Err(DateFault::Form));
    assert_eq!(read("%d/%m/%Y", "01/03/24"), Err(DateFault::Form));
    assert_eq!(read("%d/%m/%Y", "01/03/2024 10:00"), Err(DateFault::Form));
}

#[test]
fn a_format_without_one_reading_is_refused() {
    let cases = [
        ("%d/%m", "no year"),
        ("%Y", "no month"),
        ("%m/%Y", "no day"),
        ("%d %d %m %Y", "day twice"),
        ("%Q %d %m %Y", "`%Q`"),
        ("%d %m %Y %", "`%`"),
    ];
    for (format, words) in cases {
        let fault = DateFormat::new(format).unwrap_err();
        assert!(fault.message.contains(words), "{format}: {}", fault.message);
    }
}

//! What exports put around their rows: titles above the column names, a quote that stays open.

use super::sandbox::{Ran, Sandbox};

const PROFILE: &str =
    "profile p {}\naccount { id: text key  name: text  n: number }\nscore fit { weight some 5 when n > 3 }\n";

fn score(table: &str, arguments: &[&str]) -> Ran {
    let sandbox = Sandbox::new();
    sandbox.write("p.icp", PROFILE);
    sandbox.write("a.csv", table);
    sandbox.run(&[&["score", "p.icp", "a.csv", "--to", "csv"], arguments].concat())
}

fn keys(ran: &Ran) -> Vec<&str> {
    ran.stdout.lines().skip(1).filter_map(|line| line.split(',').next()).collect()
}

#[test]
fn titles_above_the_column_names_are_passed_over_and_told_of() {
    let rows = "id,name,n\n1,Alder,4\n2,Birch,2\n3,Cedar,5\n";
    for (titles, line, above) in [
        ("Report: Accounts\n\nAs of 2026-01-01\n", 4, 2),
        ("Report: Accounts,,\n,,\n", 3, 2),
        ("\"Accounts\nof the West\"\r\n", 3, 1),
        ("sep=,\nAccounts of the West\n\n", 4, 1),
        ("Accounts\n", 2, 1),
    ] {
        let ran = score(&format!("{titles}{rows}"), &[]);
        assert_eq!(keys(&ran), ["1", "2", "3"], "{titles}{}", ran.all());
        let told = format!("a.csv: the column names stand in line {line}; {above} row");
        assert!(ran.stderr.contains(&told), "{titles}{}", ran.all());
    }
    // The lines of rows are those of the file.
    let ran = score(&format!("Accounts\n\n{rows}4,Dogwood\n"), &[]);
    assert!(ran.stderr.contains("a.csv:7: this row cannot be read"), "{}", ran.all());
}

#[test]
fn what_may_be_column_names_is_not_passed_over() {
    for (table, read) in [
        // One column.
        ("id\n1\n2\n", "has no column \"n\""),
        // Names of which most are blank.
        ("id,,,,\nk1,Alder,a,b,c\nk2,Birch,d,e,f\n", "has no column \"n\""),
        // Numbers are no names.
        ("Accounts\n1,Alder,4\n2,Birch,2\n", "has the column"),
        // A name twice.
        ("Accounts\nid,id,n\n1,Alder,4\n", "has the column"),
    ] {
        let ran = score(table, &[]);
        assert_eq!(ran.code, 2, "{table}{}", ran.all());
        assert!(ran.stderr.contains(read) && !ran.stderr.contains("stand in line"), "{table}{}", ran.all());
    }
    // Rows of which some are short.
    let ran = score("id,name,n\n1\n2\n3,Cedar,5\n", &[]);
    assert_eq!(keys(&ran), ["3"], "{}", ran.all());
}

#[test]
fn the_row_of_the_column_names_may_be_given() {
    let table = "old id,old name,old n\nid,name,n\n1,Alder,4\n2,Birch,2\n";
    assert_eq!(score(table, &[]).code, 2);
    let ran = score(table, &["--header-row", "2"]);
    assert_eq!(keys(&ran), ["1", "2"], "{}", ran.all());
    assert!(!ran.stderr.contains("stand in line"), "{}", ran.all());
    let ran = score("Accounts of the West\nid,name,n\n1,Alder,4\n", &["--header-row", "1"]);
    assert!(ran.stderr.contains("\"Accounts of the West\""), "{}", ran.all());
    assert_eq!(ran.code, 2);
    let ran = score(table, &["--header-row", "9"]);
    assert!(ran.stderr.contains("a.csv is empty"), "{}", ran.all());
}

#[test]
fn a_quote_that_stays_open_is_told_by_the_line_it_opens_on() {
    let told = "a.csv:3: this row cannot be read: the quote that opens on line 4 is never closed";
    for end in ["", "\n", "\r\n4,Dogwood,9\r\n", "\n4,\"\"Dogwood\"\"\n"] {
        let table = format!("id,name,n\n1,\"Al\"\"der\",4\n2,\"Birch\nof\",\"2{end}");
        for how in [&[][..], &["--threads", "2"], &["--explain", "json"]] {
            let ran = score(&table, how);
            assert_eq!(keys(&ran)[..1], ["1"], "{}", ran.all());
            assert!(ran.stderr.contains(told), "{}", ran.all());
            assert!(ran.stderr.contains("2 rows read, 1 of them rejected"), "{}", ran.all());
            assert_eq!(ran.code, 1);
        }
    }
    // A quote inside a cell opens nothing.
    let ran = score("id,name,n\n1,6\" pipe,4\n2,\"Birch\"\" Co\",4", &[]);
    assert_eq!(ran.code, 0, "{}", ran.all());
}

//! Inputs made to break the reader: each gives a clear error, never a panic, and ends: a reading that went over the
//! text again and again would not.

use icp::syntax::decode;

use super::parsing::{check_laws, parsed};

fn codes(text: &str) -> Vec<&'static str> {
    let (_, parsed) = parsed(text);
    parsed.diagnostics.iter().map(|found| found.code.id).collect()
}

#[test]
fn ten_megabytes_of_brackets_are_one_report() {
    for bracket in ["(", "[", "{"] {
        assert_eq!(codes(&bracket.repeat(10_000_000)), ["ICP0130"]);
    }
}

#[test]
fn ten_megabytes_of_not_are_one_report() {
    assert_eq!(codes(&"not ".repeat(2_500_000)), ["ICP0130"]);
    let rule = format!("exclude x when {}a\nexclude y when b\n", "not ".repeat(100));
    let (_, parsed) = parsed(&rule);
    assert_eq!(parsed.diagnostics.len(), 1);
    assert_eq!(parsed.tree.items.len(), 2);
}

#[test]
fn ten_megabytes_of_quotes_are_one_report() {
    assert_eq!(codes(&"\"".repeat(10_000_000)).len(), 1);
}

#[test]
fn a_line_of_five_megabytes_is_read() {
    let list = format!("list x = [{}\"z\"]\n", "\"abc\", ".repeat(700_000));
    assert_eq!(codes(&list), [""; 0]);
    let word = format!("exclude {} when a because \"b\"\n", "x".repeat(5_000_000));
    assert_eq!(codes(&word), [""; 0]);
    let prose = format!("{}\n", "word ".repeat(1_000_000));
    assert_eq!(codes(&prose).len(), 1);
}

#[test]
fn invisible_characters_are_named() {
    assert_eq!(codes("exclude x when a = 1\0 because \"b\"\n"), ["ICP0137"]);
    assert_eq!(codes("\0\0\0"), ["ICP0137"]);
    assert_eq!(codes("exclude x when a = \"b\u{7}\" because \"c\"\n"), ["ICP0137"]);
    assert_eq!(codes("exclude x when \u{202E}a = 1 because \"c\"\n"), ["ICP0137"]);
    check_laws(&"\0".repeat(1_000_000));
}

#[test]
fn one_statement_that_nests_too_deep_leaves_the_others_alone() {
    let text = format!(
        "exclude a when b because \"c\"\nexclude deep when {}x{} because \"y\"\nexclude d when e because \"f\"\n",
        "(".repeat(65),
        ")".repeat(65)
    );
    let (_, parsed) = parsed(&text);
    assert_eq!(parsed.diagnostics.len(), 1);
    assert_eq!(parsed.diagnostics[0].code.id, "ICP0130");
    assert_eq!(parsed.tree.items.len(), 3);
    check_laws(&text);
}

#[test]
fn brackets_in_texts_comments_and_patterns_do_not_nest() {
    let open = "(".repeat(200);
    let text = format!(
        "exclude a when b = \"{open}\" because \"c\" # {open}\nexclude d when e matches /[{{({{(]\"/ because \"f\"\n"
    );
    assert_eq!(codes(&text), [""; 0]);
}

#[test]
fn sixty_deep_shapes_of_every_nesting_construct_are_quick() {
    let condition = |open: &str, close: &str| {
        [
            format!("exclude x when {}a{} because \"b\"", open.repeat(60), close.repeat(60)),
            format!("exclude x when {}a", open.repeat(60)),
            format!("exclude x when {}", open.repeat(60)),
            format!("let x = {}a{}", open.repeat(60), close.repeat(30)),
            format!("test \"t\" {{\n  expect {}a\n}}", open.repeat(60)),
            format!("score s {{\n  weight w {{\n    when {}a => 5\n  }}\n}}", open.repeat(60)),
        ]
    };
    let mut shapes = Vec::new();
    for (open, close) in [
        ("(", ")"),
        ("not (", ")"),
        ("a + (", ")"),
        ("(a otherwise ", ")"),
        ("any(t where ", ")"),
        ("a in [", "]"),
    ] {
        shapes.extend(condition(open, close));
    }
    shapes.push(format!("taxonomy t {}{}", "{ \"a\" ".repeat(60), "}".repeat(60)));
    shapes.push(format!("taxonomy t {}", "{ \"a\" ".repeat(60)));
    shapes.push(format!("account {{ x: {}text }}", "list of ".repeat(60)));
    shapes.push(format!("test \"t\" {{ given account {} }}", "{ a: ".repeat(60)));
    shapes.push("{ ".repeat(60));
    shapes.push("weight w {\n".repeat(2_000));
    shapes.push("score s {\n".repeat(2_000));
    shapes.push("score s { group g { weight w {\n".repeat(1_000));
    for shape in &shapes {
        check_laws(shape);
    }
}

#[test]
fn long_rows_do_not_use_up_the_stack() {
    let ands = format!("exclude x when {}a because \"b\"", "a and ".repeat(20_000));
    assert_eq!(codes(&ands), [""; 0]);
    assert_eq!(codes(&format!("let x = {}a", "a + ".repeat(20_000))), ["ICP0130"]);
    assert_eq!(codes(&format!("let x = {}a", "a * ".repeat(20_000))), ["ICP0130"]);
    assert_eq!(codes(&format!("let x = {}a", "a implies ".repeat(20_000))), ["ICP0138"]);
    assert_eq!(codes(&format!("let x = a{}", " < a".repeat(20_000))), ["ICP0118"]);
    assert_eq!(codes(&format!("account {{ x: {}text }}", "list of ".repeat(20_000))).len(), 1);
    assert_eq!(codes(&format!("let x = a{}", " otherwise 1".repeat(20_000))).len(), 1);
}

#[test]
fn many_small_pieces_stay_linear() {
    check_laws(&"}\n".repeat(20_000));
    check_laws(&"{\n".repeat(20_000));
    check_laws(&"\n".repeat(1_000_000));
    check_laws(&"#\n".repeat(200_000));
    check_laws(&"x\n".repeat(100_000));
    check_laws(&"exlude a \"b\"\n".repeat(5_000));
}

#[test]
fn bytes_that_are_no_text_are_named_by_line_and_byte() {
    let error = decode("caf.icp", b"exclude x\n  because \"caf\xE9\"\n".to_vec()).unwrap_err();
    assert_eq!(error.code.id, "ICP0131");
    assert_eq!(error.message, "`caf.icp` is not UTF-8 text: byte 0xE9 at line 2, byte 15 of the line");
    let error = decode("x.icp", vec![0xFF, 0xFE, b'a', 0]).unwrap_err();
    assert_eq!(error.message, "`x.icp` is UTF-16 text, profiles are UTF-8");
    assert_eq!(decode("x.icp", b"a\rb\r\nc".to_vec()).unwrap(), "a\nb\r\nc");
}

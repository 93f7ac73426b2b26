//! Line differences between a file and what it would become.

use similar::TextDiff;

/// A unified difference, empty when there is none.
pub fn unified(name: &str, before: &str, after: &str, color: bool) -> String {
    let difference = TextDiff::from_lines(before, after);
    let plain = difference
        .unified_diff()
        .context_radius(3)
        .header(&format!("a/{name}"), &format!("b/{name}"))
        .to_string();
    if !color {
        return plain;
    }
    let mut colored = String::with_capacity(plain.len());
    for line in plain.lines() {
        let paint = match line.chars().next() {
            Some('+') => "\u{1b}[32m",
            Some('-') => "\u{1b}[31m",
            Some('@') => "\u{1b}[36m",
            _ => "",
        };
        let end = if paint.is_empty() { "" } else { "\u{1b}[0m" };
        colored.push_str(&format!("{paint}{line}{end}\n"));
    }
    colored
}

//! A document as Markdown, as GitHub and GitLab show it.
//!
//! In: a document. Out: text. Invariant: nothing a profile holds can end a table cell, open HTML or start a heading.

use super::{Block, Document, Piece};

/// The document as Markdown.
#[must_use]
pub fn markdown(document: &Document) -> String {
    let mut out = format!("# {}\n\n", escaped(&document.title));
    for (label, value) in &document.facts {
        let value = value.as_deref().map_or_else(|| "*missing*".to_owned(), escaped);
        out.push_str(&format!("- **{label}:** {value}\n"));
    }
    for section in &document.sections {
        out.push_str(&format!("\n## {}\n", escaped(&section.title)));
        for block in &section.blocks {
            out.push('\n');
            write_block(&mut out, block);
        }
    }
    out
}

fn write_block(out: &mut String, block: &Block) {
    match block {
        Block::Paragraph(line) => out.push_str(&format!("{}\n", text(line).trim_end())),
        Block::Missing(line) => out.push_str(&format!("> **Missing:** {}\n", text(line))),
        Block::Heading(title) => out.push_str(&format!("### {}\n", escaped(title))),
        Block::Table(headings, rows) => {
            out.push_str(&format!("| {} |\n", headings.join(" | ")));
            out.push_str(&format!("|{}\n", " --- |".repeat(headings.len())));
            for row in rows {
                let cells: Vec<String> = row.iter().map(|cell| text(cell)).collect();
                out.push_str(&format!("| {} |\n", cells.join(" | ")));
            }
        }
    }
}

fn text(line: &[Piece]) -> String {
    line.iter()
        .map(|piece| match piece {
            Piece::Plain(words) => escaped(words),
            Piece::Strong(words) => strong(words),
            Piece::Code(words) => code(words),
            Piece::Break => "<br>".to_owned(),
        })
        .collect()
}

/// Emphasis takes no blanks at its ends.
fn strong(words: &str) -> String {
    let trimmed = words.trim();
    if trimmed.is_empty() {
        return String::new();
    }
    let after = if words.ends_with(' ') { " " } else { "" };
    format!("**{}**{after}", escaped(trimmed))
}

/// Code in a table: a bar is escaped even there, and the fence is longer than any run of backticks inside.
fn code(words: &str) -> String {
    let longest = words.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if words.starts_with('`') || words.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{}{pad}{fence}", one_line(words).replace('|', "\\|"))
}

fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut before = ' ';
    for letter in one_line(words).chars() {
        match letter {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' => {
                out.push('\\');
                out.push(letter);
            }
            // Only a word that starts with it calls people.
            '@' if !before.is_alphanumeric() => out.push_str("&#64;"),
            letter => out.push(letter),
        }
        before = letter;
    }
    out
}

fn one_line(words: &str) -> String {
    words.split(['\n', '\r']).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_escapes_its_cell() {
        assert_eq!(escaped("a|b <script> *x* @team\n# h"), "a\\|b &lt;script&gt; \\*x\\* &#64;team \\# h");
        assert_eq!(code("a | b"), "`a \\| b`");
        assert_eq!(code("`x`"), "`` `x` ``");
    }
}

//! A document as one HTML page: no network, light and dark, readable when printed.
//!
//! In: a document. Out: a page. Invariant: every text of a profile is escaped by the template.

use maud::{DOCTYPE, Markup, PreEscaped, html as template};

use super::{Block, Document, Piece, Section};

/// What the page looks like.
const STYLE: &str = include_str!("document.css");

/// The document as an HTML page.
#[must_use]
pub fn html(document: &Document) -> String {
    let page = template! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (document.title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (document.title) }
                    dl {
                        @for (label, value) in &document.facts {
                            div {
                                dt { (label) }
                                dd { @if let Some(value) = value { (value) } @else { span.missing { "missing" } } }
                            }
                        }
                    }
                }
                nav aria-label="Parts" {
                    @for section in &document.sections { a href={ "#" (anchor(section)) } { (section.title) } }
                }
                main { @for section in &document.sections { (part(section)) } }
            }
        }
    };
    let mut text = page.into_string();
    text.push('\n');
    text
}

fn part(section: &Section) -> Markup {
    template! {
        section id=(anchor(section)) {
            h2 { (section.title) }
            @for block in &section.blocks { (shown(block)) }
        }
    }
}

fn shown(block: &Block) -> Markup {
    template! {
        @match block {
            Block::Paragraph(line) => p { (pieces(line)) },
            Block::Missing(line) => p.missing { strong { "Missing: " } (pieces(line)) },
            Block::Heading(title) => h3 { (title) },
            Block::Table(headings, rows) => {
                div.scroll {
                    table {
                        thead { tr { @for heading in headings { th scope="col" { (heading) } } } }
                        tbody { @for row in rows { tr { @for cell in row { td { (pieces(cell)) } } } } }
                    }
                }
            },
        }
    }
}

fn pieces(line: &[Piece]) -> Markup {
    template! {
        @for piece in line {
            @match piece {
                Piece::Plain(words) => (words),
                Piece::Strong(words) => strong { (words) },
                Piece::Code(words) => code { (words) },
                Piece::Break => br;,
            }
        }
    }
}

fn anchor(section: &Section) -> String {
    section.title.to_lowercase().replace(' ', "-")
}

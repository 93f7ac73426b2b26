//! A profile as the document that people circulate: who it sells to, why, and what happens to each account.
//!
//! In: a checked profile, the day, its change log. Out: a [`Document`], written as Markdown or HTML.
//! Invariant: everything in it is taken from the profile; a part that the profile does not have is shown as missing.

mod dimension;
mod gather;
mod html;
mod markdown;
mod sections;
mod summary;

use crate::check::model::Model;
use crate::plan::Plan;
use crate::text::Sources;
use crate::types::Day;

pub use html::html;
pub use markdown::markdown;

/// A document: headings, paragraphs, tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The title.
    pub title: String,
    /// Version, owner and the like; `None` where the profile does not say.
    pub facts: Vec<(&'static str, Option<String>)>,
    /// The parts, in the order of the outline.
    pub sections: Vec<Section>,
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The heading.
    pub title: String,
    /// What stands under it.
    pub blocks: Vec<Block>,
}

/// Something that stands under a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Sentences.
    Paragraph(Line),
    /// What the profile does not have, and how to add it.
    Missing(Line),
    /// A heading inside the part.
    Heading(String),
    /// A table: headings, then rows of as many cells.
    Table(Vec<&'static str>, Vec<Vec<Line>>),
}

/// A line of text with its emphasis.
pub type Line = Vec<Piece>;

/// Some words of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Plain words.
    Plain(String),
    /// Words that matter most.
    Strong(String),
    /// Words of the language, as the profile has them.
    Code(String),
    /// The next cell content starts a new line.
    Break,
}

/// A change in the history of the profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The day, as `YYYY-MM-DD`.
    pub day: String,
    /// Who made it.
    pub author: String,
    /// What was said about it, in one line.
    pub subject: String,
    /// The revision, cut short.
    pub revision: String,
}

/// The change log, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum History {
    /// From newest to oldest.
    Known(Vec<Change>),
    /// It was not asked for.
    LeftOut,
    /// Why it is not known.
    Unknown(String),
}

/// What a document is made from.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The profile's files.
    pub sources: &'a Sources,
    /// The profile.
    pub model: &'a Model,
    /// Its plan.
    pub plan: &'a Plan,
    /// The day it is.
    pub today: Day,
    /// The change log.
    pub history: &'a History,
}

/// The document of a profile.
#[must_use]
pub fn document(subject: Subject<'_>) -> Document {
    let header = &subject.model.header;
    Document {
        title: header.title.clone().unwrap_or_else(|| gather::spoken(&header.name)),
        facts: vec![
            ("Profile", Some(header.name.clone())),
            ("Version", header.version.clone()),
            ("Updated", header.updated.map(|day| day.to_string())),
            ("Owner", header.owner.clone()),
            ("Review", gather::review(header, subject.today)),
            ("Objective", header.objective.clone()),
        ],
        sections: sections::sections(subject),
    }
}

fn plain(text: impl Into<String>) -> Piece {
    Piece::Plain(text.into())
}

fn strong(text: impl Into<String>) -> Piece {
    Piece::Strong(text.into())
}

fn code(text: impl Into<String>) -> Piece {
    Piece::Code(text.into())
}

/// Items of a cell, one under the other.
fn stacked(items: impl IntoIterator<Item = Line>) -> Line {
    let mut line = Line::new();
    for item in items {
        if !line.is_empty() {
            line.push(Piece::Break);
        }
        line.extend(item);
    }
    line
}

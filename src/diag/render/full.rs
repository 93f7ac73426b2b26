//! The report for people: headline, source with labels, notes, helps.
//!
//! In: diagnostics and the files of the run. Out: text for a terminal of some width.
//! Invariant: what the color says, the words say too.

use std::fmt;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
};
use miette::{SourceSpan, SpanContents, ThemeCharacters, ThemeStyles};

use super::concise::headline;
use super::excerpt::Excerpt;
use super::{Style, clean, wrap};
use crate::diag::{Diagnostic, Label, Severity};
use crate::text::Sources;

/// A report for each, in the order given, with a blank line after each.
#[must_use]
pub fn full(sources: &Sources, diagnostics: &[Diagnostic], style: Style) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        report(&mut out, sources, diagnostic, style);
        out.push('\n');
    }
    out
}

fn report(out: &mut String, sources: &Sources, diagnostic: &Diagnostic, style: Style) {
    let line = wrap(&headline(diagnostic), style.width, 2);
    match line.split_once(": ") {
        Some((kind, message)) if style.color => {
            let color = match diagnostic.severity {
                Severity::Error => "\u{1b}[1;31m",
                Severity::Warning => "\u{1b}[1;33m",
                Severity::Info => "\u{1b}[1;36m",
            };
            out.push_str(&format!("{color}{kind}\u{1b}[0m\u{1b}[1m: {message}\u{1b}[0m\n"));
        }
        _ => {
            out.push_str(&line);
            out.push('\n');
        }
    }
    let elsewhere = snippet(out, sources, diagnostic, style);
    let mut footer = |word: &str, text: &str| {
        let indent = 2 + word.len() + 2;
        let lines = wrap(&format!("{}{}", " ".repeat(indent), clean(text)), style.width, indent);
        let lines = lines.trim_start();
        if style.color {
            out.push_str(&format!("  \u{1b}[36m{word}:\u{1b}[0m {lines}\n"));
        } else {
            out.push_str(&format!("  {word}: {lines}\n"));
        }
    };
    for label in elsewhere {
        let (path, position) = sources.locate(label.span);
        footer("note", &format!("{}:{}:{}: {}", path, position.line, position.column, label.text));
    }
    for note in &diagnostic.notes {
        footer("note", note);
    }
    for help in &diagnostic.helps {
        footer("help", &help.text);
    }
}

/// Draws the source with its labels; gives back the labels that lie in other files.
fn snippet<'a>(
    out: &mut String,
    sources: &Sources,
    diagnostic: &'a Diagnostic,
    style: Style,
) -> Vec<&'a Label> {
    let Some(primary) = &diagnostic.primary else { return diagnostic.secondary.iter().collect() };
    let Some(file) = sources.get(primary.span.source) else { return Vec::new() };
    let (here, elsewhere): (Vec<&Label>, Vec<&Label>) =
        diagnostic.secondary.iter().partition(|label| label.span.source == primary.span.source);
    let labels: Vec<&Label> = std::iter::once(primary).chain(here).collect();
    let drawing = Drawing(Excerpt::new(file, &labels, style.width.saturating_sub(8).max(40)));
    let theme = GraphicalTheme {
        characters: ThemeCharacters::unicode(),
        styles: if style.color { ThemeStyles::ansi() } else { ThemeStyles::none() },
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_links(false)
        .with_width(style.width)
        .with_context_lines(1)
        .without_cause_chain()
        .without_primary_span_start();
    let mut drawn = String::new();
    if handler.render_report(&mut drawn, &drawing).is_ok() {
        // The first line is the empty headline of the drawing; ours is already written.
        out.push_str(drawn.split_once('\n').map_or("", |(_, rest)| rest));
    }
    elsewhere
}

/// An excerpt in the form that miette draws.
#[derive(Debug)]
struct Drawing(Excerpt);

impl fmt::Display for Drawing {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Drawing {}

impl miette::Diagnostic for Drawing {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.0.marks.iter().map(|mark| {
            let text = (!mark.text.is_empty()).then(|| mark.text.clone());
            let span = (mark.range.start, mark.range.len());
            if mark.primary {
                LabeledSpan::new_primary_with_span(text, span)
            } else {
                LabeledSpan::new_with_span(text, span)
            }
        })))
    }
}

impl SourceCode for Drawing {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let excerpt = &self.0;
        let number = |index: usize| excerpt.lines.get(index).map(|line| line.number);
        let mut first = excerpt.line_at(span.offset());
        let mut last = excerpt.line_at(span.offset() + span.len());
        // Lines of the file that the excerpt leaves out must not be drawn as if they were not there.
        let whole = |first: usize, last: usize| {
            number(first).zip(number(last)).is_some_and(|(low, high)| high - low == last - first)
        };
        if !whole(first, last) {
            return Err(MietteError::OutOfBounds);
        }
        for _ in 0..before {
            if first > 0 && whole(first - 1, first) {
                first -= 1;
            }
        }
        for _ in 0..after {
            if whole(last, last + 1) {
                last += 1;
            }
        }
        let start = excerpt.lines.get(first).map_or(0, |line| line.start);
        let end = excerpt.end_of(last);
        let data = excerpt.text.as_bytes().get(start..end).unwrap_or(&[]);
        let name = match excerpt.marks.iter().find(|mark| mark.range.start == span.offset()) {
            Some(mark) => format!("{}:{}:{}", clean(&excerpt.name), mark.position.line, mark.position.column),
            None => clean(&excerpt.name).into_owned(),
        };
        Ok(Box::new(MietteSpanContents::new_named(
            name,
            data,
            SourceSpan::from((start, data.len())),
            number(first).unwrap_or(1) - 1,
            0,
            last - first + 1,
        )))
    }
}

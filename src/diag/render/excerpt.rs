//! The few lines of a file that a diagnostic's labels need, cropped and clean.
//!
//! A line of five megabytes is shown as the part around its label; columns and line numbers stay those of the file.

use std::collections::BTreeSet;

use super::clean::{columns_of, visible};
use crate::diag::Label;
use crate::text::{Position, SourceFile};

/// A label over more lines than this is shown at its first line only.
const MOST_LINES: usize = 6;

/// A label inside an [`Excerpt`].
#[derive(Debug)]
pub(super) struct Mark {
    /// Bytes of [`Excerpt::text`].
    pub range: std::ops::Range<usize>,
    /// Where it starts in the file.
    pub position: Position,
    /// What it says.
    pub text: String,
    /// Whether it is the primary label.
    pub primary: bool,
}

/// One line of an [`Excerpt`].
#[derive(Debug)]
pub(super) struct Line {
    /// Its number in the file, from 1.
    pub number: usize,
    /// Where it starts in [`Excerpt::text`].
    pub start: usize,
}

/// Lines of one file, clean and cropped, with the labels that point into them.
#[derive(Debug)]
pub(super) struct Excerpt {
    /// The file's name.
    pub name: String,
    /// The lines, each with its line end.
    pub text: String,
    /// Which lines, ascending.
    pub lines: Vec<Line>,
    /// The labels, ascending.
    pub marks: Vec<Mark>,
}

/// Where a label begins and ends: line and byte in the line.
struct Place<'a> {
    label: &'a Label,
    primary: bool,
    position: Position,
    first: usize,
    last: usize,
    start: usize,
    end: usize,
}

impl Excerpt {
    /// The lines of the labels (the first is the primary one), and the line before and after each unless it is blank.
    pub fn new(file: &SourceFile, labels: &[&Label], width: usize) -> Excerpt {
        let places: Vec<Place> =
            labels.iter().enumerate().map(|(index, label)| place(file, label, index == 0)).collect();
        let last_line = file.position(file.text().len()).line;
        let mut numbers = BTreeSet::new();
        for place in &places {
            let around = [place.first.saturating_sub(1).max(1), (place.last + 1).min(last_line)];
            numbers.extend(around.into_iter().filter(|number| !file.line(*number).trim().is_empty()));
            numbers.extend(place.first..=place.last);
        }
        let mut excerpt = Excerpt {
            name: file.name().to_owned(),
            text: String::new(),
            lines: Vec::new(),
            marks: Vec::new(),
        };
        let mut starts: Vec<Option<usize>> = vec![None; places.len()];
        let mut ends: Vec<Option<usize>> = vec![None; places.len()];
        for number in numbers {
            let text = file.line(number);
            let focus =
                places.iter().find(|p| p.first == number).or(places.iter().find(|p| p.last == number));
            let focus = focus.map_or(0, |p| if p.first == number { p.start } else { 0 });
            let cropped = Cropped::new(text, focus, width);
            let start = excerpt.text.len();
            for ((place, from), to) in places.iter().zip(&mut starts).zip(&mut ends) {
                if place.first == number {
                    *from = Some(start + cropped.offset(place.start));
                }
                if place.last == number {
                    *to = Some(start + cropped.offset(place.end));
                }
            }
            excerpt.lines.push(Line { number, start });
            excerpt.text.push_str(&cropped.shown);
            excerpt.text.push('\n');
        }
        for ((place, start), end) in places.into_iter().zip(starts).zip(ends) {
            let (Some(start), Some(end)) = (start, end) else { continue };
            excerpt.marks.push(Mark {
                range: start..end.max(start),
                position: place.position,
                text: super::clean(&place.label.text).into_owned(),
                primary: place.primary,
            });
        }
        excerpt.marks.sort_by_key(|mark| mark.range.start);
        excerpt
    }

    /// The line that holds a byte of the excerpt's text, by index.
    pub fn line_at(&self, offset: usize) -> usize {
        self.lines.partition_point(|line| line.start <= offset).saturating_sub(1)
    }

    /// Where a line ends, its line end included.
    pub fn end_of(&self, line: usize) -> usize {
        self.lines.get(line + 1).map_or(self.text.len(), |next| next.start)
    }
}

fn place<'a>(file: &SourceFile, label: &'a Label, primary: bool) -> Place<'a> {
    let range = label.span.range();
    let position = file.position(range.start);
    let mut last = file.position(range.end).line;
    let line_start = |line: usize| file.line(line).as_ptr() as usize - file.text().as_ptr() as usize;
    let start = range.start.min(file.text().len()).saturating_sub(line_start(position.line));
    let mut end = range.end.min(file.text().len()).saturating_sub(line_start(last));
    if last > position.line && end == 0 {
        // A label that ends with a line end does not point at the line after it.
        last -= 1;
        end = file.line(last).len();
    }
    if last - position.line >= MOST_LINES {
        last = position.line;
        end = file.line(last).trim_end().len();
    }
    let start = start.min(file.line(position.line).len());
    Place { label, primary, position, first: position.line, last, start, end: end.min(file.line(last).len()) }
}

/// A line as it is shown.
struct Cropped {
    shown: String,
    /// Byte in the line and byte in `shown`, for each character and the end.
    places: Vec<(usize, usize)>,
}

impl Cropped {
    fn new(line: &str, focus: usize, width: usize) -> Cropped {
        let before = line.get(..focus).unwrap_or(line);
        let head = before.chars().rev().take(width).map(columns_of).sum::<usize>();
        let tail = line.get(before.len()..).unwrap_or("");
        let whole = before.chars().nth(width).is_none()
            && head + tail.chars().take(width + 1).map(columns_of).sum::<usize>() <= width;
        let from = if whole { 0 } else { window_start(before, head, width) };
        let mut cropped = Cropped { shown: String::new(), places: Vec::new() };
        if from > 0 {
            cropped.shown.push('…');
        }
        let mut used = usize::from(from > 0);
        for (index, c) in line.get(from..).unwrap_or("").char_indices() {
            cropped.places.push((from + index, cropped.shown.len()));
            let wide = if c == '\t' { 4 - used % 4 } else { columns_of(c) };
            if !whole && used + wide > width {
                cropped.shown.push('…');
                return cropped;
            }
            used += wide;
            if c == '\t' {
                cropped.shown.extend(std::iter::repeat_n(' ', wide));
            } else {
                cropped.shown.push(visible(c));
            }
        }
        cropped.places.push((line.len(), cropped.shown.len()));
        cropped
    }

    /// Where a byte of the line is in the shown text; what was cut off is at the nearer end.
    fn offset(&self, byte: usize) -> usize {
        let index = self.places.partition_point(|(place, _)| *place < byte);
        self.places.get(index).map_or(self.shown.len(), |(_, shown)| *shown)
    }
}

/// The first byte to show so that the end of `before` stands a third into the window.
fn window_start(before: &str, columns_before: usize, width: usize) -> usize {
    let keep = width / 3;
    if columns_before <= keep + width / 4 && before.chars().nth(width).is_none() {
        return 0;
    }
    before.char_indices().rev().nth(keep.saturating_sub(1)).map_or(0, |(index, _)| index)
}

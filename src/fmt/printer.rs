//! From layouts to lines.
//!
//! A comment always ends its line, whatever the layout says: what follows it inside a statement continues on
//! the next line, one step deeper. So no comment moves to another token, and a second run finds what the first
//! one left.

use super::doc::{Doc, Line};
use super::material::Material;
use super::{INDENT, WIDTH};
use crate::diag::render::columns as width;

/// How the group at hand is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Flat,
    Broken,
}

/// What is still to print.
#[derive(Debug, Clone, Copy)]
enum Work<'d> {
    Doc(&'d Doc),
    /// The rest of a [`Doc::Fill`], and whether it is all of it.
    Fill(&'d [Doc], bool),
}

type Task<'d> = (usize, Mode, Work<'d>);

/// Lays out one statement. The own comments of `first` are left to the caller.
pub(super) fn print(material: &Material<'_>, indent: usize, doc: &Doc, first: usize) -> Vec<Line> {
    let current = Line { indent, ..Line::default() };
    let mut printer = Printer { material, first, lines: Vec::new(), current, blanks: 0 };
    printer.run(indent, doc);
    printer.lines.push(printer.current);
    printer.lines
}

struct Printer<'m, 'a> {
    material: &'m Material<'a>,
    first: usize,
    lines: Vec<Line>,
    current: Line,
    /// Blanks that stand before the next text, if it comes on this line.
    blanks: usize,
}

impl Printer<'_, '_> {
    fn run(&mut self, indent: usize, doc: &Doc) {
        let mut tasks: Vec<Task<'_>> = vec![(indent, Mode::Broken, Work::Doc(doc))];
        while let Some((indent, mode, work)) = tasks.pop() {
            match work {
                Work::Fill(items, all) => self.fill(&mut tasks, indent, mode, items, all),
                Work::Doc(doc) => self.doc(&mut tasks, indent, mode, doc),
            }
        }
    }

    fn doc<'d>(&mut self, tasks: &mut Vec<Task<'d>>, indent: usize, mode: Mode, doc: &'d Doc) {
        match doc {
            Doc::Token(token) => self.token(indent, *token),
            Doc::Dropped(token) => self.comments_of_comma(indent, *token),
            Doc::LastComma if mode == Mode::Broken => self.current.text.push(','),
            Doc::LastComma => {}
            Doc::Blank(count) => self.blanks = *count,
            Doc::Line(count) if mode == Mode::Flat => self.blanks = *count,
            Doc::Line(_) | Doc::Hard => self.end_line(indent),
            Doc::Concat(docs) => tasks.extend(docs.iter().rev().map(|doc| (indent, mode, Work::Doc(doc)))),
            Doc::Indent(docs) => {
                tasks.extend(docs.iter().rev().map(|doc| (indent + INDENT, mode, Work::Doc(doc))));
            }
            Doc::Group(docs) => {
                let flat: Vec<Task<'_>> =
                    docs.iter().rev().map(|doc| (indent, Mode::Flat, Work::Doc(doc))).collect();
                if mode == Mode::Flat || self.fits(flat.clone(), tasks, self.blanks) {
                    tasks.extend(flat);
                } else {
                    tasks.extend(docs.iter().rev().map(|doc| (indent, Mode::Broken, Work::Doc(doc))));
                }
            }
            Doc::Fill(items) => tasks.push((indent, mode, Work::Fill(items, true))),
        }
    }

    fn fill<'d>(
        &mut self,
        tasks: &mut Vec<Task<'d>>,
        indent: usize,
        mode: Mode,
        items: &'d [Doc],
        all: bool,
    ) {
        let Some((item, rest)) = items.split_first() else { return };
        tasks.push((indent, mode, Work::Fill(rest, false)));
        let flat = (indent, Mode::Flat, Work::Doc(item));
        if !all {
            if mode == Mode::Flat || (!self.is_closed() && self.fits(vec![flat], tasks, 1)) {
                self.blanks = 1;
            } else {
                self.end_line(indent);
            }
        }
        let fits = mode == Mode::Flat || self.fits(vec![flat], tasks, self.blanks);
        tasks.push(if fits { flat } else { (indent, Mode::Broken, Work::Doc(item)) });
    }

    fn token(&mut self, indent: usize, token: usize) {
        let material = self.material;
        let around = material.around(token);
        if material.is_mark(token, ",") {
            self.current.text.push(',');
            self.blanks = 0;
            return self.comments_of_comma(indent, token);
        }
        let deeper = indent + INDENT;
        let after_comment = if material.is_closer(token) { indent } else { deeper };
        if token != self.first && !around.own.is_empty() {
            let starts_line = self.current.text.is_empty();
            let (before, after) = if material.is_closer(token) {
                (deeper, indent)
            } else if starts_line {
                (self.current.indent, self.current.indent)
            } else {
                (deeper, deeper)
            };
            self.own_comments(before, token);
            self.end_line(after);
        } else if self.is_closed() {
            self.end_line(after_comment);
        }
        if !self.current.text.is_empty() {
            self.current.text.extend(std::iter::repeat_n(' ', self.blanks));
        }
        self.blanks = 0;
        self.current.text.push_str(&material.text(token));
        self.current.comment = around.trailing.map(str::to_owned);
    }

    /// The comments of a comma follow it, so that the comma can stay with its element.
    fn comments_of_comma(&mut self, indent: usize, comma: usize) {
        self.own_comments(indent, comma);
        let Some(comment) = self.material.around(comma).trailing else { return };
        if self.is_closed() {
            self.end_line(indent);
            self.current = Line::of_comment(indent, comment);
        } else {
            self.current.comment = Some(comment.to_owned());
        }
    }

    fn own_comments(&mut self, indent: usize, token: usize) {
        for comment in &self.material.around(token).own {
            self.end_line(indent);
            self.current = Line::of_comment(indent, comment.text);
        }
    }

    /// Whether a comment ends the line at hand.
    fn is_closed(&self) -> bool {
        self.current.comment.is_some() || self.current.is_comment
    }

    fn end_line(&mut self, indent: usize) {
        let line = std::mem::replace(&mut self.current, Line { indent, ..Line::default() });
        if !line.is_blank() {
            self.lines.push(line);
        }
        self.blanks = 0;
    }

    /// Whether `flat` fits on the line at hand after `blanks`, with what must follow it there.
    fn fits(&self, flat: Vec<Task<'_>>, rest: &[Task<'_>], blanks: usize) -> bool {
        let used = self.current.indent + width(&self.current.text) + blanks;
        let mut measure = Measure {
            material: self.material,
            first: self.first,
            room: WIDTH.checked_sub(used),
            closed: self.is_closed(),
        };
        let mut tasks = flat;
        while let Some((_, _, work)) = tasks.pop() {
            if !measure.flat(&mut tasks, work) {
                return false;
            }
        }
        let mut later = rest.iter().rev();
        loop {
            let Some((_, mode, work)) = tasks.pop().or_else(|| later.next().copied()) else { return true };
            match measure.after(&mut tasks, mode, work) {
                Some(verdict) => return verdict,
                None => continue,
            }
        }
    }
}

/// The walk behind [`Printer::fits`].
struct Measure<'m, 'a> {
    material: &'m Material<'a>,
    first: usize,
    /// Columns left; `None` when there are too few.
    room: Option<usize>,
    /// Whether a comment ended the line.
    closed: bool,
}

impl Measure<'_, '_> {
    fn take(&mut self, columns: usize) -> bool {
        self.room = self.room.and_then(|room| room.checked_sub(columns));
        self.room.is_some()
    }

    /// What is to stand on the line: `false` when it cannot.
    fn flat<'d>(&mut self, tasks: &mut Vec<Task<'d>>, work: Work<'d>) -> bool {
        let push = |tasks: &mut Vec<Task<'d>>, docs: &'d [Doc]| {
            tasks.extend(docs.iter().rev().map(|doc| (0, Mode::Flat, Work::Doc(doc))));
        };
        match work {
            Work::Doc(Doc::Token(token)) => {
                let around = self.material.around(*token);
                // A comma stands before the comment of its element, and its own comments follow it.
                let is_comma = self.material.is_mark(*token, ",");
                let alone = *token == self.first || around.own.is_empty();
                let open = is_comma || (alone && !self.closed);
                self.closed = around.trailing.is_some() || (is_comma && (self.closed || !alone));
                return open && self.take(width(&self.material.text(*token)));
            }
            Work::Doc(Doc::Dropped(token)) => {
                let around = self.material.around(*token);
                self.closed |= around.trailing.is_some();
                return around.own.is_empty();
            }
            Work::Doc(Doc::Blank(count) | Doc::Line(count)) => return self.take(*count),
            Work::Doc(Doc::Hard) => return false,
            Work::Doc(Doc::LastComma) => {}
            Work::Doc(Doc::Concat(docs) | Doc::Group(docs) | Doc::Indent(docs)) => push(tasks, docs),
            Work::Doc(Doc::Fill(items)) => tasks.push((0, Mode::Flat, Work::Fill(items, true))),
            Work::Fill(items, all) => {
                let fits = self.take(items.len() - usize::from(all && !items.is_empty()));
                if fits {
                    push(tasks, items);
                }
                return fits;
            }
        }
        true
    }

    /// What follows on the line up to the first place where it may end: the verdict, once there is one.
    fn after<'d>(&mut self, tasks: &mut Vec<Task<'d>>, mode: Mode, work: Work<'d>) -> Option<bool> {
        match work {
            Work::Doc(Doc::Hard) => Some(true),
            Work::Doc(Doc::Line(_)) | Work::Fill(_, false) if mode == Mode::Broken => Some(true),
            Work::Doc(Doc::Token(token)) => {
                let around = self.material.around(*token);
                let comma = self.material.is_mark(*token, ",");
                if !comma && (self.closed || !around.own.is_empty()) {
                    return Some(true);
                }
                let fits = self.take(width(&self.material.text(*token)));
                self.closed |= around.trailing.is_some();
                (!fits).then_some(false)
            }
            Work::Doc(Doc::LastComma) if mode == Mode::Broken => (!self.take(1)).then_some(false),
            Work::Doc(Doc::LastComma | Doc::Dropped(_)) => None,
            Work::Doc(Doc::Blank(count) | Doc::Line(count)) => (!self.take(*count)).then_some(false),
            Work::Doc(Doc::Concat(docs) | Doc::Group(docs) | Doc::Indent(docs)) => {
                tasks.extend(docs.iter().rev().map(|doc| (0, mode, Work::Doc(doc))));
                None
            }
            Work::Doc(Doc::Fill(items)) => {
                tasks.push((0, mode, Work::Fill(items, true)));
                None
            }
            Work::Fill(items, _) => {
                let (first, rest) = items.split_first()?;
                tasks.push((0, mode, Work::Fill(rest, false)));
                tasks.push((0, mode, Work::Doc(first)));
                None
            }
        }
    }
}

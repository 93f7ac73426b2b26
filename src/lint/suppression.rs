//! Comments that ask not to report a lint: `# icp: ignore[CODE] reason`, `# icp: file-ignore[CODE] reason`.
//!
//! In: a parsed file, and what was found in it. Out: what is left to report, what is not, and what is wrong with the
//! comments themselves.
//! Invariant: an error is never suppressed, and a comment that suppresses nothing is reported.

use crate::diag::codes::settings::{
    MALFORMED_SUPPRESSION, SUPPRESSED_ERROR, SUPPRESSION_OF_UNKNOWN_CODE, SUPPRESSION_WITHOUT_REASON,
    UNUSED_SUPPRESSION,
};
use crate::diag::{Code, Diagnostic, Severity, Sink, Suppressed, codes};
use crate::syntax::Parsed;
use crate::syntax::tokens::Comment;
use crate::syntax::tree::{Item, ScoreEntry};
use crate::text::{SourceFile, SourceId, Span, closest, join_and, join_or};

/// One comment that suppresses.
#[derive(Debug)]
pub(super) struct Suppression {
    codes: Vec<Named>,
    reach: Reach,
    reason: Option<String>,
    /// The comment, from `#`.
    comment: Span,
    /// What to delete so that nothing of it is left: with its line, or with the blanks before it.
    all: Span,
}

/// A code as a comment names it.
#[derive(Debug)]
struct Named {
    code: &'static Code,
    span: Span,
    used: bool,
}

/// How far a comment reaches, narrowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    /// What begins or ends on its line.
    Line(Span),
    /// What begins inside the statement or block below it.
    Below(Span),
    /// The whole file.
    File(SourceId),
}

impl Reach {
    fn holds(self, place: Span) -> bool {
        match self {
            Reach::Line(line) => {
                let on_line = |offset: u32| line.start <= offset && offset <= line.end;
                place.source == line.source && (on_line(place.start) || on_line(place.end))
            }
            Reach::Below(block) => {
                place.source == block.source && block.start <= place.start && place.start <= block.end
            }
            Reach::File(source) => place.source == source,
        }
    }
}

/// The suppressions of a file; what is wrong with one goes to the sink.
pub(super) fn suppressions(file: &SourceFile, parsed: &Parsed, sink: &mut Sink) -> Vec<Suppression> {
    let mut found = Vec::new();
    let mut blocks: Option<Vec<Span>> = None;
    for comment in &parsed.comments {
        let text = file.slice(comment.span);
        if !text.trim_start_matches('#').trim_start().starts_with("icp:") {
            continue;
        }
        let blocks = blocks.get_or_insert_with(|| blocks_of(parsed));
        found.extend(read(file, parsed, comment, blocks, sink));
    }
    found
}

/// The words that begin a suppression.
const WORDS: [&str; 2] = ["ignore", "file-ignore"];

/// What other tools call it.
const FOREIGN: [&str; 7] = ["disable", "enable", "noqa", "allow", "off", "suppress", "skip"];

fn read(
    file: &SourceFile,
    parsed: &Parsed,
    comment: &Comment,
    blocks: &[Span],
    sink: &mut Sink,
) -> Option<Suppression> {
    let place = comment.span;
    let text = file.slice(comment.span);
    let body = text.trim_start_matches('#').trim_start().strip_prefix("icp:")?.trim_start();
    let word: &str = body.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().unwrap_or("");
    let rest = body.strip_prefix(word).unwrap_or("").trim_start();
    let malformed = |why: &str, label: &str| {
        Diagnostic::new(&MALFORMED_SUPPRESSION, place, why, label).help(
            "write `# icp: ignore[CODE] reason`, or `# icp: file-ignore[CODE] reason` for the whole file",
        )
    };
    if !WORDS.contains(&word) {
        if FOREIGN.contains(&word) || !closest(word, WORDS).is_empty() {
            let what = format!("`icp: {word}` suppresses nothing");
            sink.push(malformed(&what, "neither `ignore` nor `file-ignore`"));
        }
        return None;
    }
    let Some((list, reason)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) else {
        let what = format!("`icp: {word}` does not say which lint to suppress");
        sink.push(malformed(&what, "a code in square brackets is missing"));
        return None;
    };
    let codes = named_codes(comment, text, list, sink);
    if list.trim().is_empty() {
        sink.push(malformed("the suppression names no lint", "no code in the brackets"));
    }
    let reason = reason.trim().trim_start_matches([':', '-', '–', '—']).trim();
    if reason.is_empty() && !codes.is_empty() {
        sink.push(
            Diagnostic::new(&SUPPRESSION_WITHOUT_REASON, place, "the suppression gives no reason", "why?")
                .help("write the reason after the bracket: whoever reads it next year will ask"),
        );
    }
    (!codes.is_empty()).then(|| Suppression {
        codes,
        reach: reach(file, parsed, comment, word, blocks),
        reason: (!reason.is_empty()).then(|| reason.to_owned()),
        comment: place,
        all: whole(file, comment),
    })
}

/// The codes between the brackets; what is no code, or an error's, is reported.
fn named_codes(comment: &Comment, text: &str, list: &str, sink: &mut Sink) -> Vec<Named> {
    let mut found: Vec<Named> = Vec::new();
    let mut at = comment.span.start as usize + text.find('[').map_or(0, |bracket| bracket + 1);
    for part in list.split(',') {
        let name = part.trim();
        let start = at + (part.len() - part.trim_start().len());
        let span = Span::new(comment.span.source, start, start + name.len());
        at += part.len() + 1;
        if name.is_empty() {
            continue;
        }
        match codes::find(name) {
            None => sink.push(unknown(name, span)),
            Some(code) if code.severity == Severity::Error => {
                let what = format!("{} `{}` is an error and cannot be suppressed", code.id, code.slug);
                sink.push(
                    Diagnostic::new(&SUPPRESSED_ERROR, span, what, "an error")
                        .help("mend what it reports: no score can be trusted while it stands"),
                );
            }
            Some(code) => found.push(Named { code, span, used: false }),
        }
    }
    found
}

fn unknown(name: &str, span: Span) -> Diagnostic {
    let what = format!("there is no lint `{name}` to suppress");
    let report = Diagnostic::new(&SUPPRESSION_OF_UNKNOWN_CODE, span, what, "no such code or name");
    let all = codes::all();
    let names =
        all.iter().filter(|code| code.severity < Severity::Error).flat_map(|code| [code.slug, code.id]);
    match closest(name, names).as_slice() {
        [] => report.help("`icp check` prints the code of each finding"),
        [one] => report.unsafe_fix(format!("write `{one}`"), span, *one),
        several => {
            let several: Vec<String> = several.iter().map(|name| format!("`{name}`")).collect();
            report.help(format!("did you mean {}?", join_or(&several)))
        }
    }
}

fn reach(file: &SourceFile, parsed: &Parsed, comment: &Comment, word: &str, blocks: &[Span]) -> Reach {
    let source = comment.span.source;
    let line_of = |offset: usize| {
        let start = file.text().get(..offset).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
        let length = file.text().get(start..).and_then(|rest| rest.find('\n'));
        Span::new(source, start, length.map_or(file.text().len(), |length| start + length))
    };
    if word == "file-ignore" {
        return Reach::File(source);
    }
    if !comment.own_line {
        return Reach::Line(line_of(comment.span.start as usize));
    }
    let next = parsed.tokens.partition_point(|token| token.span.start < comment.span.end);
    match parsed.tokens.get(next).map(|token| token.span.start) {
        None => Reach::Below(comment.span),
        Some(start) => {
            let block = blocks.iter().filter(|block| block.start == start).max_by_key(|block| block.end);
            let line = line_of(start as usize);
            Reach::Below(Span {
                source,
                start,
                end: block.map_or(line.end, |block| block.end.max(line.start)),
            })
        }
    }
}

/// Statements, groups, weights and fields.
fn blocks_of(parsed: &Parsed) -> Vec<Span> {
    let mut blocks = Vec::new();
    for item in &parsed.tree.items {
        let whole = match item {
            Item::Profile(it) => it.span,
            Item::Use(it) => it.span,
            Item::Account(it) => {
                blocks.extend(it.fields.iter().map(|field| field.span));
                it.span
            }
            Item::Table(it) => {
                blocks.extend(it.fields.iter().map(|field| field.span));
                it.span
            }
            Item::Taxonomy(it) => it.span,
            Item::Rates(it) => it.span,
            Item::List(it) => it.span,
            Item::Let(it) => it.span,
            Item::Role(it) => it.span,
            Item::Market(it) | Item::Exclude(it) | Item::Require(it) | Item::Guarantee(it) => it.span,
            Item::Score(it) => {
                entries(&it.entries, &mut blocks);
                it.span
            }
            Item::Tier(it) => it.span,
            Item::Segment(it) => it.span,
            Item::Override(it) => it.span,
            Item::Outcome(it) => it.span,
            Item::Test(it) => it.span,
            Item::Damaged(it) => it.span,
        };
        blocks.push(whole);
    }
    blocks
}

fn entries(of: &[ScoreEntry], blocks: &mut Vec<Span>) {
    for entry in of {
        match entry {
            ScoreEntry::Group(group) => {
                blocks.push(group.span);
                entries(&group.entries, blocks);
            }
            ScoreEntry::Weight(weight) | ScoreEntry::Signal(weight) => blocks.push(weight.span),
            ScoreEntry::Clause(_) | ScoreEntry::Damaged(_) => {}
        }
    }
}

/// The comment and what only it needs: its line, or the blanks between it and what stands before it.
fn whole(file: &SourceFile, comment: &Comment) -> Span {
    let text = file.text();
    let range = comment.span.range();
    let before = text.get(..range.start).unwrap_or("");
    let kept = before.trim_end_matches([' ', '\t']).len();
    let end = if comment.own_line {
        let rest = text.get(range.end..).unwrap_or("");
        range.end + rest.find('\n').map_or(rest.len(), |line_end| line_end + 1)
    } else {
        range.end
    };
    Span::new(comment.span.source, kept, end)
}

/// Parts what was found into what is reported and what comments suppress; marks the comments as used.
pub(super) fn suppress(
    suppressions: &mut [Suppression],
    diagnostics: Vec<Diagnostic>,
) -> (Vec<Diagnostic>, Vec<Suppressed>) {
    suppressions.sort_by_key(|suppression| suppression.reach);
    let (mut kept, mut suppressed) = (Vec::new(), Vec::new());
    for diagnostic in diagnostics {
        let reason = diagnostic
            .primary
            .as_ref()
            .filter(|_| diagnostic.code.severity < Severity::Error)
            .and_then(|label| claim(suppressions, label.span, diagnostic.code));
        match reason {
            Some(reason) => suppressed.push(Suppressed { diagnostic, reason }),
            None => kept.push(diagnostic),
        }
    }
    (kept, suppressed)
}

/// The reason of the narrowest comment that suppresses a code at a place.
fn claim(suppressions: &mut [Suppression], place: Span, code: &Code) -> Option<Option<String>> {
    for suppression in suppressions.iter_mut().filter(|suppression| suppression.reach.holds(place)) {
        if let Some(named) = suppression.codes.iter_mut().find(|named| named.code == code) {
            named.used = true;
            return Some(suppression.reason.clone());
        }
    }
    None
}

/// A report for each comment of a file that names a code for nothing, among the lints that have looked.
pub(super) fn unused(
    suppressions: &[Suppression],
    file: Option<SourceId>,
    has_looked: &dyn Fn(&Code) -> bool,
) -> Vec<Diagnostic> {
    let mut reports = Vec::new();
    for suppression in suppressions.iter().filter(|one| Some(one.comment.source) == file) {
        let is_idle = |named: &&Named| !named.used && has_looked(named.code);
        let idle: Vec<&Named> = suppression.codes.iter().filter(is_idle).collect();
        let names: Vec<String> =
            idle.iter().map(|named| format!("{} `{}`", named.code.id, named.code.slug)).collect();
        let is = if idle.len() == 1 { "is" } else { "are" };
        let what = format!("{} {is} suppressed but not found here", join_and(&names));
        let Some(first) = idle.first() else { continue };
        reports.push(if idle.len() == suppression.codes.len() {
            Diagnostic::new(&UNUSED_SUPPRESSION, suppression.comment, what, "suppresses nothing").fix(
                "delete the comment",
                suppression.all,
                "",
            )
        } else {
            let report = Diagnostic::new(&UNUSED_SUPPRESSION, first.span, what, "not needed");
            report.help("delete the code from the comment")
        });
    }
    reports
}

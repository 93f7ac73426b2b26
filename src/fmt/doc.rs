//! Layouts with choices: what stands on one line if it fits, and where it breaks if it does not.

/// A piece of layout. Tokens are named by their index, so no text can be lost on the way.
#[derive(Debug, Clone)]
pub(super) enum Doc {
    /// A token with its comments.
    Token(usize),
    /// A comma that is left out; its comments stay.
    Dropped(usize),
    /// A comma after the last element, where the group at hand is broken.
    LastComma,
    /// So many blanks.
    Blank(usize),
    /// So many blanks, or a line end where the group at hand is broken.
    Line(usize),
    /// A line end; the groups around it are broken.
    Hard,
    /// One after the other.
    Concat(Vec<Doc>),
    /// On one line if that fits, else every [`Doc::Line`] directly in it is a line end.
    Group(Vec<Doc>),
    /// Lines that begin inside are indented one step more.
    Indent(Vec<Doc>),
    /// Pieces one blank apart, as many on a line as fit.
    Fill(Vec<Doc>),
}

/// One line of output.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    /// Columns before the text.
    pub indent: usize,
    /// The text; more than one line only where source is kept as it is.
    pub text: String,
    /// The comment that ends the line.
    pub comment: Option<String>,
    /// Whether the text is a comment.
    pub is_comment: bool,
}

impl Line {
    /// A line that holds a comment and nothing else.
    pub fn of_comment(indent: usize, text: &str) -> Line {
        Line { indent, text: text.to_owned(), comment: None, is_comment: true }
    }

    /// An empty line.
    pub fn blank() -> Line {
        Line::default()
    }

    /// Whether it is empty.
    pub fn is_blank(&self) -> bool {
        self.text.is_empty() && self.comment.is_none()
    }

    /// Whether it may share the column of its comment with its neighbors.
    pub fn is_plain(&self) -> bool {
        !self.is_blank() && !self.is_comment && !self.text.contains('\n')
    }
}

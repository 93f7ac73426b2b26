//! Files and the statements at their top.

use crate::types::CompareOp;

use super::super::grammar::{Cursor, Node, Rule};
use super::super::recovery::{self, Look};
use super::super::tree::{self, Item};
use super::Lower;

impl<'a> Lower<'a> {
    /// All statements of a piece of a file.
    pub(in super::super) fn file(&mut self, file: &mut tree::File) {
        let Some(root) = self.concrete.root() else { return };
        let mut head_start = None;
        let mut intruder = None;
        for node in root.children() {
            if intruder.is_none() {
                intruder = self.unclosed.map(|_| node);
            }
            let unclosed = self.unclosed;
            match node.rule() {
                Rule::EOI => {}
                Rule::language => file.language = self.language(node),
                Rule::stray_rbrace if self.unclosed.is_some() => {
                    if let Some(intruder) = intruder.take() {
                        self.intruded(intruder);
                    }
                    file.items.push(Item::Damaged(self.damaged(node.start(), node.end())));
                }
                Rule::stray_rbrace => {
                    let diagnostic = recovery::stray_closer(node.span());
                    self.report(diagnostic);
                    file.items.push(Item::Damaged(self.damaged(node.start(), node.end())));
                }
                Rule::bad_item => self.bad_item(node, head_start, &mut file.items),
                _ => {
                    head_start = Some(node);
                    self.item(node, &mut file.items);
                }
            }
            if self.unclosed != unclosed {
                intruder = None;
            }
        }
    }

    /// A block that is "never closed" has its closer further on: the statement between them cannot stand inside it.
    fn intruded(&mut self, intruder: Node<'a>) {
        let Some(index) = self.unclosed.take() else { return };
        let opener = self.diagnostics.get(index).and_then(|report| report.primary.clone());
        let mut at = 0;
        self.diagnostics.retain(|report| {
            at += 1;
            at <= index + 1 || !recovery::is_misplaced(report)
        });
        let diagnostic = recovery::intruder(self.text(), intruder, opener);
        if let Some(report) = self.diagnostics.get_mut(index) {
            *report = diagnostic;
        }
    }

    fn language(&mut self, node: Node<'a>) -> Option<(u32, crate::text::Span)> {
        let number = node.last()?;
        let version: u32 = number.text().parse().unwrap_or(u32::MAX);
        if version != 1 {
            let diagnostic = recovery::unsupported_language(number.span(), number.text());
            self.report(diagnostic);
        }
        Some((version, node.span()))
    }

    /// Text that no statement claims. It belongs to the statement before it if it stands on its last line or reads
    /// like one of its clauses.
    fn bad_item(&mut self, node: Node<'a>, before: Option<Node<'a>>, items: &mut Vec<Item>) {
        let (start, end) = (node.start(), node.start() + recovery::trimmed(node.text()).len());
        if let Some(before) = before
            && Lower::leftover(before).is_none()
            && recovery::continues(self.text(), before, start, end)
            && items.last().is_some_and(|item| item.span().end as usize == before.end())
            && let Some(look) = recovery::look_of(before.rule())
        {
            items.pop();
            self.second_look(look, before.start(), end);
            items.push(Item::Damaged(self.damaged(before.start(), end)));
            return;
        }
        self.second_look(Look::Item, start, end);
        items.push(Item::Damaged(self.damaged(start, end)));
    }

    fn item(&mut self, node: Node<'a>, items: &mut Vec<Item>) {
        let leftover = Lower::leftover(node);
        if let Some(bad) = leftover {
            let end = bad.start() + recovery::trimmed(bad.text()).len();
            if recovery::continues(self.text(), node, bad.start(), end) {
                if let Some(look) = recovery::look_of(node.rule()) {
                    self.second_look(look, node.start(), end);
                }
                items.push(Item::Damaged(self.damaged(node.start(), end)));
                return;
            }
        }
        let (start, end) = (node.start(), leftover.map_or(node.end(), Node::start));
        match self.whole_item(node) {
            Some(item) => items.push(item),
            None => items.push(Item::Damaged(self.damaged(start, end))),
        }
        if let Some(bad) = leftover {
            let end = bad.start() + recovery::trimmed(bad.text()).len();
            self.second_look(Look::Item, bad.start(), end);
            items.push(Item::Damaged(self.damaged(bad.start(), end)));
        }
    }

    /// `None`: reported as damaged.
    fn whole_item(&mut self, node: Node<'a>) -> Option<Item> {
        Some(match node.rule() {
            Rule::profile => Item::Profile(self.profile(node)?),
            Rule::use_item => Item::Use(self.use_item(node)?),
            Rule::account => Item::Account(self.account(node)?),
            Rule::table => Item::Table(self.table(node)?),
            Rule::taxonomy => Item::Taxonomy(self.taxonomy(node)?),
            Rule::rates => Item::Rates(self.rates(node)?),
            Rule::list => Item::List(self.list(node)?),
            Rule::let_item => Item::Let(self.let_item(node)?),
            Rule::role => Item::Role(self.role(node)?),
            Rule::market => Item::Market(self.rule(node)?),
            Rule::exclude => Item::Exclude(self.rule(node)?),
            Rule::require => Item::Require(self.rule(node)?),
            Rule::guarantee => Item::Guarantee(self.rule(node)?),
            Rule::score => Item::Score(self.score(node)?),
            Rule::tier => Item::Tier(self.tier(node)?),
            Rule::segment => Item::Segment(self.segment(node)?),
            Rule::override_item => Item::Override(self.override_item(node)?),
            Rule::outcome => Item::Outcome(self.outcome(node)?),
            Rule::test => Item::Test(self.test(node)?),
            _ => return None,
        })
    }

    /// The span of a statement without text left over.
    pub(super) fn sound_span(&self, node: Node<'a>) -> crate::text::Span {
        let end = node
            .children()
            .filter(|child| !is_leftover(child.rule()) && child.end() > child.start())
            .last()
            .map_or(node.end(), Node::end);
        self.span(node.start(), end)
    }

    fn profile(&mut self, node: Node<'a>) -> Option<tree::Profile> {
        let mut cursor = node.children();
        cursor.pass(Rule::kw_profile);
        let name = self.name(&mut cursor);
        let title = self.title(&mut cursor);
        let sound = self.bad_head(node, &mut cursor, Look::Profile);
        let opener = self.opener(node, &mut cursor);
        let mut entries: Vec<tree::ProfileEntry> = Vec::new();
        let mut before = None;
        while let Some(entry) = body(&mut cursor) {
            if entry.rule() == Rule::bad_profile_entry {
                self.bad_line(Look::ProfileEntry, entry, before);
                continue;
            }
            before = Some(entry);
            entries.extend(self.profile_entry(entry));
        }
        self.closer(node, opener, &mut cursor);
        sound.then_some(())?;
        Some(tree::Profile { span: node.span(), name: name?, title, entries })
    }

    fn profile_entry(&mut self, node: Node<'a>) -> Option<tree::ProfileEntry> {
        let mut cursor = node.children();
        let keyword = cursor.next()?;
        let span = node.span();
        match keyword.rule() {
            Rule::kw_version => Some(tree::ProfileEntry::Version(self.string(cursor.next()?), span)),
            Rule::kw_owner => Some(tree::ProfileEntry::Owner(self.string(cursor.next()?), span)),
            Rule::kw_objective => Some(tree::ProfileEntry::Objective(self.string(cursor.next()?), span)),
            Rule::kw_updated => Some(tree::ProfileEntry::Updated(self.date(cursor.next()?), span)),
            Rule::kw_review => {
                cursor.pass(Rule::kw_every);
                Some(tree::ProfileEntry::Review(self.duration(cursor.next()?)?, span))
            }
            _ => None,
        }
    }

    fn use_item(&mut self, node: Node<'a>) -> Option<tree::Use> {
        let mut cursor = node.children();
        cursor.pass(Rule::kw_use);
        let target = cursor.next()?;
        let target = match target.rule() {
            Rule::use_pack => {
                let words = target
                    .children()
                    .filter(|child| child.rule() == Rule::pack_word)
                    .map(|word| tree::Name { text: word.text().to_owned(), span: word.span() })
                    .collect();
                tree::UseTarget::Pack(words, target.span())
            }
            _ => tree::UseTarget::File(self.string(target)),
        };
        Some(tree::Use { span: self.sound_span(node), target })
    }

    fn list(&mut self, node: Node<'a>) -> Option<tree::List> {
        let mut cursor = node.children();
        cursor.pass(Rule::kw_list);
        let name = self.name(&mut cursor)?;
        cursor.next()?;
        let source = cursor.next()?;
        let source = match source.rule() {
            Rule::listlit => tree::ListSource::Literal(self.list_literal(source)),
            _ => tree::ListSource::File(self.file_reference(source)?),
        };
        Some(tree::List { span: self.sound_span(node), name, source })
    }

    fn let_item(&mut self, node: Node<'a>) -> Option<tree::Let> {
        let mut cursor = node.children();
        cursor.pass(Rule::kw_let);
        let name = self.name(&mut cursor)?;
        cursor.next()?;
        let value = self.expr(cursor.accept(Rule::expr)?);
        Some(tree::Let { span: self.sound_span(node), name, value })
    }

    /// Reports a damaged head of a block; its body is read all the same. False if the head is damaged.
    pub(super) fn bad_head(&mut self, node: Node<'a>, cursor: &mut Cursor<'a>, look: Look) -> bool {
        let Some(bad) = cursor.accept(Rule::bad_head) else { return true };
        let end = cursor.peek().map_or(bad.end(), Node::end);
        self.second_look(look, node.start(), end);
        false
    }

    fn outcome(&mut self, node: Node<'a>) -> Option<tree::Outcome> {
        let mut cursor = node.children();
        cursor.pass(Rule::kw_outcome);
        let sound = self.bad_head(node, &mut cursor, Look::Outcome);
        let opener = self.opener(node, &mut cursor);
        let mut entries: Vec<tree::OutcomeEntry> = Vec::new();
        let mut before = None;
        while let Some(entry) = body(&mut cursor) {
            if entry.rule() == Rule::bad_outcome_entry {
                let end = entry.start() + recovery::trimmed(entry.text()).len();
                let goes_on =
                    before.filter(|before| recovery::continues(self.text(), *before, entry.start(), end));
                if goes_on.is_some() {
                    entries.pop();
                }
                self.second_look(Look::OutcomeEntry, goes_on.map_or(entry.start(), Node::start), end);
                continue;
            }
            before = Some(entry);
            entries.extend(self.outcome_entry(entry));
        }
        self.closer(node, opener, &mut cursor);
        sound.then_some(tree::Outcome { span: node.span(), entries })
    }

    fn outcome_entry(&mut self, node: Node<'a>) -> Option<tree::OutcomeEntry> {
        use crate::types::OutcomeKind;
        let mut cursor = node.children();
        let kind = match cursor.next()?.rule() {
            Rule::kw_won => OutcomeKind::Won,
            Rule::kw_lost => OutcomeKind::Lost,
            Rule::kw_renewed => OutcomeKind::Renewed,
            Rule::kw_churned => OutcomeKind::Churned,
            Rule::kw_closed => OutcomeKind::Closed,
            Rule::kw_value => OutcomeKind::Value,
            _ => return None,
        };
        cursor.pass(Rule::kw_when);
        let value = cursor.next()?;
        let value = if value.rule() == Rule::expr { self.expr(value) } else { self.sum(value) };
        Some(tree::OutcomeEntry { span: node.span(), kind, value })
    }

    fn test(&mut self, node: Node<'a>) -> Option<tree::Test> {
        let mut cursor = node.children();
        cursor.pass(Rule::kw_test);
        let title = self.title(&mut cursor);
        let sound = self.bad_head(node, &mut cursor, Look::Test);
        let opener = self.opener(node, &mut cursor);
        let mut entries = Vec::new();
        while let Some(entry) = body(&mut cursor) {
            self.test_entry(entry, &mut entries);
        }
        self.closer(node, opener, &mut cursor);
        sound.then_some(())?;
        Some(tree::Test { span: node.span(), title: title?, entries })
    }

    fn test_entry(&mut self, node: Node<'a>, entries: &mut Vec<tree::TestEntry>) {
        let end = node.start() + recovery::trimmed(node.text()).len();
        if node.rule() == Rule::bad_test_entry {
            self.second_look(Look::TestEntry, node.start(), end);
            entries.push(tree::TestEntry::Damaged(self.damaged(node.start(), end)));
            return;
        }
        let leftover = Lower::leftover(node);
        let own = leftover.filter(|bad| recovery::begins_line(self.text(), node.start(), bad.start()));
        if leftover.is_some() && own.is_none() {
            self.second_look(Look::TestEntry, node.start(), end);
            entries.push(tree::TestEntry::Damaged(self.damaged(node.start(), end)));
            return;
        }
        let before = self.diagnostics.len();
        match self.whole_test_entry(node) {
            Some(entry) => entries.push(entry),
            None => {
                if self.diagnostics.len() == before {
                    self.second_look(Look::TestEntry, node.start(), end);
                }
                entries.push(tree::TestEntry::Damaged(self.damaged(node.start(), end)));
            }
        }
        if let Some(bad) = own {
            self.second_look(Look::TestEntry, bad.start(), end);
            entries.push(tree::TestEntry::Damaged(self.damaged(bad.start(), end)));
        }
    }

    fn whole_test_entry(&mut self, node: Node<'a>) -> Option<tree::TestEntry> {
        let entry = node.first()?;
        let mut cursor = entry.children();
        cursor.next()?;
        match entry.rule() {
            Rule::test_today => Some(tree::TestEntry::Today(self.date(cursor.next()?), entry.span())),
            Rule::given_account => {
                cursor.pass(Rule::kw_account);
                Some(tree::TestEntry::GivenAccount(self.record(cursor.next()?)?))
            }
            Rule::given_rows => {
                let table = self.name(&mut cursor)?;
                let opener = cursor.peek();
                if let Some(last) = entry.last() {
                    self.bracket_closer(entry, opener, last);
                }
                let rows: Vec<Option<tree::Record>> = cursor
                    .filter(|child| child.rule() == Rule::record)
                    .map(|record| self.record(record))
                    .collect();
                let rows = rows.into_iter().collect::<Option<Vec<_>>>()?;
                Some(tree::TestEntry::GivenRows { table, rows, span: entry.span() })
            }
            Rule::expect => Some(tree::TestEntry::Expect(self.expr(cursor.next()?), entry.span())),
            _ => None,
        }
    }
}

/// The next entry of a block; `None` at its closer.
pub(super) fn body<'a>(cursor: &mut Cursor<'a>) -> Option<Node<'a>> {
    let next = cursor.peek()?;
    match next.rule() {
        Rule::rbrace | Rule::missing_rbrace | Rule::missing_group_rbrace | Rule::missing_inner_rbrace => None,
        _ => cursor.next(),
    }
}

fn is_leftover(rule: Rule) -> bool {
    matches!(rule, Rule::bad_tail | Rule::bad_entry_tail | Rule::bad_field_tail | Rule::bad_test_tail)
}

/// The comparison of a mark, near misses included.
pub(super) fn compare_op(rule: Rule) -> Option<CompareOp> {
    match rule {
        Rule::eq | Rule::odd_eq => Some(CompareOp::Equal),
        Rule::ne | Rule::odd_ne => Some(CompareOp::NotEqual),
        Rule::lt => Some(CompareOp::Less),
        Rule::le | Rule::odd_le => Some(CompareOp::LessOrEqual),
        Rule::gt => Some(CompareOp::Greater),
        Rule::ge | Rule::odd_ge => Some(CompareOp::GreaterOrEqual),
        _ => None,
    }
}

//! Accounts, tables, their fields, taxonomies, rates and files.

use crate::types::Currency;

use super::super::grammar::{Cursor, Node, Rule};
use super::super::recovery::{self, Look};
use super::super::tree::{self, ModifierKind, TypeKind};
use super::Lower;
use super::items::body;

impl<'a> Lower<'a> {
    pub(super) fn account(&mut self, node: Node<'a>) -> Option<tree::Account> {
        let mut cursor = node.children();
        cursor.pass(Rule::kw_account);
        let sound = self.bad_head(node, &mut cursor, Look::Account);
        let (fields, damaged) = self.fields(node, &mut cursor);
        sound.then_some(tree::Account { span: node.span(), fields, damaged })
    }

    pub(super) fn table(&mut self, node: Node<'a>) -> Option<tree::Table> {
        let mut cursor = node.children();
        cursor.pass(Rule::kw_table);
        let name = self.name(&mut cursor);
        cursor.pass(Rule::kw_of);
        cursor.pass(Rule::kw_account);
        cursor.pass(Rule::kw_by);
        let by = cursor.accept(Rule::word).map(|word| self.word(word));
        let sound = self.bad_head(node, &mut cursor, Look::Table);
        let (fields, damaged) = self.fields(node, &mut cursor);
        sound.then_some(())?;
        Some(tree::Table { span: node.span(), name: name?, by: by?, fields, damaged })
    }

    fn fields(&mut self, head: Node<'a>, cursor: &mut Cursor<'a>) -> (Vec<tree::Field>, Vec<tree::Damaged>) {
        let opener = self.opener(head, cursor);
        let (mut fields, mut damaged) = (Vec::new(), Vec::new());
        while let Some(entry) = body(cursor) {
            let end = entry.start() + recovery::trimmed(entry.text()).len();
            let leftover = Lower::leftover(entry);
            let own = leftover.filter(|bad| recovery::begins_field(self.text(), bad.start(), end));
            let whole = entry.rule() == Rule::field && (leftover.is_none() || own.is_some());
            match whole.then(|| self.field(entry)).flatten() {
                Some(field) => fields.push(field),
                None => {
                    self.second_look(Look::Field, entry.start(), end);
                    damaged.push(self.damaged_field(entry.start(), end));
                }
            }
            if let Some(bad) = own {
                self.second_look(Look::Field, bad.start(), end);
                damaged.push(self.damaged_field(bad.start(), end));
            }
        }
        self.closer(head, opener, cursor);
        (fields, damaged)
    }

    fn damaged_field(&self, start: usize, end: usize) -> tree::Damaged {
        let names = recovery::field_name(self.text().get(start..end).unwrap_or(""));
        tree::Damaged { keyword: None, names, ..self.damaged(start, end) }
    }

    fn field(&mut self, node: Node<'a>) -> Option<tree::Field> {
        let mut cursor = node.children();
        let name = self.word(cursor.accept(Rule::word)?);
        cursor.next()?;
        let ty = self.field_type(cursor.accept(Rule::type_)?)?;
        let modifiers = cursor
            .filter(|child| child.rule() != Rule::bad_field_tail)
            .map(|modifier| self.modifier(modifier))
            .collect::<Option<Vec<_>>>()?;
        Some(tree::Field { span: self.sound_span(node), name, ty, modifiers })
    }

    fn field_type(&mut self, node: Node<'a>) -> Option<tree::Type> {
        let ty = node.first()?;
        let mut cursor = ty.children();
        let kind = match ty.rule() {
            Rule::ty_text => TypeKind::Text,
            Rule::ty_date => TypeKind::Date,
            Rule::ty_country => TypeKind::Country,
            Rule::ty_percent => {
                cursor.pass(Rule::kw_percent);
                cursor.pass(Rule::kw_of);
                let of = match cursor.next() {
                    None => None,
                    Some(of) if of.text() == "1" => Some(1),
                    Some(of) if of.text() == "100" => Some(100),
                    Some(of) => {
                        let diagnostic = recovery::percent_of(of.span(), of.text());
                        self.report(diagnostic);
                        Some(100)
                    }
                };
                TypeKind::Percent { of }
            }
            Rule::ty_boolean => {
                cursor.pass(Rule::kw_boolean);
                let yes = self.title(&mut cursor);
                cursor.pass(Rule::slash);
                let no = self.title(&mut cursor);
                TypeKind::Boolean { words: yes.zip(no) }
            }
            Rule::ty_number => {
                let whole = cursor.next()?.rule() == Rule::kw_whole;
                let range = cursor.pass(Rule::kw_range);
                if whole { TypeKind::Whole { range } } else { TypeKind::Number { range } }
            }
            Rule::ty_money => {
                cursor.pass(Rule::kw_money);
                let currency = self.currency(cursor.next()?);
                TypeKind::Money { currency, range: cursor.pass(Rule::kw_range) }
            }
            Rule::ty_one_of => {
                cursor.pass(Rule::kw_one);
                cursor.pass(Rule::kw_of);
                let values = self.list_literal(cursor.accept(Rule::listlit)?);
                TypeKind::OneOf { values, ordered: cursor.pass(Rule::kw_ordered) }
            }
            Rule::ty_list => {
                cursor.pass(Rule::kw_list);
                cursor.pass(Rule::kw_of);
                TypeKind::List(Box::new(self.field_type(cursor.next()?)?))
            }
            _ => TypeKind::Named(self.name(&mut cursor)?),
        };
        Some(tree::Type { span: node.span(), kind })
    }

    fn modifier(&mut self, node: Node<'a>) -> Option<tree::Modifier> {
        let mut cursor = node.children();
        let kind = match node.rule() {
            Rule::m_key => ModifierKind::Key,
            Rule::m_from => ModifierKind::From(
                cursor.filter(|child| is_string(child.rule())).map(|child| self.string(child)).collect(),
            ),
            Rule::m_split => ModifierKind::Split(self.string(cursor.nth(1)?)),
            Rule::m_format => ModifierKind::Format(self.string(cursor.nth(1)?)),
            Rule::m_pattern => ModifierKind::Pattern(self.pattern(cursor.nth(1)?)),
            Rule::m_blank => ModifierKind::BlankIsEmpty,
            Rule::m_unknown => {
                cursor.pass(Rule::kw_unknown);
                cursor.pass(Rule::kw_when);
                ModifierKind::UnknownWhen(self.elements(&mut cursor))
            }
            _ => return None,
        };
        Some(tree::Modifier { span: node.span(), kind })
    }

    /// A currency; one that ISO 4217 does not list is reported and read as US dollars.
    pub(super) fn currency(&mut self, node: Node<'a>) -> Currency {
        let known = Currency::from_code(node.text());
        if known.is_none() {
            let diagnostic = recovery::unknown_currency(node.span(), node.text());
            self.report(diagnostic);
        }
        known.unwrap_or(Currency::US_DOLLAR)
    }

    pub(super) fn taxonomy(&mut self, node: Node<'a>) -> Option<tree::Taxonomy> {
        let mut cursor = node.children();
        cursor.pass(Rule::kw_taxonomy);
        let name = self.name(&mut cursor)?;
        let ordered = cursor.pass(Rule::kw_ordered);
        let source = if let Some(file) = file_after_equals(&mut cursor) {
            tree::TaxonomySource::File(self.file_reference(file)?)
        } else {
            tree::TaxonomySource::Inline(self.nodes(node, &mut cursor))
        };
        Some(tree::Taxonomy { span: self.sound_span(node), name, ordered, source })
    }

    fn nodes(&mut self, head: Node<'a>, cursor: &mut Cursor<'a>) -> Vec<tree::TaxonomyNode> {
        let opener = self.opener(head, cursor);
        let mut nodes = Vec::new();
        let mut before = None;
        while let Some(entry) = body(cursor) {
            if entry.rule() == Rule::bad_node {
                self.bad_line(Look::TaxonomyNode, entry, before);
                continue;
            }
            before = Some(entry);
            nodes.extend(self.node(entry));
        }
        self.closer(head, opener, cursor);
        nodes
    }

    fn node(&mut self, node: Node<'a>) -> Option<tree::TaxonomyNode> {
        let mut cursor = node.children();
        let value = self.string(cursor.next()?);
        let aliases = if cursor.pass(Rule::kw_aliases) {
            cursor.accept(Rule::listlit).map(|list| self.list_literal(list))
        } else {
            None
        };
        let children = if cursor.peek().is_some() { self.nodes(node, &mut cursor) } else { Vec::new() };
        Some(tree::TaxonomyNode { span: node.span(), value, aliases, children })
    }

    pub(super) fn rates(&mut self, node: Node<'a>) -> Option<tree::Rates> {
        let mut cursor = node.children();
        cursor.pass(Rule::kw_rates);
        cursor.pass(Rule::kw_on);
        let on = self.date(cursor.next()?);
        let source = if let Some(file) = file_after_equals(&mut cursor) {
            tree::RatesSource::File(self.file_reference(file)?)
        } else {
            let opener = self.opener(node, &mut cursor);
            let mut rates = Vec::new();
            let mut before = None;
            while let Some(entry) = body(&mut cursor) {
                if entry.rule() == Rule::bad_rate {
                    self.bad_line(Look::Rate, entry, before);
                    continue;
                }
                before = Some(entry);
                rates.extend(self.rate(entry));
            }
            self.closer(node, opener, &mut cursor);
            tree::RatesSource::Inline(rates)
        };
        Some(tree::Rates { span: self.sound_span(node), on, source })
    }

    fn rate(&mut self, node: Node<'a>) -> Option<(tree::Quantity, tree::Quantity)> {
        let mut cursor = node.children();
        let one = self.quantity(cursor.next()?);
        cursor.next()?;
        Some((one, self.quantity(cursor.next()?)))
    }

    pub(super) fn file_reference(&mut self, node: Node<'a>) -> Option<tree::FileReference> {
        let mut cursor = node.children();
        cursor.pass(Rule::kw_file);
        let path = self.string(cursor.next()?);
        let columns = cursor
            .filter_map(|column| {
                let mut cursor = column.children();
                let kind = match cursor.next()?.rule() {
                    Rule::kw_column => tree::FileColumn::Column,
                    Rule::kw_value => tree::FileColumn::Value,
                    Rule::kw_parent => tree::FileColumn::Parent,
                    Rule::kw_aliases => tree::FileColumn::Aliases,
                    _ => return None,
                };
                Some((kind, self.string(cursor.next()?)))
            })
            .collect();
        Some(tree::FileReference { span: node.span(), path, columns })
    }
}

/// The file of `= file "…"`, the equals sign passed over.
fn file_after_equals<'a>(cursor: &mut Cursor<'a>) -> Option<Node<'a>> {
    cursor.accept_any(&[Rule::eq, Rule::odd_eq])?;
    cursor.accept(Rule::file_ref)
}

pub(super) fn is_string(rule: Rule) -> bool {
    matches!(rule, Rule::text | Rule::odd_text)
}

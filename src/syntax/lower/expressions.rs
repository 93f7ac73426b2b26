//! Conditions and values: what binds how in pest's flat rows.

use crate::text::Span;
use crate::types::CompareOp;

use super::super::grammar::{Cursor, Node, Rule};
use super::super::recovery;
use super::super::tree::{self, ArithmeticOp, Expr, ExprKind, HasMode, TextOp};
use super::Lower;
use super::items::compare_op;
use super::rules::level;

/// The words between conditions.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joiner {
    And,
    Or,
    Implies,
}

impl<'a> Lower<'a> {
    /// `expr`: operands joined by `and`, `or`, `implies`.
    pub(super) fn expr(&mut self, node: Node<'a>) -> Expr {
        let mut operands = Vec::new();
        let mut joiners: Vec<(Joiner, Span)> = Vec::new();
        let mut negations = Vec::new();
        for child in node.children() {
            match child.rule() {
                Rule::kw_not | Rule::odd_not => negations.push(child.span()),
                Rule::kw_and | Rule::odd_and => joiners.push((Joiner::And, child.span())),
                Rule::kw_or | Rule::odd_or => joiners.push((Joiner::Or, child.span())),
                Rule::kw_implies => joiners.push((Joiner::Implies, child.span())),
                _ => {
                    let mut operand = self.condition(child);
                    if negations.len() > recovery::DEPTH_LIMIT {
                        let diagnostic = recovery::too_deep(node.span());
                        self.report(diagnostic);
                        negations.clear();
                        operand = Expr { span: node.span(), kind: ExprKind::Bad };
                    }
                    for not in negations.drain(..).rev() {
                        let span = not.to(operand.span);
                        operand = Expr { span, kind: ExprKind::Not(Box::new(operand)) };
                    }
                    operands.push(operand);
                }
            }
        }
        let only_joined = joiners.len() + 1 == operands.len();
        if !only_joined {
            return Expr { span: node.span(), kind: ExprKind::Bad };
        }
        self.implications(operands, &joiners)
    }

    fn implications(&mut self, operands: Vec<Expr>, joiners: &[(Joiner, Span)]) -> Expr {
        let mut arrows = joiners.iter().filter(|(joiner, _)| *joiner == Joiner::Implies);
        if let (Some((_, first)), Some((_, second))) = (arrows.next(), arrows.next()) {
            let diagnostic = recovery::chained_implies(*first, *second);
            self.report(diagnostic);
            let span = match (operands.first(), operands.last()) {
                (Some(left), Some(right)) => left.span.to(right.span),
                _ => *first,
            };
            return Expr { span, kind: ExprKind::Bad };
        }
        // At most one `implies` is left: what stands before it and what stands after it.
        let arrow = joiners.iter().position(|(joiner, _)| *joiner == Joiner::Implies);
        let Some(arrow) = arrow else { return self.row(operands, joiners) };
        let mut before = operands;
        let after = before.split_off((arrow + 1).min(before.len()));
        let left = self.row(before, joiners.get(..arrow).unwrap_or_default());
        let right = self.row(after, joiners.get(arrow + 1..).unwrap_or_default());
        let span = left.span.to(right.span);
        Expr { span, kind: ExprKind::Implies(Box::new(left), Box::new(right)) }
    }

    /// A row of `and`s or of `or`s. Mixed without parentheses it is reported, and read the way SQL reads it.
    fn row(&mut self, operands: Vec<Expr>, joiners: &[(Joiner, Span)]) -> Expr {
        let and = joiners.iter().find(|(joiner, _)| *joiner == Joiner::And);
        let or = joiners.iter().find(|(joiner, _)| *joiner == Joiner::Or);
        let (Some((_, and)), Some((_, or))) = (and, or) else {
            let words = if or.is_some() { Joiner::Or } else { Joiner::And };
            let operands = if or.is_some() { self.alternatives(operands) } else { operands };
            return joined(words, operands);
        };
        let is_or: Vec<bool> = joiners.iter().map(|(joiner, _)| *joiner == Joiner::Or).collect();
        let spans: Vec<Span> = operands.iter().map(|operand| operand.span).collect();
        let diagnostic = recovery::mixed_and_or(self.text(), &spans, &is_or, *and, *or);
        self.report(diagnostic);
        let mut groups: Vec<Vec<Expr>> = vec![Vec::new()];
        for (index, operand) in operands.into_iter().enumerate() {
            if index > 0 && is_or.get(index - 1) == Some(&true) {
                groups.push(Vec::new());
            }
            if let Some(group) = groups.last_mut() {
                group.push(operand);
            }
        }
        joined(Joiner::Or, groups.into_iter().map(|group| joined(Joiner::And, group)).collect())
    }

    /// Puts a bare text after `or` where it belongs: `tech has "a" or "b"` is read as `tech has any ["a", "b"]`.
    fn alternatives(&mut self, operands: Vec<Expr>) -> Vec<Expr> {
        let mut merged: Vec<Expr> = Vec::new();
        let mut at = 0;
        while let Some(first) = operands.get(at) {
            let texts: Vec<tree::Text> = operands.iter().skip(at + 1).map_while(bare_text).collect();
            let repaired = (!texts.is_empty())
                .then(|| recovery::text_as_condition(self.text(), first, &texts))
                .flatten();
            at += 1;
            match repaired {
                Some((expr, diagnostic)) => {
                    self.report(diagnostic);
                    at += texts.len();
                    merged.push(expr);
                }
                None => merged.push(first.clone()),
            }
        }
        merged
    }

    fn condition(&mut self, node: Node<'a>) -> Expr {
        let mut cursor = node.children();
        let Some(sum) = cursor.next() else { return Expr { span: node.span(), kind: ExprKind::Bad } };
        let subject = self.sum(sum);
        let span = node.span();
        match cursor.peek().map(Node::rule) {
            None => subject,
            Some(Rule::cmp_tail) => self.comparison(subject, cursor, span),
            Some(Rule::is_tail) => self.is_test(subject, cursor, span),
            Some(_) => {
                let tail = cursor.next();
                let kind = tail.and_then(|tail| self.word_test(subject, tail)).unwrap_or(ExprKind::Bad);
                Expr { span, kind }
            }
        }
    }

    fn comparison(&mut self, left: Expr, cursor: Cursor<'a>, span: Span) -> Expr {
        let mut rights: Vec<(CompareOp, Span, Expr)> = Vec::new();
        for tail in cursor {
            let mut parts = tail.children();
            let Some((mark, sum)) = parts.next().zip(parts.next()) else { continue };
            let Some(op) = compare_op(mark.rule()) else { continue };
            rights.push((op, mark.span(), self.sum(sum)));
        }
        if rights.len() > 1 {
            let diagnostic = recovery::chained_comparison(self.text(), span, &left, &rights);
            self.report(diagnostic);
            return Expr { span, kind: ExprKind::Bad };
        }
        match rights.pop() {
            Some((op, op_span, right)) => Expr {
                span,
                kind: ExprKind::Compare { left: Box::new(left), op, op_span, right: Box::new(right) },
            },
            None => left,
        }
    }

    fn is_test(&mut self, subject: Expr, mut cursor: Cursor<'a>, span: Span) -> Expr {
        let Some(tail) = cursor.next() else { return subject };
        let mut parts = tail.children();
        parts.pass(Rule::kw_is);
        let negated = parts.pass(Rule::kw_not);
        let subject = Box::new(subject);
        let kind = match parts.next() {
            Some(word) if word.rule() == Rule::kw_known => {
                ExprKind::IsKnown { subject, negated, unknown: false }
            }
            Some(word) if word.rule() == Rule::kw_unknown => {
                ExprKind::IsKnown { subject, negated, unknown: true }
            }
            Some(word) => match level(word) {
                Some(level) => ExprKind::IsLevel { subject, negated, level },
                None => ExprKind::Bad,
            },
            None => ExprKind::Bad,
        };
        Expr { span, kind }
    }

    fn word_test(&mut self, subject: Expr, tail: Node<'a>) -> Option<ExprKind> {
        let mut cursor = tail.children();
        let negated = cursor.accept_any(&[Rule::kw_not, Rule::odd_not]).is_some();
        let test = cursor.next()?;
        let subject = Box::new(subject);
        let mut cursor = test.children();
        match test.rule() {
            Rule::in_tail => {
                cursor.next()?;
                Some(ExprKind::In { subject, negated, set: self.set(cursor.next()?)? })
            }
            Rule::has_tail => self.has(subject, negated, cursor),
            Rule::text_tail => {
                let op = match cursor.next()?.rule() {
                    Rule::kw_starts => TextOp::StartsWith,
                    Rule::kw_ends => TextOp::EndsWith,
                    _ if cursor.pass(Rule::kw_word) => TextOp::ContainsWord,
                    _ => TextOp::Contains,
                };
                cursor.pass(Rule::kw_with);
                let (any, texts) = self.texts(cursor)?;
                Some(ExprKind::TextTest { subject, negated, op, any, texts })
            }
            Rule::matches_tail => {
                cursor.next()?;
                let any = cursor.pass(Rule::kw_any);
                let patterns = cursor
                    .filter(|child| child.rule() == Rule::regex)
                    .map(|regex| self.pattern(regex))
                    .collect();
                Some(ExprKind::Matches { subject, negated, any, patterns })
            }
            Rule::under_tail => {
                cursor.next()?;
                let (any, texts) = self.texts(cursor)?;
                Some(ExprKind::Under { subject, negated, any, texts })
            }
            Rule::within_tail => {
                cursor.next()?;
                let next = cursor.next()?.rule() == Rule::kw_next;
                Some(ExprKind::Within { subject, negated, next, duration: self.duration(cursor.next()?)? })
            }
            Rule::older_tail => {
                let duration = self.duration(cursor.nth(2)?)?;
                let older = ExprKind::OlderThan { subject, duration };
                if !negated {
                    return Some(older);
                }
                let diagnostic = recovery::not_older(tail.span());
                self.report(diagnostic);
                Some(ExprKind::Not(Box::new(Expr { span: tail.span(), kind: older })))
            }
            _ => None,
        }
    }

    fn has(&mut self, subject: Box<Expr>, negated: bool, mut cursor: Cursor<'a>) -> Option<ExprKind> {
        cursor.next()?;
        let mode = match cursor.accept_any(&[Rule::kw_any, Rule::kw_all]).map(Node::rule) {
            None => HasMode::One,
            Some(Rule::kw_any) => HasMode::Any,
            Some(_) => HasMode::All,
        };
        let set = cursor.next()?;
        let set = match mode {
            HasMode::One => tree::HasSet::One(self.element(set)?),
            HasMode::Any | HasMode::All => tree::HasSet::Set(self.set(set)?),
        };
        Some(ExprKind::Has { subject, negated, mode, set })
    }

    fn texts(&mut self, mut cursor: Cursor<'a>) -> Option<(bool, Vec<tree::TextOperand>)> {
        let any = cursor.pass(Rule::kw_any);
        let right = cursor.next()?;
        let texts = match right.rule() {
            Rule::path => vec![tree::TextOperand::Path(self.path(right))],
            Rule::listlit => {
                let list = self.list_literal(right);
                let mut texts = Vec::new();
                for element in list.elements {
                    match element {
                        tree::SetElement::Text(text) => texts.push(tree::TextOperand::Text(text)),
                        tree::SetElement::Path(path) => texts.push(tree::TextOperand::Path(path)),
                        other => {
                            let diagnostic = recovery::not_a_text(other.span());
                            self.report(diagnostic);
                        }
                    }
                }
                texts
            }
            _ => vec![tree::TextOperand::Text(self.string(right))],
        };
        Some((any, texts))
    }

    /// `sum`: values joined by `+ - * /`, the latter two binding tighter.
    pub(super) fn sum(&mut self, node: Node<'a>) -> Expr {
        if node.children().count() > 2 * recovery::DEPTH_LIMIT {
            let diagnostic = recovery::too_deep(node.span());
            self.report(diagnostic);
            return Expr { span: node.span(), kind: ExprKind::Bad };
        }
        let mut terms: Vec<Expr> = Vec::new();
        let mut signs: Vec<(ArithmeticOp, Span)> = Vec::new();
        let mut pending: Option<(ArithmeticOp, Span)> = None;
        let mut fallback = None;
        let mut many = false;
        for child in node.children() {
            let op = match child.rule() {
                Rule::plus => Some(ArithmeticOp::Add),
                Rule::minus => Some(ArithmeticOp::Subtract),
                Rule::star => Some(ArithmeticOp::Multiply),
                Rule::slash => Some(ArithmeticOp::Divide),
                _ => None,
            };
            if let Some(op) = op {
                pending = Some((op, child.span()));
                many = true;
                continue;
            }
            if child.rule() == Rule::otherwise_tail {
                if let Some(value) = terms.pop() {
                    fallback = fallback.or(Some(child.span()));
                    terms.push(self.otherwise(value, child));
                }
                continue;
            }
            let value = self.primary(child);
            match pending.take() {
                Some((op @ (ArithmeticOp::Multiply | ArithmeticOp::Divide), op_span)) => match terms.pop() {
                    Some(left) => terms.push(arithmetic(left, op, op_span, value)),
                    None => terms.push(value),
                },
                Some(sign) => {
                    signs.push(sign);
                    terms.push(value);
                }
                None => terms.push(value),
            }
        }
        if let Some(span) = fallback.filter(|_| many) {
            let diagnostic = recovery::otherwise_beside_arithmetic(self.text(), node.span(), span);
            self.report(diagnostic);
        }
        let mut terms = terms.into_iter();
        let Some(mut whole) = terms.next() else { return Expr { span: node.span(), kind: ExprKind::Bad } };
        for ((op, op_span), term) in signs.into_iter().zip(terms) {
            whole = arithmetic(whole, op, op_span, term);
        }
        whole
    }

    fn otherwise(&mut self, value: Expr, tail: Node<'a>) -> Expr {
        let fallback = tail.last().map(|node| self.primary(node));
        let Some(fallback) = fallback else { return value };
        if matches!(value.kind, ExprKind::Literal(_) | ExprKind::Range(_)) {
            let diagnostic = recovery::otherwise_after_value(self.text(), value.span, tail.span());
            self.report(diagnostic);
            return Expr { span: value.span.to(tail.span()), kind: ExprKind::Bad };
        }
        let span = value.span.to(tail.span());
        Expr { span, kind: ExprKind::Otherwise { value: Box::new(value), fallback: Box::new(fallback) } }
    }

    fn primary(&mut self, node: Node<'a>) -> Expr {
        let span = node.span();
        let kind = match node.rule() {
            Rule::paren => match node.children().find(|child| child.rule() == Rule::expr) {
                Some(inner) => ExprKind::Paren(Box::new(self.expr(inner))),
                None => ExprKind::Bad,
            },
            Rule::call => self.call(node).unwrap_or(ExprKind::Bad),
            Rule::excluded_by => {
                let name = node.last().map(|name| self.name_of(name));
                name.map_or(ExprKind::Bad, ExprKind::ExcludedBy)
            }
            Rule::path => ExprKind::Path(self.path(node)),
            Rule::range | Rule::dash_range => match self.range(node) {
                Some(range) => ExprKind::Range(range),
                None => self.literal(node).map_or(ExprKind::Bad, ExprKind::Literal),
            },
            _ => self.literal(node).map_or(ExprKind::Bad, ExprKind::Literal),
        };
        Expr { span, kind }
    }

    fn call(&mut self, node: Node<'a>) -> Option<ExprKind> {
        let mut cursor = node.children();
        let word = cursor.next()?;
        if word.rule() == Rule::kw_count {
            let fields =
                cursor.filter(|child| child.rule() == Rule::path).map(|path| self.path(path)).collect();
            return Some(ExprKind::CountKnown { fields });
        }
        let function = match word.text() {
            "any" => tree::Function::Any,
            "none" => tree::Function::None,
            "count" => tree::Function::Count,
            "sum" => tree::Function::Sum,
            "min" => tree::Function::Min,
            "max" => tree::Function::Max,
            _ => tree::Function::Latest,
        };
        cursor.next()?;
        let path = self.path(cursor.accept(Rule::path)?);
        let filter = if cursor.pass(Rule::kw_in) {
            Some(tree::CallFilter::In(self.set(cursor.next()?)?))
        } else if cursor.pass(Rule::kw_where) {
            Some(tree::CallFilter::Where(Box::new(self.expr(cursor.next()?))))
        } else {
            None
        };
        Some(ExprKind::Call(tree::Call { function, span: node.span(), path, filter }))
    }
}

fn bare_text(expr: &Expr) -> Option<tree::Text> {
    match &expr.kind {
        ExprKind::Literal(tree::Literal::Text(text)) => Some(text.clone()),
        _ => None,
    }
}

fn joined(joiner: Joiner, mut operands: Vec<Expr>) -> Expr {
    if operands.len() == 1
        && let Some(only) = operands.pop()
    {
        return only;
    }
    let span = match (operands.first(), operands.last()) {
        (Some(first), Some(last)) => first.span.to(last.span),
        _ => Span::new(crate::text::SourceId(0), 0, 0),
    };
    let kind = if joiner == Joiner::Or { ExprKind::Or(operands) } else { ExprKind::And(operands) };
    Expr { span, kind }
}

fn arithmetic(left: Expr, op: ArithmeticOp, op_span: Span, right: Expr) -> Expr {
    let span = left.span.to(right.span);
    Expr { span, kind: ExprKind::Arithmetic { left: Box::new(left), op, op_span, right: Box::new(right) } }
}

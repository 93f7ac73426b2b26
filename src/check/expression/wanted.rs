//! What a place asks for: it filters did-you-mean and the ways an unknown name is explained.

use crate::check::model::Type;
use crate::syntax::tree::{Bound, Expr, ExprKind, Literal, QuantityUnit};

/// The kind of thing that fits a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Anything.
    Any,
    /// A condition, or a boolean field.
    Condition,
    /// A number of any unit.
    Number,
    /// Text or a declared value.
    Text,
    /// A date.
    Date,
    /// A boolean.
    Boolean,
    /// A list.
    List,
    /// Something that compares with this type.
    Like(Type),
}

impl Wanted {
    /// Whether a value of the type fits.
    pub(super) fn fits(&self, ty: &Type) -> bool {
        match self {
            Wanted::Any => true,
            Wanted::Condition | Wanted::Boolean => *ty == Type::Boolean,
            Wanted::Number => is_numeric(ty),
            Wanted::Text => matches!(ty, Type::Text | Type::Choice(_)),
            Wanted::Date => *ty == Type::Day,
            Wanted::List => matches!(ty, Type::List(_)),
            Wanted::Like(like) => {
                like == ty
                    || is_plain(like) && is_plain(ty)
                    || matches!((like, ty), (Type::Money(_), Type::Money(_)))
            }
        }
    }

    /// What fits beside an expression, as far as its form tells.
    pub(super) fn beside(other: &Expr) -> Wanted {
        match &other.kind {
            ExprKind::Paren(inner) => Wanted::beside(inner),
            ExprKind::Literal(literal) => match literal {
                Literal::Text(_) => Wanted::Text,
                Literal::Quantity(quantity) => match quantity.unit {
                    Some(QuantityUnit::Currency(currency)) => Wanted::Like(Type::Money(currency)),
                    Some(QuantityUnit::Duration(_)) => Wanted::Number,
                    None if quantity.percent => Wanted::Like(Type::Percent),
                    None => Wanted::Number,
                },
                Literal::Date(_) | Literal::Today(_) => Wanted::Date,
                Literal::Boolean(..) => Wanted::Boolean,
            },
            ExprKind::Range(range) => match range.low {
                Bound::Date(_) => Wanted::Date,
                Bound::Quantity(_) => Wanted::Number,
            },
            ExprKind::Arithmetic { .. } | ExprKind::CountKnown { .. } => Wanted::Number,
            ExprKind::Implies(..)
            | ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::Not(_)
            | ExprKind::Compare { .. }
            | ExprKind::IsKnown { .. }
            | ExprKind::IsLevel { .. }
            | ExprKind::In { .. }
            | ExprKind::Has { .. }
            | ExprKind::TextTest { .. }
            | ExprKind::Matches { .. }
            | ExprKind::Under { .. }
            | ExprKind::Within { .. }
            | ExprKind::OlderThan { .. }
            | ExprKind::Otherwise { .. }
            | ExprKind::Call(_)
            | ExprKind::ExcludedBy(_)
            | ExprKind::Path(_)
            | ExprKind::Bad => Wanted::Any,
        }
    }
}

/// Numbers of any unit.
pub(super) fn is_numeric(ty: &Type) -> bool {
    is_plain(ty) || matches!(ty, Type::Percent | Type::Money(_))
}

/// Numbers without a unit, and numbers of days.
pub(super) fn is_plain(ty: &Type) -> bool {
    matches!(ty, Type::Number | Type::Whole | Type::Days)
}

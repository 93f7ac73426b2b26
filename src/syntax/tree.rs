//! The tree of a profile as written: every construct with its place, nothing resolved.
//!
//! Invariant: spans run from the first to the last token of a construct; parentheses are kept.

use crate::text::Span;
pub use crate::types::{CompareOp, DurationUnit, EvidenceKind, Level, OutcomeKind, UnknownEffect};
use crate::types::{Currency, Day, Months, Number, Points};

/// A word that names something, without its backticks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The name.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A text in quotes, escapes replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The value.
    pub value: String,
    /// Where it stands, quotes included.
    pub span: Span,
}

/// `/…/`, with `\/` replaced by `/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// The regular expression.
    pub value: String,
    /// Where it stands, slashes included.
    pub span: Span,
}

/// A date as written; `day` is `None` when there is no such day (already reported).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Date {
    /// The day.
    pub day: Option<Day>,
    /// Where it stands.
    pub span: Span,
}

/// One file.
#[derive(Debug, Clone, Default)]
pub struct File {
    /// `language 1`.
    pub language: Option<(u32, Span)>,
    /// The statements in file order; what could not be read is an [`Item::Damaged`].
    pub items: Vec<Item>,
}

/// A statement at the top of a file.
#[derive(Debug, Clone)]
pub enum Item {
    /// `profile NAME "Title" { … }`.
    Profile(Profile),
    /// `use "file"` or `use std.…`.
    Use(Use),
    /// `account { … }`.
    Account(Account),
    /// `table T of account by KEY { … }`.
    Table(Table),
    /// `taxonomy T { … }`.
    Taxonomy(Taxonomy),
    /// `rates on DATE { … }`.
    Rates(Rates),
    /// `list L = […]`.
    List(List),
    /// `let L = …`.
    Let(Let),
    /// `role R of T when …`.
    Role(Role),
    /// `market when …`.
    Market(Rule),
    /// `exclude NAME when …`.
    Exclude(Rule),
    /// `require NAME when …`.
    Require(Rule),
    /// `score NAME … { … }`.
    Score(Score),
    /// `tier T when …`.
    Tier(Tier),
    /// `segment S when …`.
    Segment(Segment),
    /// `override "KEY" to …`.
    Override(Override),
    /// `guarantee G that …`.
    Guarantee(Rule),
    /// `outcome { … }`.
    Outcome(Outcome),
    /// `test "…" { … }`.
    Test(Test),
    /// Text that is no statement, or a statement too broken to use.
    Damaged(Damaged),
}

/// A statement that could not be read. Its names are tainted: nobody else is blamed for missing them.
#[derive(Debug, Clone)]
pub struct Damaged {
    /// All of it.
    pub span: Span,
    /// The statement keyword it starts with, if any: `weight`.
    pub keyword: Option<String>,
    /// The names it would have defined, as far as they can be told.
    pub names: Vec<String>,
}

/// `profile NAME "Title" { version "1" … }`.
#[derive(Debug, Clone)]
pub struct Profile {
    pub span: Span,
    pub name: Name,
    pub title: Option<Text>,
    pub entries: Vec<ProfileEntry>,
}

/// One line of a profile block.
#[derive(Debug, Clone)]
pub enum ProfileEntry {
    Version(Text, Span),
    Owner(Text, Span),
    Objective(Text, Span),
    Updated(Date, Span),
    Review(Duration, Span),
}

/// `use "lists/industries.icp"` or `use std.hubspot`.
#[derive(Debug, Clone)]
pub struct Use {
    pub span: Span,
    pub target: UseTarget,
}

#[derive(Debug, Clone)]
pub enum UseTarget {
    /// A path relative to this file.
    File(Text),
    /// The words after `std.`, with the place of all of it.
    Pack(Vec<Name>, Span),
}

/// `account { … }`.
#[derive(Debug, Clone)]
pub struct Account {
    pub span: Span,
    pub fields: Vec<Field>,
    /// Fields that could not be read; each names the field it would have defined.
    pub damaged: Vec<Damaged>,
}

/// `table visits of account by account_id { … }`.
#[derive(Debug, Clone)]
pub struct Table {
    pub span: Span,
    pub name: Name,
    /// The field of the table that holds the account's key.
    pub by: Name,
    pub fields: Vec<Field>,
    /// Fields that could not be read; each names the field it would have defined.
    pub damaged: Vec<Damaged>,
}

/// `employees: whole range from "Number of Employees"`.
#[derive(Debug, Clone)]
pub struct Field {
    pub span: Span,
    pub name: Name,
    pub ty: Type,
    pub modifiers: Vec<Modifier>,
}

/// A type as written.
#[derive(Debug, Clone)]
pub struct Type {
    pub span: Span,
    pub kind: TypeKind,
}

#[derive(Debug, Clone)]
pub enum TypeKind {
    Text,
    /// `percent`, `percent of 1`, `percent of 100`.
    Percent {
        of: Option<u8>,
    },
    /// `boolean`, `boolean "Y" / "N"`.
    Boolean {
        words: Option<(Text, Text)>,
    },
    Date,
    Country,
    Number {
        range: bool,
    },
    Whole {
        range: bool,
    },
    Money {
        currency: Currency,
        range: bool,
    },
    /// `one of […]`, `one of […] ordered`.
    OneOf {
        values: ListLiteral,
        ordered: bool,
    },
    /// `list of T`.
    List(Box<Type>),
    /// A taxonomy.
    Named(Name),
}

/// A word after a field's type.
#[derive(Debug, Clone)]
pub struct Modifier {
    pub span: Span,
    pub kind: ModifierKind,
}

#[derive(Debug, Clone)]
pub enum ModifierKind {
    Key,
    From(Vec<Text>),
    Split(Text),
    Format(Text),
    Pattern(Pattern),
    BlankIsEmpty,
    UnknownWhen(Vec<SetElement>),
}

/// `taxonomy industries { "Healthcare" aliases ["Medical"] { "Clinics" } }` or `= file "…"`.
#[derive(Debug, Clone)]
pub struct Taxonomy {
    pub span: Span,
    pub name: Name,
    /// Whether the order of the values means something.
    pub ordered: bool,
    pub source: TaxonomySource,
}

#[derive(Debug, Clone)]
pub enum TaxonomySource {
    File(FileReference),
    Inline(Vec<TaxonomyNode>),
}

#[derive(Debug, Clone)]
pub struct TaxonomyNode {
    pub span: Span,
    pub value: Text,
    pub aliases: Option<ListLiteral>,
    pub children: Vec<TaxonomyNode>,
}

/// `file "lists/x.csv" column "domain"`.
#[derive(Debug, Clone)]
pub struct FileReference {
    pub span: Span,
    pub path: Text,
    pub columns: Vec<(FileColumn, Text)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileColumn {
    Column,
    Value,
    Parent,
    Aliases,
}

/// `rates on 2026-09-30 { 1 EUR = 1.08 USD }`.
#[derive(Debug, Clone)]
pub struct Rates {
    pub span: Span,
    pub on: Date,
    pub source: RatesSource,
}

#[derive(Debug, Clone)]
pub enum RatesSource {
    File(FileReference),
    Inline(Vec<(Quantity, Quantity)>),
}

/// `list L = […]` or `list L = file "…" column "…"`.
#[derive(Debug, Clone)]
pub struct List {
    pub span: Span,
    pub name: Name,
    pub source: ListSource,
}

#[derive(Debug, Clone)]
pub enum ListSource {
    Literal(ListLiteral),
    File(FileReference),
}

/// `let mid_market = 50..200`.
#[derive(Debug, Clone)]
pub struct Let {
    pub span: Span,
    pub name: Name,
    pub value: Expr,
}

/// `role champion "Title" of contacts when …`.
#[derive(Debug, Clone)]
pub struct Role {
    pub span: Span,
    pub name: Name,
    pub title: Option<Text>,
    pub of: Name,
    pub clauses: Vec<Clause>,
}

/// An exclude, require, market or guarantee. A market has no name.
#[derive(Debug, Clone)]
pub struct Rule {
    pub span: Span,
    pub name: Option<Name>,
    pub title: Option<Text>,
    pub clauses: Vec<Clause>,
}

/// `score fit "Title" out of 100 { … }`.
#[derive(Debug, Clone)]
pub struct Score {
    pub span: Span,
    /// The word `score`.
    pub keyword: Span,
    pub name: Option<Name>,
    pub title: Option<Text>,
    pub limit: Option<ScoreLimit>,
    /// A second `out of` or `cap`, which is an error of the checker.
    pub second_limit: Option<Span>,
    pub entries: Vec<ScoreEntry>,
}

#[derive(Debug, Clone)]
pub enum ScoreLimit {
    OutOf(PointsLiteral),
    Cap(Range),
}

/// What stands in a score or a group; a group holds no group.
#[derive(Debug, Clone)]
pub enum ScoreEntry {
    Group(Group),
    Weight(Weight),
    Signal(Weight),
    /// `evidence` or `assumption` of the score or group itself; other clauses are an error of the checker.
    Clause(Clause),
    Damaged(Damaged),
}

#[derive(Debug, Clone)]
pub struct Group {
    pub span: Span,
    pub name: Name,
    pub title: Option<Text>,
    pub cap: Option<PointsLiteral>,
    pub entries: Vec<ScoreEntry>,
}

/// A weight or a signal.
#[derive(Debug, Clone)]
pub struct Weight {
    pub span: Span,
    pub name: Name,
    pub title: Option<Text>,
    pub earns: Earns,
    pub clauses: Vec<Clause>,
}

/// Points as written, with up to three decimals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointsLiteral {
    pub value: Points,
    /// Whether a `+` or `-` was written.
    pub signed: bool,
    pub span: Span,
}

/// What a weight or signal earns.
#[derive(Debug, Clone)]
pub enum Earns {
    /// `25`.
    Flat(PointsLiteral),
    /// `4 per visits where … cap 12`, `2 per open_roles cap 10`; a missing `cap` is an error of the checker.
    Per { points: PointsLiteral, of: Expr, filter: Option<Expr>, cap: Option<PointsLiteral>, span: Span },
    /// `by employees { 10..49 => 8 … }`, `by best of stages { … }`.
    Bands { best_of: bool, value: Expr, arms: Vec<Band>, span: Span },
    /// `{ when C => N … otherwise => 0 }`.
    Arms { arms: Vec<Arm>, span: Span },
    /// `scale maturity from 1 => 0 to 5 => 15`.
    Scale { value: Expr, from: (Quantity, PointsLiteral), to: (Quantity, PointsLiteral), span: Span },
}

/// One arm of `by X { … }`.
#[derive(Debug, Clone)]
pub struct Band {
    pub span: Span,
    pub left: BandLeft,
    pub points: PointsLiteral,
}

#[derive(Debug, Clone)]
pub enum BandLeft {
    Unknown(Span),
    Otherwise(Span),
    /// `>= 50`.
    Compare(CompareOp, SetElement),
    Values(Vec<SetElement>),
}

/// One arm of `{ when C => N }`.
#[derive(Debug, Clone)]
pub struct Arm {
    pub span: Span,
    pub left: ArmLeft,
    pub points: PointsLiteral,
}

#[derive(Debug, Clone)]
pub enum ArmLeft {
    When(Expr),
    Unknown(Span),
    Otherwise(Span),
}

/// `tier A "Strategic" when …`.
#[derive(Debug, Clone)]
pub struct Tier {
    pub span: Span,
    /// A name or a whole number, as text.
    pub name: Name,
    pub title: Option<Text>,
    /// The word `otherwise`, if it stands there.
    pub otherwise: Option<Span>,
    pub clauses: Vec<Clause>,
}

/// `segment clinics "…" when … level core in Jan..Jun, else test`.
#[derive(Debug, Clone)]
pub struct Segment {
    pub span: Span,
    pub name: Name,
    pub title: Option<Text>,
    pub levels: Vec<LevelClause>,
    pub clauses: Vec<Clause>,
}

/// `level core`, `level core in Nov..Feb, else test`.
#[derive(Debug, Clone)]
pub struct LevelClause {
    pub span: Span,
    pub level: Level,
    pub season: Option<(Months, Level)>,
}

/// `override "KEY" to tier A because "…" until DATE`.
#[derive(Debug, Clone)]
pub struct Override {
    pub span: Span,
    pub key: Text,
    pub effect: OverrideEffect,
    pub clauses: Vec<Clause>,
}

#[derive(Debug, Clone)]
pub enum OverrideEffect {
    Tier(Name),
    Excluded(Span),
}

/// `outcome { won when … closed close_date }`.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub span: Span,
    pub entries: Vec<OutcomeEntry>,
}

#[derive(Debug, Clone)]
pub struct OutcomeEntry {
    pub span: Span,
    pub kind: OutcomeKind,
    pub value: Expr,
}

/// `test "title" { … }`.
#[derive(Debug, Clone)]
pub struct Test {
    pub span: Span,
    pub title: Text,
    pub entries: Vec<TestEntry>,
}

#[derive(Debug, Clone)]
pub enum TestEntry {
    Today(Date, Span),
    GivenAccount(Record),
    GivenRows { table: Name, rows: Vec<Record>, span: Span },
    Expect(Expr, Span),
    Damaged(Damaged),
}

/// `{ industry: "SaaS", employees: 120 }`.
#[derive(Debug, Clone)]
pub struct Record {
    pub span: Span,
    pub entries: Vec<RecordEntry>,
}

#[derive(Debug, Clone)]
pub struct RecordEntry {
    pub span: Span,
    pub name: Name,
    pub value: RecordValue,
}

#[derive(Debug, Clone)]
pub enum RecordValue {
    Unknown(Span),
    List(ListLiteral),
    Range(Range),
    /// `>= 10_001`: a range that is open on one side.
    Compare(CompareOp, SetElement, Span),
    Literal(Literal),
    Path(Path),
}

/// What may follow the head of a rule.
#[derive(Debug, Clone)]
pub struct Clause {
    pub span: Span,
    pub kind: ClauseKind,
}

#[derive(Debug, Clone)]
pub enum ClauseKind {
    When(Expr),
    Unless(Expr),
    /// `that …` of a guarantee.
    That(Expr),
    Because(Text),
    Evidence(EvidenceKind, Text),
    Assumption(Text, Option<Date>),
    Owner(Text),
    Active(Vec<Window>),
    /// `if unknown out` or `if unknown keep`.
    IfUnknown(UnknownEffect),
    Emit(Record),
    Fading {
        halving: bool,
        over: Duration,
        since: Expr,
    },
    /// `until DATE` of an override.
    Until(Date),
}

/// One span of `active`.
#[derive(Debug, Clone)]
pub enum Window {
    Days(Date, Date, Span),
    Months(Months, Span),
}

/// `90 days`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duration {
    pub count: Number,
    pub unit: DurationUnit,
    pub span: Span,
}

/// A number with its suffix and unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    /// The value after the suffix: `5M` is 5,000,000 and `10%` is 0.1.
    pub value: Number,
    /// Whether it was written with `%`.
    pub percent: bool,
    pub unit: Option<QuantityUnit>,
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QuantityUnit {
    Currency(Currency),
    Duration(DurationUnit),
}

/// A literal.
#[derive(Debug, Clone)]
pub enum Literal {
    Text(Text),
    Quantity(Quantity),
    Date(Date),
    Boolean(bool, Span),
    Today(Span),
}

/// `50..200`, `10..<50`, `2026-10-01..2026-12-31`.
#[derive(Debug, Clone)]
pub struct Range {
    pub span: Span,
    pub low: Bound,
    pub high: Bound,
    /// Whether the upper end is left out (`..<`).
    pub open: bool,
}

#[derive(Debug, Clone)]
pub enum Bound {
    Date(Date),
    Quantity(Quantity),
}

/// `[ … ]`.
#[derive(Debug, Clone)]
pub struct ListLiteral {
    pub span: Span,
    pub elements: Vec<SetElement>,
}

/// One element of a list, or one value of a band.
#[derive(Debug, Clone)]
pub enum SetElement {
    Text(Text),
    Range(Range),
    Bound(Bound),
    Boolean(bool, Span),
    Path(Path),
}

/// A set on the right of `in`, `has any`, `under any`.
#[derive(Debug, Clone)]
pub enum Set {
    List(ListLiteral),
    Range(Range),
    Path(Path),
}

/// `industry`, `visits.at`, `account.tier`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    pub first: Name,
    pub rest: Vec<Name>,
}

/// An expression with its place.
#[derive(Debug, Clone)]
pub struct Expr {
    pub span: Span,
    pub kind: ExprKind,
}

#[derive(Debug, Clone)]
pub enum ExprKind {
    Implies(Box<Expr>, Box<Expr>),
    /// Two or more operands, never nested in themselves without parentheses.
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Not(Box<Expr>),
    Compare {
        left: Box<Expr>,
        op: CompareOp,
        op_span: Span,
        right: Box<Expr>,
    },
    /// `x is known`, `x is not unknown`.
    IsKnown {
        subject: Box<Expr>,
        negated: bool,
        unknown: bool,
    },
    /// `segment is core`.
    IsLevel {
        subject: Box<Expr>,
        negated: bool,
        level: Level,
    },
    In {
        subject: Box<Expr>,
        negated: bool,
        set: Set,
    },
    Has {
        subject: Box<Expr>,
        negated: bool,
        mode: HasMode,
        set: HasSet,
    },
    TextTest {
        subject: Box<Expr>,
        negated: bool,
        op: TextOp,
        any: bool,
        texts: Vec<TextOperand>,
    },
    Matches {
        subject: Box<Expr>,
        negated: bool,
        any: bool,
        patterns: Vec<Pattern>,
    },
    Under {
        subject: Box<Expr>,
        negated: bool,
        any: bool,
        texts: Vec<TextOperand>,
    },
    Within {
        subject: Box<Expr>,
        negated: bool,
        next: bool,
        duration: Duration,
    },
    OlderThan {
        subject: Box<Expr>,
        duration: Duration,
    },
    Arithmetic {
        left: Box<Expr>,
        op: ArithmeticOp,
        op_span: Span,
        right: Box<Expr>,
    },
    /// `x otherwise 0`.
    Otherwise {
        value: Box<Expr>,
        fallback: Box<Expr>,
    },
    Call(Call),
    /// `count known [a, b]`.
    CountKnown {
        fields: Vec<Path>,
    },
    /// `excluded by RULE`, in `expect` and `that`.
    ExcludedBy(Name),
    Path(Path),
    Literal(Literal),
    Range(Range),
    Paren(Box<Expr>),
    /// A part that could not be read; already reported.
    Bad,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HasMode {
    One,
    Any,
    All,
}

/// The right side of `has`.
#[derive(Debug, Clone)]
pub enum HasSet {
    /// `has "x"`, `has 5`, `has name`.
    One(SetElement),
    /// `has any SET`, `has all SET`.
    Set(Set),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TextOp {
    Contains,
    ContainsWord,
    StartsWith,
    EndsWith,
}

/// A text, or the name of a list or let.
#[derive(Debug, Clone)]
pub enum TextOperand {
    Text(Text),
    Path(Path),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ArithmeticOp {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// `any(contacts where …)`, `count(tech in ours)`.
#[derive(Debug, Clone)]
pub struct Call {
    pub function: Function,
    /// The word and the parentheses.
    pub span: Span,
    pub path: Path,
    pub filter: Option<CallFilter>,
}

#[derive(Debug, Clone)]
pub enum CallFilter {
    In(Set),
    Where(Box<Expr>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Function {
    Any,
    None,
    Count,
    Sum,
    Min,
    Max,
    Latest,
}

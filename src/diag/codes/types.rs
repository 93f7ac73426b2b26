//! Types and units: `ICP03xx`.

codes! {
    /// Two things that cannot be compared, or a value that does not fit its field.
    TYPE_MISMATCH = "ICP0301", "type-mismatch", Error;
    /// A bare number against money.
    MISSING_CURRENCY = "ICP0302", "missing-currency", Error;
    /// An amount in another currency than the field's.
    WRONG_CURRENCY = "ICP0303", "wrong-currency", Error;
    /// A bare number against a percentage.
    MISSING_PERCENT = "ICP0304", "missing-percent", Error;
    /// A number with `%`, a currency or a unit where a plain number is compared.
    UNEXPECTED_UNIT = "ICP0305", "unexpected-unit", Error;
    /// A text without its quotes.
    UNQUOTED_TEXT = "ICP0306", "unquoted-text", Error;
    /// A text that is none of the declared values.
    UNKNOWN_VALUE = "ICP0307", "unknown-value", Error;
    /// A text that names no country, or several.
    UNKNOWN_COUNTRY = "ICP0308", "unknown-country", Error;
    /// `<` on values that have no order.
    UNORDERED_COMPARISON = "ICP0309", "unordered-comparison", Error;
    /// A range whose upper end is below its lower end.
    REVERSED_RANGE = "ICP0310", "reversed-range", Error;
    /// A range that holds no value.
    EMPTY_RANGE = "ICP0311", "empty-range", Error;
    /// A range against something that has no order.
    RANGE_ON_TEXT = "ICP0312", "range-on-text", Error;
    /// A value that its field can never hold.
    NEVER_EQUAL = "ICP0314", "never-equal", Error;
    /// A comparison that does not depend on the account.
    FIXED_COMPARISON = "ICP0315", "fixed-comparison", Error;
    /// A list without values.
    EMPTY_LIST = "ICP0316", "empty-list", Error;
    /// A named list whose values do not fit the field.
    LIST_TYPE_MISMATCH = "ICP0317", "list-type-mismatch", Error;
    /// Two currencies without a rate between them.
    MISSING_RATE = "ICP0318", "missing-rate", Error;
    /// Something after `in` that is no list and no range.
    NOT_A_SET = "ICP0319", "not-a-set", Error;
    /// A number, date or text field where a condition is expected.
    NOT_A_CONDITION = "ICP0320", "not-a-condition", Error;
    /// `=>` where `>=` is meant.
    ARROW_FOR_COMPARISON = "ICP0322", "arrow-for-comparison", Error;
    /// `implies` outside guarantees and tests.
    MISPLACED_IMPLIES = "ICP0323", "misplaced-implies", Error;
    /// A condition where a value is expected.
    CONDITION_AS_VALUE = "ICP0324", "condition-as-value", Error;
    /// A rule, tier, table, role, list or taxonomy used as a value or condition.
    NAME_AS_VALUE = "ICP0325", "name-as-value", Error;
    /// A score or result used before it exists.
    NOT_YET_KNOWN = "ICP0326", "not-yet-known", Error;
    /// A name that both the row and the account have.
    AMBIGUOUS_ROW_FIELD = "ICP0327", "ambiguous-row-field", Warning;
    /// `has` on something that holds a single value.
    HAS_WITHOUT_LIST = "ICP0328", "has-without-list", Error;
    /// `=`, `in` or a text test on a list field.
    LIST_NEEDS_HAS = "ICP0329", "list-needs-has", Error;
    /// `under` on a field whose values have no parents.
    NOT_A_TAXONOMY = "ICP0330", "not-a-taxonomy", Error;
    /// A text test on something that is no text.
    NOT_A_TEXT = "ICP0331", "not-a-text", Error;
    /// `contains word` with a script that does not separate words.
    WORD_WITHOUT_SPACES = "ICP0332", "word-without-spaces", Error;
    /// A pattern that some engine reads differently.
    PATTERN_NOT_PORTABLE = "ICP0333", "pattern-not-portable", Error;
    /// A date test on something that is no date.
    NOT_A_DATE = "ICP0334", "not-a-date", Error;
    /// A length of time that is zero, broken or too long.
    BAD_DURATION = "ICP0335", "bad-duration", Error;
    /// Months, quarters or years where only days are exact.
    MONTHS_BETWEEN_DATES = "ICP0336", "months-between-dates", Error;
    /// An aggregate of a field that it cannot be taken of.
    NOT_ADDABLE = "ICP0337", "not-addable", Error;
    /// An aggregate of a plain field.
    AGGREGATE_OF_FIELD = "ICP0338", "aggregate-of-field", Error;
    /// An aggregate without its field, or with one it does not take.
    MALFORMED_AGGREGATE = "ICP0339", "malformed-aggregate", Error;
    /// A count of list elements in a set without an end.
    NOT_COUNTABLE = "ICP0340", "not-countable", Error;
    /// Arithmetic on text, dates or unlike units.
    ARITHMETIC_MISMATCH = "ICP0341", "arithmetic-mismatch", Error;
    /// A field multiplied by a field.
    PRODUCT_OF_FIELDS = "ICP0342", "product-of-fields", Error;
    /// A quotient that is not compared with a number.
    QUOTIENT_NOT_COMPARED = "ICP0343", "quotient-not-compared", Error;
    /// A field that stands twice in one calculation.
    FIELD_TWICE = "ICP0344", "field-twice", Error;
    /// A factor of 10^9 or more, or with more than six decimals.
    FACTOR_OUT_OF_RANGE = "ICP0345", "factor-out-of-range", Error;
    /// A division by 0.
    DIVISION_BY_ZERO = "ICP0346", "division-by-zero", Error;
    /// Two arms that hold one value.
    OVERLAPPING_BANDS = "ICP0347", "overlapping-bands", Error;
    /// Values that no arm holds.
    INCOMPLETE_BANDS = "ICP0348", "incomplete-bands", Error;
    /// A sliver between two arms that falls to `otherwise`.
    GAP_BETWEEN_BANDS = "ICP0349", "gap-between-bands", Warning;
    /// An arm after `otherwise`.
    UNREACHABLE_ARM = "ICP0350", "unreachable-arm", Error;
    /// A second `otherwise` or `unknown` arm.
    ARM_TWICE = "ICP0351", "arm-twice", Error;
    /// Bands by a list without `best of`, or `best of` without a list.
    BANDS_NEED_BEST_OF = "ICP0352", "bands-need-best-of", Error;
    /// A scale between two equal numbers.
    SCALE_WITHOUT_LENGTH = "ICP0353", "scale-without-length", Error;
    /// `scale` or `per` of something that is no number.
    NOT_A_NUMBER = "ICP0354", "not-a-number", Error;
    /// Points per row or per number without `cap`.
    PER_WITHOUT_CAP = "ICP0355", "per-without-cap", Error;
    /// A signal's points without a sign, or a weight's with one.
    POINTS_SIGN = "ICP0356", "points-sign", Error;
    /// Fading over more than 366 days.
    FADE_TOO_LONG = "ICP0357", "fade-too-long", Error;
    /// A range in a test for a field that holds single values.
    RANGE_NOT_DECLARED = "ICP0358", "range-not-declared", Error;
}

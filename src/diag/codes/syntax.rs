//! Syntax: `ICP01xx`.

codes! {
    /// Something stands where something else is expected.
    UNEXPECTED_TEXT = "ICP0101", "unexpected-text", Error;
    /// A line starts with a word that starts no statement.
    UNKNOWN_STATEMENT = "ICP0102", "unknown-statement", Error;
    /// A brace, bracket or parenthesis is never closed.
    UNCLOSED_BLOCK = "ICP0103", "unclosed-block", Error;
    /// A closing brace closes nothing.
    STRAY_CLOSER = "ICP0104", "stray-closer", Error;
    /// A block lacks its opening brace.
    MISSING_OPENER = "ICP0105", "missing-opener", Error;
    /// A text in quotes is not closed on its line.
    UNCLOSED_TEXT = "ICP0106", "unclosed-text", Error;
    /// A backslash in a text is followed by something that means nothing.
    UNKNOWN_ESCAPE = "ICP0107", "unknown-escape", Error;
    /// A text stands in curly or single quotes.
    WRONG_QUOTES = "ICP0108", "wrong-quotes", Error;
    /// A mark of another language: `==`, `&&`, `<>`, `->`.
    WRONG_MARK = "ICP0109", "wrong-mark", Error;
    /// A keyword is written in capitals.
    UPPER_CASE_KEYWORD = "ICP0110", "upper-case-keyword", Error;
    /// A number is written in a way this language does not read.
    ODD_NUMBER = "ICP0111", "odd-number", Error;
    /// A comma stands directly between two digits.
    COMMA_IN_NUMBER = "ICP0112", "comma-in-number", Error;
    /// `50-200` for `50..200`.
    DASH_FOR_RANGE = "ICP0113", "dash-for-range", Error;
    /// A date is not written as year-month-day.
    WRONG_DATE_FORM = "ICP0114", "wrong-date-form", Error;
    /// There is no such day.
    IMPOSSIBLE_DATE = "ICP0115", "impossible-date", Error;
    /// A colon stands after a clause word.
    NEEDLESS_COLON = "ICP0116", "needless-colon", Error;
    /// Values after `in` stand without brackets.
    NOT_A_LIST = "ICP0117", "not-a-list", Error;
    /// Comparisons are chained: `1 < a < 5`.
    CHAINED_COMPARISON = "ICP0118", "chained-comparison", Error;
    /// `and` and `or` are mixed without parentheses.
    MIXED_AND_OR = "ICP0119", "mixed-and-or", Error;
    /// A text stands where a condition is expected.
    TEXT_AS_CONDITION = "ICP0120", "text-as-condition", Error;
    /// The right side of a test is missing.
    MISSING_VALUE = "ICP0121", "missing-value", Error;
    /// A reserved word is used as a name.
    KEYWORD_AS_NAME = "ICP0122", "keyword-as-name", Error;
    /// A full-width mark stands for a plain one.
    FULL_WIDTH_MARK = "ICP0123", "full-width-mark", Error;
    /// A word this language leaves out; another one says it.
    WORD_LEFT_OUT = "ICP0124", "word-left-out", Error;
    /// A guarantee lacks `that`.
    MISSING_THAT = "ICP0125", "missing-that", Error;
    /// An override does not say what it does.
    OVERRIDE_WITHOUT_EFFECT = "ICP0126", "override-without-effect", Error;
    /// A sign touches a number after a value.
    STUCK_SIGN = "ICP0127", "stuck-sign", Error;
    /// `otherwise` stands beside arithmetic or after a plain value.
    MISPLACED_OTHERWISE = "ICP0128", "misplaced-otherwise", Error;
    /// The file asks for another version of the language.
    UNSUPPORTED_LANGUAGE = "ICP0129", "unsupported-language", Error;
    /// Brackets or `not` are nested too deep.
    NESTED_TOO_DEEP = "ICP0130", "nested-too-deep", Error;
    /// A file is not UTF-8 text.
    NOT_UTF8 = "ICP0131", "not-utf8", Error;
    /// Three capitals that are no currency.
    UNKNOWN_CURRENCY = "ICP0132", "unknown-currency", Error;
    /// A number is too large or has too many decimals.
    NUMBER_OUT_OF_RANGE = "ICP0133", "number-out-of-range", Error;
    /// Two entries of a record lack a comma between them.
    MISSING_COMMA = "ICP0134", "missing-comma", Error;
    /// A name is not in Unicode's normal form C.
    NAME_NOT_NORMALIZED = "ICP0135", "name-not-normalized", Error;
    /// A keyword is misspelled.
    MISSPELLED_KEYWORD = "ICP0136", "misspelled-keyword", Error;
    /// A control character stands in a profile.
    CONTROL_CHARACTER = "ICP0137", "control-character", Error;
    /// `implies` is chained.
    CHAINED_IMPLIES = "ICP0138", "chained-implies", Error;
    /// A statement or clause stands where it has no meaning.
    MISPLACED_STATEMENT = "ICP0139", "misplaced-statement", Error;
    /// A word is missing: `when`, `of`, a comma.
    MISSING_WORD = "ICP0141", "missing-word", Error;
    /// A count or test over rows lacks its parentheses.
    MISSING_CALL_PARENTHESES = "ICP0140", "missing-call-parentheses", Error;
}

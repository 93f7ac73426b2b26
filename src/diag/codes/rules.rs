//! Rules, scores, tiers and the blocks of a profile: `ICP04xx`.

codes! {
    /// A clause that stands twice in one rule.
    CLAUSE_TWICE = "ICP0400", "clause-twice", Error;
    /// A clause on a statement that does not take it.
    MISPLACED_CLAUSE = "ICP0401", "misplaced-clause", Error;
    /// A rule without `when`, a guarantee without `that`.
    MISSING_CONDITION = "ICP0402", "missing-condition", Error;
    /// An exclusion or override without `because`.
    MISSING_REASON = "ICP0403", "missing-reason", Error;
    /// An override without its last day.
    MISSING_LAST_DAY = "ICP0404", "missing-last-day", Error;
    /// An `active` window that ends before it begins.
    REVERSED_WINDOW = "ICP0405", "reversed-window", Error;
    /// `active` on a weight.
    ACTIVE_ON_WEIGHT = "ICP0406", "active-on-weight", Error;
    /// Points below zero in a score that is `out of` a total.
    NEGATIVE_WEIGHT = "ICP0412", "negative-weight", Error;
    /// Weights that add up to another total than `out of` says.
    WEIGHTS_MISS_TOTAL = "ICP0413", "weights-miss-total", Error;
    /// More than 1,000,000 points in all.
    TOO_MANY_POINTS = "ICP0414", "too-many-points", Error;
    /// A score's `out of` or `cap` that bounds nothing.
    BAD_SCORE_LIMIT = "ICP0415", "bad-score-limit", Error;
    /// A group's `cap` with a sign.
    SIGNED_GROUP_CAP = "ICP0416", "signed-group-cap", Error;
    /// A score or group without any weight or signal.
    EMPTY_SCORE = "ICP0417", "empty-score", Error;
    /// Two `profile` blocks in one file.
    SEVERAL_PROFILES = "ICP0420", "several-profiles", Error;
    /// A profile without fields.
    NO_ACCOUNT = "ICP0421", "profile-without-account", Error;
    /// A second `market`.
    SEVERAL_MARKETS = "ICP0422", "several-markets", Error;
    /// A line or block that may stand once and stands twice.
    STATED_TWICE = "ICP0423", "stated-twice", Error;
    /// A review period that is no whole number of days or more.
    BAD_REVIEW_PERIOD = "ICP0424", "bad-review-period", Error;
    /// No field is the key.
    MISSING_KEY = "ICP0430", "missing-key", Error;
    /// Several fields are the key.
    SEVERAL_KEYS = "ICP0431", "several-keys", Error;
    /// A key, or the field that a table is joined by, that is not text.
    KEY_NOT_TEXT = "ICP0432", "key-not-text", Error;
    /// A word after a field's type that does not go with it.
    MODIFIER_MISFIT = "ICP0433", "modifier-misfit", Error;
    /// A type that cannot be: a list of lists, a choice of nothing.
    BAD_FIELD_TYPE = "ICP0434", "bad-field-type", Error;
    /// A value or alias that is declared twice in one type.
    VALUE_DECLARED_TWICE = "ICP0435", "value-declared-twice", Error;
    /// A date `format` that does not name a day, a month and a year.
    BAD_DATE_FORMAT = "ICP0437", "bad-date-format", Error;
    /// A currency rate that cannot be used.
    BAD_RATE = "ICP0438", "bad-rate", Error;
    /// A list of nothing, or of things that no field can be compared with at once.
    BAD_LIST = "ICP0439", "bad-list", Error;
    /// A tier below `otherwise`.
    TIER_AFTER_OTHERWISE = "ICP0440", "tier-after-otherwise", Error;
    /// `otherwise` together with a condition.
    OTHERWISE_WITH_CONDITION = "ICP0441", "otherwise-with-condition", Error;
    /// Two overrides of one account.
    SEVERAL_OVERRIDES = "ICP0442", "several-overrides", Error;
    /// A key emitted by tiers and by segments.
    EMITTED_BY_BOTH = "ICP0443", "emitted-by-both", Error;
    /// An emitted value that is no literal.
    BAD_EMITTED_VALUE = "ICP0444", "bad-emitted-value", Error;
    /// An `outcome` line of the wrong type.
    BAD_OUTCOME = "ICP0445", "bad-outcome", Error;
    /// An override without a key to match.
    BLANK_OVERRIDE_KEY = "ICP0446", "blank-override-key", Error;
}

//! Lints: `ICP1xxx`. A slug names the bad pattern.

codes! { in "lints";
    /// An arm that an earlier one covers.
    SHADOWED_ARM = "ICP1001", "shadowed-arm", Warning;
    /// A list that nothing uses.
    UNUSED_LIST = "ICP1002", "unused-list", Warning;
    /// A named condition, value or range that nothing uses.
    UNUSED_LET = "ICP1003", "unused-let", Warning;
    /// A field that nothing reads.
    UNUSED_FIELD = "ICP1004", "unused-field", Warning;
    /// A role that nothing uses.
    UNUSED_ROLE = "ICP1005", "unused-role", Warning;
    /// A table that nothing reads.
    UNUSED_TABLE = "ICP1006", "unused-table", Warning;
    /// A value that stands twice in one list.
    REPEATED_VALUE = "ICP1007", "repeated-value", Warning;
    /// An amount of money that is a thousand times smaller or larger than its neighbors.
    MONEY_OFF_BY_THOUSAND = "ICP1008", "money-off-by-thousand", Warning;
    /// A percentage that is a hundred times smaller or larger than its neighbors.
    PERCENT_OFF_BY_HUNDRED = "ICP1009", "percent-off-by-hundred", Warning;
    /// Points with neither evidence nor assumption.
    POINTS_WITHOUT_EVIDENCE = "ICP1010", "points-without-evidence", Warning;
    /// An assumption whose last day is over.
    EXPIRED_ASSUMPTION = "ICP1011", "expired-assumption", Warning;
    /// An override whose last day is over.
    EXPIRED_OVERRIDE = "ICP1012", "expired-override", Warning;
    /// A profile whose review is due.
    OVERDUE_REVIEW = "ICP1013", "overdue-review", Warning;
    /// A rule whose last window is over.
    EXPIRED_RULE = "ICP1014", "expired-rule", Warning;
    /// A profile that turns nobody down.
    NO_EXCLUSION = "ICP1015", "no-exclusion", Warning;
    /// A profile without any rule about a problem to solve.
    NO_PAIN_POINT = "ICP1016", "no-pain-point", Warning;
    /// A profile without any rule about the people who decide.
    NO_DECISION_MAKER = "ICP1017", "no-decision-maker", Warning;
    /// A profile without any signal.
    NO_SIGNAL = "ICP1018", "no-signal", Warning;
    /// Points that only rise with the size of an account.
    EVER_RISING_SIZE = "ICP1019", "ever-rising-size", Warning;
    /// A rule that reads what is known only after the sale.
    KNOWN_AFTER_SALE = "ICP1020", "known-after-sale", Warning;
    /// A penalty that a capped group may swallow.
    SWALLOWED_PENALTY = "ICP1021", "swallowed-penalty", Warning;
    /// Two rates of one pair of currencies that contradict each other.
    CONTRADICTING_RATES = "ICP1022", "contradicting-rates", Warning;
    /// `emit` without any key.
    EMPTY_EMIT = "ICP1023", "empty-emit", Warning;
    /// Tiers whose names leave one out, or stand out of order.
    SKIPPED_TIER = "ICP1024", "skipped-tier", Warning;
    /// A rule whose condition no account meets.
    NEVER_TRUE = "ICP1025", "never-true", Warning;
    /// A rule whose condition is FALSE of no account.
    NEVER_FALSE = "ICP1026", "never-false", Warning;
    /// A gate that puts out nobody whom others do not put out already.
    COVERED_GATE = "ICP1027", "covered-gate", Warning;
    /// Gates that no account passes together.
    CONTRADICTING_GATES = "ICP1028", "contradicting-gates", Warning;
    /// Points that only accounts earn that are out.
    POINTS_FOR_NOBODY = "ICP1029", "points-for-nobody", Warning;
    /// A tier that no account reaches.
    UNREACHABLE_TIER = "ICP1030", "unreachable-tier", Warning;
    /// A cap that no account reaches.
    UNREACHABLE_CAP = "ICP1031", "unreachable-cap", Warning;
    /// A weight or signal that changes nobody's tier.
    IDLE_POINTS = "ICP1032", "idle-points", Warning;
    /// A score, or totals of it, that no tier covers.
    SCORE_WITHOUT_TIER = "ICP1033", "score-without-tier", Warning;
    /// Two segments that an account can be in.
    OVERLAPPING_SEGMENTS = "ICP1034", "overlapping-segments", Warning;
    /// A rule that holds for the same accounts as another one, or for some of them.
    POINTS_TWICE = "ICP1035", "points-twice", Warning;
    /// A profile without objective or owner.
    NO_OBJECTIVE = "ICP1036", "no-objective", Warning;
    /// A profile that rests on assumptions and opinions alone.
    ASSUMPTIONS_ONLY = "ICP1037", "assumptions-only", Warning;
    /// A profile in which no points fade and no date is looked at.
    NOTHING_FADES = "ICP1038", "nothing-fades", Info;
    /// A profile that scores fewer than four of the six customary dimensions.
    MISSING_DIMENSIONS = "ICP1039", "missing-dimensions", Info;
    /// A field of a person that is read as if it were the account's.
    CONTACT_AS_ACCOUNT = "ICP1040", "contact-as-account", Warning;
    /// A profile whose gates let almost anybody in.
    TOO_GENERIC = "ICP1041", "too-generic", Warning;
    /// A profile whose evidence comes from one quarter alone.
    ONE_QUARTER = "ICP1042", "one-quarter", Warning;
    /// A field that rules read and that is mostly empty in the data.
    BLIND_FIELD = "ICP1043", "blind-field", Warning;
    /// A rule that meets nobody, or nearly everybody, in the data.
    LOPSIDED_RULE = "ICP1044", "lopsided-rule", Warning;
    /// A limit with all values of the data on one side.
    LIMIT_OUTSIDE_DATA = "ICP1045", "limit-outside-data", Warning;
    /// A value in a rule that no account of the data has.
    VALUE_NOT_IN_DATA = "ICP1046", "value-not-in-data", Warning;
    /// A common value of the data that no rule names.
    UNNAMED_VALUE = "ICP1047", "unnamed-value", Info;
    /// Two rules that meet the same accounts of the data.
    SAME_CRITERIA = "ICP1048", "same-criteria", Warning;
    /// A first tier that holds nearly half of the data.
    FITS_EVERYBODY = "ICP1049", "fits-everybody", Warning;
    /// A field that the data has for one outcome only.
    LEAKING_FIELD = "ICP1050", "leaking-field", Warning;
    /// A boolean column with a third value in the data.
    THIRD_BOOLEAN = "ICP1051", "third-boolean", Warning;
}

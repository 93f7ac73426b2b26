//! Names: `ICP0200` to `ICP0249`.

codes! {
    /// A name that stands twice in one name space.
    DUPLICATE_NAME = "ICP0200", "duplicate-name", Error;
    /// A name in a condition that is no field, list, let, role or score.
    UNKNOWN_NAME = "ICP0201", "unknown-name", Error;
    /// A table or role that does not exist.
    UNKNOWN_TABLE = "ICP0202", "unknown-table", Error;
    /// A field that its table does not have.
    UNKNOWN_ROW_FIELD = "ICP0203", "unknown-row-field", Error;
    /// A tier that does not exist.
    UNKNOWN_TIER = "ICP0204", "unknown-tier", Error;
    /// A segment that does not exist.
    UNKNOWN_SEGMENT = "ICP0205", "unknown-segment", Error;
    /// A rule after `excluded by` that does not exist.
    UNKNOWN_RULE = "ICP0206", "unknown-rule", Error;
    /// A word after `FIELD:` that is no type and no taxonomy.
    UNKNOWN_TYPE = "ICP0207", "unknown-type", Error;
    /// Two names that differ only by capital letters.
    NAMES_DIFFER_BY_CASE = "ICP0208", "names-differ-by-case", Error;
    /// A score or emitted key that takes a result column's name.
    RESERVED_COLUMN = "ICP0210", "reserved-column", Error;
    /// Lists, lets or roles that are defined by themselves.
    DEFINED_BY_ITSELF = "ICP0211", "defined-by-itself", Error;
    /// A rule or tier with a word that results use for something else.
    RESERVED_NAME = "ICP0212", "reserved-name", Error;
    /// Definitions that come to more than anything can evaluate.
    TOO_LARGE = "ICP0213", "too-large", Error;
}

//! Data and binding: `ICP05xx`.

codes! {
    /// A field that something reads has no column in the table.
    MISSING_COLUMN = "ICP0501", "missing-column", Error;
    /// A table that something reads is not part of the run.
    MISSING_TABLE = "ICP0502", "missing-table", Error;
    /// A table of the run that the profile does not declare.
    UNDECLARED_TABLE = "ICP0503", "undeclared-table", Error;
    /// Two columns fit one field.
    AMBIGUOUS_COLUMN = "ICP0504", "ambiguous-column", Error;
    /// A file that is something else than a table.
    NOT_A_TABLE = "ICP0505", "not-a-table", Error;
    /// A file without column names or records.
    EMPTY_TABLE = "ICP0506", "empty-table", Error;
    /// A file that cannot be read to its end.
    UNREADABLE_TABLE = "ICP0507", "unreadable-table", Error;
    /// Typed numbers in a percent column that declares no unit.
    BARE_PERCENT = "ICP0508", "bare-percent", Error;
    /// A child table whose rows do not fit into memory.
    TABLE_TOO_LARGE = "ICP0509", "table-too-large", Error;
    /// A sheet that the workbook does not have.
    UNKNOWN_SHEET = "ICP0520", "unknown-sheet", Error;
}

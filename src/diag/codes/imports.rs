//! Imports and the files that a profile names: `ICP0250` to `ICP0299`.

codes! {
    /// Files that use one another in a circle.
    IMPORT_CYCLE = "ICP0250", "import-cycle", Error;
    /// A file that does not exist.
    FILE_NOT_FOUND = "ICP0251", "file-not-found", Error;
    /// A file outside the project's root.
    FILE_OUTSIDE_ROOT = "ICP0252", "file-outside-root", Error;
    /// A file above the size limit.
    FILE_TOO_LARGE = "ICP0253", "file-too-large", Error;
    /// A folder, or a file that the system does not let us read.
    FILE_UNREADABLE = "ICP0254", "file-unreadable", Error;
    /// A file that is not UTF-8 text.
    FILE_NOT_UTF8 = "ICP0255", "file-not-utf8", Error;
    /// `use std.…` with a name that no shipped pack has.
    UNKNOWN_PACK = "ICP0256", "unknown-pack", Error;
    /// A used file that declares a profile.
    PROFILE_IN_LIBRARY = "ICP0257", "profile-in-library", Error;
    /// A list, taxonomy or rates file without any value.
    EMPTY_FILE = "ICP0258", "empty-file", Error;
    /// A column that the file does not have.
    UNKNOWN_FILE_COLUMN = "ICP0259", "unknown-file-column", Error;
    /// A file whose content is no list, taxonomy or table of rates.
    MALFORMED_FILE = "ICP0260", "malformed-file", Error;
    /// `column`, `value`, `parent` or `aliases` where it does not belong, twice, or not at all.
    WRONG_FILE_COLUMNS = "ICP0261", "wrong-file-columns", Error;
}

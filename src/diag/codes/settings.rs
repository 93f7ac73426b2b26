//! Settings in `icp.toml` and comments that suppress: `ICP07xx`.

codes! {
    /// An `icp.toml` that is no TOML.
    MALFORMED_SETTINGS = "ICP0701", "malformed-settings", Error;
    /// A key that `icp.toml` does not have.
    UNKNOWN_SETTING = "ICP0702", "unknown-setting", Error;
    /// A value that a key does not take.
    WRONG_SETTING = "ICP0703", "wrong-setting", Error;
    /// A level for a lint that there is not.
    LEVEL_OF_UNKNOWN_LINT = "ICP0704", "level-of-unknown-lint", Error;
    /// A level for what is always an error.
    LEVEL_OF_ERROR = "ICP0705", "level-of-error", Error;
    /// A comment that suppresses what is not found.
    UNUSED_SUPPRESSION = "ICP0710", "unused-suppression", Warning;
    /// A comment that suppresses a code that there is not.
    SUPPRESSION_OF_UNKNOWN_CODE = "ICP0711", "suppression-of-unknown-code", Warning;
    /// A comment that suppresses without saying why.
    SUPPRESSION_WITHOUT_REASON = "ICP0712", "suppression-without-reason", Info;
    /// A comment that tries to suppress an error.
    SUPPRESSED_ERROR = "ICP0713", "suppressed-error", Warning;
    /// A comment that looks like a suppression and is none.
    MALFORMED_SUPPRESSION = "ICP0714", "malformed-suppression", Warning;
}

//! Faults of the program itself: `ICP09xx`.

codes! {
    /// The formatter's output would not say what the file says.
    FORMATTING_CHANGES_MEANING = "ICP0901", "formatting-changes-meaning", Error;
}

//! Tests of a profile: `ICP06xx`.

codes! {
    /// A test without `today` in a profile that depends on the date.
    TEST_WITHOUT_TODAY = "ICP0600", "test-without-today", Error;
    /// Something given twice in one test.
    GIVEN_TWICE = "ICP0601", "given-twice", Error;
    /// A test that expects nothing.
    TEST_WITHOUT_EXPECTATION = "ICP0602", "test-without-expectation", Error;
}

//! From the bytes of a file to its text.
//!
//! In: bytes. Out: text, or a diagnostic that says where it stops being text.
//! Invariant: offsets in the text are offsets in the file.

use crate::diag::{Diagnostic, codes::syntax as codes};

/// The largest profile or library that is read, in bytes.
pub const SIZE_LIMIT: usize = 64 * 1024 * 1024;

/// The text of a profile or library. A lone carriage return, as old editors write it, becomes a line end.
///
/// # Errors
/// The bytes are no UTF-8, or more than [`SIZE_LIMIT`].
pub fn decode(name: &str, bytes: Vec<u8>) -> Result<String, Box<Diagnostic>> {
    if bytes.len() > SIZE_LIMIT {
        let megabytes = SIZE_LIMIT / (1024 * 1024);
        let message = format!("`{name}` is too large for a profile: more than {megabytes} MB");
        return Err(Box::new(
            Diagnostic::without_place(&codes::NOT_UTF8, message)
                .help("keep long lists in CSV files: `list L = file \"lists/x.csv\" column \"domain\"`"),
        ));
    }
    if let Some(encoding) = utf_16(&bytes) {
        let message = format!("`{name}` is {encoding} text, profiles are UTF-8");
        return Err(Box::new(
            Diagnostic::without_place(&codes::NOT_UTF8, message)
                .help("save it again with the encoding UTF-8"),
        ));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(line_ends(text)),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let bytes = error.as_bytes();
            let before = bytes.get(..at).unwrap_or_default();
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            let column = before.iter().rev().take_while(|byte| **byte != b'\n').count() + 1;
            let byte = bytes.get(at).copied().unwrap_or(0);
            let message = format!(
                "`{name}` is not UTF-8 text: byte 0x{byte:02X} at line {line}, byte {column} of the line"
            );
            Err(Box::new(
                Diagnostic::without_place(&codes::NOT_UTF8, message)
                    .help("save it again with the encoding UTF-8"),
            ))
        }
    }
}

/// The name of a UTF-16 encoding, told by its byte-order mark.
fn utf_16(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) { Some("UTF-16") } else { None }
}

fn line_ends(text: String) -> String {
    if !text.contains('\r') {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let lone = character == '\r' && characters.peek() != Some(&'\n');
        out.push(if lone { '\n' } else { character });
    }
    out
}

//! What a file is by its first bytes.
//!
//! In: the start of a file. Out: a format that is read, a packing that is undone, or the name of what is no table.
//! Invariant: names decide nothing here.

use super::source::InputFormat;
use super::unpack::Packing;

/// What the first bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A packing; what is inside is another question.
    Packed(Packing),
    /// A format that is not text.
    Binary(InputFormat),
    /// No table: what it is, and what to do.
    Other(&'static str, &'static str),
    /// Nothing of these: text, if anything.
    Text,
}

const EXPORT: &str = "export the table itself as CSV";
const UNPACK: &str = "unpack it first";

/// Starts of files that hold no table, what they are, and what to do.
const OTHERS: [(&[u8], &str, &str); 16] = [
    (b"FEA1\0", "a Feather file of the first version", "write it again as Arrow or Parquet"),
    (b"Obj\x01", "an Avro file", "export it as Parquet or JSONL"),
    (b"\xFD7zXZ\x00", "compressed data (xz)", UNPACK),
    (b"\x04\x22\x4D\x18", "compressed data (lz4)", UNPACK),
    (b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive", UNPACK),
    (b"Rar!\x1A\x07", "a RAR archive", UNPACK),
    (b"%PDF", "a PDF document", EXPORT),
    (b"SQLite format 3", "a SQLite database", EXPORT),
    (b"{\\rtf", "a text document (RTF)", EXPORT),
    (b"\x89PNG\r\n", "a picture (PNG)", EXPORT),
    (b"\xFF\xD8\xFF", "a picture (JPEG)", EXPORT),
    (b"GIF8", "a picture (GIF)", EXPORT),
    (b"\x7FELF", "a program", EXPORT),
    (b"MZ\x90\x00", "a program", EXPORT),
    (b"\x50\x4B\x05\x06", "an empty zip archive", "pack it again"),
    (b"-----BEGIN PGP", "an encrypted message", "decrypt it first"),
];

/// What a file is that starts so.
pub(super) fn kind_of(head: &[u8]) -> Kind {
    if let Some(packing) = Packing::of(head) {
        return Kind::Packed(packing);
    }
    // A column may be called `PARENT` or `PAR1`: only the byte after the mark tells text apart.
    let binary = head.get(4).is_none_or(|byte| *byte < 0x20 && !byte.is_ascii_whitespace());
    if head.starts_with(b"PAR1") && binary {
        return Kind::Binary(InputFormat::Parquet);
    }
    if head.starts_with(b"PARE") && binary {
        return Kind::Other("an encrypted Parquet file", "export it without encryption");
    }
    if head.starts_with(b"ORC") && head.get(3).is_none_or(|byte| *byte < 0x20 && !byte.is_ascii_whitespace())
    {
        return Kind::Other("an ORC file", "export it as Parquet or CSV");
    }
    if head.starts_with(b"BZh") && head.get(4..10) == Some(b"1AY&SY") {
        return Kind::Other("compressed data (bzip2)", UNPACK);
    }
    if head.starts_with(b"ARROW1\0\0") || is_arrow_stream(head) {
        return Kind::Binary(InputFormat::Arrow);
    }
    if head.starts_with(b"PK\x03\x04") {
        return archive(head);
    }
    if head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return office(head);
    }
    if head.get(257..262) == Some(b"ustar") {
        return Kind::Other("a tar archive", UNPACK);
    }
    if let Some((_, what, help)) = OTHERS.iter().find(|(start, ..)| head.starts_with(start)) {
        return Kind::Other(what, help);
    }
    markup(head)
}

/// A stream begins with a mark of four bytes and the length of its first message.
fn is_arrow_stream(head: &[u8]) -> bool {
    let Some(rest) = head.strip_prefix(b"\xFF\xFF\xFF\xFF") else { return false };
    let Some(length) = rest.first_chunk::<4>().map(|bytes| i32::from_le_bytes(*bytes)) else { return false };
    (16..1 << 24).contains(&length) && length % 8 == 0
}

/// Workbooks are zip archives.
fn archive(head: &[u8]) -> Kind {
    let holds = |path: &[u8]| memchr::memmem::find(head, path).is_some();
    // The first entry of an OpenDocument file is its type.
    if let Some(mime) = head.get(30..).and_then(|rest| rest.strip_prefix(b"mimetype")) {
        return if mime.starts_with(b"application/vnd.oasis.opendocument.spreadsheet") {
            Kind::Binary(InputFormat::Excel)
        } else if mime.starts_with(b"application/vnd.oasis.opendocument") {
            Kind::Other("an OpenDocument text or presentation", EXPORT)
        } else {
            Kind::Other("a zip archive", UNPACK)
        };
    }
    if holds(b"xl/") {
        return Kind::Binary(InputFormat::Excel);
    }
    if holds(b"word/") {
        return Kind::Other("a text document (docx)", EXPORT);
    }
    if holds(b"ppt/") {
        return Kind::Other("a presentation (pptx)", EXPORT);
    }
    if holds(b"[Content_Types].xml") {
        Kind::Binary(InputFormat::Excel)
    } else {
        Kind::Other("a zip archive", UNPACK)
    }
}

/// Old Office files and encrypted new ones are containers whose parts have names in UTF-16.
fn office(head: &[u8]) -> Kind {
    let holds = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memchr::memmem::find(head, &wide).is_some()
    };
    if holds("EncryptedPackage") {
        return Kind::Other("a workbook with a password", "save it without a password");
    }
    if holds("WordDocument") {
        return Kind::Other("a text document (doc)", EXPORT);
    }
    if holds("PowerPoint Document") {
        return Kind::Other("a presentation (ppt)", EXPORT);
    }
    Kind::Binary(InputFormat::Excel)
}

/// Web pages, XML and the pointers that Git LFS leaves are text, and no tables.
fn markup(head: &[u8]) -> Kind {
    let start = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let text =
        String::from_utf8_lossy(start.get(..start.len().min(4_096)).unwrap_or_default()).to_lowercase();
    if text.starts_with("version https://git-lfs.github.com/spec/") {
        return Kind::Other("a Git LFS pointer: the content was never downloaded", "run `git lfs pull`");
    }
    let page =
        ["<!doctype html", "<html", "<head", "<body", "<table"].iter().any(|tag| text.starts_with(tag));
    if page || (text.starts_with("<?xml") && text.contains("<html")) {
        return Kind::Other(
            "a web page (HTML), perhaps the page around a download or a login",
            "download the file itself",
        );
    }
    if text.starts_with("<?xml") { Kind::Other("an XML document", EXPORT) } else { Kind::Text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts_tell_formats_packings_and_other_files() {
        let ole = |name: &str| {
            let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
            bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
            bytes
        };
        let zip = |path: &str| {
            let mut bytes = b"PK\x03\x04".to_vec();
            bytes.resize(30, 0);
            bytes.extend(path.as_bytes());
            bytes
        };
        let mut tar = vec![0; 600];
        tar.splice(257..262, *b"ustar");
        let excel = Kind::Binary(InputFormat::Excel);
        let cases: Vec<(Vec<u8>, Kind)> = vec![
            (b"PAR1\x15\x04".to_vec(), Kind::Binary(InputFormat::Parquet)),
            (b"ARROW1\0\0".to_vec(), Kind::Binary(InputFormat::Arrow)),
            (b"\xFF\xFF\xFF\xFF\x80\x00\x00\x00\x10".to_vec(), Kind::Binary(InputFormat::Arrow)),
            (b"\x1F\x8B\x08\x00".to_vec(), Kind::Packed(Packing::Gzip)),
            (b"\x28\xB5\x2F\xFD\x00".to_vec(), Kind::Packed(Packing::Zstd)),
            (zip("xl/workbook.xml"), excel),
            (zip("mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK"), excel),
            (ole("Workbook"), excel),
            (
                ole("EncryptedPackage"),
                Kind::Other("a workbook with a password", "save it without a password"),
            ),
            (zip("word/document.xml"), Kind::Other("a text document (docx)", EXPORT)),
            (zip("accounts.csv"), Kind::Other("a zip archive", UNPACK)),
            (tar, Kind::Other("a tar archive", UNPACK)),
            (b"%PDF-1.7".to_vec(), Kind::Other("a PDF document", EXPORT)),
            (b"id,name\n1,PAR1\n".to_vec(), Kind::Text),
            (b"ORCID,name\n".to_vec(), Kind::Text),
            (b"PARENT,name\n".to_vec(), Kind::Text),
            (b"PAR1,name\n".to_vec(), Kind::Text),
            (b"BZh91AY&SY".to_vec(), Kind::Other("compressed data (bzip2)", UNPACK)),
            (b"\xFF\xFEi\0d\0".to_vec(), Kind::Text),
            (Vec::new(), Kind::Text),
        ];
        for (bytes, kind) in cases {
            assert_eq!(kind_of(&bytes), kind, "{:?}", String::from_utf8_lossy(&bytes));
        }
    }
}

//! Tables that come packed: gzip and zstd.
//!
//! In: packed bytes. Out: the bytes inside, as they are read. Invariant: members one after another are one text, what
//! is held does not grow with what comes out, and data that is cut off or damaged is an error, never an end.

use std::io::{self, BufReader, Read};

use flate2::bufread::MultiGzDecoder;

/// A packing that is undone while reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// gzip.
    Gzip,
    /// Zstandard.
    Zstd,
}

impl Packing {
    /// The packing of bytes that start so.
    pub(super) fn of(head: &[u8]) -> Option<Packing> {
        if head.starts_with(b"\x1F\x8B") {
            return Some(Packing::Gzip);
        }
        // A frame that is to be skipped may stand first; its number is any of sixteen.
        let skipped = head
            .first_chunk::<4>()
            .is_some_and(|mark| u32::from_le_bytes(*mark) & 0xFFFF_FFF0 == 0x184D_2A50);
        (skipped || head.starts_with(b"\x28\xB5\x2F\xFD")).then_some(Packing::Zstd)
    }

    /// The word that messages show.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Packing::Gzip => "gzip",
            Packing::Zstd => "zstd",
        }
    }

    /// What is inside.
    ///
    /// # Errors
    /// When the memory for unpacking cannot be had.
    pub(super) fn unpack<'r>(
        self,
        packed: Box<dyn Read + Send + 'r>,
    ) -> io::Result<Box<dyn Read + Send + 'r>> {
        let packed = BufReader::with_capacity(128 * 1024, packed);
        let inside: Box<dyn Read + Send + 'r> = match self {
            Packing::Gzip => Box::new(MultiGzDecoder::new(packed)),
            Packing::Zstd => Box::new(zstd::stream::read::Decoder::with_buffer(packed)?),
        };
        Ok(Box::new(Unpacked { packing: self, inside }))
    }
}

/// The bytes inside, with errors in a reader's words.
struct Unpacked<'r> {
    packing: Packing,
    inside: Box<dyn Read + Send + 'r>,
}

impl Read for Unpacked<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.inside.read(out).map_err(|error| {
            let word = self.packing.word();
            match error.kind() {
                io::ErrorKind::Interrupted => error,
                io::ErrorKind::UnexpectedEof => io::Error::new(
                    io::ErrorKind::UnexpectedEof,
                    format!("its {word} data ends too early, so rows are missing; fetch the file again"),
                ),
                // A device that cannot be read is not the packing's fault.
                _ if error.raw_os_error().is_some() => error,
                _ => io::Error::new(
                    error.kind(),
                    format!("its {word} data is damaged ({error}); fetch the file again"),
                ),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn unpacked(packing: Packing, bytes: &[u8]) -> io::Result<String> {
        let mut text = String::new();
        packing.unpack(Box::new(bytes))?.read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn members_one_after_another_are_one_text() {
        let packed = [gzip(b"id,name\n"), gzip(b"1,Acme\n")].concat();
        assert_eq!(unpacked(Packing::Gzip, &packed).unwrap(), "id,name\n1,Acme\n");
        let frames =
            [zstd::encode_all(&b"id,name\n"[..], 3).unwrap(), zstd::encode_all(&b"1,Acme\n"[..], 3).unwrap()];
        assert_eq!(unpacked(Packing::Zstd, &frames.concat()).unwrap(), "id,name\n1,Acme\n");
    }

    #[test]
    fn data_that_is_cut_off_at_any_byte_is_an_error() {
        let text = "id,name\n".repeat(50);
        let packed = [
            (Packing::Gzip, gzip(text.as_bytes())),
            (Packing::Zstd, zstd::encode_all(text.as_bytes(), 3).unwrap()),
        ];
        for (packing, bytes) in packed {
            for end in 4..bytes.len() {
                let error = unpacked(packing, &bytes[..end]).expect_err("cut off");
                assert!(error.to_string().contains("ends too early"), "{packing:?} {end}: {error}");
            }
        }
    }

    #[test]
    fn damage_is_an_error() {
        let text = "id,name\n".repeat(50);
        let mut bytes = gzip(text.as_bytes());
        let middle = bytes.len() - 6;
        bytes[middle] ^= 0x55;
        let error = unpacked(Packing::Gzip, &bytes).unwrap_err();
        assert!(error.to_string().contains("is damaged"), "{error}");
    }
}

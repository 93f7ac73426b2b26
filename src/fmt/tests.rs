//! TEMP probe
use super::*;
use crate::text::SourceId;

#[test]
fn probe() {
    for path in std::env::var("PROBE").unwrap().split(' ') {
        let file = SourceFile::new(path, std::fs::read_to_string(path).unwrap());
        let parsed = syntax::parse(SourceId(0), &file);
        if !parsed.diagnostics.is_empty() {
            println!(
                "{path}: {} faults: {:?}",
                parsed.diagnostics.len(),
                parsed
                    .diagnostics
                    .iter()
                    .map(|d| (&d.message, file.position(d.primary.as_ref().unwrap().span.start as usize)))
                    .take(3)
                    .collect::<Vec<_>>()
            );
        }
        match format(&file, &parsed) {
            Ok(text) => std::fs::write(format!("/tmp/fmt_out/{}", path.replace('/', "_")), text).unwrap(),
            Err(d) => {
                println!("{path}: {}", d.message);
                let a = layout(Read { file: &file, parsed: &parsed }, false);
                std::fs::write(format!("/tmp/fmt_out/{}", path.replace('/', "_")), a).unwrap()
            }
        }
    }
}

//! One table in several files: parts by name, folders of parts, mixed formats.

use std::fs;

use super::sandbox::Sandbox;

const PROFILE: &str = "profile p \"P\" {\n  version \"1\"\n}\n\
     account {\n  id: text key\n  name: text\n  employees: whole\n}\n\
     table visits of account by account_id {\n  account_id: text\n  page: text\n}\n\
     score fit out of 100 {\n  weight big 100 when employees >= 50\n}\n\
     score intent cap 0..40 {\n  signal seen +40 per visits cap 40\n}\n\
     tier A when fit >= 100 and intent >= 40\ntier B otherwise\n";

/// The folder `parts` holds one table in three formats, `visits` another in two files.
fn parts() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("p.icp", PROFILE);
    for folder in ["parts", "visits"] {
        fs::create_dir(sandbox.path(folder)).unwrap();
    }
    sandbox.write("parts/part-1.csv", "id,name,employees\na,Acme,60\nb,Bolt,10\n");
    sandbox.write("parts/part-2.jsonl", "{\"employees\": 70, \"id\": \"c\", \"name\": \"Crane\"}\n");
    let packed = zstd::encode_all(&b"employees;name;id;city\n80;Delta;d;Oslo\n"[..], 3).unwrap();
    fs::write(sandbox.path("parts/part-3.csv.zst"), packed).unwrap();
    sandbox.write("parts/_SUCCESS", "");
    sandbox.write("parts/.part-1.csv.crc", "\u{1}");
    sandbox.write("visits/1.csv", "account_id,page\na,Pricing\n");
    sandbox.write("visits/2.csv", "page,account_id\nPricing,c\nHome,nobody\n");
    sandbox
}

#[test]
fn the_parts_in_a_folder_are_one_table() {
    let sandbox = parts();
    let ran = sandbox.run(&[
        "score",
        "p.icp",
        "parts",
        "--table",
        "visits=visits",
        "--select",
        "id,tier",
        "--keep",
        "all",
        "--findings",
        "f.csv",
        "--as-of",
        "2026-10-01",
    ]);
    insta::assert_snapshot!(ran.all());
    insta::assert_snapshot!(sandbox.read("f.csv"));
    let named =
        ["parts/part-1.csv", "parts/part-2.jsonl", "parts/part-3.csv.zst", "--table", "visits=visits", "-q"];
    let by_name = sandbox.run(&[&["score", "p.icp"][..], &named].concat());
    let by_folder = sandbox.run(&["score", "p.icp", "parts", "--table", "visits=visits", "-q"]);
    assert_eq!((by_name.code, &by_name.stdout), (0, &by_folder.stdout), "{}", by_name.all());
}

#[test]
fn a_part_that_lacks_a_column_or_is_no_table_is_named() {
    let sandbox = parts();
    sandbox.write("parts/part-4.csv", "id,name\ne,Elm\n");
    sandbox.write("parts/part-5.csv", "<html><body>Sign in");
    let ran = sandbox.run(&["score", "p.icp", "parts", "--table", "visits=visits"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    insta::assert_snapshot!(ran.all());
}

#[test]
fn a_folder_of_no_parts_is_told() {
    let sandbox = parts();
    fs::create_dir(sandbox.path("empty")).unwrap();
    sandbox.write("empty/_SUCCESS", "");
    let ran = sandbox.run(&["score", "p.icp", "empty"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("the folder `empty` holds no table"), "{}", ran.all());
    fs::create_dir(sandbox.path("parts/more")).unwrap();
    let ran = sandbox.run(&["score", "p.icp", "parts"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("`parts/more` is a folder among the parts of a table"), "{}", ran.all());
}

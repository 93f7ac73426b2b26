use super::sandbox::Sandbox;

const UNTIDY: &str = "profile p   {version \"1\"}\naccount{id:text key}\n";

#[test]
fn fmt_writes_the_one_layout() {
    let sandbox = Sandbox::new();
    sandbox.write("p.icp", UNTIDY);
    assert_eq!(sandbox.run(&["fmt"]).code, 0);
    let once = sandbox.read("p.icp");
    assert_ne!(once, UNTIDY);
    insta::assert_snapshot!(sandbox.run(&["fmt"]).all());
    assert_eq!(sandbox.read("p.icp"), once);
}

#[test]
fn check_names_what_would_change_and_writes_nothing() {
    let sandbox = Sandbox::new();
    sandbox.write("p.icp", UNTIDY);
    insta::assert_snapshot!(sandbox.run(&["fmt", "--check"]).all());
    insta::assert_snapshot!("fmt_diff", sandbox.run(&["fmt", "--diff"]).all());
    assert_eq!(sandbox.read("p.icp"), UNTIDY);
}

#[test]
fn standard_input_goes_to_standard_output() {
    let sandbox = Sandbox::new();
    let ran = sandbox.pipe(UNTIDY, &["fmt", "-"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    insta::assert_snapshot!(ran.stdout);
    assert_eq!(sandbox.pipe(UNTIDY, &["fmt", "-", "--check"]).code, 1);
}

#[test]
fn a_broken_file_keeps_its_broken_part_and_exits_1() {
    let sandbox = Sandbox::new();
    sandbox.write("p.icp", format!("{UNTIDY}\nscore fit out of {{\n"));
    let ran = sandbox.run(&["fmt", "p.icp"]);
    assert_eq!(ran.code, 1, "{}", ran.all());
    assert!(ran.stderr.contains("error["), "{}", ran.all());
    assert!(sandbox.read("p.icp").contains("score fit out of {"));
}

#[test]
fn a_read_only_file_stays_as_it_is() {
    let sandbox = Sandbox::new();
    sandbox.write("p.icp", UNTIDY);
    let mut permissions = std::fs::metadata(sandbox.path("p.icp")).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(sandbox.path("p.icp"), permissions).unwrap();
    let ran = sandbox.run(&["fmt"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("read-only"), "{}", ran.all());
    assert_eq!(sandbox.read("p.icp"), UNTIDY);
}

use super::sandbox::Sandbox;

#[test]
fn init_writes_a_project() {
    let sandbox = Sandbox::new();
    insta::assert_snapshot!(sandbox.run(&["init"]).all());
    assert_eq!(
        sandbox.names(),
        [".github", ".pre-commit-config.yaml", "accounts.csv", "icp.toml", "ideal.icp"]
    );
}

#[test]
fn init_never_overwrites() {
    let sandbox = Sandbox::new();
    sandbox.write("ideal.icp", "mine");
    let ran = sandbox.run(&["init"]);
    assert_eq!(ran.code, 0);
    assert!(ran.stderr.contains("kept  ideal.icp"), "{}", ran.stderr);
    assert_eq!(sandbox.read("ideal.icp"), "mine");
}

#[test]
fn init_takes_a_worked_profile_with_the_files_it_reads() {
    let sandbox = Sandbox::new();
    assert_eq!(sandbox.run(&["init", "new/project", "--template", "cleaning_firm"]).code, 0);
    assert!(sandbox.path("new/project/cleaning_firm.icp").is_file());
    let text = sandbox.read("new/project/cleaning_firm.icp");
    assert_eq!(
        text.contains("lists/city_tiers.csv"),
        sandbox.path("new/project/lists/city_tiers.csv").is_file()
    );
}

#[test]
fn an_unknown_template_names_the_nearest() {
    let sandbox = Sandbox::new();
    insta::assert_snapshot!(sandbox.run(&["init", "--template", "crm"]).all());
    assert!(sandbox.names().is_empty());
}

#[test]
fn templates_can_be_listed() {
    let ran = Sandbox::new().run(&["init", "--list-templates"]);
    assert_eq!((ran.code, ran.stdout.lines().count()), (0, 21));
}

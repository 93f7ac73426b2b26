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

#[test]
fn an_account_block_is_proposed_that_reads_the_table() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "crm.csv",
        "Record ID,Company name,AnnualRevenue,Number of Employees,Hot?,Last Touch,Zip,Tags,Country,when,2nd Score\n\
         7,Alder,\"$1,200,000\",51-200,Y,31/12/2025,01234,a;b,United States,x,1.5\n\
         8,Birch,$5M,11-50,N,01/02/2026,99999,b;c,CA,,2\n",
    );
    assert_eq!(sandbox.run(&["init", "--from", "crm.csv", "-q"]).code, 0);
    insta::assert_snapshot!(sandbox.read("ideal.icp"));
    assert_eq!(sandbox.run(&["check"]).code, 0);
    assert_eq!(sandbox.run(&["fmt", "--check"]).code, 0);
    assert_eq!(sandbox.run(&["test"]).code, 0);
    let ran = sandbox.run(&["score", "ideal.icp", "crm.csv", "--strict"]);
    assert_eq!(ran.code, 0, "{}", ran.all());
    assert_eq!(sandbox.run(&["init", "--from", "missing.csv"]).code, 2);
}

#[test]
fn what_init_writes_passes_everything() {
    let sandbox = Sandbox::started();
    assert_eq!(sandbox.run(&["check", "--fail-on", "warning"]).code, 0);
    assert_eq!(sandbox.run(&["fmt", "--check"]).code, 0);
    assert_eq!(sandbox.run(&["test"]).code, 0);
    assert_eq!(sandbox.run(&["score", "ideal.icp", "accounts.csv", "--strict"]).code, 0);
}

#[test]
fn a_property_that_a_sync_tool_landed_has_its_usual_name() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "company.csv",
        "id,property_name,property_annualrevenue,property_industry\n1,Alder,100000,Software\n",
    );
    let ran = sandbox.run(&["init", "--from", "company.csv", "--quiet"]);
    assert_eq!(ran.code, 0, "{}", ran.all());
    let profile = sandbox.read("ideal.icp");
    for line in ["name:", "revenue:", "industry:"] {
        assert!(profile.lines().any(|text| text.trim_start().starts_with(line)), "{line} in {profile}");
    }
}

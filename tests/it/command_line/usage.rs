use super::sandbox::Sandbox;

#[test]
fn usage_errors_exit_2() {
    let sandbox = Sandbox::new();
    for arguments in [&["chek"][..], &["init", "--tempalte", "x"], &[]] {
        let ran = sandbox.run(arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{}", ran.stderr);
    }
    assert_eq!(sandbox.run(&["--version"]).code, 0);
    assert_eq!(sandbox.run(&["--help"]).code, 0);
}

#[test]
fn completions_name_every_verb() {
    let sandbox = Sandbox::new();
    for shell in ["bash", "zsh", "fish"] {
        let ran = sandbox.run(&["completions", shell]);
        assert_eq!(ran.code, 0);
        assert!(ran.stdout.contains("init") && ran.stdout.contains("template"), "{}", ran.stdout);
    }
}

#[test]
fn completions_are_sound_shell() {
    let sandbox = Sandbox::new();
    let script = sandbox.run(&["completions", "bash"]).stdout;
    let probe = format!("{script}\nCOMP_WORDS=(icp in); COMP_CWORD=1; _icp; echo \"${{COMPREPLY[@]}}\"");
    let output = std::process::Command::new("bash").arg("-c").arg(probe).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "init", "{output:?}");
}

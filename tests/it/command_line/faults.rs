//! What can go wrong around a run: whatever happens, the target is complete or as it was, the message says what
//! happened, and the exit code is right.
//!
//! A run is caught in the middle by a pipe with a name: it cannot go on before the test writes more into it.
#![cfg(unix)]

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use super::sandbox::Sandbox;

const PROFILE: &str = r#"
profile faults {}
account {
  id:   text key
  size: whole
}
score fit { assumption "For the tests" weight large 10 when size >= 100 }
tier A when fit >= 10
tier B otherwise
"#;

/// More than a run looks at before its first row, so that rows are being scored when the pipe runs dry.
const MUCH: u64 = 15_000;

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("faults.icp", PROFILE);
    sandbox.write("scored.csv", "old");
    sandbox
}

fn rows(from: u64, to: u64) -> String {
    (from..to).map(|id| format!("{id},{},{}\n", id % 200, "words ".repeat(40))).collect()
}

fn small(sandbox: &Sandbox) {
    sandbox.write("accounts.csv", format!("id,size,note\n{}", rows(0, 100)));
}

fn command(sandbox: &Sandbox, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_icp"));
    command.args(arguments).current_dir(sandbox.path("")).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn score(sandbox: &Sandbox, more: &[&str]) -> Output {
    command(sandbox, &[&["score", "faults.icp", "accounts.csv"], more].concat()).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A run that reads from a pipe and has scored rows already; more can be written into the pipe.
fn caught(sandbox: &Sandbox, more: &[&str]) -> (Child, File) {
    assert!(Command::new("mkfifo").arg(sandbox.path("accounts.csv")).status().unwrap().success());
    let child = command(sandbox, &[&["score", "faults.icp", "accounts.csv"], more].concat()).spawn().unwrap();
    let mut pipe = OpenOptions::new().write(true).open(sandbox.path("accounts.csv")).unwrap();
    pipe.write_all(format!("id,size,note\n{}", rows(0, MUCH)).as_bytes()).unwrap();
    (child, pipe)
}

fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args([name, &child.id().to_string()]).status().unwrap().success());
}

/// The files besides the input, which the sandbox must hold after a run that did not end well.
fn assert_as_before(sandbox: &Sandbox) {
    assert_eq!(sandbox.names(), ["accounts.csv", "faults.icp", "scored.csv"]);
    assert_eq!(sandbox.read("scored.csv"), "old");
}

fn assert_complete(sandbox: &Sandbox, rows: usize) {
    assert_eq!(sandbox.read("scored.csv").lines().count(), rows + 1);
    assert!(sandbox.read("scored.csv.meta.json").trim_end().ends_with('}'));
}

#[test]
fn killed_in_the_middle_the_old_result_stays() {
    let sandbox = sandbox();
    let (mut child, pipe) = caught(&sandbox, &["-o", "scored.csv"]);
    signal(&child, "-KILL");
    assert_eq!(child.wait().unwrap().signal(), Some(9));
    drop(pipe);
    // Nobody can tidy up after that: the draft stays beside its target.
    let (drafts, others): (Vec<_>, Vec<_>) =
        sandbox.names().into_iter().partition(|name| name.starts_with(".icp-"));
    assert_eq!(drafts.len(), 1);
    assert_eq!(others, ["accounts.csv", "faults.icp", "scored.csv"]);
    assert_eq!(sandbox.read("scored.csv"), "old");
}

#[test]
fn what_a_killed_run_may_have_left_is_no_harm() {
    let sandbox = sandbox();
    small(&sandbox);
    sandbox.write(".icp-left01", "half a res");
    assert_eq!(score(&sandbox, &["-o", "scored.csv"]).status.code(), Some(0));
    assert_complete(&sandbox, 100);
    assert_eq!(sandbox.read(".icp-left01"), "half a res");
}

#[test]
fn interrupted_the_old_result_stays_and_the_shell_is_told() {
    for (name, code) in [("-INT", 130), ("-TERM", 130)] {
        let sandbox = sandbox();
        let (child, pipe) = caught(&sandbox, &["-o", "scored.csv", "--findings", "findings.csv"]);
        signal(&child, name);
        let output = child.wait_with_output().unwrap();
        drop(pipe);
        assert_eq!(output.status.code(), Some(code), "{name}: {}", said(&output));
        assert_eq!(said(&output), "interrupted: nothing was written\n", "{name}");
        assert_as_before(&sandbox);
    }
}

#[test]
fn a_full_disk_is_said_and_nothing_half_is_left() {
    let sandbox = sandbox();
    small(&sandbox);
    let disk = sandbox.path("disk");
    fs::create_dir(&disk).unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=16k", "tmpfs"]).arg(&disk).output();
    if !mounted.is_ok_and(|mounted| mounted.status.success()) {
        eprintln!("skipped: a small disk cannot be mounted here");
        return;
    }
    fs::write(disk.join("scored.csv"), "old").unwrap();
    sandbox.write("accounts.csv", format!("id,size,note\n{}", rows(0, 5_000)));
    let output = score(&sandbox, &["-o", "disk/scored.csv"]);
    let left: Vec<_> = fs::read_dir(&disk).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    let kept = fs::read_to_string(disk.join("scored.csv")).unwrap();
    assert!(Command::new("umount").arg(&disk).status().unwrap().success());
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(
        said(&output).contains("cannot write `disk/scored.csv`: no space left on device"),
        "{}",
        said(&output)
    );
    assert_eq!((left.len(), kept.as_str()), (1, "old"));
}

#[test]
fn a_device_that_is_full_is_said() {
    if !Path::new("/dev/full").exists() {
        eprintln!("skipped: there is no /dev/full here");
        return;
    }
    let sandbox = sandbox();
    small(&sandbox);
    for arguments in [&["-o", "/dev/full", "--to", "csv"][..], &["-o", "/dev/full", "--to", "jsonl"]] {
        let output = score(&sandbox, arguments);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(
            said(&output).contains("cannot write `/dev/full`: no space left on device"),
            "{}",
            said(&output)
        );
    }
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = command(&sandbox, &["score", "faults.icp", "accounts.csv"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("no space left on device"), "{}", said(&output));
}

#[test]
fn a_file_that_may_not_grow_is_said_and_the_old_result_stays() {
    let sandbox = sandbox();
    sandbox.write("accounts.csv", format!("id,size,note\n{}", rows(0, 2_000)));
    let limited = "trap '' XFSZ; ulimit -f 4; exec \"$0\" score faults.icp accounts.csv -o scored.csv";
    let output = Command::new("sh")
        .args(["-c", limited, env!("CARGO_BIN_EXE_icp")])
        .current_dir(sandbox.path(""))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("cannot write `scored.csv`: file too large"), "{}", said(&output));
    assert_as_before(&sandbox);
}

#[test]
fn a_folder_that_takes_no_files_is_said_before_the_work() {
    let sandbox = sandbox();
    small(&sandbox);
    fs::create_dir(sandbox.path("closed")).unwrap();
    fs::set_permissions(sandbox.path("closed"), fs::Permissions::from_mode(0o555)).unwrap();
    // The superuser may write anywhere but in what the kernel makes up.
    let folder = match File::create(sandbox.path("closed/try")) {
        Err(_) => "closed",
        Ok(_) if Path::new("/sys/kernel").is_dir() => "/sys/kernel",
        Ok(_) => {
            eprintln!("skipped: this user may write anywhere");
            return;
        }
    };
    let target = format!("{folder}/scored.csv");
    let output = score(&sandbox, &["-o", &target]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    let reasons = ["permission denied", "operation not permitted", "read-only file system"];
    let said = said(&output);
    assert!(said.contains(&format!("cannot write `{target}`")), "{said}");
    assert!(reasons.iter().any(|reason| said.contains(reason)), "{said}");
}

#[test]
fn a_target_that_is_a_folder_is_said() {
    let sandbox = sandbox();
    small(&sandbox);
    fs::create_dir(sandbox.path("out.csv")).unwrap();
    let output = score(&sandbox, &["-o", "out.csv"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("cannot write `out.csv`: it is a folder"), "{}", said(&output));
}

#[test]
fn a_result_never_takes_the_place_of_its_input() {
    let sandbox = sandbox();
    small(&sandbox);
    let before = sandbox.read("accounts.csv");
    std::os::unix::fs::symlink("accounts.csv", sandbox.path("same.csv")).unwrap();
    for target in ["accounts.csv", "./accounts.csv", "same.csv"] {
        let output = score(&sandbox, &["-o", target]);
        assert_eq!(output.status.code(), Some(2), "{target}: {}", said(&output));
        assert_eq!(sandbox.read("accounts.csv"), before, "{target}");
    }
}

#[test]
fn input_that_may_not_be_read_is_said() {
    let sandbox = sandbox();
    small(&sandbox);
    fs::set_permissions(sandbox.path("accounts.csv"), fs::Permissions::from_mode(0o000)).unwrap();
    if File::open(sandbox.path("accounts.csv")).is_ok() {
        eprintln!("skipped: this user may read anything");
        return;
    }
    let output = score(&sandbox, &["-o", "scored.csv"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("cannot read `accounts.csv`: permission denied"), "{}", said(&output));
    assert_as_before(&sandbox);
}

#[test]
fn input_that_fails_while_it_is_read_is_said() {
    if !Path::new("/proc/self/mem").exists() {
        eprintln!("skipped: there is no /proc/self/mem here");
        return;
    }
    let sandbox = sandbox();
    small(&sandbox);
    let arguments = ["score", "faults.icp", "/proc/self/mem", "-o", "scored.csv"];
    let output = command(&sandbox, &arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("/proc/self/mem"), "{}", said(&output));
    assert_as_before(&sandbox);
}

#[test]
fn input_that_ends_within_a_row_loses_no_row_silently() {
    let sandbox = sandbox();
    let (child, mut pipe) = caught(&sandbox, &["-o", "scored.csv"]);
    pipe.write_all(b"900001").unwrap();
    drop(pipe);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains(&format!("accounts.csv:{}", MUCH + 2)), "{}", said(&output));
    assert_complete(&sandbox, usize::try_from(MUCH).unwrap());
}

#[test]
fn packed_input_that_is_cut_short_is_said_and_the_old_result_stays() {
    let sandbox = sandbox();
    sandbox.write("plain.csv", format!("id,size,note\n{}", rows(0, 5_000)));
    let mut packed = Vec::new();
    let gzip = Command::new("gzip").arg("-c").arg(sandbox.path("plain.csv")).output();
    match gzip {
        Ok(output) if output.status.success() => packed.extend(output.stdout),
        _ => {
            eprintln!("skipped: there is no gzip here");
            return;
        }
    }
    fs::remove_file(sandbox.path("plain.csv")).unwrap();
    sandbox.write("accounts.csv", &packed[..packed.len() / 2]);
    let output = score(&sandbox, &["-o", "scored.csv"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("accounts.csv"), "{}", said(&output));
    assert_as_before(&sandbox);
}

/// The run waits for its first table; meanwhile something happens to the second.
fn second_table(happens: impl FnOnce(&Path)) -> (Sandbox, Output) {
    let sandbox = sandbox();
    let second = sandbox.path("second.csv");
    fs::write(&second, format!("id,size,note\n{}", rows(MUCH, MUCH * 2))).unwrap();
    let (child, mut pipe) = caught(&sandbox, &["second.csv", "-o", "scored.csv"]);
    happens(&second);
    pipe.write_all(b"900001,1,\n").unwrap();
    drop(pipe);
    (sandbox, child.wait_with_output().unwrap())
}

fn assert_changed(sandbox: &Sandbox, output: &Output) {
    assert_eq!(output.status.code(), Some(2), "{}", said(output));
    assert!(said(output).contains("`second.csv` changed while it was read"), "{}", said(output));
    assert_eq!(sandbox.read("scored.csv"), "old");
    assert!(!sandbox.names().iter().any(|name| name.contains("meta") || name.starts_with(".icp")));
}

#[test]
fn input_that_is_cut_while_it_is_read_is_said_and_the_old_result_stays() {
    let (sandbox, output) = second_table(|path| {
        OpenOptions::new().write(true).open(path).unwrap().set_len(2_000_000).unwrap();
    });
    assert_changed(&sandbox, &output);
}

#[test]
fn input_that_grows_while_it_is_read_is_said_and_the_old_result_stays() {
    let (sandbox, output) = second_table(|path| {
        OpenOptions::new().append(true).open(path).unwrap().write_all(b"999999999,1,\n").unwrap();
    });
    assert_changed(&sandbox, &output);
}

#[test]
fn input_that_nobody_touches_is_not_called_changed() {
    let (sandbox, output) = second_table(|_| {});
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_complete(&sandbox, usize::try_from(MUCH * 2 + 1).unwrap());
}

#[test]
fn a_reader_that_goes_ends_the_run_quietly() {
    let sandbox = sandbox();
    sandbox.write("accounts.csv", format!("id,size,note\n{}", rows(0, MUCH)));
    let mut child = command(&sandbox, &["score", "faults.icp", "accounts.csv"]).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), said(&output).as_str()), (Some(0), ""));
}

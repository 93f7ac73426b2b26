//! One run of a program, measured from outside.
//!
//! In: a command. Out: its wall time, processor time and memory. Invariant: a run that fails stops the benchmark.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// What a run took.
#[derive(Clone, Default, Debug)]
pub struct Cost {
    /// Seconds from start to end.
    pub wall: f64,
    /// Seconds of processor time, of all threads; where the system tells it.
    pub processor: Option<f64>,
    /// The most memory, in MiB; where the system tells it.
    pub peak: Option<f64>,
    /// Memory over time: seconds since the start, MiB.
    pub memory: Vec<(f64, f64)>,
}

/// How often memory is looked at.
const LOOK: Duration = Duration::from_millis(4);

/// Runs a command to its end; what it prints is dropped.
pub fn run(command: &mut Command) -> Cost {
    let started = Instant::now();
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let (ended, facts) = (AtomicBool::new(false), format!("/proc/{}", child.id()));
    let mut cost = thread::scope(|scope| {
        let watch = scope.spawn(|| watched(&facts, started, &ended));
        // Its error stream closes when the process ends.
        let said = everything(&mut child);
        let wall = started.elapsed().as_secs_f64();
        ended.store(true, Ordering::Relaxed);
        let processor = processor_time(&facts);
        assert!(child.wait().unwrap().success(), "{command:?} failed\n{said}");
        let (peak, memory) = watch.join().unwrap();
        Cost { wall, processor, peak, memory }
    });
    cost.memory.dedup_by_key(|(_, megabytes)| *megabytes);
    cost
}

fn everything(child: &mut Child) -> String {
    let mut said = Vec::new();
    child.stderr.take().unwrap().read_to_end(&mut said).unwrap();
    String::from_utf8_lossy(&said).into_owned()
}

/// The peak and the course of a process's memory until it ends.
fn watched(facts: &str, started: Instant, ended: &AtomicBool) -> (Option<f64>, Vec<(f64, f64)>) {
    let (mut peak, mut memory) = (None, Vec::new());
    while !ended.load(Ordering::Relaxed) {
        if let Ok(status) = std::fs::read_to_string(format!("{facts}/status")) {
            // The system keeps the high-water mark, so that nothing between two looks is lost but the last few milliseconds.
            peak = megabytes(&status, "VmHWM:").or(peak);
            memory.extend(megabytes(&status, "VmRSS:").map(|now| (started.elapsed().as_secs_f64(), now)));
        }
        thread::sleep(LOOK);
    }
    (peak, memory)
}

fn megabytes(status: &str, key: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix(key))?;
    Some(line.split_whitespace().next()?.parse::<f64>().ok()? / 1024.0)
}

/// User and system time of a process that has ended and was not waited for yet, in hundredths of a second.
fn processor_time(facts: &str) -> Option<f64> {
    for _ in 0..200 {
        let text = std::fs::read_to_string(format!("{facts}/stat")).ok()?;
        let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
        if fields.first() == Some(&"Z") {
            let ticks = |place: usize| fields.get(place)?.parse::<f64>().ok();
            return Some((ticks(11)? + ticks(12)?) / 100.0);
        }
        thread::sleep(Duration::from_millis(1));
    }
    None
}

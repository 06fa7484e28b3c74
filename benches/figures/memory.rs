//! What the fleet costs while it is shown and nothing happens: memory, and no processor time.

use crate::home::{Home, With};
use crate::pty::{Pty, full};
use crate::table::Table;
use std::time::Duration;

const IDLE: Duration = Duration::from_secs(5);

pub fn measure(table: &mut Table) {
    if !cfg!(target_os = "linux") {
        return table.skipped("memory and processor time", "they are read from /proc");
    }
    for (keys, most) in [(1_000, 12.0), (10_000, 40.0)] {
        let home = Home::new(keys, With::Readings);
        let mut pty = Pty::start(&home.command(&[]));
        let count = format!("of {keys}");
        pty.until(full(&[&count]), Duration::from_secs(20)).expect("the fleet is drawn");
        // What is done after the first frame, the store's state and the pane of the first row, is done by then.
        pty.rest(Duration::from_secs(2));
        let before = ticks(pty.pid());
        pty.rest(IDLE);
        let idle = ticks(pty.pid()) - before;
        let [resident, peak, own] = ["VmRSS:", "VmHWM:", "RssAnon:"].map(|name| mib(pty.pid(), name));
        let what = format!("resident memory, {keys} keys");
        table.line(&what, &format!("{resident:.1} MiB"), Some((resident <= most, format!("at most {most:.0} MiB"))));
        table.line("  of it the heap and the stacks; the peak", &format!("{own:.1} MiB; {peak:.1} MiB"), None);
        let holds = Some((idle == 0, "none".to_owned()));
        table.line(&format!("processor time in 5 idle seconds, {keys} keys"), &format!("{idle} ticks"), holds);
        // Walked once through: what was drawn is not kept.
        for keys in ["\u{1b}[F", "/", "mm", "\u{1b}"] {
            pty.send(keys);
            pty.rest(Duration::from_millis(300));
        }
        let later = mib(pty.pid(), "VmRSS:");
        let holds = Some((later <= most, format!("at most {most:.0} MiB")));
        table.line("  after a walk to the end and a find", &format!("{later:.1} MiB"), holds);
        pty.send("q");
        pty.rest(Duration::from_millis(100));
    }
}

/// A line of the process's status, in MiB.
fn mib(pid: i32, name: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("a process");
    let line = status.lines().find(|line| line.starts_with(name)).expect("its memory");
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<f64>().ok()).expect("a number") / 1024.0
}

/// Processor time in the system's ticks, user's and system's.
fn ticks(pid: i32) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).expect("a process");
    let after_name = &stat[stat.rfind(')').expect("a name") + 1..];
    after_name.split_whitespace().skip(11).take(2).map(|ticks| ticks.parse::<u64>().expect("a number")).sum()
}

//! Other programs, run with a deadline: the user's own command for reminders, and the system's tools.
//!
//! Their input and output go through files that nobody else can open, not through pipes: no thread is needed to feed them,
//! and a grandchild that keeps a pipe open cannot hold anything up.

use super::clock::Elapsed;
use crate::domain::{Problem, clean};
use std::ffi::OsStr;
use std::fs::File;
use std::io::{Read as _, Seek as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// What a program did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ran {
    /// Its exit code; `None` where a signal ended it.
    pub code: Option<i32>,
    /// The beginning of what it wrote to standard output; filtered.
    pub output: String,
    /// The beginning of what it wrote to standard error; filtered.
    pub errors: String,
}

impl Ran {
    /// It ended with 0.
    pub fn went_well(&self) -> bool {
        self.code == Some(0)
    }
}

/// Why a program could not be run to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RunError {
    /// There is no such program.
    #[error("there is no such program")]
    NotThere,
    /// It did not end in time, and was ended.
    #[error("it did not end in time and was stopped")]
    TooSlow,
    /// It could not be started or fed.
    #[error("it could not be started")]
    Failed,
}

/// Runs a program of the system, without a shell.
///
/// # Errors
/// It is not there, could not be started, or was too slow.
pub fn run(program: &OsStr, args: &[&OsStr], deadline: Duration) -> Result<Ran, RunError> {
    let mut command = Command::new(program);
    command.args(args);
    run_to_end(command, b"", deadline)
}

/// Runs a command of the user's as their shell would, with a text on its standard input: `remind --exec`. The text must
/// not hold a secret. Nothing of it stands in the arguments.
///
/// # Errors
/// A sentence: it could not be started, was too slow, or did not end with 0; with the beginning of its own words.
pub fn run_users(command_line: &str, input: &str, deadline: Duration) -> Result<(), Problem> {
    let command = shell(command_line);
    let what = "Your command could not be run to its end";
    let hint = "Try it by hand with  keyward remind --json | COMMAND.";
    match run_to_end(command, input.as_bytes(), deadline) {
        Ok(ran) if ran.went_well() => Ok(()),
        Ok(ran) => {
            let code = ran.code.map_or("a signal".to_owned(), |code| format!("exit {code}"));
            let words = if ran.errors.is_empty() { String::new() } else { format!(", and said: {}", ran.errors) };
            Err(Problem::new("Your command failed", format!("it ended with {code}{words}"), hint))
        }
        Err(error) => Err(Problem::new(what, error.to_string(), hint)),
    }
}

#[cfg(unix)]
fn shell(command_line: &str) -> Command {
    let mut command = Command::new("sh");
    command.arg("-c").arg(command_line);
    command
}

#[cfg(windows)]
fn shell(command_line: &str) -> Command {
    use std::os::windows::process::CommandExt as _;
    let mut command = Command::new("cmd");
    command.arg("/C").raw_arg(command_line);
    command
}

fn run_to_end(mut command: Command, input: &[u8], deadline: Duration) -> Result<Ran, RunError> {
    let (stdin, stdout, stderr) = files(input).map_err(|_| RunError::Failed)?;
    let (out, err) = (stdout.try_clone(), stderr.try_clone());
    let (Ok(mut out), Ok(mut err)) = (out, err) else { return Err(RunError::Failed) };
    command.stdin(Stdio::from(stdin)).stdout(Stdio::from(stdout)).stderr(Stdio::from(stderr));
    // The passphrase is for keyward alone.
    command.env_remove("KEYWARD_PASSPHRASE");
    // A group of its own, so that what it started is stopped with it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => RunError::NotThere,
        _ => RunError::Failed,
    })?;
    let code = wait(&mut child, deadline)?;
    Ok(Ran { code, output: beginning(&mut out), errors: beginning(&mut err) })
}

fn files(input: &[u8]) -> std::io::Result<(File, File, File)> {
    let mut stdin = tempfile::tempfile()?;
    stdin.write_all(input)?;
    stdin.rewind()?;
    Ok((stdin, tempfile::tempfile()?, tempfile::tempfile()?))
}

fn wait(child: &mut Child, deadline: Duration) -> Result<Option<i32>, RunError> {
    let watch = Elapsed::start();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status.code()),
            Ok(None) if watch.so_far() < deadline => std::thread::sleep(Duration::from_millis(5)),
            Ok(None) | Err(_) => {
                stop(child);
                return Err(RunError::TooSlow);
            }
        }
    }
}

fn stop(child: &mut Child) {
    #[cfg(unix)]
    if let Ok(id) = i32::try_from(child.id())
        && let Some(group) = rustix::process::Pid::from_raw(id)
    {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill();
    let _ = child.wait();
}

fn beginning(file: &mut File) -> String {
    let mut bytes = Vec::new();
    let _ = file.rewind();
    let _ = file.take(8 * 1024).read_to_end(&mut bytes);
    clean(&String::from_utf8_lossy(&bytes), 300)
}

#[cfg(unix)]
/// Where this program lies, for a timer that shall start it.
///
/// # Errors
/// The system does not tell.
pub fn this_program() -> Result<std::path::PathBuf, Problem> {
    std::env::current_exe().map_err(|error| {
        Problem::new("The program's own place is not known", error.kind().to_string(), "Start it by its full path.")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_secs(20);

    #[test]
    fn a_users_command_gets_the_text_on_its_input() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        let command = format!("cat > '{}'", path.display());
        // More than a pipe holds, to a command that reads late.
        let text = "x".repeat(200_000);
        run_users(&format!("sleep 0.05; {command}"), &text, SOON).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        run_users("exec true", &text, SOON).unwrap();
    }

    #[test]
    fn a_failure_says_what_the_command_said() {
        let said = run_users("echo 'no\u{1b}[2J such topic' >&2; exit 7", "", SOON).unwrap_err().sentence();
        assert!(said.contains("exit 7") && said.contains("no [2J such topic") && !said.contains('\u{1b}'), "{said}");
        let said = run_users("kill -9 $$", "", SOON).unwrap_err().sentence();
        assert!(said.contains("a signal"), "{said}");
        assert_eq!(run(OsStr::new("/no/such/program"), &[], SOON), Err(RunError::NotThere));
    }

    #[test]
    fn a_slow_command_is_stopped_with_all_that_it_started() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pid");
        let command = format!("sleep 600 & echo $! > '{}'; wait", path.display());
        let said = run_users(&command, "", Duration::from_millis(300)).unwrap_err().sentence();
        assert!(said.contains("did not end in time"), "{said}");
        let id: i32 = std::fs::read_to_string(&path).unwrap().trim().parse().unwrap();
        let gone = || {
            let state = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
            state.is_empty() || state.contains(") Z ")
        };
        let watch = Elapsed::start();
        while !gone() && watch.so_far() < SOON {
            std::thread::sleep(Duration::from_millis(5));
        }
        assert!(gone(), "its child is still running");
    }

    #[test]
    fn output_is_cut() {
        let ran = run(OsStr::new("sh"), &[OsStr::new("-c"), OsStr::new("yes | head -c 100000")], SOON).unwrap();
        assert!(ran.went_well() && ran.output.chars().count() <= 301);
    }
}

//! The daily reminder: a systemd user timer, a LaunchAgent, a scheduled task; elsewhere a line for the user's crontab.
//!
//! Installing twice is the same as once, removing what is not there is fine. Whether a service manager answers is asked with
//! a deadline. The reminder asks no exchange and needs no secret.

use super::files;
use super::process::{RunError, run};
use crate::domain::Problem;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// When the reminder comes: nine in the morning, local time.
const HOUR: u8 = 9;
/// How long a service manager may take for one word.
const DEADLINE: Duration = Duration::from_secs(5);
const UNIT: &str = "keyward-remind";
const LABEL: &str = "keyward.remind";

/// What is to be run every day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The program, by its full path.
    pub program: PathBuf,
    /// Its arguments: `remind --notify`.
    pub args: Vec<String>,
    /// `KEYWARD_HOME`, where everything lies in a named folder.
    pub home: Option<PathBuf>,
}

/// Who reminds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Timer {
    /// systemd's manager of this user; the folder of its units.
    Systemd(PathBuf),
    /// launchd; the folder of its agents.
    Launchd(PathBuf),
    /// Windows' scheduler.
    Tasks,
    /// None: the user's crontab.
    Crontab,
}

/// What became of the wish to install.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Installed {
    /// It is set up, by whom and where: a sentence.
    Done(String),
    /// Nobody here can be asked: this line belongs into the crontab (`crontab -e`).
    Crontab(String),
}

impl Timer {
    /// Who can be asked on this machine.
    pub fn of_this_machine(user_home: Option<&Path>, xdg_config_home: Option<&Path>) -> Self {
        if cfg!(windows) {
            return Self::Tasks;
        }
        if cfg!(target_os = "macos") {
            return user_home.map_or(Self::Crontab, |home| Self::Launchd(home.join("Library/LaunchAgents")));
        }
        let config = xdg_config_home.map(Path::to_path_buf).or_else(|| user_home.map(|home| home.join(".config")));
        match config {
            Some(config) if Systemctl::default().answers() => Self::Systemd(config.join("systemd/user")),
            _ => Self::Crontab,
        }
    }

    /// Sets up the daily reminder.
    ///
    /// # Errors
    /// The files cannot be written, or the service manager refuses; a sentence.
    pub fn install(&self, plan: &Plan) -> Result<Installed, Problem> {
        match self {
            Self::Systemd(folder) => install_systemd(folder, plan, &Systemctl::default()),
            Self::Launchd(folder) => install_launchd(folder, plan),
            Self::Tasks => {
                let task = task_line(plan);
                let time = format!("{HOUR:02}:00");
                ask_tool("schtasks", &["/Create", "/F", "/SC", "DAILY", "/ST", &time, "/TN", LABEL, "/TR", &task])?;
                Ok(Installed::Done(format!("Windows' scheduler reminds every day at {time}.")))
            }
            Self::Crontab => Ok(Installed::Crontab(crontab_line(plan))),
        }
    }

    /// Removes it. Says whether there was one; a line of the crontab is the user's own to remove.
    ///
    /// # Errors
    /// The files cannot be removed; a sentence.
    pub fn uninstall(&self) -> Result<bool, Problem> {
        match self {
            Self::Systemd(folder) => uninstall_systemd(folder, &Systemctl::default()),
            Self::Launchd(folder) => {
                let path = folder.join(format!("{LABEL}.plist"));
                // Not loaded is as good as unloaded.
                let _ = ask_tool("launchctl", &["unload", &path.to_string_lossy()]);
                files::remove(&path)
            }
            Self::Tasks => Ok(ask_tool("schtasks", &["/Delete", "/F", "/TN", LABEL]).is_ok()),
            Self::Crontab => Ok(false),
        }
    }
}

/// systemd's manager of this user, asked by its own tool.
struct Systemctl {
    program: OsString,
}

impl Default for Systemctl {
    fn default() -> Self {
        Self { program: "systemctl".into() }
    }
}

impl Systemctl {
    fn ask(&self, words: &[&str]) -> Result<(), String> {
        let args: Vec<&OsStr> = ["--user"].iter().chain(words).map(OsStr::new).collect();
        match run(&self.program, &args, DEADLINE) {
            Ok(ran) if ran.went_well() => Ok(()),
            Ok(ran) => Err(ran.errors),
            Err(error) => Err(error.to_string()),
        }
    }

    /// `show-environment` is answered by the manager itself, without side effects; without one it fails at once.
    fn answers(&self) -> bool {
        self.ask(&["show-environment"]).is_ok()
    }
}

fn install_systemd(folder: &Path, plan: &Plan, systemctl: &Systemctl) -> Result<Installed, Problem> {
    make_folder(folder)?;
    let [service, timer] = units(folder);
    files::replace(&service, service_unit(plan).as_bytes(), true)?;
    files::replace(&timer, timer_unit().as_bytes(), true)?;
    let started =
        systemctl.ask(&["daemon-reload"]).and_then(|()| systemctl.ask(&["enable", "--now", &format!("{UNIT}.timer")]));
    started.map_err(|why| {
        Problem::new(
            "The timer's files are written, but systemd did not start it",
            why,
            format!("Try  systemctl --user enable --now {UNIT}.timer"),
        )
    })?;
    Ok(Installed::Done(format!("systemd reminds every day at {HOUR:02}:00 ({UNIT}.timer).")))
}

fn uninstall_systemd(folder: &Path, systemctl: &Systemctl) -> Result<bool, Problem> {
    let [service, timer] = units(folder);
    // A timer that was never enabled refuses this: as good as disabled.
    let _ = systemctl.ask(&["disable", "--now", &format!("{UNIT}.timer")]);
    let removed = [files::remove(&timer)?, files::remove(&service)?];
    let _ = systemctl.ask(&["daemon-reload"]);
    Ok(removed.contains(&true))
}

fn units(folder: &Path) -> [PathBuf; 2] {
    [folder.join(format!("{UNIT}.service")), folder.join(format!("{UNIT}.timer"))]
}

fn service_unit(plan: &Plan) -> String {
    let call: Vec<String> = std::iter::once(plan.program.to_string_lossy().into_owned())
        .chain(plan.args.iter().cloned())
        .map(|word| systemd_word(&word, true))
        .collect();
    let home = plan.home.as_ref().map_or_else(String::new, |home| {
        let pair = format!("KEYWARD_HOME={}", home.display());
        format!("Environment={}\n", systemd_word(&pair, false))
    });
    // 3 and 4 say that a key wants its user: the reminder itself went well.
    format!(
        "[Unit]\nDescription=keyward: which exchange keys are due\n\n\
         [Service]\nType=oneshot\n{home}ExecStart={}\nSuccessExitStatus=3 4\n",
        call.join(" ")
    )
}

fn timer_unit() -> String {
    format!(
        "[Unit]\nDescription=keyward: which exchange keys are due, every day\n\n\
         [Timer]\nOnCalendar=*-*-* {HOUR:02}:00:00\nPersistent=true\n\n\
         [Install]\nWantedBy=timers.target\n"
    )
}

/// systemd.syntax(7), systemd.service(5): quotes and backslashes escaped, `%` doubled, and `$` in command lines only.
fn systemd_word(word: &str, in_command: bool) -> String {
    let mut out = String::from("\"");
    for c in word.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '%' => out.push_str("%%"),
            '$' if in_command => out.push_str("$$"),
            '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn install_launchd(folder: &Path, plan: &Plan) -> Result<Installed, Problem> {
    make_folder(folder)?;
    let path = folder.join(format!("{LABEL}.plist"));
    files::replace(&path, agent(plan).as_bytes(), true)?;
    // An older one is let go first, else the new file is not read.
    let _ = ask_tool("launchctl", &["unload", &path.to_string_lossy()]);
    ask_tool("launchctl", &["load", "-w", &path.to_string_lossy()])?;
    Ok(Installed::Done(format!("launchd reminds every day at {HOUR:02}:00 ({LABEL}).")))
}

fn agent(plan: &Plan) -> String {
    let text = |word: &str| word.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let program = plan.program.to_string_lossy();
    let words: String = std::iter::once(program.as_ref())
        .chain(plan.args.iter().map(String::as_str))
        .map(|word| format!("    <string>{}</string>\n", text(word)))
        .collect();
    let home = plan.home.as_ref().map_or_else(String::new, |home| {
        let home = text(&home.to_string_lossy());
        format!(
            "  <key>EnvironmentVariables</key>\n  <dict>\n    <key>KEYWARD_HOME</key>\n    <string>{home}</string>\n  </dict>\n"
        )
    });
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n\
         <plist version=\"1.0\">\n<dict>\n  <key>Label</key>\n  <string>{LABEL}</string>\n\
         \x20 <key>ProgramArguments</key>\n  <array>\n{words}  </array>\n{home}\
         \x20 <key>StartCalendarInterval</key>\n  <dict>\n    <key>Hour</key>\n    <integer>{HOUR}</integer>\n\
         \x20   <key>Minute</key>\n    <integer>0</integer>\n  </dict>\n</dict>\n</plist>\n"
    )
}

/// The scheduler takes one line. With a home of its own the command goes through `cmd`.
fn task_line(plan: &Plan) -> String {
    let quoted = |word: &str| format!("\"{}\"", word.replace('"', ""));
    let words: Vec<String> = std::iter::once(quoted(&plan.program.to_string_lossy()))
        .chain(plan.args.iter().map(|arg| if arg.contains(' ') { quoted(arg) } else { arg.clone() }))
        .collect();
    let call = words.join(" ");
    match &plan.home {
        Some(home) => format!("cmd /C \"set KEYWARD_HOME={}&& {call}\"", home.display()),
        None => call,
    }
}

/// `%` ends a crontab's command unless it is escaped; the rest is for `sh`.
fn crontab_line(plan: &Plan) -> String {
    let word = |word: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || "/._-=+,:@".contains(c);
        if !word.is_empty() && word.chars().all(plain) {
            word.to_owned()
        } else {
            format!("'{}'", word.replace('\'', r"'\''").replace('%', r"\%"))
        }
    };
    let home = plan.home.as_ref().map(|home| format!("KEYWARD_HOME={}", word(&home.to_string_lossy())));
    let words: Vec<String> = (home.into_iter())
        .chain(std::iter::once(word(&plan.program.to_string_lossy())))
        .chain(plan.args.iter().map(|arg| word(arg)))
        .collect();
    format!("0 {HOUR} * * * {}", words.join(" "))
}

fn make_folder(folder: &Path) -> Result<(), Problem> {
    fs::create_dir_all(folder).map_err(|error| files::trouble("could not be made", folder, &error))
}

fn ask_tool(program: &str, args: &[&str]) -> Result<(), Problem> {
    let args: Vec<&OsStr> = args.iter().map(OsStr::new).collect();
    let what = format!("{program} did not take the reminder");
    match run(OsStr::new(program), &args, DEADLINE) {
        Ok(ran) if ran.went_well() => Ok(()),
        Ok(ran) => Err(Problem::new(what, ran.errors, "")),
        Err(error @ (RunError::NotThere | RunError::TooSlow | RunError::Failed)) => {
            Err(Problem::new(what, error.to_string(), ""))
        }
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    fn plan() -> Plan {
        Plan {
            program: "/opt/my tools/keyward".into(),
            args: vec!["remind".into(), "--notify".into()],
            home: Some("/home/t/100% k$".into()),
        }
    }

    /// A `systemctl` that writes down what it is told.
    fn fake(folder: &Path, ends_with: u8) -> (Systemctl, PathBuf) {
        let (program, log) = (folder.join("systemctl"), folder.join("log"));
        let script = format!("#!/bin/sh\necho \"$@\" >> '{}'\necho trouble >&2\nexit {ends_with}\n", log.display());
        fs::write(&program, script).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        (Systemctl { program: program.into() }, log)
    }

    #[test]
    fn systemd_gets_two_units_and_is_told() {
        let base = tempfile::tempdir().unwrap();
        let (systemctl, log) = fake(base.path(), 0);
        let folder = base.path().join("config/systemd/user");
        for _ in 0..2 {
            let done = install_systemd(&folder, &plan(), &systemctl).unwrap();
            assert_eq!(done, Installed::Done("systemd reminds every day at 09:00 (keyward-remind.timer).".into()));
        }
        let service = fs::read_to_string(folder.join("keyward-remind.service")).unwrap();
        assert!(service.contains("Type=oneshot") && service.contains("SuccessExitStatus=3 4"));
        assert!(service.contains(r#"ExecStart="/opt/my tools/keyward" "remind" "--notify""#), "{service}");
        assert!(service.contains(r#"Environment="KEYWARD_HOME=/home/t/100%% k$""#), "{service}");
        let timer = fs::read_to_string(folder.join("keyward-remind.timer")).unwrap();
        assert!(timer.contains("OnCalendar=*-*-* 09:00:00") && timer.contains("Persistent=true"));
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 2);
        let once = "--user daemon-reload\n--user enable --now keyward-remind.timer\n";
        assert_eq!(fs::read_to_string(&log).unwrap(), once.repeat(2));

        assert_eq!(uninstall_systemd(&folder, &systemctl), Ok(true));
        assert_eq!(uninstall_systemd(&folder, &systemctl), Ok(false), "what is not there is fine");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
    }

    #[test]
    fn a_manager_that_refuses_is_told_with_its_words() {
        let base = tempfile::tempdir().unwrap();
        let (systemctl, _) = fake(base.path(), 1);
        assert!(!systemctl.answers());
        let problem = install_systemd(base.path(), &plan(), &systemctl).unwrap_err();
        assert!(problem.sentence().contains("trouble") && problem.sentence().contains("enable --now"));
        assert!(!Systemctl { program: base.path().join("none").into() }.answers());
    }

    #[test]
    fn words_are_quoted_for_systemd() {
        assert_eq!(systemd_word(r#"a "b" \c %d $e"#, true), r#""a \"b\" \\c %%d $$e""#);
        assert_eq!(systemd_word("$e", false), r#""$e""#);
    }

    #[test]
    fn the_agent_is_well_formed() {
        let mut plan = plan();
        plan.args.push("--exec".into());
        plan.args.push("a < b && c".into());
        let agent = agent(&plan);
        assert!(agent.contains("<string>a &lt; b &amp;&amp; c</string>"), "{agent}");
        assert!(agent.contains("<integer>9</integer>") && agent.contains("KEYWARD_HOME"));
        for tag in ["dict", "array", "plist"] {
            let (open, close) = (agent.matches(&format!("<{tag}")).count(), agent.matches(&format!("</{tag}")).count());
            assert_eq!(open, close, "{tag}");
        }
    }

    #[test]
    fn without_a_manager_a_line_for_the_crontab() {
        let mut plan = plan();
        let line = Timer::Crontab.install(&plan).unwrap();
        let wanted = r"0 9 * * * KEYWARD_HOME='/home/t/100\% k$' '/opt/my tools/keyward' remind --notify";
        assert_eq!(line, Installed::Crontab(wanted.into()));
        plan.home = None;
        plan.program = "/usr/bin/keyward".into();
        assert_eq!(crontab_line(&plan), "0 9 * * * /usr/bin/keyward remind --notify");
        assert_eq!(Timer::Crontab.uninstall(), Ok(false));
    }

    #[test]
    fn the_scheduler_takes_one_line() {
        let mut plan = plan();
        plan.home = None;
        assert_eq!(task_line(&plan), "\"/opt/my tools/keyward\" remind --notify");
        plan.home = Some("C:\\k".into());
        assert!(task_line(&plan).starts_with("cmd /C \"set KEYWARD_HOME=C:\\k&& "));
    }
}

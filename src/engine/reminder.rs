//! The ways in which a reminder reaches its user: the desktop, a command of theirs, a daily timer.

use super::inner::Inner;
use super::port::RemindReport;
use crate::domain::{Problem, Severity};
use crate::system::notify::{NotShown, Note};
use crate::system::process::run_users;
use crate::system::timer::{Installed, Plan, Timer};
use std::time::Duration;

/// A user's command may take so long.
const PATIENCE: Duration = Duration::from_secs(60);

/// Shows what is due on the desktop; `false` where there is none.
pub(super) fn notify(report: &RemindReport) -> Result<bool, Problem> {
    let Some(first) = report.due.first() else { return Ok(true) };
    let urgent = first.finding.severity == Severity::Critical;
    let keys = report.due.len();
    let title =
        if keys == 1 { "keyward: 1 thing needs you".to_owned() } else { format!("keyward: {keys} things need you") };
    let lines = report.due.iter().take(4).map(|line| format!("{} {}", line.bot, line.explained.about));
    let mut body = lines.collect::<Vec<_>>().join("\n");
    if keys > 4 {
        body.push_str(&format!("\n{} more: keyward", keys - 4));
    }
    match crate::system::notify::notify(&Note { title, body, urgent }) {
        Ok(()) => Ok(true),
        Err(NotShown::NoDesktop) => Ok(false),
        Err(NotShown::Failed) => {
            Err(Problem::new("The reminder was not shown", NotShown::Failed.to_string(), "keyward remind prints it."))
        }
    }
}

/// Runs the user's command with the JSON on its standard input.
pub(super) fn exec(command: &str, json: &str) -> Result<(), Problem> {
    run_users(command, json, PATIENCE)
}

fn timer(inner: &Inner) -> Timer {
    Timer::of_this_machine(inner.environment.user_home.as_deref(), inner.environment.xdg_config_home.as_deref())
}

/// Installs the daily reminder.
pub(super) fn install(inner: &Inner) -> Result<String, Problem> {
    let plan = Plan {
        program: crate::system::process::this_program()?,
        args: vec!["remind".to_owned(), "--notify".to_owned()],
        home: inner.home.named_by.clone(),
    };
    Ok(match timer(inner).install(&plan)? {
        Installed::Done(what) => what,
        Installed::Crontab(line) => {
            format!("No timer of this machine can be used. Add this line to your crontab (crontab -e):\n{line}")
        }
    })
}

/// Removes it.
pub(super) fn uninstall(inner: &Inner) -> Result<String, Problem> {
    Ok(if timer(inner).uninstall()? {
        "The daily reminder is removed.".to_owned()
    } else {
        "There was no daily reminder.".to_owned()
    })
}

//! A note on the user's desktop. What it says is seen by whoever looks at the screen: never a secret.

use std::time::Duration;

/// A note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// One line.
    pub title: String,
    /// The rest; plain text.
    pub body: String,
    /// It stays until it is closed.
    pub urgent: bool,
}

/// Why a note was not shown; the caller prints it as text then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotShown {
    /// There is no desktop here, or none that shows notes.
    #[error("there is no desktop here that shows notes")]
    NoDesktop,
    /// There is one, and it did not take the note in time.
    #[error("the desktop did not take the note")]
    Failed,
}

/// How long a desktop may take.
const DEADLINE: Duration = Duration::from_secs(2);

/// Shows a note. Blocks for at most some seconds: run it aside.
///
/// # Errors
/// It was not shown.
pub fn notify(note: &Note) -> Result<(), NotShown> {
    platform::notify(note)
}

#[cfg(target_os = "linux")]
mod platform {
    //! `org.freedesktop.Notifications` (Desktop Notifications Specification 1.2), on the session bus.

    use super::{DEADLINE, NotShown, Note};
    use std::collections::HashMap;
    use zbus::blocking::connection::Builder;
    use zbus::zvariant::Value;

    const NAME: &str = "org.freedesktop.Notifications";
    const PATH: &str = "/org/freedesktop/Notifications";

    pub(super) fn notify(note: &Note) -> Result<(), NotShown> {
        let bus =
            Builder::session().and_then(|bus| bus.method_timeout(DEADLINE).build()).map_err(|_| NotShown::NoDesktop)?;
        let body = if takes_markup(&bus)? { escaped(&note.body) } else { note.body.clone() };
        let urgency: u8 = if note.urgent { 2 } else { 1 };
        let hints = HashMap::from([("urgency", Value::from(urgency))]);
        let actions: [&str; 0] = [];
        // -1: as long as the desktop thinks right; critical ones stay.
        let call = ("keyward", 0_u32, "", note.title.as_str(), body.as_str(), actions.as_slice(), hints, -1_i32);
        bus.call_method(Some(NAME), PATH, Some(NAME), "Notify", &call).map(|_| ()).map_err(|error| meaning(&error))
    }

    /// Where the server reads markup, `<` in a bot's name would be read as such.
    fn takes_markup(bus: &zbus::blocking::Connection) -> Result<bool, NotShown> {
        let answer =
            bus.call_method(Some(NAME), PATH, Some(NAME), "GetCapabilities", &()).map_err(|error| meaning(&error))?;
        let can: Vec<String> = answer.body().deserialize().map_err(|_| NotShown::Failed)?;
        Ok(can.iter().any(|word| word == "body-markup"))
    }

    fn meaning(error: &zbus::Error) -> NotShown {
        match error {
            zbus::Error::MethodError(name, ..)
                if matches!(
                    name.as_str(),
                    "org.freedesktop.DBus.Error.ServiceUnknown" | "org.freedesktop.DBus.Error.NameHasNoOwner"
                ) =>
            {
                NotShown::NoDesktop
            }
            _ => NotShown::Failed,
        }
    }

    pub(super) fn escaped(text: &str) -> String {
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
    }
}

#[cfg(target_os = "macos")]
mod platform {
    //! Through `osascript`, which every Mac has; the words are arguments, never a part of the script.

    use super::{DEADLINE, NotShown, Note};
    use crate::system::process::{RunError, run};
    use std::ffi::OsStr;

    pub(super) fn notify(note: &Note) -> Result<(), NotShown> {
        const SCRIPT: &str = "on run argv\ndisplay notification (item 2 of argv) with title (item 1 of argv)\nend run";
        let args = ["-e", SCRIPT, "--", &note.title, &note.body].map(OsStr::new);
        match run(OsStr::new("/usr/bin/osascript"), &args, DEADLINE) {
            Ok(ran) if ran.went_well() => Ok(()),
            Err(RunError::NotThere) => Err(NotShown::NoDesktop),
            Ok(_) | Err(_) => Err(NotShown::Failed),
        }
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
mod platform {
    //! Elsewhere the note is printed by the caller.

    use super::{DEADLINE, NotShown, Note};

    pub(super) fn notify(_: &Note) -> Result<(), NotShown> {
        let _ = DEADLINE;
        Err(NotShown::NoDesktop)
    }
}

#[cfg(target_os = "linux")]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::process::run;
    use std::ffi::OsStr;

    #[test]
    fn markup_is_taken_apart() {
        assert_eq!(platform::escaped("a <b> & c"), "a &lt;b&gt; &amp; c");
    }

    /// On a bus of its own, against python3-dbusmock: this test runs itself again inside `dbus-run-session`. Skipped where
    /// the tools are missing, but not under `KEYWARD_TEST_REAL=1`.
    #[test]
    fn a_note_reaches_a_real_bus() {
        if let Some(log) = std::env::var_os("KEYWARD_TEST_NOTE_LOG") {
            return inside_the_bus(&log);
        }
        let sh = |script: &str, arg: &OsStr| {
            let args = [OsStr::new("-c"), OsStr::new(script), OsStr::new("sh"), arg];
            run(OsStr::new("sh"), &args, Duration::from_secs(40))
        };
        let tools = sh("command -v dbus-run-session && /usr/bin/python3 -c 'import dbusmock'", OsStr::new(""));
        if !tools.is_ok_and(|ran| ran.went_well()) {
            assert!(std::env::var_os("KEYWARD_TEST_REAL").is_none(), "python3-dbusmock or dbus-run-session is missing");
            println!("SKIPPED: a note on a real bus needs python3-dbusmock and dbus-run-session");
            return;
        }
        let me = std::env::current_exe().unwrap();
        let script = "log=$(mktemp) && KEYWARD_TEST_NOTE_LOG=$log dbus-run-session -- \"$1\" --exact \
                      system::notify::tests::a_note_reaches_a_real_bus --nocapture; code=$?; rm -f $log; exit $code";
        let ran = sh(script, me.as_os_str()).unwrap();
        assert!(ran.went_well(), "{} {}", ran.output, ran.errors);
        assert!(ran.output.contains("the note was seen"), "{}", ran.output);
    }

    fn inside_the_bus(log: &OsStr) {
        let note = Note { title: "keyward".into(), body: "grid-eth can <withdraw>".into(), urgent: true };
        assert_eq!(notify(&note), Err(NotShown::NoDesktop), "nobody serves notes on this bus yet");
        let log_file = std::fs::File::create(log).unwrap();
        let mut server = std::process::Command::new("/usr/bin/python3")
            .args(["-m", "dbusmock", "--session", "--template", "notification_daemon"])
            .stdout(log_file)
            .spawn()
            .unwrap();
        let watch = crate::system::Elapsed::start();
        let mut shown = notify(&note);
        while shown.is_err() && watch.so_far() < Duration::from_secs(20) {
            std::thread::sleep(Duration::from_millis(50));
            shown = notify(&note);
        }
        let seen =
            |text: &str| text.contains("Notify \"keyward\"") && text.contains("withdraw") && text.contains("urgency");
        let mut text = String::new();
        while shown.is_ok() && !seen(&text) && watch.so_far() < Duration::from_secs(20) {
            std::thread::sleep(Duration::from_millis(20));
            text = std::fs::read_to_string(log).unwrap();
        }
        server.kill().unwrap();
        server.wait().unwrap();
        assert_eq!(shown, Ok(()));
        assert!(seen(&text), "{text}");
        println!("the note was seen");
    }
}

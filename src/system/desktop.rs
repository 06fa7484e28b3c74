//! The user's browser.

use super::clock::Elapsed;
use crate::domain::Problem;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use url::Url;

/// A launcher that fails does so at once; one that is still there after this has handed the page over.
const HANDED_OVER: Duration = Duration::from_millis(500);

/// Opens a page in the user's browser, and waits for no more than a launcher's refusal. Only a web page: never a file or
/// another program's scheme, whatever a guide says.
///
/// # Errors
/// It is no https address, or no browser could be started; the address is in the sentence, to be opened by hand.
pub fn open_page(address: &str) -> Result<(), Problem> {
    if !is_web_page(address) {
        return Err(Problem::new("The page was not opened", "it is not an https address", ""));
    }
    // The crate's own way to start them would hand our environment to the browser, the passphrase included.
    if start_one_of(open::commands(address)) {
        return Ok(());
    }
    Err(Problem::new("The page was not opened", "no browser answered", format!("Open it by hand: {address}")))
}

fn start_one_of(commands: Vec<Command>) -> bool {
    commands.into_iter().any(|mut command| {
        command.env_remove("KEYWARD_PASSPHRASE").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // Ctrl-C in our terminal is not for the browser.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        command.spawn().is_ok_and(|mut child| took_it(&mut child))
    })
}

fn took_it(child: &mut Child) -> bool {
    let watch = Elapsed::start();
    while watch.so_far() < HANDED_OVER {
        match child.try_wait() {
            // Windows' explorer ends with 1 when all went well.
            Ok(Some(status)) => return status.success() || cfg!(windows),
            Ok(None) => std::thread::sleep(Duration::from_millis(10)),
            Err(_) => return false,
        }
    }
    true
}

fn is_web_page(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| url.scheme() == "https" && url.host_str().is_some_and(|host| !host.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_pages_are_opened() {
        assert!(is_web_page("https://www.binance.com/en/my/settings/api-management"));
        for bad in ["file:///etc/passwd", "http://x.example", "javascript:alert(1)", "-h", "", "https://", "ssh://x"] {
            assert!(!is_web_page(bad), "{bad}");
            assert!(open_page(bad).is_err());
        }
    }
    #[cfg(unix)]
    #[test]
    fn the_first_launcher_that_takes_it_gets_it() {
        let sh = |script: &str| {
            let mut command = Command::new("sh");
            command.args(["-c", script]);
            command
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("took");
        let took = || sh(&format!("test -z \"$KEYWARD_PASSPHRASE\" && echo >> '{}'", path.display()));
        let with_passphrase = |mut command: Command| {
            command.env("KEYWARD_PASSPHRASE", "open sesame");
            command
        };
        let missing = Command::new("/no/such/launcher");
        assert!(start_one_of(vec![missing, sh("exit 3"), took(), took()]));
        assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), 1);
        assert!(start_one_of(vec![with_passphrase(took())]), "it was handed our passphrase");
        assert!(!start_one_of(vec![sh("exit 4")]));
        assert!(!start_one_of(Vec::new()));
    }
}

//! Whether a person sits at the other end.

use std::io::IsTerminal as _;

/// Standard input is a terminal: nothing is piped in.
pub fn stdin_is_terminal() -> bool {
    std::io::stdin().is_terminal()
}

/// The terminal's short name, `tty3` or `pts/1`: who holds a lock is told by it. `None` without a terminal.
pub fn name() -> Option<String> {
    #[cfg(unix)]
    {
        let name = rustix::termios::ttyname(std::io::stdin(), Vec::new()).ok()?;
        let name = name.into_string().ok()?;
        Some(name.strip_prefix("/dev/").unwrap_or(&name).to_owned())
    }
    #[cfg(not(unix))]
    None
}

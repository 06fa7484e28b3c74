//! Keeps the process's memory from others: no core dumps, no debugger of the same user, and nothing swapped out, where the
//! system lets it.
//!
//! No `unsafe` is needed: the calls are rustix's safe ones. Single buffers are not locked (`mlock` is unsafe and counts
//! whole pages); either all of the process's memory is, or none.

/// Whether one protection took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Took {
    /// It holds.
    Yes,
    /// It does not, and why.
    No(&'static str),
}

/// What took; for `doctor`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hardened {
    /// No core dump is written when the program crashes.
    pub no_core: Took,
    /// Other programs of the same user cannot look into its memory.
    pub not_dumpable: Took,
    /// Its memory is never written to swap.
    pub locked: Took,
}

impl Default for Hardened {
    /// Nothing was tried: practice's and tests' desks leave their process as it is.
    fn default() -> Self {
        let untried = Took::No("it was not tried");
        Self { no_core: untried, not_dumpable: untried, locked: untried }
    }
}

/// Protects this process as far as it goes without a price. Called once, first thing; what did not take is told by
/// `doctor`, never an error: a trader in trouble needs the program all the same.
pub fn harden() -> Hardened {
    Hardened { no_core: no_core(), not_dumpable: not_dumpable(), ..Hardened::default() }
}

/// Keeps all of this process's memory from swap. Called before anything secret can be in it, and not before the first
/// frame: each page that is touched from then on costs three times as much.
pub fn lock() -> Took {
    locked()
}

impl Hardened {
    /// The same, with its memory locked now.
    #[must_use]
    pub fn and_locked(self) -> Self {
        Self { locked: lock(), ..self }
    }
}

#[cfg(unix)]
fn no_core() -> Took {
    use rustix::process::{Resource, Rlimit, setrlimit};
    match setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) }) {
        Ok(()) => Took::Yes,
        Err(_) => Took::No("the operating system refused the limit"),
    }
}

#[cfg(not(unix))]
fn no_core() -> Took {
    Took::No("crash reports are a matter of Windows Error Reporting")
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn not_dumpable() -> Took {
    use rustix::process::{DumpableBehavior, set_dumpable_behavior};
    match set_dumpable_behavior(DumpableBehavior::NotDumpable) {
        Ok(()) => Took::Yes,
        Err(_) => Took::No("the kernel refused it"),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn not_dumpable() -> Took {
    Took::No("this system has no such switch")
}

/// All memory, now and later, as it is first touched: nothing is made resident for it. Under a limit this would let later
/// allocations fail, so it is done only where the limit can be lifted.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn locked() -> Took {
    use rustix::mm::{MlockAllFlags, mlockall};
    use rustix::process::{Resource, Rlimit, setrlimit};
    if setrlimit(Resource::Memlock, Rlimit { current: None, maximum: None }).is_err() {
        return Took::No("the limit for locked memory (ulimit -l) is too low for a whole program");
    }
    match mlockall(MlockAllFlags::CURRENT | MlockAllFlags::FUTURE | MlockAllFlags::ONFAULT) {
        Ok(()) => Took::Yes,
        Err(_) => Took::No("the kernel refused to lock its memory"),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn locked() -> Took {
    Took::No("this system locks no whole process")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn the_kernel_says_so_too() {
        use rustix::process::{DumpableBehavior, Resource, dumpable_behavior, getrlimit};
        // Memory is left alone here: a locked test process would carry every other test's with it.
        assert_eq!((no_core(), not_dumpable()), (Took::Yes, Took::Yes));
        assert_eq!(getrlimit(Resource::Core).current, Some(0));
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
    }
}

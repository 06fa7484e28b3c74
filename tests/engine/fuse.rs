//! A process that dies: at a chosen look at the clock, or before or after a chosen effect on the store. The engine looks at
//! the clock in every transaction and between any two, so every write has a death right before and right after it.

use keyward::domain::{Clock, Moment};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// What unwinds when a process dies.
pub struct Died;

/// Counts the points at which a process may die, and lets it die at one.
pub struct Fuse {
    left: AtomicI64,
    passed: AtomicI64,
}

impl Default for Fuse {
    fn default() -> Self {
        Self { left: AtomicI64::new(i64::MAX), passed: AtomicI64::new(0) }
    }
}

impl Fuse {
    /// The process dies at the `n`-th point from here, counted from 1.
    pub fn light(&self, n: i64) {
        self.left.store(n, Ordering::SeqCst);
    }

    /// It lives. How many points were passed since the last time.
    pub fn put_out(&self) -> i64 {
        self.left.store(i64::MAX, Ordering::SeqCst);
        self.passed.swap(0, Ordering::SeqCst)
    }

    /// A point.
    pub fn point(&self) {
        self.passed.fetch_add(1, Ordering::SeqCst);
        if self.left.fetch_sub(1, Ordering::SeqCst) == 1 {
            // Not a panic: nothing is printed for a death that is wanted.
            std::panic::resume_unwind(Box::new(Died));
        }
    }

    /// A clock with a point at each look.
    pub fn over(self: &Arc<Self>, clock: Arc<dyn Clock>) -> Arc<dyn Clock> {
        Arc::new(Fused { clock, fuse: self.clone() })
    }
}

struct Fused {
    clock: Arc<dyn Clock>,
    fuse: Arc<Fuse>,
}

impl Clock for Fused {
    fn now(&self) -> Moment {
        self.fuse.point();
        self.clock.now()
    }
}

/// Runs a process that may die. `None`: it did.
pub fn may_die<T>(run: impl FnOnce() -> T) -> Option<T> {
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)) {
        Ok(done) => Some(done),
        Err(cause) if cause.is::<Died>() => None,
        Err(cause) => std::panic::resume_unwind(cause),
    }
}

//! Jobs of the screens, run aside so that no key press waits for them. One wrapper gives each an id, a deadline, a way to
//! be stopped, and catches a panic: a job always answers, and answers once.

use super::desk::Desk;
use super::port::{Answer, Job, Progress};
use crate::domain::Problem;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::Builder;
use std::time::Duration;

/// Names a running job: a face drops what comes of one that it no longer waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub u64);

/// What a running job says.
#[derive(Debug)]
pub enum Report {
    /// How far it is. May be dropped when the face is busy.
    Progress(JobId, Progress),
    /// It ended; nothing more comes of it.
    Done(JobId, Answer),
}

/// Asked by long work whether it should stop. Cheap to clone; once stopped it stays stopped.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Asks the work to stop at the next good place.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// It should stop.
    pub fn is_stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Where reports go: the face's own bounded channel. Called from worker threads.
pub type Deliver = Arc<dyn Fn(Report) + Send + Sync>;

/// Runs jobs for a screen.
pub struct Supervisor {
    desk: Desk,
    deliver: Deliver,
    next: AtomicU64,
    running: Arc<Mutex<HashMap<JobId, Cancel>>>,
}

impl Supervisor {
    /// Jobs run on this desk and report there.
    pub fn new(desk: Desk, deliver: Deliver) -> Self {
        Self { desk, deliver, next: AtomicU64::new(1), running: Arc::default() }
    }

    /// The desk, for what needs no job: names of venues, the time.
    pub const fn desk(&self) -> &Desk {
        &self.desk
    }

    /// Starts a job aside. Its answer comes as a [`Report::Done`] with this id.
    pub fn start(&self, job: Job) -> JobId {
        let id = JobId(self.next.fetch_add(1, Ordering::Relaxed));
        let cancel = Cancel::default();
        locked(&self.running).insert(id, cancel.clone());
        let deadline = deadline_of(&job);
        let (desk, deliver, running) = (self.desk.clone(), self.deliver.clone(), self.running.clone());
        let started = Builder::new().name("job".into()).spawn(move || {
            let answer = within(deadline, &cancel, &desk, job, id, &deliver);
            locked(&running).remove(&id);
            deliver(Report::Done(id, answer));
        });
        if started.is_err() {
            locked(&self.running).remove(&id);
            let why =
                Problem::new("The work could not be started", "this computer has no thread to spare", "Try again.");
            (self.deliver)(Report::Done(id, Answer::Problem(why)));
        }
        id
    }

    /// Asks a job to stop; it answers [`Answer::Stopped`], or with what it had done by then.
    pub fn stop(&self, id: JobId) {
        if let Some(cancel) = locked(&self.running).get(&id) {
            cancel.stop();
        }
    }

    /// Some job still runs.
    pub fn is_busy(&self) -> bool {
        !locked(&self.running).is_empty()
    }
}

/// Does the work on a thread of its own and waits for it, no longer than its deadline: a keyring that hangs costs a thread,
/// not the screen.
fn within(deadline: Duration, cancel: &Cancel, desk: &Desk, job: Job, id: JobId, deliver: &Deliver) -> Answer {
    let (send, receive) = sync_channel(1);
    let (desk, inner_cancel, deliver) = (desk.clone(), cancel.clone(), deliver.clone());
    let spawned = Builder::new().name("work".into()).spawn(move || {
        let tell = move |progress| deliver(Report::Progress(id, progress));
        let answer = catch_unwind(AssertUnwindSafe(|| desk.perform(job, &inner_cancel, &tell)));
        // Nobody listens any more after the deadline: the answer is stale and is dropped with the channel.
        let _ = send.send(answer);
    });
    if spawned.is_err() {
        return Answer::Problem(Problem::new("The work could not be started", "no thread is to be had", "Try again."));
    }
    match receive.recv_timeout(deadline) {
        Ok(Ok(answer)) => answer,
        Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => Answer::Problem(Problem::new(
            "keyward made a mistake in its own work",
            "that piece of work was ended, nothing else was touched",
            "Try again; the journal says what was done.",
        )),
        Err(RecvTimeoutError::Timeout) => {
            cancel.stop();
            Answer::Problem(Problem::new(
                "It took too long",
                format!("no end after {} s", deadline.as_secs()),
                "What was begun is recorded; look again before you repeat anything.",
            ))
        }
    }
}

/// Asking a large fleet takes as long as the venues' limits want; all else is short.
fn deadline_of(job: &Job) -> Duration {
    match job {
        Job::Ask(keys) => Duration::from_secs(60 + 2 * keys.len() as u64),
        Job::Unlock(_) | Job::MakeSealed(_) => Duration::from_secs(90),
        _ => Duration::from_secs(45),
    }
}

/// A panic of another job must not take the list of jobs along.
fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! A thread that owns something that may hang, and a deadline for each call. When the deadline passes, thread and thing are
//! left to themselves; the next call begins with new ones.

use super::super::VaultError;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// Why a call on a worker's thing failed.
pub(super) enum Fault {
    /// Its session is gone (the daemon was started anew): opening the thing again helps, once.
    Lost,
    /// Anything that the caller is to be told.
    Told(VaultError),
}

impl From<VaultError> for Fault {
    fn from(error: VaultError) -> Self {
        Self::Told(error)
    }
}

type Opening<R> = Arc<dyn Fn() -> Result<R, VaultError> + Send + Sync>;
type Job<R> = Box<dyn FnOnce(&mut Held<R>) + Send>;

/// One thread at a time that owns an `R`, made on first use.
pub(super) struct Worker<R> {
    name: &'static str,
    place: &'static str,
    opening: Opening<R>,
    running: Mutex<Running<R>>,
}

struct Running<R> {
    /// Counts threads: one that was given up is not given up twice.
    number: u64,
    jobs: Option<Sender<Job<R>>>,
}

impl<R: 'static> Worker<R> {
    /// A worker without a thread yet.
    pub(super) fn new(
        name: &'static str,
        place: &'static str,
        opening: impl Fn() -> Result<R, VaultError> + Send + Sync + 'static,
    ) -> Self {
        Self { name, place, opening: Arc::new(opening), running: Mutex::new(Running { number: 0, jobs: None }) }
    }

    /// Has `work` done, and waits for it until the deadline. It may run twice, where the thing had to be opened anew; it may
    /// still run after this has returned [`VaultError::Slow`].
    pub(super) fn call<T: Send + 'static>(
        &self,
        deadline: Duration,
        work: impl Fn(&mut R) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, VaultError> {
        let (reply, answer) = mpsc::sync_channel(1);
        let job: Job<R> = Box::new(move |held| {
            // Nobody may be waiting any more.
            let _ = reply.send(held.work(&work));
        });
        let (number, jobs) = self.thread()?;
        if jobs.send(job).is_err() {
            self.give_up(number);
            return Err(self.died());
        }
        match answer.recv_timeout(deadline) {
            Ok(answer) => answer,
            Err(RecvTimeoutError::Timeout) => {
                self.give_up(number);
                Err(VaultError::Slow { place: self.place, seconds: deadline.as_secs().max(1) })
            }
            Err(RecvTimeoutError::Disconnected) => {
                self.give_up(number);
                Err(self.died())
            }
        }
    }

    fn thread(&self) -> Result<(u64, Sender<Job<R>>), VaultError> {
        let mut running = self.running();
        if let Some(jobs) = &running.jobs {
            return Ok((running.number, jobs.clone()));
        }
        let (sender, jobs) = mpsc::channel::<Job<R>>();
        let opening = Arc::clone(&self.opening);
        let body = move || {
            // Made in there: the thing need not be able to change threads.
            let mut held = Held { opening, it: None };
            jobs.into_iter().for_each(|job| job(&mut held));
        };
        thread::Builder::new().name(self.name.into()).spawn(body).map_err(|_| self.died())?;
        running.number += 1;
        running.jobs = Some(sender.clone());
        Ok((running.number, sender))
    }

    /// Lets a thread go; it ends as soon as what holds it lets go of it.
    fn give_up(&self, number: u64) {
        let mut running = self.running();
        if running.number == number {
            running.jobs = None;
        }
    }

    fn died(&self) -> VaultError {
        VaultError::Refused { place: self.place, why: "its part of keyward failed".into() }
    }

    fn running(&self) -> MutexGuard<'_, Running<R>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The thing, on its own thread.
struct Held<R> {
    opening: Opening<R>,
    it: Option<R>,
}

impl<R> Held<R> {
    fn work<T>(&mut self, work: &impl Fn(&mut R) -> Result<T, Fault>) -> Result<T, VaultError> {
        match self.once(work) {
            Err(Fault::Lost) => {}
            Err(Fault::Told(error)) => return Err(error),
            Ok(done) => return Ok(done),
        }
        self.it = None;
        self.once(work).map_err(|fault| match fault {
            Fault::Lost => VaultError::Refused { place: "the keyring", why: "its session ends at once".into() },
            Fault::Told(error) => error,
        })
    }

    fn once<T>(&mut self, work: &impl Fn(&mut R) -> Result<T, Fault>) -> Result<T, Fault> {
        let it = match &mut self.it {
            Some(it) => it,
            empty => empty.insert((self.opening)()?),
        };
        work(it)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::sync::mpsc::channel;

    fn counting() -> (Worker<u32>, Arc<AtomicU32>) {
        let opened = Arc::new(AtomicU32::new(0));
        let counter = Arc::clone(&opened);
        let worker = Worker::new("test", "the test", move || Ok(counter.fetch_add(1, Ordering::SeqCst) + 1));
        (worker, opened)
    }

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn the_thing_is_opened_once_and_again_when_its_session_is_lost() {
        let (worker, opened) = counting();
        assert_eq!(worker.call(LONG, |number| Ok(*number)), Ok(1));
        assert_eq!(worker.call(LONG, |number| Ok(*number)), Ok(1));
        assert_eq!(worker.call(LONG, |number| if *number == 1 { Err(Fault::Lost) } else { Ok(*number) }), Ok(2));
        assert!(worker.call(LONG, |_| Err::<(), _>(Fault::Lost)).is_err());
        assert_eq!(opened.load(Ordering::SeqCst), 3);
    }

    #[test]
    fn what_hangs_is_left_behind() {
        let (worker, _) = counting();
        let (let_go, hang) = channel::<()>();
        let hang = Mutex::new(hang);
        // It hangs until the test ends: no time is measured but the worker's own.
        let hung = worker.call(Duration::from_millis(20), move |_| {
            let _ = hang.lock().unwrap().recv();
            Ok(())
        });
        assert_eq!(hung, Err(VaultError::Slow { place: "the test", seconds: 1 }));
        assert_eq!(worker.call(LONG, |number| Ok(*number)), Ok(2));
        drop(let_go);
    }

    #[test]
    fn a_panic_is_an_answer_and_the_next_call_works() {
        let (worker, _) = counting();
        assert!(worker.call(LONG, |_| -> Result<(), Fault> { panic!("on purpose") }).is_err());
        assert_eq!(worker.call(LONG, |number| Ok(*number)), Ok(2));
    }
}

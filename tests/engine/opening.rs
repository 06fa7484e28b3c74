//! A desk opened as the program opens it, and jobs run aside as the screens run them.

use crate::stage::Stage;
use keyward::domain::{Kind as Trouble, Problem};
use keyward::engine::desk::{Desk, Filter, Opening};
use keyward::engine::port::{Answer, Job};
use keyward::engine::supervise::{Report, Supervisor};
use keyward::practice::{Fault, Kind};
use keyward::system::Environment;
use keyward::system::harden::Hardened;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

fn open(stage: &Stage, store: Option<&str>, config: &str) -> Result<Desk, Problem> {
    let home = stage.folder.path().join("home");
    std::fs::create_dir_all(&home).unwrap();
    std::fs::write(home.join("config.toml"), config).unwrap();
    Desk::open(Opening {
        environment: Environment {
            keyward_home: Some(home),
            store: store.map(str::to_owned),
            ..Environment::default()
        },
        hardened: Hardened::default(),
        clock: stage.hands.clone(),
        chance: stage.chance.clone(),
    })
}

#[test]
fn a_fresh_home_is_opened_and_mistakes_are_named() {
    let stage = Stage::new();
    let desk = open(&stage, Some("sealed"), "").unwrap();
    assert!(desk.fleet(&Filter::default()).unwrap().rows.is_empty());
    assert!(!desk.is_practice() && desk.venues().len() == 3);
    let refused = |store, config: &str| open(&stage, store, config).err().unwrap();
    assert_eq!(refused(Some("vault"), "").kind, Trouble::Usage);
    assert!(refused(None, "[polcy]\nmax_age = \"90d\"\n").sentence().contains("polcy"));
    let named = refused(None, "[exchange.bitmex]\nbase_url = \"https://example.com\"\n").sentence();
    assert!(named.contains("bitmex"), "{named}");
    assert!(!refused(None, "[exchange.okx]\nbase_url = \"http://localhost:9001\"\n").sentence().is_empty());
    let desk = open(&stage, None, "[policy]\nmax_age = \"30d\"\n").unwrap();
    assert_eq!(desk.policy().max_age_days, 30);
}

/// A screen's supervisor, with what it is told.
fn screen(desk: Desk) -> (Supervisor, Receiver<Report>) {
    let (send, receive) = sync_channel(64);
    (Supervisor::new(desk, Arc::new(move |report| drop(send.send(report)))), receive)
}

fn done(receive: &Receiver<Report>) -> (u64, Answer) {
    loop {
        match receive.recv_timeout(Duration::from_secs(30)).unwrap() {
            Report::Done(id, answer) => return (id.0, answer),
            Report::Progress(..) => {}
        }
    }
}

#[test]
fn a_job_always_answers_once() {
    let stage = Stage::new();
    stage.added("grid", Kind::Bybit);
    let (supervisor, reports) = screen(stage.desk());
    let id = supervisor.start(Job::Fleet);
    let (answered, answer) = done(&reports);
    assert_eq!(answered, id.0);
    assert!(matches!(answer, Answer::Fleet(fleet) if fleet.rows.len() == 1));
    // A mistake in the work is an answer, too, and the next job runs.
    stage.fuse.light(1);
    supervisor.start(Job::Fleet);
    let (_, answer) = done(&reports);
    stage.fuse.put_out();
    assert!(matches!(answer, Answer::Problem(problem) if problem.what.contains("made a mistake")));
    supervisor.start(Job::Store);
    assert!(matches!(done(&reports).1, Answer::Store(_)));
    assert!(reports.recv_timeout(Duration::from_millis(50)).is_err(), "nothing more comes of them");
}

#[test]
fn a_job_can_be_stopped() {
    let stage = Stage::new();
    stage.added("grid", Kind::Bybit);
    let key = stage.row("grid", 1).id.unwrap();
    stage.venue(Kind::Bybit).weather(|weather| weather.set(Fault::Slow { millis: 3_000 }, true));
    let (supervisor, reports) = screen(stage.desk());
    let id = supervisor.start(Job::Ask(vec![key]));
    supervisor.stop(id);
    let (answered, answer) = done(&reports);
    assert_eq!(answered, id.0);
    assert!(matches!(answer, Answer::Stopped), "{answer:?}");
}

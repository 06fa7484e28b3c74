//! A key press with 10,000 keys: `update`, then the whole frame drawn into a buffer.

use crate::home::{Home, With};
use crate::table::Table;
use divan::Bencher;
use keyward::domain::Clock;
use keyward::engine::desk::{Desk, Filter, Opening};
use keyward::system::harden::{Hardened, Took};
use keyward::system::{Environment, SystemChance, SystemClock};
use keyward::tui::canvas::Canvas;
use keyward::tui::glyphs::Signs;
use keyward::tui::input::Key;
use keyward::tui::screens::{Screen, fleet};
use keyward::tui::state::{Shared, State};
use keyward::tui::theme::{Ground, Palette, Tone};
use keyward::tui::update::{Message, update};
use keyward::tui::view;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::sync::Arc;
use std::time::{Duration, Instant};

const MOST: Duration = Duration::from_millis(8);
const KEYS: usize = 10_000;
const SIZE: (u16, u16) = (200, 60);
/// A walk over the list, a find letter by letter, its end.
const WALK: [Key; 16] = [
    Key::Down,
    Key::Down,
    Key::PageDown,
    Key::End,
    Key::Up,
    Key::PageUp,
    Key::Home,
    Key::Char('/'),
    Key::Char('m'),
    Key::Char('a'),
    Key::Char('r'),
    Key::Char('k'),
    Key::Down,
    Key::Backspace,
    Key::Esc,
    Key::Esc,
];

pub fn measure(table: &mut Table) {
    let mut screen = Sitting::new();
    let mut slowest = (Duration::ZERO, WALK[0]);
    let mut all = Vec::new();
    for key in std::iter::repeat_n(WALK, 20).flatten() {
        let started = Instant::now();
        screen.press(key);
        let took = started.elapsed();
        all.push(took);
        slowest = slowest.max_by_time((took, key));
    }
    table.times("a key press drawn, 10,000 keys, find included", all, Some(MOST));
    let measured = format!("{:.1} ms ({:?})", crate::table::millis(slowest.0), slowest.1);
    table.line("  the slowest of 320", &measured, Some((slowest.0 <= MOST, "at most 8 ms".to_owned())));
    divan::Divan::default().main();
}

trait Slower {
    fn max_by_time(self, other: Self) -> Self;
}

impl Slower for (Duration, Key) {
    fn max_by_time(self, other: Self) -> Self {
        if other.0 > self.0 { other } else { self }
    }
}

#[divan::bench]
fn down(bencher: Bencher) {
    pressed(bencher, &[Key::Down]);
}

#[divan::bench]
fn find_opened_typed_and_left(bencher: Bencher) {
    pressed(bencher, &[Key::Char('/'), Key::Char('m'), Key::Char('a'), Key::Esc]);
}

fn pressed(bencher: Bencher, keys: &[Key]) {
    let mut sitting = Sitting::new();
    bencher.bench_local(|| keys.iter().for_each(|key| sitting.press(*key)));
}

/// The fleet on a screen that is a buffer.
struct Sitting {
    state: State,
    buffer: Buffer,
    _home: Home,
}

impl Sitting {
    fn new() -> Self {
        let home = Home::new(KEYS, With::Readings);
        let environment = Environment { keyward_home: Some(home.path().into()), ..Environment::default() };
        let hardened = Hardened { no_core: Took::Yes, not_dumpable: Took::Yes, locked: Took::Yes };
        let (clock, chance) = (Arc::new(SystemClock), Arc::new(SystemChance));
        let desk = Desk::open(Opening { environment, hardened, clock, chance }).expect("a desk");
        let mut shared = Shared::new(SystemClock.now(), SIZE, false, false);
        shared.fleet = Some(desk.fleet(&Filter::default()).expect("a fleet"));
        let screen = fleet::State::new(&mut shared);
        let state = State::new(shared, Screen::Fleet(screen));
        Self { state, buffer: Buffer::empty(Rect::new(0, 0, SIZE.0, SIZE.1)), _home: home }
    }

    fn press(&mut self, key: Key) {
        let now = self.state.shared.now;
        divan::black_box(update(&mut self.state, Message::Key(key), now));
        self.buffer.reset();
        let mut canvas = Canvas::new(&mut self.buffer, Palette::new(Tone::Colour(Ground::Dark)), Signs::Drawn);
        let drawn = view::draw(&self.state, &mut canvas);
        self.state.drew(&drawn);
    }
}

//! Arguments -> front end -> exit code. Wires the rooms; decides nothing.

use keyward::cli::{self, Exit, Front, Start};
use keyward::domain::{Look, Problem};
use keyward::engine::desk::{self, Desk};
use keyward::system::harden::{Hardened, harden};
use keyward::system::{Environment, SystemChance, SystemClock};
use keyward::tui;
use std::process::ExitCode;
use std::sync::Arc;

fn main() -> ExitCode {
    // Before anything secret can be in memory.
    let hardened = harden();
    #[allow(clippy::disallowed_methods)] // the arguments are read here, once
    let arguments = std::env::args_os();
    let exit = match cli::front(arguments, || Desk::open(machine(hardened))) {
        Front::Done(exit) => exit,
        Front::Tui(opening) => screens(&opening, hardened).unwrap_or_else(|problem| cli::complain(&problem)),
    };
    ExitCode::from(exit.code())
}

/// What the engine is given of this machine.
fn machine(hardened: Hardened) -> desk::Opening {
    let (clock, chance) = (Arc::new(SystemClock), Arc::new(SystemChance));
    desk::Opening { environment: Environment::read(), hardened, clock, chance }
}

/// The screens, until their user leaves; practice may be asked for there, too.
fn screens(opening: &cli::Opening, hardened: Hardened) -> Result<Exit, Problem> {
    let mut practice = opening.at == Start::Practice;
    let mut wide_signs = None;
    loop {
        let open = if practice { Desk::practice } else { Desk::open };
        let desk = open(machine(hardened))?;
        let left = tui::run(&desk, &start(opening, &desk, wide_signs))?;
        cli::leave(&left.lines)?;
        if !left.practise {
            return Ok(Exit::Done);
        }
        (practice, wide_signs) = (true, left.wide_signs);
    }
}

/// How the screens begin: the arguments win over the configuration.
fn start(opening: &cli::Opening, desk: &Desk, wide_signs: Option<bool>) -> tui::Start {
    let (flow, reason) = match &opening.at {
        Start::Flow { target, reason } if !desk.is_practice() => (Some(target.clone()), reason.clone()),
        _ => (None, None),
    };
    let theme = opening.theme.unwrap_or(desk.look().theme);
    let look = Look { theme, ascii: opening.ascii || desk.look().ascii };
    tui::Start { look, read_only: false, wide_signs, flow, reason }
}

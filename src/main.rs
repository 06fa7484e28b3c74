//! Arguments -> front end -> exit code. Wires the rooms; decides nothing.

use keyward::cli::{self, Exit, Front, Start};
use keyward::domain::Problem;
use keyward::engine::desk::{Desk, Opening};
use keyward::system::harden::{Hardened, harden};
use keyward::system::{Environment, SystemChance, SystemClock};
use keyward::tui;
use std::process::ExitCode;
use std::sync::Arc;

fn main() -> ExitCode {
    // Before anything secret can be in memory. The screens lock it themselves, behind their first frame.
    let hardened = harden();
    #[allow(clippy::disallowed_methods)] // the arguments are read here, once
    let arguments = std::env::args_os();
    let exit = match cli::front(arguments, || Desk::open(machine(hardened.and_locked()))) {
        Front::Done(exit) => exit,
        Front::Tui(opening) => screens(opening, hardened).unwrap_or_else(|problem| cli::complain(&problem)),
    };
    ExitCode::from(exit.code())
}

/// What the engine is given of this machine.
fn machine(hardened: Hardened) -> Opening {
    Opening { environment: Environment::read(), hardened, clock: Arc::new(SystemClock), chance: Arc::new(SystemChance) }
}

/// The screens, until their user leaves. Practice that is begun from there is a sitting of its own.
fn screens(opening: cli::Opening, hardened: Hardened) -> Result<Exit, Problem> {
    let mut practice = opening.at == Start::Practice;
    let (mut flow, mut reason) = match opening.at {
        Start::Flow { target, reason } => (Some(target), reason),
        Start::Fleet | Start::Practice => (None, None),
    };
    loop {
        let desk = if practice { Desk::practice(machine(hardened))? } else { Desk::open(machine(hardened))? };
        let mut look = desk.look().clone();
        look.theme = opening.theme.unwrap_or(look.theme);
        look.ascii |= opening.ascii;
        let wide_signs = desk.wide_signs();
        let start = tui::Start { look, read_only: false, wide_signs, flow: flow.take(), reason: reason.take() };
        let left = tui::run(&desk, &start)?;
        desk.keep_wide_signs(left.wide_signs);
        if left.practise {
            practice = true;
            continue;
        }
        cli::leave(&left.lines);
        return Ok(Exit::Done);
    }
}

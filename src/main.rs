//! Arguments -> front end -> exit code. Wires the rooms; decides nothing.

use keyward::cli::{self, Exit, Front, Start};
use keyward::domain::Problem;
use keyward::engine::desk::{Desk, Opening};
use keyward::system::harden::{Hardened, harden};
use keyward::system::{Environment, SystemChance, SystemClock};
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
fn machine(hardened: Hardened) -> Opening {
    Opening { environment: Environment::read(), hardened, clock: Arc::new(SystemClock), chance: Arc::new(SystemChance) }
}

/// The screens, until their user leaves.
fn screens(opening: &cli::Opening, hardened: Hardened) -> Result<Exit, Problem> {
    let _desk = match opening.at {
        Start::Practice => Desk::practice(machine(hardened))?,
        Start::Fleet | Start::Flow { .. } => Desk::open(machine(hardened))?,
    };
    Err(Problem::new("The screens cannot be shown", "this build has none", "keyward --help names the other commands."))
}

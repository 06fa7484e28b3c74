//! Replace?: is there to be another key? Skipped where the bot lives on another one.

use super::{Act, Answer, Edit, Revocation, Said, State, View, Word, act, closed, tail};
use crate::flows::rotation::Rotation;
use crate::flows::{Flow, GuideShown, Illegal};

pub(super) fn take(r: &mut Revocation, act: &mut Act<'_>, said: &Said) -> Result<bool, Illegal> {
    let answer = match said.word {
        Word::Wipe => return closed::wipe(r, act),
        Word::Replace => Answer::Replace,
        Word::Later => Answer::Later,
        Word::Never => Answer::Never,
        _ => return Ok(false),
    };
    if r.has_another(act) {
        return Err(act::refused(&said.word, format!("{} lives on another key", r.bot), &["looked".to_owned()]));
    }
    match answer {
        Answer::Replace => begin(r, act, &said.word)?,
        Answer::Later => act.you(r.hint(), format!("{} stands without a key for now", r.bot)),
        Answer::Never => {
            act.edit(Edit::RetireBot);
            act.you(r.hint(), format!("{} is retired", r.bot));
        }
    }
    r.answer = Some(answer);
    r.state = State::Tail;
    Ok(true)
}

/// The parked rotation goes on, or a new one begins at Make.
fn begin(r: &Revocation, act: &mut Act<'_>, word: &Word) -> Result<(), Illegal> {
    if act.world.bot.retired {
        return Err(act::refused(word, format!("{} is retired", r.bot), &["later".to_owned()]));
    }
    if r.holds_rotation(act) {
        act.edit(Edit::Unpark { killed: Some(r.key.generation), first: None });
    } else if act.world.rotation.is_none() {
        act.edit(Edit::Open(Box::new(Flow::Rotation(Rotation::replacement(act.world)))));
    }
    act.you(r.hint(), format!("{} gets another key", r.bot));
    Ok(())
}

pub(super) fn settle(r: &mut Revocation, act: &mut Act<'_>) {
    if !tail::watch(r, act) && (r.answer.is_some() || r.has_another(act)) {
        r.state = State::Tail;
    }
}

pub(super) fn view(r: &Revocation, act: &Act<'_>) -> View {
    let message = format!(
        "{} stands without a key. Stop it at a chosen moment: a bot with a dead key can get its address banned.",
        r.bot
    );
    View::new(message, &["replace", "later", "never"]).next(tail::due(r, act)).guide(GuideShown::Nothing)
}

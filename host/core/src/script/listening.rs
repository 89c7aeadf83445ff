//! What a script hears of a contact: choices, scores, words.

use alloc::{string::ToString, vec::Vec};

use super::{
    answer::chosen,
    asking::{ask, spoke_meanwhile},
    drive::{leave, place, run_on, wait_for},
    object::{Choice, Menu, Object, OfflineForm, Survey},
    run::{Exit, Offered, Pending},
    say::{say, say_choices, shown},
    waiting::leave_queue,
};
use crate::{effect::Withdrawal, ids::ConversationId, limits, turn::Turn, withdrawal};

/// The contact has written: perhaps an answer.
pub(crate) fn contact_wrote(turn: &mut Turn<'_>, id: ConversationId, text: &str) {
    let Some((script, run)) = place(turn, id) else {
        return;
    };
    let object = script.objects.get(&run.at);
    match (&run.pending, object) {
        (Pending::Choice { wrong, .. }, Some(Object::Menu(menu))) => {
            if let Some((number, choice)) = pick(&menu.choices, text) {
                leave(turn, id, Exit::Choice(number), &choice.to);
            } else if *wrong < menu.retries {
                show_menu(turn, id, menu, wrong.saturating_add(1));
                return;
            } else {
                leave(turn, id, Exit::Else, &menu.otherwise);
            }
            run_on(turn, id);
        }
        (Pending::Choice { wrong, .. }, Some(Object::Survey(survey))) => {
            let score = text.trim().parse::<u8>().ok();
            match score.filter(|score| survey.scale.scores().contains(score)) {
                Some(score) => ask(turn, id, limits::ASK_MAX, Some(score.to_string().into())),
                None if *wrong == 0 => ask_how(turn, id, survey, 1),
                None => {
                    leave(turn, id, Exit::Else, &survey.next);
                    run_on(turn, id);
                }
            }
        }
        (Pending::Words { .. }, Some(Object::OfflineForm(_))) => {
            ask(turn, id, limits::ASK_MAX, Some(text.into()));
        }
        (Pending::Words { .. }, Some(Object::PluginCall(call))) => {
            ask(turn, id, call.within, None);
        }
        (Pending::Answer { .. }, Some(Object::PluginCall(_))) => spoke_meanwhile(turn, id),
        (Pending::Agent { .. }, Some(Object::Forward(forward))) => {
            if let Some(skip) = &forward.skip
                && chosen(core::slice::from_ref(skip), text).is_some()
            {
                // What is being offered is taken back: its contact does not want to wait.
                withdrawal::take_back(turn, id, Withdrawal::ConversationEnded);
                leave_queue(turn, id);
                leave(turn, id, Exit::Skip, &skip.to);
                run_on(turn, id);
            }
        }
        (_, _) => {}
    }
}

fn pick<'s>(choices: &'s [Choice], text: &str) -> Option<(u8, &'s Choice)> {
    let number = chosen(choices, text)?;
    let choice = choices.get(usize::from(number).checked_sub(1)?)?;
    Some((number, choice))
}

/// Shows a menu, behind a hint if an answer was none of its choices.
pub(super) fn show_menu(turn: &mut Turn<'_>, id: ConversationId, menu: &Menu, wrong: u8) {
    if wrong > 0 {
        say(turn, id, &menu.again);
    }
    say_choices(turn, id, &menu.text, &menu.choices);
    offer_choices(turn, id, &menu.choices, false);
    let until = menu.timeout.as_ref().map(|(after, _)| turn.now + *after);
    wait_for(turn, id, Pending::Choice { until, wrong });
}

/// Asks how it was.
pub(super) fn ask_how(turn: &mut Turn<'_>, id: ConversationId, survey: &Survey, wrong: u8) {
    say(turn, id, &survey.text);
    let score = |score: u8| Offered {
        text: score.to_string().into(),
        leaves_line: false,
    };
    offer(turn, id, survey.scale.scores().map(score).collect());
    let until = survey.timeout.as_ref().map(|(after, _)| turn.now + *after);
    wait_for(turn, id, Pending::Choice { until, wrong });
}

/// Asks for a message.
pub(super) fn listen(turn: &mut Turn<'_>, id: ConversationId, form: &OfflineForm) {
    say(turn, id, &form.text);
    let until = form.timeout.as_ref().map(|(after, _)| turn.now + *after);
    wait_for(turn, id, Pending::Words { until });
}

/// Lets the contact's page show choices.
pub(super) fn offer_choices(
    turn: &mut Turn<'_>,
    id: ConversationId,
    choices: &[Choice],
    leaves_line: bool,
) {
    let offered = choices.iter().filter_map(|choice| {
        let text = shown(turn, id, &choice.label)?;
        Some(Offered { text, leaves_line })
    });
    let offered = offered.collect();
    offer(turn, id, offered);
}

fn offer(turn: &mut Turn<'_>, id: ConversationId, offered: Vec<Offered>) {
    turn.edit(id, |c| {
        if let Some(run) = &mut c.script {
            run.offered = offered;
        }
    });
}

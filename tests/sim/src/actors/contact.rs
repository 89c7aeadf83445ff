//! A contact: comes, writes, loses patience, closes the page, comes back, clicks twice.

use frontdesk_core::{Conversation, Floor, LanguageSource};

use super::{Scene, Turn};
use crate::plan::Act;

pub(super) fn play(scene: &mut Scene<'_>, contact: String) {
    if let Some(floor) = scene.world.floor() {
        let open = scene.world.history().latest.get(&contact);
        match open.and_then(|id| floor.conversation(*id)) {
            Some(open) => go_on(scene, floor, open, contact.clone()),
            None => begin(scene, contact.clone()),
        }
    }
    let within = scene.options.pause_s;
    scene.again(Turn::Contact(contact), within);
}

/// A contact keeps to one channel, also when the plan has dropped it.
fn begin(scene: &mut Scene<'_>, contact: String) {
    let number: usize = contact.trim_start_matches('c').parse().unwrap_or(0);
    let Some(channel) = scene.world.channel(number) else {
        return;
    };
    if scene.rng.percent(50) {
        scene.send(Act::Open { contact, channel });
    } else {
        let text = scene.words();
        scene.send(Act::Write {
            contact,
            channel,
            text,
        });
    }
}

fn go_on(scene: &mut Scene<'_>, floor: &Floor, open: &Conversation, contact: String) {
    if !floor.contact_connected(open.id) && scene.rng.percent(60) {
        scene.send(Act::ContactConnects { contact });
        return;
    }
    if scene.rng.percent(scene.options.disconnect) {
        scene.send(Act::ContactDisconnects { contact });
        return;
    }
    if scene.rng.percent(scene.options.stop) {
        decide(scene, open, contact);
        return;
    }
    if scene.rng.percent(scene.options.language) {
        tell_language(scene, contact);
        return;
    }
    if scene.rng.percent(scene.options.elsewhere) {
        let text = scene.words();
        scene.send(Act::Elsewhere { contact, text });
        return;
    }
    let channel = open.channel.to_string();
    match scene.rng.between(0, 9) {
        0..=4 => {
            let text = scene.words();
            scene.send(Act::Write {
                contact,
                channel,
                text,
            });
        }
        5 => scene.send(Act::ContactTypes { contact }),
        6 | 7 => {
            let seq = u32::try_from(scene.rng.between(0, u64::from(open.last_seq.0) + 1));
            scene.send(Act::ContactReads {
                contact,
                seq: seq.unwrap_or(0),
            });
        }
        8 => scene.send(Act::ContactEnds { contact }),
        _ => scene.send(Act::Open { contact, channel }),
    }
}

/// Mostly a change of mind about further messages; sometimes a question for help.
fn decide(scene: &mut Scene<'_>, open: &Conversation, contact: String) {
    if scene.rng.percent(10) {
        scene.send(Act::AsksForHelp { contact });
        return;
    }
    // Mostly a change of mind; sometimes they say what they have said already.
    let stopped = open.contact.stopped_at.is_some();
    let stops = stopped != scene.rng.percent(80);
    let by = if scene.rng.percent(75) {
        contact.clone()
    } else {
        "provider".into()
    };
    scene.send(if stops {
        Act::Stops { contact, by }
    } else {
        Act::Resumes { contact, by }
    });
}

fn tell_language(scene: &mut Scene<'_>, contact: String) {
    let tags = ["de", "es", "pt-br", "zh-cn", "zh-tw", "fr"];
    let sources = [
        LanguageSource::Default,
        LanguageSource::Detected,
        LanguageSource::Page,
        LanguageSource::Form,
    ];
    if let (Some(tag), Some(source)) = (
        scene.rng.pick(&tags).copied(),
        scene.rng.pick(&sources).copied(),
    ) {
        let tag = tag.to_owned();
        scene.send(Act::Language {
            contact,
            tag,
            source,
        });
    }
}

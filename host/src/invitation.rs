//! An invitation, from the configuration to what pages are told of it.

use std::cmp::Reverse;

use anyhow::Result;
use frontdesk_api::OfferedInvitation;
use frontdesk_config::{
    Channel, Condition as Asked, Config, Device, Invitation as Configured, PictureFile, UrlPattern,
};
use frontdesk_core::{ChannelId, Name, Wording};
use frontdesk_wire::invitation::{
    Condition, Invitation, InvitationButton, InvitationCaps, PatternSyntax, Texts,
};

use crate::design::{self, Pictures};

/// The invitations of a channel, the highest priority first.
pub(crate) fn of_channel(
    config: &Config,
    id: &ChannelId,
    channel: &Channel,
    pictures: &mut Pictures,
) -> Result<Vec<OfferedInvitation>> {
    let mut all = Vec::with_capacity(channel.invitations.len());
    for name in &channel.invitations {
        let Some(invitation) = config.invitations.get(name) else {
            continue;
        };
        let mut offered = offered(name, invitation);
        let mut picture = |key: &str, file: &Option<PictureFile>| {
            let path = ["invitation", name.as_str(), key, "file"];
            let file = file.as_ref();
            file.map(|file| design::picture(config, id, &path, file, pictures))
                .transpose()
        };
        offered.shown.logo = picture("logo", &invitation.logo)?;
        offered.shown.image = picture("image", &invitation.image)?;
        all.push(offered);
    }
    // Stable: of equal ones the channel's order decides.
    all.sort_by_key(|offered| Reverse(offered.shown.priority));
    Ok(all)
}

fn offered(name: &Name, invitation: &Configured) -> OfferedInvitation {
    let caps = &invitation.caps;
    OfferedInvitation {
        shown: Invitation {
            name: name.to_string(),
            title: texts(&invitation.title),
            message: texts(&invitation.message),
            buttons: invitation
                .buttons
                .iter()
                .map(|button| InvitationButton {
                    label: texts(&button.label),
                    text: texts(&button.text),
                })
                .collect(),
            decline: texts(&invitation.decline),
            accent: invitation.accent.map(|colour| colour.to_string()),
            logo: None,
            image: None,
            priority: invitation.priority,
            hold_out: invitation.hold_out,
            when: condition(&invitation.when),
            caps: InvitationCaps {
                per_session: caps.per_session,
                per_visitor: caps.per_visitor,
                cooldown_h: caps.cooldown_h,
                after_decline_h: caps.after_decline_h,
                after_chat_h: caps.after_chat_h,
            },
        },
        free_agents: invitation.free_agents,
        wait_max: invitation.wait_max,
    }
}

fn texts(wording: &Wording) -> Texts {
    let texts = wording.entries();
    texts
        .map(|(language, text)| (language.to_string(), text.to_owned()))
        .collect()
}

fn condition(asked: &Asked) -> Condition {
    let all = |of: &[Asked]| of.iter().map(condition).collect();
    match asked {
        Asked::All(of) => Condition::All { of: all(of) },
        Asked::Any(of) => Condition::Any { of: all(of) },
        Asked::Not(of) => Condition::Not {
            of: Box::new(condition(of)),
        },
        Asked::Url(of) => {
            let (syntax, pattern) = pattern(of);
            Condition::Url { syntax, pattern }
        }
        Asked::Referrer(of) => {
            let (syntax, pattern) = pattern(of);
            Condition::Referrer { syntax, pattern }
        }
        Asked::Utm(name, value) => Condition::Utm {
            name: (*name).to_owned(),
            value: value.clone(),
        },
        Asked::Dwell(selector, ms) => Condition::Dwell {
            selector: selector.clone(),
            ms: *ms,
        },
        Asked::Visible(selector, ms) => Condition::Visible {
            selector: selector.clone(),
            ms: *ms,
        },
        Asked::PageSeconds(seconds) => Condition::Page { seconds: *seconds },
        Asked::SiteSeconds(seconds) => Condition::Site { seconds: *seconds },
        Asked::Pages(between) => Condition::Pages {
            min: between.least,
            max: between.most,
        },
        Asked::Visits(between) => Condition::Visits {
            min: between.least,
            max: between.most,
        },
        Asked::Scroll(percent) => Condition::Scroll { percent: *percent },
        Asked::Exit => Condition::Exit {},
        Asked::Idle(seconds) => Condition::Idle { seconds: *seconds },
        Asked::Device(device) => Condition::Device {
            touch: *device == Device::Touch,
        },
        Asked::Language(tags) => Condition::Language {
            tags: tags.iter().map(ToString::to_string).collect(),
        },
        Asked::Data(name, values) => Condition::Data {
            name: name.clone(),
            values: values.clone(),
        },
    }
}

fn pattern(of: &UrlPattern) -> (PatternSyntax, String) {
    match of {
        UrlPattern::Glob(text) => (PatternSyntax::Glob, text.clone()),
        UrlPattern::Path(text) => (PatternSyntax::Path, text.clone()),
        UrlPattern::Regex(text) => (PatternSyntax::Regex, text.clone()),
    }
}

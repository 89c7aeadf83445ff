//! The operator's TOML, read into a [`Config`] in which every name resolves and every number is in
//! its range.
//!
//! A file is read to its end: [`Problems`] lists everything that is wrong, by line, each with the
//! rule, the offending text and the nearest valid name. Later layers replace single values: the
//! file, then `FRONTDESK__SECTION__KEY` variables, then flags.
//!
//! This crate opens no file except those a secret names, reads no environment by itself, and never
//! shows a secret. Start at [`Layers::load`]; what may be configured is in `section/`, one file a
//! section, and `config/README.md` is checked against it.
#![forbid(unsafe_code)]

mod changes;
mod colour;
mod config;
pub mod edit;
mod granted_host;
mod layers;
mod named;
mod nearest;
mod node;
mod origin;
mod place;
mod problem;
mod read;
pub mod reference;
mod secret;
mod section;
mod setting;
mod trial;
mod written;

pub use self::{
    changes::{AT_START, Change},
    colour::Colour,
    config::Config,
    granted_host::{GrantedHost, NotAHost},
    layers::{Flag, Layers},
    nearest::suggestion,
    origin::Origin,
    place::Place,
    problem::{Problem, Problems},
    secret::{Secret, SecretError},
    section::{
        agent::{Agent, Role},
        channel::Channel,
        component::{ComponentSection, ConfiguredComponent},
        component_limits::ComponentLimits,
        connector::Connector,
        console::{Console, ScreenPop},
        design::{
            Button, Design, Notifications, Palette, Side, Theme,
            draft::DraftDesign,
            picture::{PICTURE_BYTES_MAX, PictureFile},
            texts::Words,
        },
        files::{FILE_KINDS, Files},
        form::{FormAnswers, FormChoice, FormField, MatchIn},
        gateway::Gateway,
        grants::{GrantedSecret, Grants, SecretUse, Secrets},
        http_call::{CallMethod, HttpCall},
        identity::SiteIdentity,
        invitation::{
            Invitation, InvitationButton,
            caps::Caps,
            condition::{Between, Condition, Device, UrlPattern},
        },
        limits::Limits,
        log::{Log, LogFormat},
        mail::{Mail, MailSecurity},
        offline::{Offline, OfflineReason},
        plugins::Plugins,
        queue::Queue,
        renewal::{Assertion, GrantType, Renewal},
        retention::Retention,
        session::Session,
        store::Store,
        survey::{Survey, SurveyKind},
        translation::Translation,
    },
    setting::Setting,
};

//! `GET /api/v1/channels/{channel}/config`: what the widget needs before it opens.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Query, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use frontdesk_core::{ChannelId, Language};
use frontdesk_wire::{
    form::{FieldChoice, FormField},
    invitation::{Invitation, InvitationButton},
    problem::Problem,
    rest::{FilesTaken, WidgetConfig},
    satisfaction::SurveyAsked,
};

use super::{readable, socket::may_use};
use crate::{
    api::Api,
    auth::origin::{self, Source},
    body::Named,
    config::ContactChannel,
    design::{Design, only},
    files::FileConfig,
    problem::Fault,
    sightings,
    v1::reports::satisfaction,
};

/// A channel's looks and texts, in the language that is asked for. Only for pages of the channel's allowed origins, which are echoed;
/// never with credentials. Why it is refused may be read by any page, so that the widget can say it.
#[utoipa::path(
    get,
    path = "/api/v1/channels/{channel}/config",
    operation_id = "channels_config",
    tag = "channels",
    params(
        ("channel" = String, Path, description = "Which"),
        ("lang" = Option<String>, Query, description = "The language of the window (BCP 47): what is in several languages is told in that one. Left out: in all of them"),
    ),
    responses(
        (status = 200, description = "What to show", body = WidgetConfig),
        (status = 403, description = "The page's origin is not allowed", body = Problem),
        (status = 404, description = "No such channel", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    channel: Result<Named<ChannelId>, Fault>,
    Query(asked): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    // What is no language is not asked for: a page's `lang` may be anything.
    let wanted = asked.get("lang").and_then(|tag| Language::new(tag).ok());
    let looks = channel.and_then(|Named(id)| looks(&api, &id, &headers, wanted.as_ref()));
    readable(&headers, looks)
}

fn looks(
    api: &Api,
    id: &ChannelId,
    headers: &HeaderMap,
    wanted: Option<&Language>,
) -> Result<Response, Fault> {
    let setup = api.setup();
    let channel = setup.channel(id).ok_or(Fault::NotFound)?;
    let source = origin::source(headers);
    let allowed = source == Source::Unsaid || may_use(&setup, channel, &source);
    if let Source::Page(origin) = &source
        && !setup.public.is_same(origin)
    {
        sightings::note(api, id, &origin.to_string(), allowed);
    }
    if !allowed {
        return Err(Fault::OriginRefused);
    }
    let design = channel.design.as_ref();
    let looks = Json(told(
        channel,
        design,
        wanted,
        (&setup.config.files, api.web().panel_path()),
    ));
    Ok(([(header::CACHE_CONTROL, "public, max-age=60")], looks).into_response())
}

/// What the widget is told of a channel with a design, in the language that is asked for; `None`: what is in several languages is
/// told in all of them. Files are taken as these say, and the panel is there.
pub(crate) fn told(
    channel: &ContactChannel,
    design: Option<&Design>,
    wanted: Option<&Language>,
    (files, panel): (&FileConfig, String),
) -> WidgetConfig {
    let form = channel.form.iter().map(|asked| asked.field.clone());
    let offered = channel.invitations.iter().map(|it| it.shown.clone());
    let mut told = WidgetConfig {
        title: channel.title.clone(),
        launcher: channel.launcher.clone(),
        greeting: channel.greeting.clone(),
        accent: channel.accent.clone(),
        form: form.map(|field| field_in(field, wanted)).collect(),
        languages: channel.languages.iter().map(ToString::to_string).collect(),
        locale: channel.locale.clone(),
        survey: channel.survey.as_ref().map(|survey| SurveyAsked {
            scale: satisfaction::scale(survey.scale),
            question: only(&survey.question, wanted),
            comment: survey.comment,
        }),
        offline: channel.offline.as_ref().map(|form| form.shown.clone()),
        files: channel.files.then(|| FilesTaken {
            bytes_max: files.bytes_max,
            kinds: files
                .kinds
                .iter()
                .map(|kind| kind.mime().to_owned())
                .collect(),
        }),
        panel,
        invitations: offered.map(|shown| invitation_in(shown, wanted)).collect(),
        design: None,
    };
    if let Some(design) = design {
        dress(&mut told, design, wanted);
    }
    told
}

/// Puts on what the design says.
fn dress(told: &mut WidgetConfig, design: &Design, wanted: Option<&Language>) {
    // A locale that is none is in no language that anybody asks for.
    let locale = Language::new(&told.locale).or_else(|_| Language::new("en"));
    let mut shown = design.shown.clone();
    if let Ok(locale) = locale {
        let wanted = wanted.unwrap_or(&locale);
        shown.words = design.words(wanted);
        let (language, title) = design.text("title", (&locale, &told.title), wanted);
        let (_, launcher) = design.text("launcher", (&locale, &told.launcher), wanted);
        let (_, greeting) = design.text("greeting", (&locale, &told.greeting), wanted);
        let all = [title, launcher, greeting].map(ToOwned::to_owned);
        if *language != locale {
            told.locale = language.to_string();
        }
        [told.title, told.launcher, told.greeting] = all;
    }
    if let Some(accent) = &design.accent {
        told.accent.clone_from(accent);
    }
    told.design = Some(shown);
}

fn field_in(field: FormField, wanted: Option<&Language>) -> FormField {
    let choices = field.choices.into_iter();
    FormField {
        label: only(&field.label, wanted),
        choices: choices
            .map(|choice| FieldChoice {
                label: only(&choice.label, wanted),
                ..choice
            })
            .collect(),
        ..field
    }
}

fn invitation_in(shown: Invitation, wanted: Option<&Language>) -> Invitation {
    let buttons = shown.buttons.into_iter();
    Invitation {
        title: only(&shown.title, wanted),
        message: only(&shown.message, wanted),
        decline: only(&shown.decline, wanted),
        buttons: buttons
            .map(|button| InvitationButton {
                label: only(&button.label, wanted),
                text: only(&button.text, wanted),
            })
            .collect(),
        ..shown
    }
}

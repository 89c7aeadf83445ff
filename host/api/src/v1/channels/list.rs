//! `GET /api/v1/channels`: which there are, and what each can do.

use std::{sync::Arc, time::Duration};

use axum::{Json, extract::State};
use frontdesk_engine::ports::{ChannelFeatures, Counting};
use frontdesk_wire::{
    Text,
    problem::Problem,
    rest::ChannelList,
    view::{ChannelView, CountingView, FileRulesView, TemplateView},
};

use crate::{api::Api, files::content::FILES_MAX};

/// Every channel, and what the console goes by when an agent writes there.
#[utoipa::path(
    get,
    path = "/api/v1/channels",
    operation_id = "channels_list",
    tag = "channels",
    responses(
        (status = 200, description = "The channels", body = ChannelList),
        (status = 401, description = "Not signed in", body = Problem),
    )
)]
pub(crate) async fn handle(State(api): State<Api>) -> Json<ChannelList> {
    let directory = api.directory();
    let items = directory.channels().map(|(id, title, live)| {
        let told = if live {
            Arc::<ChannelFeatures>::default()
        } else {
            api.engine().channel_features(id).unwrap_or_default()
        };
        let seconds = |time: Duration| time.as_secs();
        let templates = told.templates.iter();
        ChannelView {
            id: Text(id.clone()),
            title: title.to_owned(),
            live,
            max_chars: told.max_chars,
            counting: match told.counting {
                Counting::Characters => CountingView::Characters,
                Counting::Sms => CountingView::Sms,
            },
            delivered: told.delivered,
            read: told.read,
            window_s: told.window.map(|window| seconds(window.open)),
            window_extended_s: told.window.and_then(|window| window.extended).map(seconds),
            templates: templates
                .map(|template| TemplateView {
                    name: template.name.clone(),
                    language: template.language.clone(),
                    text: template.text.clone(),
                })
                .collect(),
            can_initiate: told.can_initiate,
            address: told.address.clone(),
            files: files(&api, (!live).then_some(&*told)),
        }
    });
    Json(ChannelList {
        items: items.collect(),
    })
}

/// What the gateway takes and the provider does; a contact on the page takes all.
fn files(api: &Api, provider: Option<&ChannelFeatures>) -> Option<FileRulesView> {
    let setup = api.setup();
    let files = &setup.config.files;
    let rules = match provider {
        None => None,
        Some(features) => Some(features.files.as_ref()?),
    };
    let types = files.kinds.iter().map(|kind| kind.mime());
    let types = types.filter(|mime| rules.is_none_or(|rules| rules.takes(mime)));
    Some(FileRulesView {
        bytes_max: rules
            .map_or(u32::MAX, |rules| rules.bytes_max)
            .min(files.bytes_max),
        count_max: u32::try_from(FILES_MAX).unwrap_or(u32::MAX),
        types: types.map(str::to_owned).collect(),
    })
}

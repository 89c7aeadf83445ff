//! `GET /api/v1/channels`: which there are, and what each can do.

use std::{sync::Arc, time::Duration};

use axum::{Json, extract::State};
use frontdesk_engine::ports::{ChannelFeatures, Counting};
use frontdesk_wire::{
    Text,
    problem::Problem,
    rest::ChannelList,
    view::{ChannelView, CountingView, TemplateView},
};

use crate::api::Api;

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
        }
    });
    Json(ChannelList {
        items: items.collect(),
    })
}

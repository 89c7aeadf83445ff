//! `GET /api/v1/customers/export`: all customers, as a file that can be taken in again.
#![expect(
    unused_qualifications,
    reason = "the description's macro names the parameters by path"
)]

use axum::{
    body::Body,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use frontdesk_directory::{customer::Customer, export, field::Fields, import::Format};
use frontdesk_store::{Key, Page, keys, records};
use frontdesk_wire::problem::Problem;
use futures_util::stream;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{api::Api, body::Asked, problem::Fault};

/// Customers that are read together.
const TOGETHER: usize = 200;

/// How it is written.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct How {
    /// `csv`, or `json`: one object a line.
    #[serde(default = "csv")]
    format: String,
}

fn csv() -> String {
    "csv".to_owned()
}

/// All customers, those who were taken in by others left out. No cell of a CSV file is a formula.
#[utoipa::path(
    get,
    path = "/api/v1/customers/export",
    operation_id = "customers_export_all",
    tag = "customers",
    params(How),
    responses(
        (status = 200, description = "The file", body = String, content_type = "text/csv"),
        (status = 400, description = "A parameter cannot be read", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    Asked(how): Asked<How>,
) -> Result<Response, Fault> {
    let format = format(&how.format)?;
    let fields = Fields::load(&**api.engine().store()).await?;
    let head = export::head(format, &fields).map_err(|_| Fault::Internal)?;
    let (kind, name) = match format {
        Format::Csv => ("text/csv; charset=utf-8", "customers.csv"),
        Format::Json => ("application/jsonl", "customers.jsonl"),
    };
    let begin = Going {
        api,
        format,
        fields,
        after: None,
        head: Some(head),
        is_done: false,
    };
    let pieces = stream::unfold(begin, |mut going| async move {
        let piece = going.next().await.transpose()?;
        going.is_done |= piece.is_err();
        Some((piece, going))
    });
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    Ok((headers, Body::from_stream(pieces)).into_response())
}

/// The format that is asked for.
pub(super) fn format(word: &str) -> Result<Format, Fault> {
    let unreadable = |()| Fault::Unreadable("`format` is csv or json".to_owned());
    word.parse().map_err(unreadable)
}

struct Going {
    api: Api,
    format: Format,
    fields: Fields,
    after: Option<Key>,
    head: Option<Vec<u8>>,
    is_done: bool,
}

impl Going {
    async fn next(&mut self) -> std::io::Result<Option<Bytes>> {
        if let Some(head) = self.head.take() {
            return Ok(Some(head.into()));
        }
        if self.is_done {
            return Ok(None);
        }
        let store = &**self.api.engine().store();
        let page = Page {
            after: self.after.take(),
            ..Page::first(TOGETHER)
        };
        let read = records::load_page::<Customer>(store, keys::customers(), page).await;
        let read = read.map_err(std::io::Error::other)?;
        self.is_done = read.len() < TOGETHER;
        self.after = read.last().map(|(key, _)| key.clone());
        let mut piece = Vec::new();
        for (_, customer) in read {
            if customer.merged_into.is_none() {
                piece.extend(export::row(self.format, &self.fields, &customer)?);
            }
        }
        Ok(Some(piece.into()))
    }
}

//! `GET /api/v1/customer-fields`: the custom fields.

use axum::{Json, extract::State};
use frontdesk_directory::field::Fields;
use frontdesk_wire::custom_field::FieldList;

use super::view;
use crate::{api::Api, problem::Fault};

/// All custom fields, in the order they were made.
#[utoipa::path(
    get,
    path = "/api/v1/customer-fields",
    operation_id = "customer_fields_list",
    tag = "customers",
    responses((status = 200, description = "The fields", body = FieldList))
)]
pub(crate) async fn handle(State(api): State<Api>) -> Result<Json<FieldList>, Fault> {
    let fields = Fields::load(&**api.engine().store()).await?;
    let items = fields.iter().map(view).collect();
    Ok(Json(FieldList { items }))
}

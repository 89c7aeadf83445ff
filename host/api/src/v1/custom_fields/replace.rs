//! `PUT /api/v1/customer-fields/{field}`: a custom field as it shall be.

use axum::{Json, extract::State};
use frontdesk_directory::field;
use frontdesk_wire::{
    custom_field::{CustomFieldView, FieldChange},
    problem::Problem,
};

use super::{draft, keep};
use crate::{
    api::Api,
    body::{self, Named},
    problem::Fault,
};

/// Changes a custom field's label, its choices, and whether it is needed or retired.
#[utoipa::path(
    put,
    path = "/api/v1/customer-fields/{field}",
    operation_id = "customer_fields_replace",
    tag = "customers",
    params(("field" = String, Path, description = "Its name: `contract_no`")),
    request_body = FieldChange,
    responses(
        (status = 200, description = "Changed", body = CustomFieldView),
        (status = 404, description = "No such field", body = Problem),
        (status = 409, description = "Somebody else changed it since: look again", body = Problem),
        (status = 422, description = "Not acceptable; `errors` says what", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    Named(name): Named<String>,
    body::Json(asked): body::Json<FieldChange>,
) -> Result<Json<CustomFieldView>, Fault> {
    let _turn = api.crm().turn().await;
    let store = &**api.engine().store();
    let batch = field::replace(store, &name, asked.version, draft(asked.draft)).await?;
    keep(&api, &name, batch).await.map(Json)
}

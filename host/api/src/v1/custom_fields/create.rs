//! `POST /api/v1/customer-fields`: a new custom field.

use axum::{Json, extract::State, http::StatusCode};
use frontdesk_directory::field;
use frontdesk_wire::{
    custom_field::{CustomFieldView, FieldCreation},
    problem::Problem,
};

use super::{draft, keep, kind, owner};
use crate::{api::Api, auth::session::Principal, body, problem::Fault, v1::customers::by};

/// Makes a custom field. Its name, its owner and its kind stay as they are.
#[utoipa::path(
    post,
    path = "/api/v1/customer-fields",
    operation_id = "customer_fields_create",
    tag = "customers",
    request_body = FieldCreation,
    responses(
        (status = 201, description = "Made", body = CustomFieldView),
        (status = 422, description = "Not acceptable; `errors` says what", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    body::Json(asked): body::Json<FieldCreation>,
) -> Result<(StatusCode, Json<CustomFieldView>), Fault> {
    let _turn = api.crm().turn().await;
    let store = &**api.engine().store();
    let FieldCreation {
        name,
        of,
        kind: is,
        draft: said,
    } = asked;
    let by = by(&api, who);
    let batch = field::create(store, &name, owner(of), kind(is), draft(said), by).await?;
    Ok((StatusCode::CREATED, Json(keep(&api, &name, batch).await?)))
}

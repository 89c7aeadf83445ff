//! What the core's "no" is over HTTP.

use axum::http::StatusCode;
use frontdesk_core::Rejection;

use super::Kind;

/// What the core's "no" is over HTTP. One arm each, so that a new rejection asks for its answer.
pub(super) fn rejected(rejection: &Rejection) -> Kind {
    let (status, title) = match rejection {
        Rejection::UnknownConversation(_) => (StatusCode::NOT_FOUND, "No such open conversation"),
        Rejection::UnknownAgent(_) => (StatusCode::NOT_FOUND, "No such agent"),
        Rejection::UnknownChannel(_) => (StatusCode::NOT_FOUND, "No such channel"),
        Rejection::AlreadyOpen(_) => (StatusCode::CONFLICT, "Already open"),
        Rejection::OfferNotOpen(_) => (StatusCode::CONFLICT, "Offer no longer open"),
        Rejection::OfferNotYours(_) => (StatusCode::FORBIDDEN, "Not your offer"),
        Rejection::MayNotDecline => (StatusCode::FORBIDDEN, "May not decline"),
        Rejection::NotAssignedToYou(_) => (StatusCode::FORBIDDEN, "Not assigned to you"),
        Rejection::WrongState { .. } => (StatusCode::CONFLICT, "Not in this state"),
        Rejection::UnknownDisposition { .. } => {
            (StatusCode::UNPROCESSABLE_ENTITY, "Unknown disposition")
        }
        Rejection::NobodyThere(_) => (StatusCode::CONFLICT, "Nobody to write to"),
        Rejection::NoRoom { .. } => (StatusCode::CONFLICT, "No room on your desk"),
        Rejection::SomebodyElses(_) => (StatusCode::CONFLICT, "With somebody else"),
        Rejection::PersonStopped | Rejection::ContactStopped(_) => {
            (StatusCode::CONFLICT, "The contact wants no more messages")
        }
        Rejection::EmptyMessage => (StatusCode::UNPROCESSABLE_ENTITY, "Empty message"),
        Rejection::TextTooLong { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "Text too long"),
        Rejection::FieldTooLong { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "Field too long"),
        Rejection::TooManyFields { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "Too many fields"),
        Rejection::CapacityOutOfRange => {
            (StatusCode::UNPROCESSABLE_ENTITY, "Capacity out of range")
        }
        Rejection::QueueFull { .. } => (StatusCode::SERVICE_UNAVAILABLE, "Queue full"),
        Rejection::NobodyOnDuty { .. } => (StatusCode::SERVICE_UNAVAILABLE, "Nobody on duty"),
        Rejection::QueueClosed { .. } => (StatusCode::SERVICE_UNAVAILABLE, "Queue closed"),
        Rejection::MayNotPick => (StatusCode::FORBIDDEN, "May not take by hand"),
        Rejection::NotInQueue { .. } => (StatusCode::CONFLICT, "Not in this queue"),
        Rejection::NoConversation => (StatusCode::NOT_FOUND, "No conversation"),
        Rejection::UnknownQueue(_) => (StatusCode::NOT_FOUND, "No such queue"),
        Rejection::CannotPark(_) => (StatusCode::CONFLICT, "Cannot be set aside"),
        Rejection::FloorFull { .. } => (StatusCode::SERVICE_UNAVAILABLE, "Gateway full"),
        Rejection::TooManyMessages { .. } => (StatusCode::CONFLICT, "Conversation full"),
        Rejection::UnknownMessage => (StatusCode::UNPROCESSABLE_ENTITY, "No such message"),
        Rejection::StillInUse { .. } => (StatusCode::CONFLICT, "Still in use"),
        Rejection::InvalidPlan(_) => (StatusCode::UNPROCESSABLE_ENTITY, "Plan not valid"),
    };
    (rejection.code(), status, title)
}

//! Every address of the gateway, with who may use it. There is no other way to add one, so there is
//! no address without an answer to that question.

use axum::{
    Router,
    extract::{FromRequestParts, Request, State},
    http::{Method, request::Parts},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{MethodFilter, MethodRouter, on},
};

use crate::{
    api::Api,
    assets,
    auth::{
        authorisation::Action,
        origin,
        session::{self, Principal},
    },
    problem::Fault,
    request, v1,
};

/// Who may use an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Everyone, from anywhere: it tells nothing private and changes nothing that matters, or it has
    /// a guard of its own.
    Open,
    /// Everyone, but only from the gateway's own pages.
    OwnPages,
    /// Whoever is signed in and may do this. What changes something, only from the gateway's own
    /// pages.
    SignedIn(Action),
}

/// One method of one address.
pub(crate) struct Endpoint {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) access: Access,
    handler: MethodRouter<Api>,
}

impl Endpoint {
    /// An address that is read.
    pub(crate) fn get<H, T>(path: &'static str, access: Access, handler: H) -> Self
    where
        H: axum::handler::Handler<T, Api>,
        T: 'static,
    {
        Self {
            method: Method::GET,
            path,
            access,
            handler: on(MethodFilter::GET, handler),
        }
    }

    /// An address to which something is sent.
    pub(crate) fn post<H, T>(path: &'static str, access: Access, handler: H) -> Self
    where
        H: axum::handler::Handler<T, Api>,
        T: 'static,
    {
        Self {
            method: Method::POST,
            path,
            access,
            handler: on(MethodFilter::POST, handler),
        }
    }

    /// An address of which browsers ask first whether pages of other sites may use it.
    pub(crate) fn options<H, T>(path: &'static str, handler: H) -> Self
    where
        H: axum::handler::Handler<T, Api>,
        T: 'static,
    {
        Self {
            method: Method::OPTIONS,
            path,
            access: Access::Open,
            handler: on(MethodFilter::OPTIONS, handler),
        }
    }

    /// An address whose content is replaced.
    pub(crate) fn put<H, T>(path: &'static str, access: Access, handler: H) -> Self
    where
        H: axum::handler::Handler<T, Api>,
        T: 'static,
    {
        Self {
            method: Method::PUT,
            path,
            access,
            handler: on(MethodFilter::PUT, handler),
        }
    }

    /// An address whose content is removed.
    pub(crate) fn delete<H, T>(path: &'static str, access: Access, handler: H) -> Self
    where
        H: axum::handler::Handler<T, Api>,
        T: 'static,
    {
        Self {
            method: Method::DELETE,
            path,
            access,
            handler: on(MethodFilter::DELETE, handler),
        }
    }
}

/// The gateway's HTTP side.
pub fn router(api: Api) -> Router {
    let mut router = Router::new();
    for endpoint in endpoints(&api) {
        let access = endpoint.access;
        let changes = endpoint.method != Method::GET;
        let guard = move |State(api): State<Api>, request: Request, next: Next| async move {
            guard(api, access, changes, request, next).await
        };
        let guarded = endpoint
            .handler
            .route_layer(middleware::from_fn_with_state(api.clone(), guard));
        router = router.route(endpoint.path, guarded);
    }
    router
        .fallback(|| async { Fault::NotFound })
        .method_not_allowed_fallback(|| async { Fault::MethodNotAllowed })
        .layer(middleware::from_fn_with_state(api.clone(), request::around))
        .with_state(api)
}

/// All addresses. The demo's exist only where there is a demo.
pub(crate) fn endpoints(api: &Api) -> Vec<Endpoint> {
    let mut all = v1::endpoints();
    all.extend(assets::endpoints());
    if api.demo() {
        all.extend(assets::demo_endpoints());
    }
    all
}

async fn guard(
    api: Api,
    access: Access,
    changes: bool,
    mut request: Request,
    next: Next,
) -> Response {
    match admit(&api, access, changes, &mut request).await {
        Ok(()) => next.run(request).await,
        Err(fault) => fault.into_response(),
    }
}

async fn admit(
    api: &Api,
    access: Access,
    changes: bool,
    request: &mut Request,
) -> Result<(), Fault> {
    if changes && access != Access::Open && !origin::is_own(&api.setup().public, request.headers())
    {
        return Err(Fault::OriginRefused);
    }
    let Access::SignedIn(action) = access else {
        return Ok(());
    };
    let principal = session::of_request(api, request.headers())
        .await?
        .ok_or(Fault::NotSignedIn)?;
    if !action.is_allowed_to(principal.role) {
        return Err(Fault::NotPermitted);
    }
    request.extensions_mut().insert(principal);
    Ok(())
}

/// Whoever the guard let in.
impl FromRequestParts<Api> for Principal {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _api: &Api) -> Result<Self, Fault> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or(Fault::NotSignedIn)
    }
}

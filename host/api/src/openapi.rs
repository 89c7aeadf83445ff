//! The API's description: made from the code, served, and checked in as `host/api/openapi.json`.
//!
//! Socket frames are no paths, so they are components: types for TypeScript come from here.

mod page;

pub(crate) use page::page;

use frontdesk_wire::{console, visitor};
use utoipa::OpenApi;

use crate::v1;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Frontdesk",
        description = "Customers write on any channel, agents answer in one console. \
                       Whoever signs in gets the cookie `frontdesk_session`; what changes something \
                       must come from the gateway's own pages (`Origin`, `Sec-Fetch-Site`). \
                       Every error is `application/problem+json` with a stable `code`.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    paths(
        v1::session::open::handle,
        v1::session::show::handle,
        v1::session::end::handle,
        v1::presence::set::handle,
        v1::queues::list::handle,
        v1::simulations::run::handle,
        v1::agents::list::handle,
        v1::agents::set_capacity::handle,
        v1::conversations::list::handle,
        v1::conversations::show::handle,
        v1::conversations::messages::handle,
        v1::conversations::files::handle,
        v1::conversations::upload::handle,
        v1::files::handle,
        v1::conversations::explanation::handle,
        v1::conversations::translate::handle,
        v1::conversations::requeue::handle,
        v1::conversations::close::handle,
        v1::people::conversations::handle,
        v1::conversations::customer::handle,
        v1::conversations::customer::link,
        v1::customers::find::handle,
        v1::customers::create::handle,
        v1::customers::show::handle,
        v1::customers::replace::handle,
        v1::customers::timeline::handle,
        v1::customers::similar::handle,
        v1::customers::merge::handle,
        v1::customers::merge::undo,
        v1::customers::erase::handle,
        v1::customers::export::handle,
        v1::customers::reads::handle,
        v1::customers::import::handle,
        v1::customers::export_all::handle,
        v1::customers::job::handle,
        v1::conversations::sources::handle,
        v1::conversations::system::show::handle,
        v1::conversations::system::link::handle,
        v1::conversations::system::unlink::handle,
        v1::conversations::system::create_person::handle,
        v1::conversations::system::open_case::handle,
        v1::conversations::system::log_again::handle,
        v1::system_logs::list::handle,
        v1::cases::create::handle,
        v1::cases::show::handle,
        v1::cases::replace::handle,
        v1::cases::follow_up::handle,
        v1::cases::conversation::handle,
        v1::tasks::list::handle,
        v1::tasks::create::handle,
        v1::tasks::replace::handle,
        v1::custom_fields::list::handle,
        v1::custom_fields::create::handle,
        v1::custom_fields::replace::handle,
        v1::channels::list::handle,
        v1::channels::config::handle,
        v1::channels::pictures::handle,
        v1::designs::preview::handle,
        v1::channels::installation::handle,
        v1::channels::availability::handle,
        v1::channels::offline::handle,
        v1::offline_messages::list::handle,
        v1::offline_messages::send_again::handle,
        v1::offline_messages::discard::handle,
        v1::channels::socket::handle,
        v1::channels::invitations::lease,
        v1::channels::invitations::outcome,
        v1::channels::end::handle,
        v1::channels::files::handle,
        v1::channels::webhook::handle_get,
        v1::channels::webhook::handle,
        v1::console::socket::handle,
        v1::translators::list::handle,
        v1::plugins::list::handle,
        v1::plugins::show::handle,
        v1::plugins::restart::handle,
        v1::plugins::rollback::handle,
        v1::plugins::logs::handle,
        v1::plugins::dead_letters::list::handle,
        v1::plugins::dead_letters::show::handle,
        v1::plugins::dead_letters::send_again::handle,
        v1::plugins::dead_letters::discard::handle,
        v1::configuration::changes::handle,
        v1::configuration::reload::handle,
        v1::configuration::sections::list::handle,
        v1::configuration::sections::show::handle,
        v1::configuration::sections::publish::handle,
        v1::configuration::sections::remove::handle,
        v1::configuration::sections::draft::handle,
        v1::configuration::sections::revision::handle,
        v1::scripts::trial::handle,
        v1::reports::scripts::handle,
        v1::reports::take::handle,
        v1::reports::satisfaction::handle,
        v1::reports::invitations::handle,
        v1::document::json,
        v1::document::page,
        v1::health::alive,
        v1::health::ready,
        v1::health::metrics,
    ),
    components(schemas(
        console::ClientFrame,
        console::ServerFrame,
        console::Command,
        console::Event,
        console::Snapshot,
        visitor::ContactHello,
        visitor::ContactLanguage,
        visitor::ContactRating,
        visitor::ContactSaid,
        visitor::ContactInvited,
        visitor::ContactDiverted,
        visitor::ContactPong,
        visitor::HostFrame,
    )),
    tags(
        (name = "session", description = "Sign-in and sign-out"),
        (name = "presence", description = "What an agent declares"),
        (name = "queues", description = "Who waits"),
        (name = "agents", description = "Who works; supervisors"),
        (name = "simulations", description = "What would become of contacts; supervisors"),
        (name = "conversations", description = "Conversations and transcripts"),
        (name = "translation", description = "Between contacts and agents who share no language"),
        (name = "channels", description = "What contacts' clients use"),
        (name = "reports", description = "What was counted, what came of it, and what contacts say; supervisors"),
        (name = "people", description = "Who writes, on whatever channel"),
        (name = "customers", description = "The Local CRM, and who a contact may be"),
        (name = "systems", description = "Connected customer systems: whom a conversation is with there, and its log"),
        (name = "console", description = "The agent's socket"),
        (name = "plugins", description = "Plugins and their dead letters; supervisors see, admins act"),
        (name = "configuration", description = "Comparing and reloading, and single sections of it; supervisors see and try, admins change"),
        (name = "operation", description = "For whoever runs the gateway"),
    )
)]
struct Description;

/// The description as JSON, for people to read too.
pub(crate) fn json() -> Result<String, serde_json::Error> {
    Description::openapi()
        .to_pretty_json()
        .map(|json| format!("{json}\n"))
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, env, fs, path::Path};

    use super::*;
    use crate::v1;

    #[test]
    fn the_checked_in_description_is_what_the_code_says() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
        let made = json().unwrap();
        if env::var_os("UPDATE").is_some() {
            fs::write(&path, &made).unwrap();
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            kept == made,
            "openapi.json is stale: run this test again with UPDATE=1"
        );
    }

    #[test]
    fn every_address_is_described_and_nothing_else() {
        let description: serde_json::Value = serde_json::from_str(&json().unwrap()).unwrap();
        let paths = description["paths"].as_object().unwrap().iter();
        let described: BTreeSet<String> = paths
            .flat_map(|(path, methods)| {
                let methods = methods.as_object().unwrap().keys();
                methods.map(move |method| format!("{} {path}", method.to_uppercase()))
            })
            .collect();
        // What browsers ask before is not what anybody calls.
        let all = v1::endpoints().into_iter();
        let called = all.filter(|endpoint| endpoint.method != axum::http::Method::OPTIONS);
        let served: BTreeSet<_> = called.map(|e| format!("{} {}", e.method, e.path)).collect();
        assert_eq!(described, served);
    }
}

//! Version 1 of the HTTP API: one folder a resource, one file an endpoint.

pub(crate) mod agents;
pub(crate) mod cases;
pub(crate) mod channels;
pub(crate) mod configuration;
pub(crate) mod console;
pub(crate) mod conversations;
pub(crate) mod custom_fields;
pub(crate) mod customers;
pub(crate) mod designs;
pub(crate) mod document;
pub(crate) mod files;
pub(crate) mod health;
pub(crate) mod offline_messages;
pub(crate) mod people;
pub(crate) mod plugins;
pub(crate) mod presence;
pub(crate) mod queues;
pub(crate) mod reports;
pub(crate) mod scripts;
pub(crate) mod session;
pub(crate) mod simulations;
pub(crate) mod system_logs;
pub(crate) mod tasks;
pub(crate) mod translators;

use crate::{
    auth::authorisation::Action,
    routes::{
        Access::{Open, OwnPages, SignedIn},
        Endpoint,
    },
};

/// Where providers call.
const WEBHOOK: &str = "/api/v1/channels/{channel}/webhook";

/// Where agents upload files.
pub(crate) const UPLOAD: &str = "/api/v1/conversations/{conversation}/files";

/// Where visitors do.
pub(crate) const CHANNEL_FILES: &str = "/api/v1/channels/{channel}/files";

/// Where a file of customers is taken in.
pub(crate) const IMPORT: &str = "/api/v1/customers/import";

/// Every endpoint, with who may use it.
pub(crate) fn endpoints() -> Vec<Endpoint> {
    let parts = [
        people(),
        conversations(),
        customers(),
        systems(),
        offline_messages(),
        cases(),
        sockets(),
        plugins(),
        operation(),
    ];
    parts.into_iter().flatten().collect()
}

fn people() -> Vec<Endpoint> {
    vec![
        Endpoint::post("/api/v1/session", OwnPages, session::open::handle),
        Endpoint::get(
            "/api/v1/session",
            SignedIn(Action::OwnSession),
            session::show::handle,
        ),
        Endpoint::delete(
            "/api/v1/session",
            SignedIn(Action::OwnSession),
            session::end::handle,
        ),
        Endpoint::put(
            "/api/v1/presence",
            SignedIn(Action::OwnPresence),
            presence::set::handle,
        ),
        Endpoint::get(
            "/api/v1/queues",
            SignedIn(Action::SeeQueues),
            queues::list::handle,
        ),
        Endpoint::get(
            "/api/v1/reports/scripts",
            SignedIn(Action::SeeFloor),
            reports::scripts::handle,
        ),
        Endpoint::post(
            "/api/v1/simulations",
            SignedIn(Action::Simulate),
            simulations::run::handle,
        ),
        Endpoint::get(
            "/api/v1/agents",
            SignedIn(Action::SeeAgents),
            agents::list::handle,
        ),
        Endpoint::put(
            "/api/v1/agents/{agent}/capacity",
            SignedIn(Action::SetCapacity),
            agents::set_capacity::handle,
        ),
    ]
}

fn conversations() -> Vec<Endpoint> {
    let read = SignedIn(Action::ReadConversations);
    vec![
        Endpoint::get("/api/v1/conversations", read, conversations::list::handle),
        Endpoint::get(
            "/api/v1/conversations/{conversation}",
            read,
            conversations::show::handle,
        ),
        Endpoint::get(
            "/api/v1/conversations/{conversation}/messages",
            read,
            conversations::messages::handle,
        ),
        Endpoint::get(
            "/api/v1/conversations/{conversation}/messages/{seq}/files/{number}",
            read,
            conversations::files::handle,
        ),
        Endpoint::post(
            UPLOAD,
            SignedIn(Action::Answer),
            conversations::upload::handle,
        ),
        // Its own guard is the signature in it.
        Endpoint::get("/files/{token}/{name}", Open, files::handle),
        Endpoint::get(
            "/api/v1/people/{person}/conversations",
            read,
            people::conversations::handle,
        ),
        Endpoint::get(
            "/api/v1/conversations/{conversation}/explanation",
            read,
            conversations::explanation::handle,
        ),
        Endpoint::post(
            "/api/v1/conversations/{conversation}/translations",
            SignedIn(Action::Answer),
            conversations::translate::handle,
        ),
        Endpoint::post(
            "/api/v1/conversations/{conversation}/requeue",
            SignedIn(Action::Requeue),
            conversations::requeue::handle,
        ),
        Endpoint::post(
            "/api/v1/conversations/{conversation}/close",
            SignedIn(Action::Close),
            conversations::close::handle,
        ),
    ]
}

fn customers() -> Vec<Endpoint> {
    let (all, one) = ("/api/v1/customers", "/api/v1/customers/{customer}");
    let of_conversation = "/api/v1/conversations/{conversation}/customer";
    let uses = SignedIn(Action::UseCustomers);
    let manages = SignedIn(Action::ManageCustomers);
    vec![
        Endpoint::get(all, uses, customers::find::handle),
        Endpoint::post(all, uses, customers::create::handle),
        Endpoint::get(one, uses, customers::show::handle),
        Endpoint::put(one, uses, customers::replace::handle),
        Endpoint::get(of_conversation, uses, conversations::customer::handle),
        Endpoint::put(of_conversation, uses, conversations::customer::link),
        Endpoint::get(
            "/api/v1/conversations/{conversation}/sources",
            uses,
            conversations::sources::handle,
        ),
        Endpoint::get(
            "/api/v1/customers/{customer}/timeline",
            uses,
            customers::timeline::handle,
        ),
        Endpoint::get(
            "/api/v1/customers/{customer}/similar",
            uses,
            customers::similar::handle,
        ),
        Endpoint::post(
            "/api/v1/customers/{customer}/merge",
            uses,
            customers::merge::handle,
        ),
        Endpoint::post(
            "/api/v1/customers/{customer}/unmerge",
            uses,
            customers::merge::undo,
        ),
        Endpoint::delete(one, manages, customers::erase::handle),
        Endpoint::get(
            "/api/v1/customers/{customer}/export",
            manages,
            customers::export::handle,
        ),
        Endpoint::get(
            "/api/v1/customers/{customer}/reads",
            manages,
            customers::reads::handle,
        ),
        Endpoint::post(IMPORT, manages, customers::import::handle),
        Endpoint::get(
            "/api/v1/customers/export",
            manages,
            customers::export_all::handle,
        ),
        Endpoint::get(
            "/api/v1/customers/jobs/{job}",
            manages,
            customers::job::handle,
        ),
    ]
}

fn systems() -> Vec<Endpoint> {
    let of_conversation = "/api/v1/conversations/{conversation}/system";
    let uses = SignedIn(Action::UseCustomers);
    let carries = SignedIn(Action::CarryLogs);
    vec![
        Endpoint::get(of_conversation, uses, conversations::system::show::handle),
        Endpoint::put(of_conversation, uses, conversations::system::link::handle),
        Endpoint::delete(of_conversation, uses, conversations::system::unlink::handle),
        Endpoint::post(
            "/api/v1/conversations/{conversation}/system/person",
            uses,
            conversations::system::create_person::handle,
        ),
        Endpoint::post(
            "/api/v1/conversations/{conversation}/system/case",
            uses,
            conversations::system::open_case::handle,
        ),
        Endpoint::post(
            "/api/v1/conversations/{conversation}/system/log",
            carries,
            conversations::system::log_again::handle,
        ),
        Endpoint::get("/api/v1/system-logs", carries, system_logs::list::handle),
    ]
}

fn offline_messages() -> Vec<Endpoint> {
    let carries = SignedIn(Action::CarryMails);
    vec![
        Endpoint::get(
            "/api/v1/offline-messages",
            carries,
            offline_messages::list::handle,
        ),
        Endpoint::post(
            "/api/v1/offline-messages/{message}/send-again",
            carries,
            offline_messages::send_again::handle,
        ),
        Endpoint::post(
            "/api/v1/offline-messages/{message}/discard",
            carries,
            offline_messages::discard::handle,
        ),
    ]
}

fn cases() -> Vec<Endpoint> {
    let uses = SignedIn(Action::UseCustomers);
    let designs = SignedIn(Action::DesignCustomers);
    let (fields, tasks) = ("/api/v1/customer-fields", "/api/v1/tasks");
    vec![
        Endpoint::post("/api/v1/cases", uses, cases::create::handle),
        Endpoint::get("/api/v1/cases/{case}", uses, cases::show::handle),
        Endpoint::put("/api/v1/cases/{case}", uses, cases::replace::handle),
        Endpoint::post(
            "/api/v1/cases/{case}/follow-ups",
            uses,
            cases::follow_up::handle,
        ),
        Endpoint::put(
            "/api/v1/cases/{case}/conversations/{conversation}",
            uses,
            cases::conversation::handle,
        ),
        Endpoint::get(tasks, uses, tasks::list::handle),
        Endpoint::post(tasks, uses, tasks::create::handle),
        Endpoint::put("/api/v1/tasks/{task}", uses, tasks::replace::handle),
        Endpoint::get(fields, uses, custom_fields::list::handle),
        Endpoint::post(fields, designs, custom_fields::create::handle),
        Endpoint::put(
            "/api/v1/customer-fields/{field}",
            designs,
            custom_fields::replace::handle,
        ),
    ]
}

fn sockets() -> Vec<Endpoint> {
    vec![
        Endpoint::get(
            "/api/v1/channels",
            SignedIn(Action::UseConsole),
            channels::list::handle,
        ),
        Endpoint::post(
            "/api/v1/designs/preview",
            SignedIn(Action::InstallWidget),
            designs::preview::handle,
        ),
        // A channel's own guard is its list of allowed origins.
        Endpoint::get(
            "/api/v1/channels/{channel}/config",
            Open,
            channels::config::handle,
        ),
        // Whoever may see the channel's pages sees its pictures.
        Endpoint::get(
            "/api/v1/channels/{channel}/pictures/{picture}",
            Open,
            channels::pictures::handle,
        ),
        Endpoint::get(
            "/api/v1/channels/{channel}/installation",
            SignedIn(Action::InstallWidget),
            channels::installation::handle,
        ),
        Endpoint::get(
            "/api/v1/channels/{channel}/socket",
            Open,
            channels::socket::handle,
        ),
        // The same guard: pages of other sites, and nobody else.
        Endpoint::post(
            "/api/v1/channels/{channel}/invitations/{invitation}/lease",
            Open,
            channels::invitations::lease,
        ),
        Endpoint::post(
            "/api/v1/channels/{channel}/invitations/{invitation}/outcome",
            Open,
            channels::invitations::outcome,
        ),
        Endpoint::get(
            "/api/v1/channels/{channel}/availability",
            Open,
            channels::availability::handle,
        ),
        Endpoint::post(
            "/api/v1/channels/{channel}/offline",
            Open,
            channels::offline::handle,
        ),
        // And the visitor's token.
        Endpoint::post(
            "/api/v1/channels/{channel}/end",
            Open,
            channels::end::handle,
        ),
        Endpoint::post(CHANNEL_FILES, Open, channels::files::handle),
        Endpoint::options(CHANNEL_FILES, channels::files::may),
        // A provider's own guard is what its channel's component checks: a signature, a secret.
        Endpoint::get(WEBHOOK, Open, channels::webhook::handle_get),
        Endpoint::post(WEBHOOK, Open, channels::webhook::handle),
        Endpoint::get(
            "/api/v1/console/socket",
            SignedIn(Action::UseConsole),
            console::socket::handle,
        ),
    ]
}

fn plugins() -> Vec<Endpoint> {
    let see = SignedIn(Action::SeePlugins);
    let run = SignedIn(Action::RunPlugins);
    let reload = SignedIn(Action::ReloadConfiguration);
    vec![
        Endpoint::get("/api/v1/translators", see, translators::list::handle),
        Endpoint::get("/api/v1/plugins", see, plugins::list::handle),
        Endpoint::get("/api/v1/plugins/{plugin}", see, plugins::show::handle),
        Endpoint::post(
            "/api/v1/plugins/{plugin}/restart",
            run,
            plugins::restart::handle,
        ),
        Endpoint::post(
            "/api/v1/plugins/{plugin}/rollback",
            run,
            plugins::rollback::handle,
        ),
        Endpoint::get("/api/v1/plugins/{plugin}/logs", run, plugins::logs::handle),
        Endpoint::get(
            "/api/v1/plugins/{plugin}/dead-letters",
            run,
            plugins::dead_letters::list::handle,
        ),
        Endpoint::get(
            "/api/v1/plugins/{plugin}/dead-letters/{letter}",
            run,
            plugins::dead_letters::show::handle,
        ),
        Endpoint::post(
            "/api/v1/plugins/{plugin}/dead-letters/{letter}/send-again",
            run,
            plugins::dead_letters::send_again::handle,
        ),
        Endpoint::post(
            "/api/v1/plugins/{plugin}/dead-letters/{letter}/discard",
            run,
            plugins::dead_letters::discard::handle,
        ),
        Endpoint::get(
            "/api/v1/configuration/changes",
            reload,
            configuration::changes::handle,
        ),
        Endpoint::post(
            "/api/v1/configuration/reload",
            reload,
            configuration::reload::handle,
        ),
    ]
    .into_iter()
    .chain(sections())
    .collect()
}

fn sections() -> Vec<Endpoint> {
    use configuration::sections;
    let see = SignedIn(Action::SeeSections);
    let change = SignedIn(Action::ReloadConfiguration);
    let section = "/api/v1/configuration/sections/{kind}/{name}";
    vec![
        Endpoint::get(
            "/api/v1/configuration/sections/{kind}",
            see,
            sections::list::handle,
        ),
        Endpoint::get(section, see, sections::show::handle),
        Endpoint::put(section, change, sections::publish::handle),
        Endpoint::delete(section, change, sections::remove::handle),
        Endpoint::post(
            "/api/v1/configuration/sections/{kind}/{name}/draft",
            see,
            sections::draft::handle,
        ),
        Endpoint::get(
            "/api/v1/configuration/sections/{kind}/{name}/revisions/{number}",
            see,
            sections::revision::handle,
        ),
        Endpoint::post("/api/v1/scripts/trial", see, scripts::trial::handle),
    ]
}

fn operation() -> Vec<Endpoint> {
    vec![
        // Browsers send reports without an origin.
        Endpoint::post("/api/v1/csp-reports", Open, reports::take::handle),
        Endpoint::get(
            "/api/v1/reports/satisfaction",
            SignedIn(Action::SeeReports),
            reports::satisfaction::handle,
        ),
        Endpoint::get(
            "/api/v1/reports/invitations",
            SignedIn(Action::SeeFloor),
            reports::invitations::handle,
        ),
        Endpoint::get("/api/v1/openapi.json", Open, document::json),
        Endpoint::get("/api/docs", Open, document::page),
        Endpoint::get("/healthz", Open, health::alive),
        Endpoint::get("/readyz", Open, health::ready),
        Endpoint::get("/metrics", Open, health::metrics),
    ]
}

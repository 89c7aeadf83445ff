//! From the traits to the component's exports.

use crate::{
    Bot, Channel, Crm, Cx, Descriptor, Error, Plugin, SocketChannel, Translator,
    bindings::{
        bot::exports::frontdesk::plugin::bot as bot_world,
        channel::exports::frontdesk::plugin0_2_0::channel as channel_world,
        crm::exports::frontdesk::plugin::crm as crm_world,
        plugin::exports::frontdesk::plugin::plugin as plugin_world,
        socket::exports::frontdesk::plugin::socket as socket_world,
        translator::exports::frontdesk::plugin::translator as translator_world,
    },
    bot::{Talk, TurnStep},
    channel::{Capabilities, FileStep, Inbound, Message, SendStep, Webhook},
    crm::{CrmStep, Operation},
    cx::Left,
    http::Exchange,
    panic::install_hook,
    socket::{Event, Notice, Refusal, Session},
    translator::{Job, JobLimits, TranslateStep},
};

mod macros;

impl<T: Plugin> plugin_world::Guest for T {
    fn describe() -> Descriptor {
        install_hook();
        T::describe()
    }

    fn validate() -> Result<(), Vec<Error>> {
        install_hook();
        T::validate()
    }
}

impl<T: Channel> channel_world::Guest for T {
    fn capabilities() -> Capabilities {
        install_hook();
        T::capabilities()
    }

    fn receive(call: Webhook) -> Result<Inbound, Error> {
        install_hook();
        T::receive(&call)
    }

    fn send(message: Message, prior: Vec<Exchange>) -> Result<SendStep, Error> {
        install_hook();
        let mut cx = Cx::new(message.id.as_str(), prior);
        let result = T::send(&message, &mut cx);
        Ok(match cx.left(result)? {
            Left::Fetch(requests) => SendStep::Fetch(requests),
            Left::Done(outcome) => SendStep::Done(outcome),
        })
    }

    fn fetch_file(handle: String, prior: Vec<Exchange>) -> Result<FileStep, Error> {
        install_hook();
        let mut cx = Cx::new("", prior);
        let result = T::fetch_file(&handle, &mut cx);
        Ok(match cx.left(result)? {
            Left::Fetch(requests) => FileStep::Fetch(requests),
            Left::Done(request) => FileStep::File(request),
        })
    }
}

impl<T: SocketChannel> socket_world::Guest for T {
    fn frame(session: Session, data: String, at: f64) -> Result<Vec<Event>, Refusal> {
        install_hook();
        T::frame(&session, &data, at)
    }

    fn render(session: Session, notices: Vec<Notice>) -> Result<Vec<String>, Error> {
        install_hook();
        T::render(&session, &notices)
    }
}

impl<T: Crm> crm_world::Guest for T {
    fn run(op: Operation, reference: String, prior: Vec<Exchange>) -> Result<CrmStep, Error> {
        install_hook();
        let mut cx = Cx::new(reference, prior);
        let result = T::run(&op, &mut cx);
        Ok(match cx.left(result)? {
            Left::Fetch(requests) => CrmStep::Fetch(requests),
            Left::Done(outcome) => CrmStep::Done(outcome),
        })
    }
}

impl<T: Translator> translator_world::Guest for T {
    fn translate(job: Job, prior: Vec<Exchange>) -> Result<TranslateStep, Error> {
        install_hook();
        let mut cx = Cx::new("", prior);
        let result = T::translate(&job, &mut cx);
        Ok(match cx.left(result)? {
            Left::Fetch(requests) => TranslateStep::Fetch(requests),
            Left::Done(translated) => TranslateStep::Done(translated),
        })
    }

    fn capacity() -> JobLimits {
        install_hook();
        T::capacity()
    }
}

impl<T: Bot> bot_world::Guest for T {
    fn turn(talk: Talk, prior: Vec<Exchange>) -> Result<TurnStep, Error> {
        install_hook();
        let mut cx = Cx::new(talk.id.as_str(), prior);
        let result = T::turn(&talk, &mut cx);
        Ok(match cx.left(result)? {
            Left::Fetch(requests) => TurnStep::Fetch(requests),
            Left::Done(actions) => TurnStep::Done(actions),
        })
    }
}

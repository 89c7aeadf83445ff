//! A contact's socket: hello, welcome, what was missed, then live until it ends.
//!
//! One task a socket, and while nobody speaks it holds a seat, a timer and two small buffers. What a
//! frame means and how a notice looks is the component's business.

use std::{future::Future, net::IpAddr, pin::Pin, sync::Arc};

use axum::extract::ws::{Utf8Bytes, WebSocket};
use frontdesk_core::{ChannelId, ContactDetails, ConversationId, Language, Span, script::Offered};
use frontdesk_engine::ports::{ContactNotice, ContactSession, FrameFault, SocketChannel};
use frontdesk_wire::{
    Text,
    visitor::{ContactChoice, ContactHello, ContactPong, HostFrame},
};
use tokio::time::{Instant, sleep_until, timeout_at};

use super::{
    Closing, details, diversion, identity, invitation, language,
    line::{Heard, Line, Lost},
    places::Place,
    rating, replay,
    speech::{self, Spoken},
};
use crate::{
    api::Api,
    auth::{
        site_identity::Vouched,
        visitor_token::{Known, VisitorId},
    },
    hub::{Bundle, ContactItem, ContactSeat},
    invitations::ticket::Ticket,
};

/// Why a socket ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The other end is gone.
    Gone,
    /// The gateway closes it.
    Close(Closing),
}

impl From<Lost> for Ending {
    fn from(lost: Lost) -> Self {
        match lost {
            Lost::Gone => Self::Gone,
            Lost::TooSlow => Self::Close(Closing::TooSlow),
        }
    }
}

/// What the page said of a contact on this socket.
#[derive(Clone, Debug, Default)]
pub(crate) struct Said {
    /// What they speak.
    pub(crate) language: Option<Language>,
    /// What else there is to know of them.
    pub(crate) details: ContactDetails,
    /// Who they are, as their site vouches for.
    pub(crate) vouched: Option<Arc<Vouched>>,
    /// Which invitation they were shown.
    pub(crate) invited: Option<Arc<Ticket>>,
}

type Work = Pin<Box<dyn Future<Output = Spoken> + Send>>;

/// A contact who has said hello.
pub(crate) struct Contact {
    pub(crate) api: Api,
    pub(crate) session: Arc<ContactSession>,
    address: IpAddr,
    pub(crate) seat: ContactSeat,
    said: Said,
    bad_frames: u32,
}

/// Serves one socket until it ends.
pub(crate) async fn serve(api: Api, channel: ChannelId, address: IpAddr, socket: WebSocket) {
    let mut line = Line::new(socket, &api.limits());
    let Some(place) = Place::take(&api) else {
        return line.close(Closing::Busy).await;
    };
    let ending = match Box::pin(greet(&api, &channel, address, &mut line)).await {
        Ok(mut contact) => contact.talk(&mut line).await,
        Err(ending) => ending,
    };
    drop(place);
    if let Ending::Close(closing) = ending {
        line.close(closing).await;
    }
}

/// Hello, welcome, replay.
async fn greet(
    api: &Api,
    channel: &ChannelId,
    address: IpAddr,
    line: &mut Line,
) -> Result<Contact, Ending> {
    let hello = hello(api, line).await?;
    let ContactHello::Hello {
        v,
        token,
        conversation,
        after,
        locale,
        identity,
    } = hello;
    if v != 1 {
        let why = "this gateway speaks version 1";
        refuse(line, None, "unsupported_version", why).await?;
        return Err(Ending::Close(Closing::BadHello));
    }
    let now = api.now();
    let setup = api.setup();
    let configured = setup
        .channel(channel)
        .ok_or(Ending::Close(Closing::BadHello))?;
    let mut known = known(api, channel, token)?;
    let mut said = Said::default();
    if let Some(token) = identity {
        let read = identity::read(api, configured.identity.as_ref(), &token, now);
        said.vouched = admit(&mut known, read, line).await?;
    }
    let visitor = known.visitor;
    if api
        .offenders()
        .is_barred(channel, &visitor.thread(), address)
    {
        return Err(Ending::Close(Closing::Busy));
    }
    let locale = locale.filter(|tag| language::is_tag(tag));
    let session = ContactSession {
        channel: channel.clone(),
        thread: visitor.thread(),
        locale: locale.unwrap_or_else(|| configured.locale.clone()),
    };
    if let Some(vouched) = &said.vouched
        && !identity::tell(api, &session, vouched).await
    {
        return Err(Ending::Close(Closing::TokenRefused));
    }
    let thread = (channel.clone(), session.thread.clone());
    let seat = api
        .hub()
        .seat_contact(thread)
        .ok_or(Ending::Close(Closing::TooManySockets))?;
    let token = api.tokens().issue(known, channel, now);
    line.say(host(&HostFrame::Welcome {
        token,
        server_at: now.0,
    }))
    .await?;
    let mut contact = Contact {
        api: api.clone(),
        session: Arc::new(session),
        address,
        seat,
        said,
        bad_frames: 0,
    };
    let conversation = conversation.map(|id| (id.0, frontdesk_core::Seq(after)));
    replay::replay(&mut contact, line, conversation).await?;
    Ok(contact)
}

/// What the visitor's token says; without one it is a new visitor.
fn known(api: &Api, channel: &ChannelId, token: Option<String>) -> Result<Known, Ending> {
    let Some(token) = token else {
        return Ok(Known::anyone(VisitorId(api.random())));
    };
    api.tokens()
        .verify(&token, channel, api.now())
        .ok_or(Ending::Close(Closing::TokenRefused))
}

/// Whom a site vouches for on this socket. The visitor's token is theirs from then on; with somebody else's
/// the socket ends before anything of their conversation is shown.
async fn admit(
    known: &mut Known,
    read: identity::Read,
    line: &mut Line,
) -> Result<Option<Arc<Vouched>>, Ending> {
    if read.owner.is_some_and(|owner| !known.admits(owner)) {
        return Err(Ending::Close(Closing::TokenRefused));
    }
    if let Some(why) = read.refused {
        refuse(line, None, "identity_refused", why).await?;
    }
    if read.vouched.is_some() {
        known.owner = read.owner;
    }
    Ok(read.vouched.map(Arc::new))
}

/// The first frame, in time.
async fn hello(api: &Api, line: &mut Line) -> Result<ContactHello, Ending> {
    let until = Instant::now() + api.limits().hello_timeout;
    loop {
        let Ok(heard) = timeout_at(until, line.hear()).await else {
            return Err(Ending::Close(Closing::BadHello));
        };
        match heard {
            Heard::Text(text) => match serde_json::from_str(&text) {
                Ok(hello) => return Ok(hello),
                Err(error) => {
                    refuse(line, None, "hello_expected", &error.to_string()).await?;
                    return Err(Ending::Close(Closing::BadHello));
                }
            },
            Heard::TooLarge | Heard::Binary => {
                refuse(line, None, "hello_expected", "the first frame is a hello").await?;
                return Err(Ending::Close(Closing::BadHello));
            }
            Heard::Sign => {}
            Heard::Over => return Err(Ending::Gone),
        }
    }
}

impl Contact {
    /// Live: hears and tells until one side ends it.
    async fn talk(&mut self, line: &mut Line) -> Ending {
        let mut work: Option<Work> = None;
        let mut timer = Box::pin(sleep_until(line.wake_at()));
        loop {
            let done = tokio::select! {
                spoken = finished(&mut work), if work.is_some() => {
                    work = None;
                    self.answer(line, spoken).await
                }
                // One frame at a time: order is kept, and who sends faster than the gateway works
                // waits in its own TCP window.
                heard = line.hear(), if work.is_none() => match self.hear(line, heard).await {
                    Ok(next) => {
                        work = next;
                        Ok(())
                    }
                    Err(ending) => Err(ending),
                },
                item = self.seat.items.recv() => self.tell(line, item).await,
                () = &mut timer => {
                    let done = ping(line).await;
                    timer.as_mut().reset(line.wake_at());
                    done
                }
            };
            if let Err(ending) = done {
                return ending;
            }
        }
    }

    async fn hear(&mut self, line: &mut Line, heard: Heard) -> Result<Option<Work>, Ending> {
        let text = match heard {
            Heard::Text(text) => text,
            Heard::TooLarge => {
                let what = "a frame has at most 65536 bytes";
                refuse(line, None, "frame_too_large", what).await?;
                return self.bad_frame("frame_too_large").map(|()| None);
            }
            Heard::Binary => {
                refuse(line, None, "not_json", "frames are JSON text").await?;
                return self.bad_frame("not_json").map(|()| None);
            }
            Heard::Sign => return Ok(None),
            Heard::Over => return Err(Ending::Gone),
        };
        if is_pong(&text) {
            return Ok(None);
        }
        if !self.seat.rate.admit(line.heard_at()) {
            return Err(Ending::Close(Closing::TooMuch));
        }
        let (api, session) = (self.api.clone(), self.session.clone());
        match language::told(&text) {
            Some(Ok(language)) => {
                self.said.language = Some(language.clone());
                return Ok(Some(Box::pin(async move {
                    language::tell(&api, &session, language).await;
                    Spoken::default()
                })));
            }
            Some(Err(why)) => {
                refuse(line, None, "bad_language", &why).await?;
                return self.bad_frame("bad_language").map(|()| None);
            }
            None => {}
        }
        match details::told(&text) {
            Some(Ok(details)) => {
                self.said.details = details.clone();
                return Ok(Some(Box::pin(async move {
                    Spoken {
                        host: details::tell(&api, &session, details).await,
                        ..Spoken::default()
                    }
                })));
            }
            Some(Err(why)) => {
                refuse(line, None, "bad_details", &why).await?;
                return self.bad_frame("bad_details").map(|()| None);
            }
            None => {}
        }
        if let Some(work) = of_conversation(&api, &session, &text) {
            return Ok(Some(work));
        }
        if let Some(told) = invitation::told(&text) {
            let showing = invitation::showing(&api, &session.channel, &told);
            self.said.invited = showing.map(Arc::new);
            return Ok(None);
        }
        let component = self.component()?;
        let (said, address) = (self.said.clone(), self.address);
        Ok(Some(Box::pin(async move {
            speech::hear(&api, &*component, &session, &said, address, &text).await
        })))
    }

    /// Answers a frame to the tab that sent it.
    async fn answer(&mut self, line: &mut Line, spoken: Spoken) -> Result<(), Ending> {
        if let Some(frame) = &spoken.host {
            line.say(host(frame)).await?;
        }
        if !spoken.notices.is_empty() {
            let frames = self.render(&spoken.notices).await?;
            line.feed(frames).await?;
            line.flush().await?;
        }
        if spoken.failed && self.offends() {
            return Err(Ending::Close(Closing::TooMuch));
        }
        match spoken.bad {
            Some(code) => self.bad_frame(code),
            None => Ok(()),
        }
    }

    /// The channel's component, as it is configured at this moment.
    fn component(&self) -> Result<Arc<dyn SocketChannel>, Ending> {
        let component = self.api.setup().component(&self.session.channel);
        component.ok_or(Ending::Close(Closing::GoingAway))
    }

    /// Counts a failure of the component against this contact. `true`: it was one too many.
    fn offends(&self) -> bool {
        let session = &self.session;
        self.api
            .offenders()
            .fault(&session.channel, &session.thread, self.address)
    }

    fn bad_frame(&mut self, code: &'static str) -> Result<(), Ending> {
        metrics::counter!(crate::metric_names::FRAMES_REFUSED, "side" => "contact", "code" => code)
            .increment(1);
        self.bad_frames += 1;
        let too_many = self.bad_frames > self.api.limits().bad_frames_max;
        if too_many {
            Err(Ending::Close(Closing::TooMuch))
        } else {
            Ok(())
        }
    }

    /// Tells what happened, and everything else that is waiting, in one write.
    async fn tell(&mut self, line: &mut Line, item: Option<ContactItem>) -> Result<(), Ending> {
        let mut next = item.ok_or(Ending::Close(Closing::TooSlow))?;
        loop {
            match next {
                ContactItem::Tell(bundle) => {
                    let frames = self.rendered(&bundle).await?;
                    line.feed(frames.iter().cloned()).await?;
                }
                ContactItem::Wait(conversation, estimate) => {
                    line.feed([wait(conversation, estimate)]).await?;
                }
                ContactItem::Choices(conversation, offered) => {
                    line.feed([choices(conversation, &offered)]).await?;
                }
                ContactItem::GoingAway => return Err(Ending::Close(Closing::GoingAway)),
            }
            match self.seat.items.try_recv() {
                Ok(item) => next = item,
                Err(_) => break,
            }
        }
        Ok(line.flush().await?)
    }

    /// A bundle as frames: rendered by the first tab that gets here, shared by the others.
    async fn rendered<'b>(&self, bundle: &'b Bundle) -> Result<&'b [Utf8Bytes], Ending> {
        let render = || async {
            self.render(&bundle.notices)
                .await
                .map(Vec::into_boxed_slice)
        };
        bundle
            .rendered
            .get_or_try_init(render)
            .await
            .map(|frames| &**frames)
    }

    /// Notices as frames. When the component cannot, the socket closes: nothing is lost, because the
    /// client comes back and gets what it missed.
    pub(crate) async fn render(&self, notices: &[ContactNotice]) -> Result<Vec<Utf8Bytes>, Ending> {
        match self.component()?.render(&self.session, notices).await {
            Ok(frames) => Ok(frames.into_iter().map(Utf8Bytes::from).collect()),
            Err(fault) => {
                if matches!(fault, FrameFault::Component(_)) {
                    self.offends();
                }
                tracing::warn!(channel.id = %self.session.channel, %fault, "a notice was not rendered");
                Err(Ending::Close(Closing::Busy))
            }
        }
    }
}

/// What a contact says of their conversation to the host itself; `None`: it is another frame.
fn of_conversation(api: &Api, session: &Arc<ContactSession>, text: &str) -> Option<Work> {
    let (api, session) = (api.clone(), session.clone());
    if let Some(rating) = rating::told(text) {
        return Some(Box::pin(async move {
            rating::tell(&api, &session, rating).await
        }));
    }
    let wish = diversion::told(text)?;
    Some(Box::pin(async move {
        diversion::tell(&api, &session, wish).await
    }))
}

async fn finished(work: &mut Option<Work>) -> Spoken {
    match work {
        Some(work) => work.await,
        None => std::future::pending().await,
    }
}

async fn ping(line: &mut Line) -> Result<(), Ending> {
    if line.wake()? {
        line.say(host(&HostFrame::Ping)).await?;
    }
    Ok(())
}

/// Refuses a frame in the host's own name.
async fn refuse(
    line: &mut Line,
    id: Option<String>,
    code: &str,
    message: &str,
) -> Result<(), Lost> {
    let (code, message) = (code.to_owned(), message.to_owned());
    line.say(host(&HostFrame::Refused {
        id,
        code,
        field: None,
        message,
        retry_ms: None,
    }))
    .await
}

/// How long the contact will probably wait.
pub(super) fn wait(conversation: ConversationId, estimate: Option<Span>) -> Utf8Bytes {
    host(&HostFrame::Wait {
        conversation: Text(conversation),
        estimate_ms: estimate.map(|span| span.0),
    })
}

/// What the contact may choose.
pub(super) fn choices(conversation: ConversationId, offered: &[Offered]) -> Utf8Bytes {
    let choices = offered.iter().map(|choice| ContactChoice {
        text: choice.text.to_string(),
        skips_queue: choice.leaves_line,
    });
    host(&HostFrame::Choices {
        conversation: Text(conversation),
        choices: choices.collect(),
    })
}

/// A host frame as text.
fn host(frame: &HostFrame) -> Utf8Bytes {
    serde_json::to_string(frame).unwrap_or_default().into()
}

/// Whether a frame is the answer to a ping. Only short ones are looked at.
fn is_pong(text: &str) -> bool {
    text.len() <= 64 && text.contains("pong") && serde_json::from_str::<ContactPong>(text).is_ok()
}

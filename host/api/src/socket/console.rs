//! A console's socket: a snapshot or what was missed, then ordered events; commands, one at a time.

use std::{future::Future, pin::Pin};

use axum::extract::ws::{Utf8Bytes, WebSocket};
use frontdesk_core::{Span, Timestamp};
use frontdesk_wire::{
    At,
    console::{ClientFrame, Cursor, Event, ServerFrame, Snapshot},
};
use tokio::time::{Instant, sleep_until, timeout_at};

use super::{
    Closing, command,
    contact::Ending,
    held,
    line::{Heard, Line},
    rate::Rate,
};
use crate::{
    api::Api,
    auth::session::{self, Principal},
    hub::{Body, ConsoleItem, ConsoleSeat, Draft, Greeting, NoSeat},
    problem::Fault,
};

/// How often a console's session is looked at again, and so prolonged.
const SESSION_CHECK_EVERY: Span = Span::seconds(600);

type Work = Pin<Box<dyn Future<Output = Option<ServerFrame>> + Send>>;

/// A console that has said hello.
struct Console {
    api: Api,
    who: Principal,
    seat: ConsoleSeat,
    rate: Rate,
    bad_frames: u32,
    /// The last event's number.
    seq: u64,
    check_at: Timestamp,
}

/// Serves one console until it ends.
pub(crate) async fn serve(api: Api, who: Principal, socket: WebSocket) {
    let mut line = Line::new(socket, &api.limits());
    let sockets = metrics::gauge!(crate::metric_names::SOCKETS, "side" => "console");
    sockets.increment(1.0);
    let ending = match Box::pin(greet(&api, who, &mut line)).await {
        Ok(mut console) => console.work(&mut line).await,
        Err(ending) => ending,
    };
    sockets.decrement(1.0);
    if let Ending::Close(closing) = ending {
        line.close(closing).await;
    }
}

async fn greet(api: &Api, who: Principal, line: &mut Line) -> Result<Console, Ending> {
    let resume = hello(api, line).await?;
    let seated = api
        .hub()
        .seat_console(&who.agent, who.session, resume.as_ref());
    let (seat, greeting) = seated.map_err(|no_seat| {
        Ending::Close(match no_seat {
            NoSeat::Full => Closing::TooManySockets,
            NoSeat::Unknown => Closing::SignedOut,
            NoSeat::Closing => Closing::GoingAway,
        })
    })?;
    let now = api.now();
    let mut console = Console {
        rate: Rate::new(api.limits().frames_per_s, api.limits().frames_burst),
        check_at: (now + SESSION_CHECK_EVERY).min(who.expires_at),
        api: api.clone(),
        who,
        seat,
        bad_frames: 0,
        seq: 0,
    };
    match greeting {
        Greeting::Resumed(missed) => {
            line.feed([text(&ServerFrame::Resumed { server_at: At(now) })])
                .await?;
            console.seq = resume.map_or(0, |cursor| cursor.seq);
            for (seq, body) in missed {
                console.event(line, seq, &body).await?;
            }
        }
        Greeting::Snapshot(draft) => {
            console.seq = draft.cursor.seq;
            let frame = console.snapshot(&draft, now).await?;
            line.feed([frame]).await?;
        }
    }
    line.flush().await?;
    Ok(console)
}

/// The first frame, in time.
async fn hello(api: &Api, line: &mut Line) -> Result<Option<Cursor>, Ending> {
    let until = Instant::now() + api.limits().hello_timeout;
    let problem = loop {
        let Ok(heard) = timeout_at(until, line.hear()).await else {
            return Err(Ending::Close(Closing::BadHello));
        };
        break match heard {
            Heard::Text(frame) => match serde_json::from_str(&frame) {
                Ok(ClientFrame::Hello {
                    protocol: 1,
                    resume,
                }) => return Ok(resume),
                Ok(_) => Fault::Unacceptable("the first frame is a hello of protocol 1".to_owned()),
                Err(error) => Fault::Unreadable(error.to_string()),
            },
            Heard::TooLarge => Fault::FrameTooLarge,
            Heard::Binary => Fault::Unreadable("frames are JSON text".to_owned()),
            Heard::Sign => continue,
            Heard::Over => return Err(Ending::Gone),
        };
    };
    line.say(text(&ServerFrame::Refused {
        id: None,
        problem: problem.problem(),
    }))
    .await?;
    Err(Ending::Close(Closing::BadHello))
}

impl Console {
    async fn work(&mut self, line: &mut Line) -> Ending {
        let mut work: Option<Work> = None;
        let mut timer = Box::pin(sleep_until(line.wake_at()));
        loop {
            let done = tokio::select! {
                frame = finished(&mut work), if work.is_some() => {
                    work = None;
                    match frame {
                        Some(frame) => line.say(text(&frame)).await.map_err(Ending::from),
                        None => Ok(()),
                    }
                }
                heard = line.hear(), if work.is_none() => match self.hear(line, heard).await {
                    Ok(next) => {
                        work = next;
                        Ok(())
                    }
                    Err(ending) => Err(ending),
                },
                item = self.seat.items.recv() => self.tell(line, item).await,
                () = &mut timer => {
                    let done = self.wake(line).await;
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
        let fault = match heard {
            Heard::Text(frame) => match serde_json::from_str(&frame) {
                Ok(ClientFrame::Pong {}) => return Ok(None),
                Ok(ClientFrame::Command { id, command }) if command::is_client_id(&id) => {
                    if self.rate.admit(line.heard_at()) {
                        let (api, who) = (self.api.clone(), self.who.clone());
                        let work = async move { command::run(&api, &who, id, command).await };
                        return Ok(Some(Box::pin(work)));
                    }
                    Fault::TooManyFrames
                }
                Ok(ClientFrame::Command { .. }) => {
                    let what = "a command's id is 1 to 64 characters of A-Z a-z 0-9 _ -";
                    Fault::Unreadable(what.to_owned())
                }
                Ok(ClientFrame::Hello { .. }) => {
                    Fault::Unacceptable("hello was said already".to_owned())
                }
                Err(error) => Fault::Unreadable(error.to_string()),
            },
            Heard::TooLarge => Fault::FrameTooLarge,
            Heard::Binary => Fault::Unreadable("frames are JSON text".to_owned()),
            Heard::Sign => return Ok(None),
            Heard::Over => return Err(Ending::Gone),
        };
        self.refuse(line, &fault).await.map(|()| None)
    }

    async fn refuse(&mut self, line: &mut Line, fault: &Fault) -> Result<(), Ending> {
        let code = fault.code();
        metrics::counter!(crate::metric_names::FRAMES_REFUSED, "side" => "console", "code" => code)
            .increment(1);
        line.say(text(&ServerFrame::Refused {
            id: None,
            problem: fault.problem(),
        }))
        .await?;
        self.bad_frames += 1;
        let too_many = self.bad_frames > self.api.limits().bad_frames_max;
        if too_many {
            Err(Ending::Close(Closing::TooMuch))
        } else {
            Ok(())
        }
    }

    /// Sends an event, and everything else that is waiting, in one write.
    async fn tell(&mut self, line: &mut Line, item: Option<ConsoleItem>) -> Result<(), Ending> {
        let mut next = item.ok_or(Ending::Close(Closing::TooSlow))?;
        loop {
            match next {
                ConsoleItem::Event { seq, body } => self.event(line, seq, &body).await?,
                ConsoleItem::Snapshot(draft) => {
                    self.seq = draft.cursor.seq;
                    let frame = self.snapshot(&draft, self.api.now()).await?;
                    line.feed([frame]).await?;
                }
                ConsoleItem::SignedOut => return self.signed_out(line).await,
                ConsoleItem::GoingAway => return Err(Ending::Close(Closing::GoingAway)),
            }
            match self.seat.items.try_recv() {
                Ok(item) => next = item,
                Err(_) => break,
            }
        }
        Ok(line.flush().await?)
    }

    async fn event(&mut self, line: &mut Line, seq: u64, body: &Body) -> Result<(), Ending> {
        self.seq = seq;
        let api = &self.api;
        let read = match body {
            Body::Ready(json) => return Ok(line.feed([numbered(seq, json)]).await?),
            Body::Added(added) => held::added(api, added)
                .await
                .map(|held| Event::ConversationAdded { held }),
            Body::OfferPresented(draft) => held::offer(api, draft)
                .await
                .map(|offer| Event::OfferPresented { offer }),
            Body::OfferChanged(draft) => held::offer(api, draft)
                .await
                .map(|offer| Event::OfferChanged { offer }),
        };
        let event = Box::new(read.map_err(|_| Ending::Close(Closing::Busy))?);
        let frame = text(&ServerFrame::Event { seq, event });
        Ok(line.feed([frame]).await?)
    }

    async fn snapshot(&self, draft: &Draft, now: Timestamp) -> Result<Utf8Bytes, Ending> {
        let mut conversations = Vec::with_capacity(draft.held.len());
        for held in &draft.held {
            let held = held::held(&self.api, held).await;
            conversations.push(held.map_err(|_| Ending::Close(Closing::Busy))?);
        }
        let mut offers = Vec::with_capacity(draft.offers.len());
        for offer in &draft.offers {
            let offer = held::offer(&self.api, offer).await;
            offers.push(offer.map_err(|_| Ending::Close(Closing::Busy))?);
        }
        let snapshot = Box::new(Snapshot {
            me: draft.me.clone(),
            queues: draft.queues.clone(),
            offers,
            conversations,
            away_reasons: self.api.directory().away_reasons.clone(),
            pop_on_offer: self.api.directory().pop_on_offer,
            floor: draft.floor.as_deref().cloned(),
        });
        Ok(text(&ServerFrame::Snapshot {
            cursor: draft.cursor.clone(),
            server_at: At(now),
            snapshot,
        }))
    }

    /// Pings, and looks whether the session still stands.
    async fn wake(&mut self, line: &mut Line) -> Result<(), Ending> {
        if line.wake()? {
            line.say(text(&ServerFrame::Ping)).await?;
        }
        let now = self.api.now();
        if now < self.check_at {
            return Ok(());
        }
        match session::of_session(&self.api, self.who.session).await {
            Ok(Some(who)) => {
                self.check_at = (now + SESSION_CHECK_EVERY).min(who.expires_at);
                self.who = who;
                Ok(())
            }
            Ok(None) => self.signed_out(line).await,
            // The store cannot be read: the engine's own business.
            Err(_) => Ok(()),
        }
    }

    async fn signed_out(&mut self, line: &mut Line) -> Result<(), Ending> {
        let (seq, event) = (self.seq + 1, Box::new(Event::SignedOut));
        line.say(text(&ServerFrame::Event { seq, event })).await?;
        Err(Ending::Close(Closing::SignedOut))
    }
}

async fn finished(work: &mut Option<Work>) -> Option<ServerFrame> {
    match work {
        Some(work) => work.await,
        None => std::future::pending().await,
    }
}

fn text(frame: &ServerFrame) -> Utf8Bytes {
    serde_json::to_string(frame).unwrap_or_default().into()
}

/// An event that is already JSON, with its number: the shape of [`ServerFrame::Event`].
fn numbered(seq: u64, json: &str) -> Utf8Bytes {
    format!("{{\"kind\":\"event\",\"seq\":{seq},\"event\":{json}}}").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_numbered_event_is_the_frame_that_the_wire_knows() {
        let event = Event::SignedOut;
        let json = serde_json::to_string(&event).unwrap();
        let frame = ServerFrame::Event {
            seq: 7,
            event: Box::new(event),
        };
        assert_eq!(
            serde_json::from_str::<ServerFrame>(&numbered(7, &json)).unwrap(),
            frame
        );
        assert_eq!(numbered(7, &json), text(&frame));
    }
}

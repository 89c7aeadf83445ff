//! Invitations to a chat: places that are leased to those who are shown one, and what became of it.
//!
//! A page decides by itself when an invitation is due. Whether there is room it has to ask, because fifty pages that
//! see one free agent would show fifty invitations. Leases are in memory: they last half a minute, and after a restart
//! the worst is that a place is promised twice. What became of invitations is durable (`funnel.rs`).

pub(crate) mod funnel;
pub(crate) mod leases;
pub(crate) mod ticket;

use std::{net::IpAddr, sync::Mutex};

use frontdesk_core::{ChannelId, Span, Timestamp};
use frontdesk_wire::invitation::{Invitation, Outcome};
use tokio::time::Instant;

use self::{
    funnel::{Funnel, Of, Step},
    leases::{Ask, Ending, Leases, Refused, Room},
    ticket::{Group, Ticket},
};
use crate::{api::lock, peer::network, requests::Requests};

/// Requests for leases from one address, in a second and at once: a whole office may stand behind one.
const ASKS_PER_S: u32 = 5;
const ASKS_BURST: u32 = 100;

/// An invitation that a channel's pages may show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferedInvitation {
    /// What pages are told of it.
    pub shown: Invitation,
    /// How many agents must have room that is promised to nobody.
    pub free_agents: u32,
    /// The longest expected wait, if that has a maximum.
    pub wait_max: Option<Span>,
}

/// Leases, and what became of invitations.
#[derive(Default)]
pub(crate) struct Invitations {
    leases: Mutex<Leases>,
    asks: Requests,
    pub(crate) funnel: Funnel,
}

impl Invitations {
    /// Whether this address may ask for a lease at this moment.
    pub(crate) fn may_ask(&self, address: IpAddr, now: Instant) -> bool {
        self.asks.admit(address, ASKS_PER_S, ASKS_BURST, now)
    }

    /// Leases a place for an invitation that is about to be shown. `room` is looked at with the leases locked, so that
    /// a chat that begins meanwhile counts once at least.
    pub(crate) fn lease(
        &self,
        ticket: &Ticket,
        offered: &OfferedInvitation,
        address: IpAddr,
        now: Timestamp,
        room: impl FnOnce() -> Option<Room>,
    ) -> Result<(), Refused> {
        let ask = Ask {
            id: ticket.id,
            of: ticket.of(),
            address: network(address),
            free_agents: offered.free_agents,
            wait_max: offered.wait_max,
            keeps: ticket.group == Group::Shown,
        };
        let mut leases = lock(&self.leases);
        let lapsed = leases.sweep(now);
        let room = room().ok_or(Refused::Closed);
        let taken = room.and_then(|room| leases.take(ask, &room, now));
        drop(leases);
        self.expired(lapsed);
        taken?;
        let step = match ticket.group {
            Group::Shown => Step::Shown,
            Group::HeldOut => Step::HeldOut,
        };
        self.funnel.count(ticket.of(), step);
        Ok(())
    }

    /// Something became of an invitation on a visitor's screen. `false`: its lease has ended before.
    pub(crate) fn outcome(&self, ticket: &Ticket, outcome: Outcome, now: Timestamp) -> bool {
        let ending = match outcome {
            Outcome::Accepted => Ending::Accepted,
            Outcome::Declined => Ending::Gone,
            Outcome::Considered => Ending::Considered,
            Outcome::NotShown => Ending::Gone,
        };
        let mut leases = lock(&self.leases);
        let lapsed = leases.sweep(now);
        let is_news = leases.end(ticket.id, ending, now);
        drop(leases);
        self.expired(lapsed);
        let step = match outcome {
            Outcome::Accepted => Some(Step::Accepted),
            Outcome::Declined => Some(Step::Declined),
            Outcome::NotShown => Some(Step::NotShown),
            Outcome::Considered => None,
        };
        if let Some(step) = step.filter(|_| is_news) {
            self.funnel.count(ticket.of(), step);
        }
        is_news
    }

    /// A chat began of somebody who was shown an invitation, or held out from one: the place is theirs now, and no
    /// longer leased. Each showing counts once.
    pub(crate) fn chatted(&self, ticket: &Ticket, now: Timestamp) {
        let is_news = lock(&self.leases).use_up(ticket.id, now);
        if !is_news {
            return;
        }
        let step = match ticket.group {
            Group::Shown => Step::ShownChatted,
            Group::HeldOut => Step::HeldOutChatted,
        };
        self.funnel.count(ticket.of(), step);
    }

    /// Counts what has lapsed up to now.
    pub(crate) fn sweep(&self, now: Timestamp) {
        let lapsed = lock(&self.leases).sweep(now);
        self.expired(lapsed);
    }

    fn expired(&self, lapsed: Vec<Of>) {
        for of in lapsed {
            self.funnel.count(of, Step::Expired);
        }
    }
}

/// The invitation of a channel by its name.
pub(crate) fn named<'a>(all: &'a [OfferedInvitation], name: &str) -> Option<&'a OfferedInvitation> {
    all.iter().find(|offered| offered.shown.name == name)
}

/// Which invitation it is, on the day of a moment.
pub(crate) fn of(channel: &ChannelId, invitation: &str, at: Timestamp) -> Of {
    Of {
        day: funnel::day_of(at),
        channel: channel.clone(),
        invitation: invitation.into(),
    }
}

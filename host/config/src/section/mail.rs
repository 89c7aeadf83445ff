//! `[mail]`: how e-mails leave.

use crate::{
    read::{Choice, Integer, Special, Table, Text},
    reference::SectionReference,
    secret::{self, Secret},
};

/// Bytes of an address: RFC 5321, with its brackets gone.
pub(super) const ADDRESS_CHARS: usize = 254;
/// Characters of a server's name: those of a name in the DNS.
const NAME_CHARS: usize = 253;

const SERVER: Text = Text {
    name: "server",
    default: Some(""),
    chars_max: NAME_CHARS,
    meaning: "The SMTP server that takes the gateway's mails, by name or address. Empty: no mail leaves.",
};
const PORT: Integer = Integer {
    name: "port",
    default: 0,
    range: 0..=u16::MAX as u32,
    unit: "",
    meaning: "Its port. 0: the usual one, which is 465 with `\"tls\"`, 587 with `\"starttls\"`, 25 with `\"none\"`.",
};
const SECURITY: Choice<MailSecurity> = Choice {
    name: "security",
    options: &[
        ("starttls", MailSecurity::StartTls),
        ("tls", MailSecurity::Tls),
        ("none", MailSecurity::None),
    ],
    meaning: "How the way there is kept private: TLS once the server was asked for it, TLS from the first byte, or \
              not at all. A server that cannot do it, or whose certificate is not good, gets no mail.",
};
const USER: Text = Text {
    name: "user",
    default: Some(""),
    chars_max: 255,
    meaning: "Who the gateway is at the server. Empty: it does not sign in.",
};
const PASSWORD: Special = Special {
    name: "password",
    takes: "`{ env = \"…\" }` or `{ file = \"…\" }`",
    default: "none",
    meaning: "The password of `user`.",
};
const FROM: Text = Text {
    name: "from",
    default: Some(""),
    chars_max: ADDRESS_CHARS,
    meaning: "The address that mails come from; needed with `server`. Answers to a contact's message go to the \
              contact.",
};
const HELO: Text = Text {
    name: "helo",
    default: Some(""),
    chars_max: NAME_CHARS,
    meaning: "What the gateway calls itself at the server. Empty: the domain of `from`.",
};

pub(crate) const REFERENCE: SectionReference = SectionReference::new(
    "[mail]",
    "How e-mails leave. What the server does not take is tried again for five days, over restarts too; what it \
     refuses for good is kept for supervisors, who can send it again.",
    &[&SERVER, &PORT, &SECURITY, &USER, &PASSWORD, &FROM, &HELO],
);

/// How the way to the server is kept private.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailSecurity {
    /// TLS from the first byte.
    Tls,
    /// TLS once the server was asked for it.
    StartTls,
    /// Not at all.
    None,
}

/// The server that takes mails.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// Its name or address.
    pub server: String,
    /// Its port.
    pub port: u16,
    /// How the way there is kept private.
    pub security: MailSecurity,
    /// Who the gateway is there, and where their password is held.
    pub sign_in: Option<(String, Secret)>,
    /// The address that mails come from.
    pub from: String,
    /// What the gateway calls itself there; empty: the domain of `from`.
    pub helo: String,
}

/// The server, if one is named.
pub(crate) fn read(mut table: Table<'_>) -> Option<Mail> {
    let is_told = table.has_entries();
    let start = table.place.clone();
    let (place, server) = table.text(&SERVER);
    let port = table.integer(&PORT);
    let security = table.choice(&SECURITY, MailSecurity::StartTls);
    let sign_in = read_sign_in(&mut table, &server, security);
    let (from_place, from) = table.text(&FROM);
    let (_, helo) = table.text(&HELO);
    if server.is_empty() {
        if is_told {
            table.problem(
                &start,
                "[mail] needs server, the SMTP server that takes the gateway's mails",
            );
        }
        table.finish();
        return None;
    }
    if server.contains([' ', '/', '@']) {
        let message = format!("\"{server}\" is no server; one looks like \"smtp.example.com\"");
        table.problem(&place, message);
    }
    check_address(&mut table, &from_place, FROM.name, &from);
    table.finish();
    let usual = match security {
        MailSecurity::Tls => 465,
        MailSecurity::StartTls => 587,
        MailSecurity::None => 25,
    };
    Some(Mail {
        server,
        port: u16::try_from(port)
            .ok()
            .filter(|port| *port > 0)
            .unwrap_or(usual),
        security,
        sign_in,
        from,
        helo,
    })
}

fn read_sign_in(
    table: &mut Table<'_>,
    server: &str,
    security: MailSecurity,
) -> Option<(String, Secret)> {
    let (place, user) = table.text(&USER);
    let password_place = table.place_of(PASSWORD.name);
    let is_there = table.has(PASSWORD.name);
    let password = secret::read(table, &PASSWORD);
    if user.is_empty() {
        if is_there {
            table.problem(&password_place, "password needs user, whose it is");
        }
        return None;
    }
    if !is_there {
        table.problem(&place, secret::remedy("user needs password, which"));
    }
    let stays_here = matches!(server, "localhost" | "127.0.0.1" | "::1");
    if security == MailSecurity::None && !stays_here {
        let message = "the password would travel for everyone to read: security takes \"tls\" or \"starttls\"";
        table.problem(&place, message);
    }
    Some((user, password?))
}

/// Reports what is no address that mail can go to.
pub(super) fn check_address(
    table: &mut Table<'_>,
    place: &crate::Place,
    name: &str,
    address: &str,
) {
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '<' | '>' | ',' | ';' | '"');
    let is_one = address.split_once('@').is_some_and(|(local, host)| {
        let is_host = !host.is_empty() && !host.contains('@') && !host.starts_with('.');
        !local.is_empty() && is_host && address.chars().all(plain)
    });
    if !is_one {
        let message = format!(
            "{name}: \"{address}\" is no e-mail address; one looks like \"help@example.com\""
        );
        table.problem(place, message);
    }
}

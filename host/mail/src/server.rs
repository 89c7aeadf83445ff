//! The operator's SMTP server: one connection a mail, within a time limit.

use std::{fmt, time::Duration};

use lettre::{
    Address,
    address::Envelope,
    transport::smtp::{
        Error,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, TlsParameters},
        extension::ClientId,
    },
};
use tokio::time::timeout;

use crate::message::Mail;

/// For one address of the server to answer.
const CONNECT: Duration = Duration::from_secs(15);
/// For all of it, the server's checks of what it was given included.
const WHOLE: Duration = Duration::from_mins(2);
/// Characters that are kept of what a server says.
const WHY_CHARS: usize = 300;

/// How the way to the server is kept private.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// TLS once the server was asked for it; no mail leaves without.
    StartTls,
    /// Not at all.
    None,
}

/// Who the gateway is at the server.
#[derive(Clone, PartialEq, Eq)]
pub struct SignIn {
    /// The user.
    pub user: String,
    /// Their password.
    pub password: String,
}

/// Secrets stay out of logs.
impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignIn(…)")
    }
}

/// An SMTP server, and how it is spoken to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailServer {
    /// Its name or address.
    pub server: String,
    /// Its port.
    pub port: u16,
    /// How the way there is kept private.
    pub security: Security,
    /// Who the gateway is there; `None`: nobody in particular.
    pub sign_in: Option<SignIn>,
    /// The address that mails come from.
    pub from: String,
    /// What the gateway calls itself there; empty: the domain of `from`.
    pub helo: String,
}

/// Why a server cannot be spoken to, as it is described.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAServer {
    /// Nobody can send from this.
    #[error("\"{0}\" is no address that mail can come from")]
    From(String),
    /// TLS does not know such a name.
    #[error("no TLS to a server of this name: {0}")]
    Name(String),
}

/// Why a mail was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailFault {
    /// The server takes this mail not now and not later. In its words.
    #[error("{0}")]
    Refused(String),
    /// The server does not know the gateway, or is not what it is said to be: an operator can mend it.
    #[error("{0}")]
    Misconfigured(String),
    /// The server cannot be reached, or takes it later.
    #[error("{0}")]
    NotNow(String),
}

/// Hands mails to a server.
pub struct Mailer {
    server: MailServer,
    from: Address,
    hello: ClientId,
    tls: Option<TlsParameters>,
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mailer({:?})", self.server)
    }
}

impl Mailer {
    /// A way to a server. It is not spoken to yet.
    pub fn new(server: MailServer) -> Result<Self, NotAServer> {
        let from: Address = server
            .from
            .parse()
            .map_err(|_| NotAServer::From(server.from.clone()))?;
        let hello = if server.helo.is_empty() {
            from.domain().to_owned()
        } else {
            server.helo.clone()
        };
        let tls = match server.security {
            Security::Tls | Security::StartTls => {
                let tls = TlsParameters::new(server.server.clone());
                Some(tls.map_err(|error| NotAServer::Name(error.to_string()))?)
            }
            Security::None => None,
        };
        Ok(Self {
            server,
            from,
            hello: ClientId::Domain(hello),
            tls,
        })
    }

    /// The server, as it is described.
    pub fn server(&self) -> &MailServer {
        &self.server
    }

    /// Hands a mail to the server. `Ok`: the server has it, and answers for the rest. After an error that came late
    /// it may have it too: the mail's id says that it is the same.
    pub async fn send(&self, mail: &Mail) -> Result<(), MailFault> {
        let late = || MailFault::NotNow("the server did not answer in time".to_owned());
        timeout(WHOLE, self.hand_over(mail))
            .await
            .unwrap_or_else(|_| Err(late()))
    }

    async fn hand_over(&self, mail: &Mail) -> Result<(), MailFault> {
        let message = mail
            .written(&self.from)
            .map_err(|error| MailFault::Refused(error.to_string()))?;
        let envelope: &Envelope = message.envelope();
        let mut connection = self.connect().await?;
        let bytes = message.formatted();
        if let Err(error) = connection.send(envelope, &bytes).await {
            return Err(of_mail(&error));
        }
        // It has it; whether it hears the goodbye changes nothing.
        let _ = timeout(CONNECT, connection.quit()).await;
        Ok(())
    }

    /// A connection on which mails can be handed over.
    async fn connect(&self) -> Result<AsyncSmtpConnection, MailFault> {
        let MailServer {
            server,
            port,
            security,
            ..
        } = &self.server;
        let at_once = self.tls.clone().filter(|_| *security == Security::Tls);
        let place = (server.as_str(), *port);
        let connected =
            AsyncSmtpConnection::connect_tokio1(place, Some(CONNECT), &self.hello, at_once, None);
        let mut connection = connected.await.map_err(|error| before(&error))?;
        if let (Security::StartTls, Some(tls)) = (security, &self.tls) {
            let started = connection.starttls(tls.clone(), &self.hello).await;
            started.map_err(|error| before(&error))?;
        }
        if let Some(SignIn { user, password }) = &self.server.sign_in {
            let credentials = Credentials::new(user.clone(), password.clone());
            let known = connection.auth(DEFAULT_MECHANISMS, &credentials).await;
            known.map_err(|error| before(&error))?;
        }
        Ok(connection)
    }
}

/// What went wrong before the server was told of the mail: nothing of that is the mail's own fault.
fn before(error: &Error) -> MailFault {
    let why = words(error);
    if error.is_permanent() || error.is_tls() || error.is_client() {
        MailFault::Misconfigured(why)
    } else {
        MailFault::NotNow(why)
    }
}

/// What the server said of the mail itself.
fn of_mail(error: &Error) -> MailFault {
    let why = words(error);
    // 530: it wants to know first who asks.
    let is_unknown = error.status().is_some_and(|code| code.to_string() == "530");
    if is_unknown {
        MailFault::Misconfigured(why)
    } else if error.is_permanent() || error.is_client() {
        MailFault::Refused(why)
    } else {
        MailFault::NotNow(why)
    }
}

/// An error with what led to it, on one line.
fn words(error: &Error) -> String {
    let mut words = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        let more = error.to_string();
        // Some say already what led to them.
        if !words.contains(&more) {
            words = format!("{words}: {more}");
        }
        source = error.source();
    }
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    words.chars().map(plain).take(WHY_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server() -> MailServer {
        MailServer {
            server: "smtp.example.com".to_owned(),
            port: 465,
            security: Security::Tls,
            sign_in: Some(SignIn {
                user: "desk".to_owned(),
                password: "correct horse".to_owned(),
            }),
            from: "desk@example.com".to_owned(),
            helo: String::new(),
        }
    }

    #[test]
    fn a_server_without_a_name_of_ours_hears_the_domain_that_mails_come_from() {
        let mailer = Mailer::new(server()).unwrap();
        assert_eq!(mailer.hello.to_string(), "example.com");
        let helo = "chat.example.org".to_owned();
        let mailer = Mailer::new(MailServer { helo, ..server() }).unwrap();
        assert_eq!(mailer.hello.to_string(), "chat.example.org");
    }

    #[test]
    fn nobody_sends_from_what_is_no_address() {
        let from = "desk".to_owned();
        let none = Mailer::new(MailServer { from, ..server() });
        assert_eq!(none.err(), Some(NotAServer::From("desk".to_owned())));
    }

    #[test]
    fn a_password_is_in_no_log() {
        let shown = format!("{:?} {:?}", server(), Mailer::new(server()).unwrap());
        assert!(!shown.contains("horse"), "{shown}");
    }

    #[tokio::test]
    async fn a_server_that_is_not_there_is_tried_again() {
        let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = nobody.local_addr().unwrap().port();
        drop(nobody);
        let mailer = Mailer::new(MailServer {
            server: "127.0.0.1".to_owned(),
            port,
            security: Security::None,
            sign_in: None,
            ..server()
        });
        let mail = Mail {
            id: "off_1".to_owned(),
            at_ms: 0,
            from_name: String::new(),
            to: "help@example.com".to_owned(),
            reply_to: None,
            subject: "Hello".to_owned(),
            text: "Hello".to_owned(),
        };
        let fault = mailer.unwrap().send(&mail).await;
        assert!(matches!(fault, Err(MailFault::NotNow(_))), "{fault:?}");
    }
}

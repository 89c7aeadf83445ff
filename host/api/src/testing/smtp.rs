//! A little SMTP server on a socket, as an operator has one: it takes mails, refuses them, or is not there.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use frontdesk_mail::{MailServer, Mailer, Security};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::Notify,
    task::JoinHandle,
};

/// What the server says to each recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    /// It takes the mail.
    Well,
    /// The recipient is not there, and will not be.
    Refuses,
    /// Later.
    Busy,
    /// It wants to know who asks, and nobody has told the gateway.
    Locked,
    /// It takes the mail and says nothing of it.
    TakesAndHangs,
}

struct Inside {
    mood: Mutex<Mood>,
    mails: Mutex<Vec<String>>,
    tried: Mutex<usize>,
    changed: Notify,
}

/// The server. It goes away when it is dropped.
pub(crate) struct Smtp {
    pub(crate) address: SocketAddr,
    inside: Arc<Inside>,
    serving: JoinHandle<()>,
}

impl Drop for Smtp {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Smtp {
    /// One that takes mails, on a port of its own.
    pub(crate) async fn start() -> Self {
        Self::at("127.0.0.1:0".parse().unwrap()).await
    }

    /// The same at an address where there was one before.
    pub(crate) async fn at(address: SocketAddr) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let inside = Arc::new(Inside {
            mood: Mutex::new(Mood::Well),
            mails: Mutex::default(),
            tried: Mutex::default(),
            changed: Notify::new(),
        });
        let shared = inside.clone();
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, shared.clone()));
            }
        });
        Self {
            address,
            inside,
            serving,
        }
    }

    /// An address where nobody is.
    pub(crate) async fn nowhere() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap()
    }

    pub(crate) fn feels(&self, mood: Mood) {
        *self.inside.mood.lock().unwrap() = mood;
    }

    /// The mails it has, each as it came.
    pub(crate) fn mails(&self) -> Vec<String> {
        self.inside.mails.lock().unwrap().clone()
    }

    /// Waits until it has so many.
    pub(crate) async fn until_mails(&self, count: usize) -> Vec<String> {
        self.until(|inside| inside.mails.lock().unwrap().len() >= count)
            .await;
        self.mails()
    }

    /// Waits until so many were tried.
    pub(crate) async fn until_tried(&self, count: usize) {
        self.until(|inside| *inside.tried.lock().unwrap() >= count)
            .await;
    }

    async fn until(&self, is_so: impl Fn(&Inside) -> bool) {
        let waited = async {
            loop {
                let changed = self.inside.changed.notified();
                if is_so(&self.inside) {
                    return;
                }
                changed.await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), waited)
            .await
            .unwrap();
    }
}

/// What the gateway sends mails by, to a server at an address.
pub(crate) fn mailer(address: SocketAddr) -> Arc<Mailer> {
    let server = MailServer {
        server: address.ip().to_string(),
        port: address.port(),
        security: Security::None,
        sign_in: None,
        from: "desk@example.com".to_owned(),
        helo: String::new(),
    };
    Arc::new(Mailer::new(server).unwrap())
}

async fn talk(stream: TcpStream, inside: Arc<Inside>) {
    let _ = converse(stream, &inside).await;
}

async fn converse(stream: TcpStream, inside: &Inside) -> std::io::Result<()> {
    let (reading, mut writing) = stream.into_split();
    let mut lines = BufReader::new(reading).lines();
    writing.write_all(b"220 smtp.example.com\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let mood = *inside.mood.lock().unwrap();
        let verb = line.get(..4).unwrap_or_default().to_uppercase();
        let answer = match verb.as_str() {
            "EHLO" => "250-smtp.example.com\r\n250 8BITMIME\r\n",
            "MAIL" if mood == Mood::Locked => "530 5.7.0 authentication required\r\n",
            "RCPT" if mood == Mood::Refuses => "550 5.1.1 no such mailbox\r\n",
            "RCPT" if mood == Mood::Busy => "451 4.3.0 later\r\n",
            "MAIL" | "RCPT" => "250 ok\r\n",
            "DATA" => {
                writing.write_all(b"354 go on\r\n").await?;
                let mut mail = String::new();
                while let Some(line) = lines.next_line().await? {
                    if line == "." {
                        break;
                    }
                    mail += line.strip_prefix('.').unwrap_or(&line);
                    mail += "\n";
                }
                inside.mails.lock().unwrap().push(mail);
                inside.changed.notify_waiters();
                if mood == Mood::TakesAndHangs {
                    std::future::pending::<()>().await;
                }
                "250 taken\r\n"
            }
            "QUIT" => {
                writing.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            _ => "500 what?\r\n",
        };
        if matches!(verb.as_str(), "MAIL") {
            *inside.tried.lock().unwrap() += 1;
            inside.changed.notify_waiters();
        }
        writing.write_all(answer.as_bytes()).await?;
    }
    Ok(())
}

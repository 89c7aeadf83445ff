//! Providers: real servers on this machine, plain or with TLS, that answer as they are told and
//! remember what they were sent.

use std::{
    collections::{BTreeMap, VecDeque},
    io,
    net::IpAddr,
    sync::{Arc, LazyLock, Mutex},
};

use async_trait::async_trait;
use frontdesk_plugin_host::{Network, PluginHost, Resolver};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tempfile::TempDir;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::TcpListener,
    sync::Notify,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    },
};

use crate::harness::{Hands, config};

/// What a peer does with a request.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// Sends these bytes and keeps the connection.
    Whole(Vec<u8>),
    /// Sends these bytes and closes the connection.
    Half(Vec<u8>),
    /// Sends these bytes for as long as anybody reads.
    Endless(Vec<u8>),
    /// Sends these bytes, then nothing, for ever.
    Stall(Vec<u8>),
}

/// 200 with a text.
pub(crate) fn ok(text: &str) -> Answer {
    status(200, "", text)
}

pub(crate) fn status(status: u16, headers: &str, text: &str) -> Answer {
    let length = text.len();
    let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: {length}\r\n{headers}\r\n{text}");
    Answer::Whole(answer.into_bytes())
}

/// A server on this machine.
#[derive(Clone)]
pub(crate) struct Peer {
    pub(crate) port: u16,
    pub(crate) seen: Arc<Mutex<Vec<String>>>,
    pub(crate) came: Arc<Notify>,
}

impl Peer {
    pub(crate) async fn plain(answer: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Self {
        Self::start(None, answer).await
    }

    pub(crate) async fn tls(answer: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Self {
        Self::start(Some(AUTHORITY.acceptor.clone()), answer).await
    }

    async fn start(
        tls: Option<TlsAcceptor>,
        answer: impl Fn(&str) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let peer = Self {
            port: listener.local_addr().expect("an address").port(),
            seen: Arc::default(),
            came: Arc::default(),
        };
        let (served, answer) = (peer.clone(), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (served, answer, tls) = (served.clone(), Arc::clone(&answer), tls.clone());
                tokio::spawn(async move {
                    let served = match tls {
                        None => served.serve(stream, &*answer).await,
                        Some(tls) => match tls.accept(stream).await {
                            Ok(stream) => served.serve(stream, &*answer).await,
                            Err(error) => Err(error),
                        },
                    };
                    drop(served);
                });
            }
        });
        peer
    }

    async fn serve<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        mut stream: S,
        answer: &(dyn Fn(&str) -> Answer + Send + Sync),
    ) -> io::Result<()> {
        while let Some(request) = read_request(&mut stream).await? {
            let answer = answer(&request);
            self.seen.lock().unwrap().push(request);
            self.came.notify_one();
            match answer {
                Answer::Whole(bytes) => stream.write_all(&bytes).await?,
                Answer::Half(bytes) => {
                    stream.write_all(&bytes).await?;
                    return stream.shutdown().await;
                }
                Answer::Endless(bytes) => loop {
                    stream.write_all(&bytes).await?;
                },
                Answer::Stall(bytes) => {
                    stream.write_all(&bytes).await?;
                    stream.flush().await?;
                    std::future::pending::<()>().await;
                }
            }
            stream.flush().await?;
        }
        Ok(())
    }

    /// What it was sent.
    pub(crate) fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }

    /// Its address without a name server: plain http on loopback.
    pub(crate) fn loopback(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Its address under a name.
    pub(crate) fn named(&self, name: &str) -> String {
        format!("https://{name}:{}", self.port)
    }
}

async fn read_request<S: AsyncRead + Unpin>(stream: &mut S) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(": ")?;
                let is_length = name.eq_ignore_ascii_case("content-length");
                is_length.then(|| value.parse::<usize>().ok()).flatten()
            });
            if body.len() >= length.unwrap_or(0) {
                return Ok(Some(text));
            }
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Ok(None);
        }
    }
}

struct Authority {
    pem: Vec<u8>,
    acceptor: TlsAcceptor,
}

static AUTHORITY: LazyLock<Authority> = LazyLock::new(|| {
    let mut params = CertificateParams::new(Vec::new()).expect("parameters");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().expect("a key");
    let pem = params.self_signed(&key).expect("a certificate").pem();
    let issuer = Issuer::new(params, key);
    let names = vec!["*.test.example".to_owned(), "127.0.0.1".to_owned()];
    let key = KeyPair::generate().expect("a key");
    let certificate = CertificateParams::new(names)
        .expect("names")
        .signed_by(&key, &issuer)
        .expect("a certificate");
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .expect("a configuration");
    Authority {
        pem: pem.into_bytes(),
        acceptor: TlsAcceptor::from(Arc::new(config)),
    }
});

/// Names and what they resolve to: each look-up takes the next answer, the last one stays.
#[derive(Default)]
pub(crate) struct Names(Mutex<BTreeMap<String, Answers>>);

/// The answers still to give, and how often one was asked for.
type Answers = (VecDeque<Vec<IpAddr>>, u32);

impl Names {
    pub(crate) fn set(&self, name: &str, answers: &[&[&str]]) {
        let answers = answers.iter().map(|addresses| {
            let addresses = addresses.iter();
            addresses.map(|address| address.parse().unwrap()).collect()
        });
        let mut names = self.0.lock().unwrap();
        names.insert(name.to_owned(), (answers.collect(), 0));
    }

    /// How often a name was looked up.
    pub(crate) fn look_ups(&self, name: &str) -> u32 {
        self.0.lock().unwrap()[name].1
    }
}

#[async_trait]
impl Resolver for Names {
    async fn resolve(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        let mut names = self.0.lock().unwrap();
        let Some((answers, count)) = names.get_mut(name) else {
            return Err(io::Error::new(io::ErrorKind::NotFound, "no such host"));
        };
        *count += 1;
        let next = if answers.len() > 1 {
            answers.pop_front()
        } else {
            answers.front().cloned()
        };
        Ok(next.unwrap_or_default())
    }
}

struct Networked {
    host: PluginHost,
    names: Arc<Names>,
    _cache: TempDir,
}

static NETWORKED: LazyLock<Networked> = LazyLock::new(|| {
    let cache = tempfile::tempdir().expect("a temporary folder");
    let names = Arc::new(Names::default());
    let mut config = config(&cache);
    config.network = Network {
        resolver: Arc::clone(&names) as _,
        authorities: vec![AUTHORITY.pem.clone()],
    };
    Networked {
        host: PluginHost::new(&config, Arc::new(Hands::default())).expect("starts"),
        names,
        _cache: cache,
    }
});

/// A host whose names are the test's own.
pub(crate) fn networked() -> &'static PluginHost {
    &NETWORKED.host
}

pub(crate) fn names() -> &'static Names {
    &NETWORKED.names
}

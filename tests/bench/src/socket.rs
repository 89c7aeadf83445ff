//! A WebSocket to the gateway, plain and small.

use std::net::{IpAddr, SocketAddr};

use anyhow::{Context as _, Result};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{
        Message,
        client::IntoClientRequest as _,
        http::{HeaderValue, header},
        protocol::WebSocketConfig,
    },
};

/// What is behind one read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// A text frame.
    Text(String),
    /// The end, with the close code if there was one.
    End(Option<u16>),
}

/// Where a socket goes and who it says it is.
#[derive(Clone, Debug)]
pub struct Target {
    /// The address to connect to: the gateway's, or a proxy's before it.
    pub addr: SocketAddr,
    /// The path.
    pub path: String,
    /// The `Origin` header.
    pub origin: String,
    /// The `Cookie` header, if any.
    pub cookie: Option<String>,
    /// The address to connect from; none: the one that the system takes.
    pub from: Option<IpAddr>,
}

impl Target {
    async fn connect(&self) -> Result<TcpStream> {
        let Some(from) = self.from else {
            return TcpStream::connect(self.addr).await.context("connecting");
        };
        let socket = if from.is_ipv4() {
            TcpSocket::new_v4()
        } else {
            TcpSocket::new_v6()
        };
        let socket = socket.context("a socket")?;
        socket
            .bind(SocketAddr::new(from, 0))
            .context("the address to connect from")?;
        socket.connect(self.addr).await.context("connecting")
    }
}

/// One open socket.
#[derive(Debug)]
pub struct Socket {
    stream: WebSocketStream<TcpStream>,
}

impl Socket {
    /// Connects and upgrades.
    pub async fn open(target: &Target) -> Result<Self> {
        let stream = target.connect().await?;
        stream
            .set_nodelay(true)
            .context("switching Nagle's algorithm off")?;
        let url = format!("ws://{}{}", target.addr, target.path);
        let mut request = url.into_client_request().context("the address")?;
        let headers = request.headers_mut();
        headers.insert(header::ORIGIN, HeaderValue::from_str(&target.origin)?);
        if let Some(cookie) = &target.cookie {
            headers.insert(header::COOKIE, HeaderValue::from_str(cookie)?);
        }
        // Thousands of these live in one process: small buffers, and each frame is written at once.
        let config = WebSocketConfig::default()
            .read_buffer_size(4 << 10)
            .write_buffer_size(0);
        let (stream, _) = client_async_with_config(request, stream, Some(config))
            .await
            .context("the upgrade to a WebSocket")?;
        Ok(Self { stream })
    }

    /// Writes a text frame.
    pub async fn say(&mut self, text: String) -> Result<()> {
        self.stream
            .send(Message::text(text))
            .await
            .context("writing a frame")
    }

    /// Reads the next text frame, or the end.
    pub async fn hear(&mut self) -> Heard {
        loop {
            match self.stream.next().await {
                Some(Ok(Message::Text(text))) => return Heard::Text(text.to_string()),
                Some(Ok(Message::Close(frame))) => {
                    return Heard::End(frame.map(|frame| frame.code.into()));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Heard::End(None),
            }
        }
    }

    /// Closes it properly.
    pub async fn close(mut self) {
        // The other side may be gone already: then it is closed, which is what was wanted.
        drop(self.stream.close(None).await);
    }
}

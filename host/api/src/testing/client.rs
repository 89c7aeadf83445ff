//! Clients: plain HTTP and sockets, close enough to the wire to misbehave.

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpSocket, TcpStream},
    time::timeout,
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message, client::IntoClientRequest as _, http::HeaderValue},
};

use super::{Gateway, SHOP, URL};

/// No test waits longer for anything.
const PATIENCE: Duration = Duration::from_secs(20);

/// An HTTP answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The cookie that was set, ready to be sent.
    pub(crate) fn cookie(&self) -> Option<String> {
        self.headers
            .get("set-cookie")?
            .split(';')
            .next()
            .map(str::to_owned)
    }

    /// The problem's code.
    pub(crate) fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }
}

impl Gateway {
    /// Sends a request as one of the gateway's own pages would.
    pub(crate) async fn request(
        &self,
        method: &str,
        path: &str,
        cookie: Option<&str>,
        body: &str,
    ) -> Answer {
        let cookie = cookie
            .map(|cookie| format!("Cookie: {cookie}\r\n"))
            .unwrap_or_default();
        let json = if body.is_empty() {
            ""
        } else {
            "Content-Type: application/json\r\n"
        };
        self.raw(&format!(
            "{method} {path} HTTP/1.1\r\nHost: x\r\nOrigin: {URL}\r\n{cookie}{json}\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        ))
        .await
    }

    pub(crate) async fn get(&self, path: &str, cookie: Option<&str>) -> Answer {
        self.request("GET", path, cookie, "").await
    }

    pub(crate) async fn post(&self, path: &str, cookie: Option<&str>, body: &str) -> Answer {
        self.request("POST", path, cookie, body).await
    }

    /// Sends these bytes and reads until the gateway closes.
    pub(crate) async fn raw(&self, request: &str) -> Answer {
        self.raw_bytes(request.as_bytes()).await
    }

    /// The same with bytes that are no text. An answer may come before all of them are taken.
    pub(crate) async fn raw_bytes(&self, request: &[u8]) -> Answer {
        let stream = self.connect().await;
        let (mut reading, mut writing) = stream.into_split();
        let mut bytes = Vec::new();
        let (_, read) = tokio::join!(
            writing.write_all(request),
            timeout(PATIENCE, reading.read_to_end(&mut bytes))
        );
        // A refusal in the midst of a body may cut the connection behind the answer.
        read.unwrap().ok();
        let text = String::from_utf8_lossy(&bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let mut lines = head.lines();
        let status = lines
            .next()
            .and_then(|line| line.split(' ').nth(1))
            .unwrap_or("0");
        let headers = lines.filter_map(|line| line.split_once(": "));
        Answer {
            status: status.parse().unwrap(),
            headers: headers
                .map(|(k, v)| (k.to_lowercase(), v.to_owned()))
                .collect(),
            body: body.to_owned(),
        }
    }

    /// Sends a request from another address of this machine.
    pub(crate) async fn from(&self, address: &str, request: &str) -> String {
        let socket = TcpSocket::new_v4().unwrap();
        socket
            .bind(format!("{address}:0").parse().unwrap())
            .unwrap();
        let mut stream = socket.connect(self.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        timeout(PATIENCE, stream.read_to_string(&mut answer))
            .await
            .unwrap()
            .unwrap();
        answer
    }

    /// Whether an address answers; a connection may be refused.
    pub(crate) async fn try_get(&self, path: &str) -> bool {
        let mut stream = self.connect().await;
        let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        let mut answer = String::new();
        stream.write_all(request.as_bytes()).await.is_ok()
            && stream.read_to_string(&mut answer).await.is_ok()
            && answer.starts_with("HTTP/1.1 200")
    }

    pub(crate) async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Opens a socket; `Err` with the status when it is refused.
    pub(crate) async fn socket(
        &self,
        path: &str,
        headers: &[(&'static str, &str)],
    ) -> Result<Socket, u16> {
        let mut request = format!("ws://{}{path}", self.address)
            .into_client_request()
            .unwrap();
        for (name, value) in headers {
            request
                .headers_mut()
                .insert(*name, HeaderValue::from_str(value).unwrap());
        }
        match client_async(request, self.connect().await).await {
            Ok((stream, _)) => Ok(Socket {
                stream,
                skipped: VecDeque::new(),
            }),
            Err(Error::Http(answer)) => Err(answer.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    /// A visitor's socket on the channel `shop`, before hello.
    pub(crate) async fn visitor_socket(&self) -> Socket {
        self.socket("/api/v1/channels/shop/socket", &[("origin", SHOP)])
            .await
            .unwrap()
    }

    /// A visitor who has said hello and read up to the state; answers token and frames.
    pub(crate) async fn visitor(&self, hello: Value) -> (Socket, String, Vec<Value>) {
        let mut socket = self.visitor_socket().await;
        let mut first = json!({"t": "hello", "v": 1, "token": null, "conversation": null,
                               "after": 0, "locale": "en"});
        for (key, value) in hello.as_object().into_iter().flatten() {
            first[key] = value.clone();
        }
        socket.say(&first).await;
        let welcome = socket.hear().await;
        assert_eq!(welcome["t"], "welcome", "{welcome}");
        let token = welcome["token"].as_str().unwrap().to_owned();
        let knows = first["conversation"].clone();
        let mut frames = vec![socket.hear().await];
        let is_last = |frames: &[Value]| {
            let states = frames.iter().filter(|f| f["t"] == "state").count();
            let first = &frames[0];
            let announced =
                first["t"] == "state" && first["state"] != "none" && first["conversation"] != knows;
            states == if announced { 2 } else { 1 }
        };
        while !is_last(&frames) {
            frames.push(socket.hear().await);
        }
        (socket, token, frames)
    }

    /// A console, greeted; answers its snapshot.
    pub(crate) async fn console(&self, cookie: &str) -> (Socket, Value) {
        self.console_from(cookie, Value::Null).await
    }

    pub(crate) async fn console_from(&self, cookie: &str, resume: Value) -> (Socket, Value) {
        let headers = [("origin", URL), ("cookie", cookie)];
        let mut socket = self
            .socket("/api/v1/console/socket", &headers)
            .await
            .unwrap();
        socket
            .say(&json!({"kind": "hello", "protocol": 1, "resume": resume}))
            .await;
        let greeting = socket.hear().await;
        (socket, greeting)
    }
}

/// An open socket.
pub(crate) struct Socket {
    stream: WebSocketStream<TcpStream>,
    /// What came before the answer to a command.
    skipped: VecDeque<Value>,
}

impl Socket {
    pub(crate) async fn say(&mut self, frame: &Value) {
        self.say_raw(frame.to_string()).await;
    }

    pub(crate) async fn say_raw(&mut self, text: impl Into<String>) {
        self.stream.send(Message::text(text.into())).await.unwrap();
    }

    /// Sends what may break the connection on its way.
    pub(crate) async fn try_say(&mut self, text: String) {
        let _ = self.stream.send(Message::text(text)).await;
    }

    pub(crate) async fn send(&mut self, message: Message) {
        self.stream.send(message).await.unwrap();
    }

    /// The next frame. Pings are answered by a test that wants to.
    pub(crate) async fn hear(&mut self) -> Value {
        match self.next().await {
            Ok(frame) => frame,
            Err(code) => panic!("closed with {code}"),
        }
    }

    /// The next frame, or the code with which the socket closed (1006 without one).
    pub(crate) async fn next(&mut self) -> Result<Value, u16> {
        match self.skipped.pop_front() {
            Some(frame) => Ok(frame),
            None => self.read().await,
        }
    }

    async fn read(&mut self) -> Result<Value, u16> {
        loop {
            match timeout(PATIENCE, self.stream.next())
                .await
                .expect("a frame in time")
            {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(frame))) => {
                    return Err(frame.map_or(1005, |frame| frame.code.into()));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(1006),
            }
        }
    }

    /// The first frame that fits. What came before it is heard later.
    pub(crate) async fn until(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        if let Some(place) = self.skipped.iter().position(&fits) {
            return self.skipped.remove(place).unwrap();
        }
        loop {
            match self.read().await {
                Ok(frame) if fits(&frame) => return frame,
                Ok(frame) => self.skipped.push_back(frame),
                Err(code) => panic!("closed with {code}"),
            }
        }
    }

    /// Reads until an event of this kind; answers its number and content.
    pub(crate) async fn event(&mut self, kind: &str) -> Value {
        self.until(|frame| frame["event"]["kind"] == kind).await
    }

    /// Sends a command and waits for its answer; what came before is heard later.
    pub(crate) async fn command(&mut self, id: &str, command: Value) -> Value {
        self.say(&json!({"kind": "command", "id": id, "command": command}))
            .await;
        loop {
            let frame = self.read().await.unwrap();
            if frame["id"] == id {
                return frame;
            }
            self.skipped.push_back(frame);
        }
    }

    /// Reads until the socket closes; answers the code.
    pub(crate) async fn closed(&mut self) -> u16 {
        loop {
            if let Err(code) = self.next().await {
                return code;
            }
        }
    }

    /// Goes away without a word.
    pub(crate) fn cut(self) {
        drop(self);
    }
}

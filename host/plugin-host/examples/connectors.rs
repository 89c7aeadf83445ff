//! Measures connectors to a customer system: `cargo run --release -p frontdesk-plugin-host --example
//! connectors -- FILE.wasm ...` with builds of the connector in `plugins/examples`, whose README has the
//! figures. Each is run as the gateway runs it, against a provider on this machine that answers at once.
//!
//! Times are processor time, averaged over many calls where the calling thread does the work, so that a
//! busy machine spoils little. Every pass has an instance of its own, as in the gateway.
#![expect(clippy::print_stdout, reason = "a tool for the terminal")]

use std::{
    env, fs,
    io::{BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use frontdesk_core::Timestamp;
use frontdesk_engine::ports::Clock;
use frontdesk_plugin_host::{
    ComponentSource, Grants, HostPattern, Limits, LoadOptions, Plugin, PluginHost,
    PluginHostConfig, SecretGrant, SecretUse, SecretValue,
    connector::{
        ConnectorError,
        crm::{FindPeople, Lookup, Operation, Outcome},
    },
};

/// How long each figure is measured.
const SPAN: Duration = Duration::from_secs(3);
const PEOPLE: usize = 10;

type Failed = Box<dyn std::error::Error>;

struct Standing;

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        Timestamp(1)
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failed> {
    let port = provider()?;
    let files: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    if files.is_empty() {
        return Err("name the components: connectors FILE.wasm ...".into());
    }
    for file in files {
        measure(&file, port).await?;
    }
    Ok(())
}

async fn measure(file: &Path, port: u16) -> Result<(), Failed> {
    let cache = tempfile::tempdir()?;
    let config = PluginHostConfig {
        cache_dir: cache.path().join("aot"),
        ..PluginHostConfig::default()
    };
    println!("{}", file.display());
    print("size", mib(fs::metadata(file)?.len())?, "MiB");
    let began = process_time()?;
    let host = PluginHost::new(&config, Arc::new(Standing))?;
    load(&host, file, port).await?;
    print(
        "load, compiling",
        ms(process_time()?.saturating_sub(began)),
        "ms",
    );
    let began = process_time()?;
    let host = PluginHost::new(&config, Arc::new(Standing))?;
    let plugin = load(&host, file, port).await?;
    print(
        "load, from the cache",
        ms(process_time()?.saturating_sub(began)),
        "ms",
    );
    let code: u64 = fs::read_dir(&config.cache_dir)?
        .filter_map(|entry| entry.ok()?.metadata().ok())
        .map(|found| found.len())
        .sum();
    print("compiled code in the cache", mib(code)?, "MiB");
    print("a pass that refuses", refusals(&plugin).await?, "µs");
    print("find: pass, request, pass", finds(&plugin).await?, "µs");
    Ok(())
}

async fn load(host: &PluginHost, file: &Path, port: u16) -> Result<Arc<Plugin>, Failed> {
    let limits = Limits {
        // A busy machine must not cut what is to be measured.
        call: Duration::from_secs(5),
        load: Duration::from_secs(5),
        requests_per_second: u32::MAX,
        ..Limits::default()
    };
    let peer = HostPattern::parse(&format!("http://127.0.0.1:{port}"))?;
    let token = SecretGrant {
        renewal: None,
        value: SecretValue::new(*b"only-for-measuring"),
        hosts: vec![peer.clone()],
        uses: [SecretUse::Send].into(),
    };
    let grants = Grants {
        hosts: vec![peer],
        private_networks: true,
        kv: false,
        secrets: [("token".to_owned(), token)].into(),
    };
    let options = LoadOptions {
        limits,
        grants,
        settings_json: format!(r#"{{"base_url":"http://127.0.0.1:{port}"}}"#),
        ..LoadOptions::default()
    };
    let source = ComponentSource::Path(file.to_owned());
    Ok(host.load("crm", source, options).await?)
}

fn find(what: Lookup) -> Operation {
    Operation::Find(FindPeople { what, cursor: None })
}

/// One pass that needs no request: the connector knows no chat addresses. Microseconds.
async fn refusals(plugin: &Plugin) -> Result<f64, Failed> {
    let operation = find(Lookup::Handle(("shop".to_owned(), "vis_1".to_owned())));
    let (began, cpu, mut count) = (Instant::now(), thread_time()?, 0_u32);
    while began.elapsed() < SPAN {
        match plugin.run(&operation, "ref-1").await {
            Err(ConnectorError::Reported {
                kind: "unsupported",
                ..
            }) => count += 1,
            other => return Err(format!("it should refuse, and does not: {other:?}").into()),
        }
    }
    each(cpu, count)
}

/// A whole operation: a pass that asks, the request, a pass that reads ten people. Microseconds.
async fn finds(plugin: &Plugin) -> Result<f64, Failed> {
    let operation = find(Lookup::Email("ann@example.com".to_owned()));
    let (began, cpu, mut count) = (Instant::now(), thread_time()?, 0_u32);
    while began.elapsed() < SPAN {
        let outcome = plugin.run(&operation, "ref-1").await?;
        if !matches!(&outcome, Outcome::People(people) if people.items.len() == PEOPLE) {
            return Err(format!("there should be {PEOPLE} people: {outcome:?}").into());
        }
        count += 1;
    }
    each(cpu, count)
}

fn each(began: Duration, count: u32) -> Result<f64, Failed> {
    Ok(us(thread_time()?.saturating_sub(began)) / f64::from(count))
}

/// What all threads have run so far, in steps of 10 ms.
fn process_time() -> Result<Duration, Failed> {
    let text = fs::read_to_string("/proc/self/stat")?;
    // The name, in brackets, may hold blanks.
    let (_, fields) = text.rsplit_once(") ").ok_or("no stat")?;
    let mut fields = fields.split(' ').skip(11);
    let mut ticks = || Ok::<u64, Failed>(fields.next().ok_or("no stat")?.parse()?);
    Ok(Duration::from_millis((ticks()? + ticks()?) * 10))
}

/// What this thread has run so far.
fn thread_time() -> Result<Duration, Failed> {
    let text = fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds = text.split(' ').next().ok_or("no schedstat")?;
    Ok(Duration::from_nanos(nanoseconds.parse()?))
}

/// A provider that answers every request with the same people; its port.
fn provider() -> Result<u16, Failed> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    let people: Vec<String> = (0..PEOPLE)
        .map(|n| format!(r#"{{"id":"p{n}","name":"Ann","email":"ann@example.com"}}"#))
        .collect();
    let body = format!(r#"{{"items":[{}]}}"#, people.join(","));
    let length = body.len();
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = answer.clone();
            thread::spawn(move || drop(serve(&stream, &answer)));
        }
    });
    Ok(port)
}

/// The requests have no body: one ends with its headers.
fn serve(stream: &TcpStream, answer: &str) -> Result<(), Failed> {
    stream.set_nodelay(true)?;
    let mut writer = stream;
    for line in BufReader::new(stream).lines() {
        if line?.is_empty() {
            writer.write_all(answer.as_bytes())?;
        }
    }
    Ok(())
}

fn mib(bytes: u64) -> Result<f64, Failed> {
    Ok(f64::from(u32::try_from(bytes)?) / f64::from(1 << 20))
}

/// The name is followed by at least two spaces, whatever its length.
fn print(what: &str, value: f64, unit: &str) {
    println!("  {what:<36}  {value:>9.2} {unit}");
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn us(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

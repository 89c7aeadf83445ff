//! Times calls of the web-chat component: `cargo run --release -p frontdesk-plugin-host --example
//! calls`. It needs `cargo xtask plugins` first, and compares with the same code run natively. Another
//! build of web chat may be named as argument. A line is a figure: name, value, unit; the load
//! generator of `tests/bench` reads them.
#![expect(clippy::print_stdout, reason = "a tool for the terminal")]

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use frontdesk_core::{
    AgentId, Author, ChannelId, Content, ConversationId, Message, Name, Seq, ThreadId, Timestamp,
};
use frontdesk_engine::ports::{Clock, ContactNotice, ContactSession, SocketChannel};
use frontdesk_plugin_host::{
    ComponentSource, Limits, LoadOptions, Plugin, PluginHost, PluginHostConfig,
};

const CALLS: usize = 50_000;
const INSTANCES: u32 = 32;
const LOADS: usize = 20;
const FRAME: &str = include_str!("../../../channels/webchat/fixtures/message.json");

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

struct Standing;

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        Timestamp(1)
    }
}

/// Half and nearly all of the calls took no longer than this.
struct Times {
    p50: Duration,
    p99: Duration,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let built = root.join("plugins/target/components/webchat.wasm");
    let file = env::args_os().nth(1).map_or(built, PathBuf::from);
    let cache = tempfile::tempdir()?;
    let config = PluginHostConfig {
        cache_dir: cache.path().join("aot"),
        ..PluginHostConfig::default()
    };

    let began = Instant::now();
    let compiling = PluginHost::new(&config, Arc::new(Standing))?;
    load(&compiling, "compiled", &file, 4).await?;
    print("engine and load, compiling", ms(began.elapsed()), "ms");
    drop(compiling);
    cold_loads(&config, &file).await?;

    let host = PluginHost::new(&config, Arc::new(Standing))?;
    let warm = load(&host, "warm", &file, 4).await?;
    let fresh = load(&host, "fresh", &file, 0).await?;
    let warm_frame = frames(&warm).await?;
    let warm_render = renders(&warm).await?;
    print_times("frame, warm instance", &warm_frame);
    print_times("render, warm instance", &warm_render);
    print_times("frame, fresh instance", &frames(&fresh).await?);
    print_times("render, fresh instance", &renders(&fresh).await?);
    memory(&host, &file, &warm).await?;
    native(&root, &warm_frame, &warm_render)
}

/// What a start pays for a component that was compiled before: with its files still in the kernel's
/// memory, and without.
async fn cold_loads(config: &PluginHostConfig, file: &Path) -> Outcome<()> {
    for (name, forgets) in [
        ("load, from the cache", false),
        ("load, from the cache on disk", true),
    ] {
        let (mut engines, mut loads) = (Vec::new(), Vec::new());
        for _ in 0..LOADS {
            if forgets {
                forget(file)?;
                for cached in fs::read_dir(&config.cache_dir)? {
                    forget(&cached?.path())?;
                }
            }
            let began = Instant::now();
            let host = PluginHost::new(config, Arc::new(Standing))?;
            engines.push(began.elapsed());
            let began = Instant::now();
            load(&host, "cached", file, 4).await?;
            loads.push(began.elapsed());
        }
        if !forgets {
            print("engine", ms(times(engines).p50), "ms");
        }
        print(name, ms(times(loads).p50), "ms");
    }
    Ok(())
}

/// Takes a file out of the kernel's memory, as after a restart of the machine.
fn forget(file: &Path) -> Outcome<()> {
    let file = fs::File::open(file)?;
    file.sync_all()?;
    rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed)?;
    Ok(())
}

async fn load(host: &PluginHost, name: &str, file: &Path, warm: usize) -> Outcome<Arc<Plugin>> {
    let limits = Limits {
        warm,
        ..Limits::default()
    };
    let options = LoadOptions {
        limits,
        ..LoadOptions::default()
    };
    Ok(host
        .load(name, ComponentSource::Path(PathBuf::from(file)), options)
        .await?)
}

fn session() -> Outcome<ContactSession> {
    Ok(ContactSession {
        channel: ChannelId(Name::new("shop")?),
        thread: ThreadId::new("vis_1").ok_or("no thread")?,
        locale: "en".to_owned(),
    })
}

async fn frames(channel: &Plugin) -> Outcome<Times> {
    let session = session()?;
    let mut took = Vec::with_capacity(CALLS);
    for _ in 0..CALLS {
        let began = Instant::now();
        channel.frame(&session, FRAME, Timestamp(1)).await?;
        took.push(began.elapsed());
    }
    Ok(times(took))
}

async fn renders(channel: &Plugin) -> Outcome<Times> {
    let session = session()?;
    let message = Message {
        conversation: ConversationId::new(1).ok_or("no conversation")?,
        seq: Seq(7),
        at: Timestamp(1_730_000_000_000),
        author: Author::Agent(AgentId(Name::new("bea")?)),
        content: Content::Text("a".repeat(100).into()),
        client_id: None,
    };
    let notices = [ContactNotice::Message {
        message,
        agent_name: Some("Bea".to_owned()),
    }];
    let mut took = Vec::with_capacity(CALLS);
    for _ in 0..CALLS {
        let began = Instant::now();
        channel.render(&session, &notices).await?;
        took.push(began.elapsed());
    }
    Ok(times(took))
}

fn times(mut took: Vec<Duration>) -> Times {
    took.sort_unstable();
    let at = |percent: usize| {
        took.get(took.len() * percent / 100)
            .copied()
            .unwrap_or_default()
    };
    Times {
        p50: at(50),
        p99: at(99),
    }
}

fn print_times(what: &str, times: &Times) {
    print(&format!("{what}, p50"), us(times.p50), "µs");
    print(&format!("{what}, p99"), us(times.p99), "µs");
}

/// The name is followed by at least two spaces, whatever its length.
fn print(what: &str, value: f64, unit: &str) {
    println!("{what:<36}  {value:>9.2} {unit}");
}

/// What one live instance adds to the process: many channels of one component, each called once.
async fn memory(host: &PluginHost, file: &Path, warm: &Plugin) -> Outcome<()> {
    let session = session()?;
    warm.frame(&session, FRAME, Timestamp(1)).await?;
    let linear = u32::try_from(warm.health().idle_memory_bytes)?;
    print(
        "linear memory of an instance",
        f64::from(linear) / 1_024.0,
        "KiB",
    );
    print("memory left by a call", left_by_a_call(warm).await?, "B");
    let before = resident_kib()?;
    let mut channels = Vec::new();
    for number in 0..INSTANCES {
        let channel = load(host, &format!("memory-{number}"), file, 1).await?;
        channel.frame(&session, FRAME, Timestamp(1)).await?;
        channels.push(channel);
    }
    let grown = resident_kib()?.saturating_sub(before);
    let each = f64::from(u32::try_from(grown)?) / f64::from(INSTANCES);
    print("resident memory of a live instance", each, "KiB");
    Ok(())
}

/// Bytes by which a call lets the process grow, on average: a leak would show.
async fn left_by_a_call(channel: &Plugin) -> Outcome<f64> {
    let session = session()?;
    let before = resident_kib()?;
    for _ in 0..CALLS {
        channel.frame(&session, FRAME, Timestamp(1)).await?;
    }
    let grown = resident_kib()?.saturating_sub(before) << 10;
    Ok(f64::from(u32::try_from(grown)?) / f64::from(u32::try_from(CALLS)?))
}

fn resident_kib() -> Outcome<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .ok_or("no VmRSS")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}

/// Runs the same code natively and tells the difference.
fn native(root: &Path, frame: &Times, render: &Times) -> Outcome<()> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args([
            "run",
            "--quiet",
            "--release",
            "--locked",
            "--example",
            "native",
        ])
        .arg("--manifest-path")
        .arg(root.join("channels/webchat/Cargo.toml"))
        .arg("--target-dir")
        .arg(root.join("plugins/target"))
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    for line in String::from_utf8(output.stdout)?.lines() {
        let mut words = line.split(' ');
        let (Some(name), Some(p50), Some(p99)) = (words.next(), words.next(), words.next()) else {
            continue;
        };
        let times = Times {
            p50: nanoseconds(p50)?,
            p99: nanoseconds(p99)?,
        };
        print_times(&format!("{name}, native"), &times);
        let component = if name == "frame" { frame } else { render };
        let cost = component.p50.saturating_sub(times.p50);
        print(&format!("{name}, cost of the component"), us(cost), "µs");
    }
    Ok(())
}

fn nanoseconds(text: &str) -> Outcome<Duration> {
    Ok(Duration::from_nanos(text.parse()?))
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn us(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

//! Many customers: taken in from a file, and found by words.

use std::{
    fmt::Write as _,
    fs,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};
use frontdesk_test_bench::{
    Gateway, Http, Settings,
    cast::sign_in_supervisor,
    disk::kept_bytes,
    ledger::{histogram, record},
    process::{Memory, Usage},
    report::{Row, count},
};
use serde_json::Value;
use tokio::time::interval;

use crate::options::Options;

/// Searches of each kind.
const SEARCHES: usize = 300;
/// How often it is asked how far the job is; each time memory is read as well.
const EVERY: Duration = Duration::from_millis(250);
const FIRST: [&str; 16] = [
    "Ann", "Maria", "Joseph", "Anna", "Peter", "Andrew", "Sophie", "Lukas", "Chen", "Amir", "Olga",
    "Ivan", "Fatima", "John", "Paul", "Laura",
];
const LAST: [&str; 8] = [
    "Smith", "Lee", "Müller", "Novák", "García", "Rossi", "Nguyen", "Öztürk",
];

/// What is looked for, search by search.
type Words = Box<dyn Fn(usize) -> String>;

/// Takes in a file of customers with an account number, an email address, a phone number and a note each, and
/// then searches, one after the other, over HTTP.
pub(super) async fn directory(options: &Options) -> Result<Vec<Row>> {
    let root = options.out().join("directory");
    match fs::remove_dir_all(&root) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    fs::create_dir_all(&root)?;
    let gateway = Gateway::start(&root, &Settings::default()).await?;
    let cookie = sign_in_supervisor(&gateway).await?;
    let http = gateway.http().with_cookie(&cookie);
    let rows = vec![
        take_in(&gateway, &http, &cookie, options).await?,
        search(&gateway, &http, options).await?,
    ];
    fs::remove_dir_all(&root)?;
    Ok(rows)
}

async fn take_in(gateway: &Gateway, http: &Http, cookie: &str, options: &Options) -> Result<Row> {
    let pid = gateway.pid()?;
    let file = file(options.customers);
    let idle = Memory::of(pid)?;
    let (before, began) = (Usage::of(pid)?, Instant::now());
    let headers = [
        ("cookie".to_owned(), cookie.to_owned()),
        ("origin".to_owned(), http.origin()),
    ];
    let path = "/api/v1/customers/import?format=csv";
    let report: Value = http
        .raw("POST", path, &headers, file.as_bytes())
        .await?
        .json()?;
    let checked = began.elapsed();
    let job = report
        .get("job")
        .and_then(Value::as_str)
        .with_context(|| format!("refused: {report}"))?;
    let mut most = idle.pss_kib;
    let mut every = interval(EVERY);
    loop {
        every.tick().await;
        most = most.max(Memory::of(pid)?.pss_kib);
        let told: Value = http
            .get(&format!("/api/v1/customers/jobs/{job}"))
            .await?
            .json()?;
        if told.get("state").and_then(Value::as_str) == Some("done") {
            break;
        }
    }
    let taken = began.elapsed();
    // The last one of the file is found by name when the search has them all.
    let last = format!("number{}", options.customers - 1);
    loop {
        if found(http, &last).await? > 0 {
            break;
        }
        every.tick().await;
        most = most.max(Memory::of(pid)?.pss_kib);
    }
    let found = began.elapsed();
    let usage = Usage::of(pid)?.since(&before);
    let state = gateway.state_path();
    let mib = |bytes: u64| count(bytes) / f64::from(1 << 20);
    let customers = u64::try_from(options.customers)?;
    let seconds = |time: Duration| time.as_secs_f64();
    let variant = options.variant(&format!("{customers} customers from a file of CSV"));
    Ok(Row::new("directory", variant)
        .with("file", mib(file.len() as u64), "MiB")
        .with("looked through", seconds(checked), "s")
        .with("taken in", seconds(taken), "s")
        .with("all found", seconds(found), "s")
        .with("most memory", count(most) / 1024.0, "MiB")
        .with("store", mib(kept_bytes(&state.join("store"))?), "MiB")
        .with("search", mib(kept_bytes(&state.join("search"))?), "MiB")
        .with_usage(&usage, seconds(found), customers, "customer")
        .with_memory(&Memory::of(pid)?))
}

async fn search(gateway: &Gateway, http: &Http, options: &Options) -> Result<Row> {
    let before = Usage::of(gateway.pid()?)?;
    let began = Instant::now();
    let mut row = Row::new(
        "directory",
        options.variant(&format!(
            "{SEARCHES} searches of a kind among {} customers",
            options.customers
        )),
    );
    let customers = options.customers;
    let some = move |n: usize| n * 7_919 % customers;
    let first = |n: usize| of(&FIRST, n);
    let kinds: [(&str, Words); 8] = [
        (
            "account number",
            Box::new(move |n| format!("AT-{}", some(n))),
        ),
        (
            "email",
            Box::new(move |n| format!("c{}@example.com", some(n))),
        ),
        (
            "name",
            Box::new(move |n| format!("{} number{}", first(n), some(n))),
        ),
        ("common name", Box::new(move |n| first(n).to_owned())),
        (
            "two common words",
            Box::new(move |n| format!("{} {}", first(n), of(&LAST, n))),
        ),
        ("as it is typed", Box::new(move |n| typed(first(n), n))),
        ("word of every note", Box::new(|_| "invoice".to_owned())),
        ("everyone", Box::new(|_| String::new())),
    ];
    let mut all = histogram();
    for (kind, text) in &kinds {
        let mut times = histogram();
        for n in 0..SEARCHES {
            let text = text(n);
            let asked = Instant::now();
            let count = found(http, &text).await?;
            // Not every first name goes with every number.
            ensure!(*kind == "name" || count > 0, "{kind}: {text} is not found");
            record(&mut times, asked.elapsed());
            record(&mut all, asked.elapsed());
        }
        row = row.with_histogram(kind, &times);
    }
    let usage = Usage::of(gateway.pid()?)?.since(&before);
    let searches = u64::try_from(SEARCHES * kinds.len())?;
    Ok(row.with_histogram("all", &all).with_usage(
        &usage,
        began.elapsed().as_secs_f64(),
        searches,
        "search",
    ))
}

/// The first letters of a name, from one on.
fn typed(name: &str, n: usize) -> String {
    name.chars().take(1 + n % 3).collect()
}

/// One of these, again and again.
fn of<'a>(all: &[&'a str], n: usize) -> &'a str {
    all.get(n % all.len().max(1)).copied().unwrap_or_default()
}

/// How many are found on the first page.
async fn found(http: &Http, text: &str) -> Result<usize> {
    let text = text
        .replace(' ', "%20")
        .replace('ü', "%C3%BC")
        .replace('á', "%C3%A1");
    let text = text.replace('í', "%C3%AD").replace('Ö', "%C3%96");
    let answer = http.get(&format!("/api/v1/customers?q={text}")).await?;
    let found: Value = answer.json()?;
    match found.get("items").and_then(Value::as_array) {
        Some(items) => Ok(items.len()),
        None => bail!("no list: {found}"),
    }
}

fn file(customers: usize) -> String {
    let mut file = "account_number,name,email,phone,notes,tags\n".to_owned();
    for n in 0..customers {
        let (first, last) = (of(&FIRST, n), of(&LAST, n / FIRST.len()));
        let tag = if n % 50 == 0 { "vip" } else { "" };
        // Writing into a text does not fail.
        let _ = writeln!(
            file,
            "AT-{n},{first} {last} Number{n},c{n}@example.com,+43660{n:07},asked about an invoice,{tag}"
        );
    }
    file
}

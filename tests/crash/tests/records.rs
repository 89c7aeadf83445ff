//! `kill -9` while the Local CRM works on many records: a file is taken in, records become one, a person is
//! erased. Each is all there or not at all in the end, whatever died in between.

use std::{collections::BTreeSet, fmt::Write as _, time::Duration};

use anyhow::{Context as _, Result, ensure};
use frontdesk_test_bench::{Answer, Gateway, Http, Settings, cast::sign_in_supervisor};
use serde_json::{Value, json};
use tokio::time::{Instant, timeout, timeout_at};

/// Customers in the file.
const ROWS: usize = 8_000;
/// How often the gateway dies while it takes them in.
const KILLS: usize = 4;
/// How long something may take before it counts as stuck.
const PATIENCE: Duration = Duration::from_mins(2);

struct Office {
    gateway: Gateway,
    cookie: String,
    _folder: tempfile::TempDir,
}

impl Office {
    async fn open() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let gateway = Gateway::start(folder.path(), &Settings::default()).await?;
        let cookie = sign_in_supervisor(&gateway).await?;
        Ok(Self {
            gateway,
            cookie,
            _folder: folder,
        })
    }

    fn http(&self) -> Http {
        self.gateway.http().with_cookie(&self.cookie)
    }

    async fn get(&self, path: &str) -> Result<Value> {
        self.http().get(&format!("/api/v1{path}")).await?.json()
    }

    async fn post(&self, path: &str, body: Value) -> Result<Value> {
        let path = format!("/api/v1{path}");
        self.http().send("POST", &path, Some(&body)).await?.json()
    }

    async fn customer(&self, name: &str, account: &str) -> Result<Value> {
        let draft = json!({"name": name, "account_number": account});
        self.post("/customers", json!({"draft": draft})).await
    }

    /// Sends a file to be taken in; the answer may never come.
    async fn import(&self, file: &str) -> Result<Answer> {
        let headers = [
            ("cookie".to_owned(), self.cookie.clone()),
            ("origin".to_owned(), self.http().origin()),
            ("content-type".to_owned(), "text/csv".to_owned()),
        ];
        let path = "/api/v1/customers/import?format=csv";
        self.http()
            .raw("POST", path, &headers, file.as_bytes())
            .await
    }

    /// Asks again and again until a job is as far as that.
    async fn job(&self, id: &str, enough: impl Fn(&Value) -> bool) -> Result<Value> {
        let end = Instant::now() + PATIENCE;
        let waited = timeout_at(end, async {
            loop {
                let job = self.get(&format!("/customers/jobs/{id}")).await?;
                if enough(&job) {
                    return anyhow::Ok(job);
                }
            }
        });
        waited
            .await
            .with_context(|| format!("job {id} is stuck\n{}", self.gateway.log()))?
    }

    /// The account numbers of all customers, each as often as it is there.
    async fn accounts(&self) -> Result<Vec<String>> {
        let file = self
            .http()
            .get("/api/v1/customers/export?format=json")
            .await?;
        ensure!(file.status == 200, "{}", file.body);
        let lines = file.body.lines().filter(|line| line.starts_with('{'));
        let account = |line: &str| -> Result<String> {
            let customer: Value = serde_json::from_str(line)?;
            Ok(part(&customer, "/account_number")
                .as_str()
                .unwrap_or_default()
                .to_owned())
        };
        lines.map(account).collect()
    }

    async fn die(&mut self) -> Result<()> {
        self.gateway.kill().await?;
        self.gateway.resume().await
    }
}

/// A part of what was answered: null where there is none.
fn part<'a>(json: &'a Value, pointer: &str) -> &'a Value {
    json.pointer(pointer).unwrap_or(&Value::Null)
}

fn file(rows: usize) -> String {
    let mut file = "account_number,name,email,notes\n".to_owned();
    for n in 0..rows {
        // Writing into a text does not fail.
        let _ = writeln!(
            file,
            "AT-{n},Customer Number{n},c{n}@example.com,\"two\nlines\""
        );
    }
    file
}

#[tokio::test]
async fn a_file_that_is_being_taken_in_is_taken_in_whole_over_any_number_of_deaths() -> Result<()> {
    let mut office = Office::open().await?;
    let report: Value = office.import(&file(ROWS)).await?.json()?;
    let job = part(&report, "/job").as_str().context("no job")?.to_owned();
    for death in 1..=KILLS {
        let far = (ROWS * death / (KILLS + 1)) as u64;
        office
            .job(&job, |job| part(job, "/done").as_u64() >= Some(far))
            .await?;
        office.die().await?;
    }
    let job = office
        .job(&job, |job| part(job, "/state") == "done")
        .await?;
    ensure!(*part(&job, "/done") == json!(ROWS), "{job}");
    let accounts = office.accounts().await?;
    let distinct: BTreeSet<&String> = accounts.iter().collect();
    ensure!(
        (accounts.len(), distinct.len()) == (ROWS, ROWS),
        "{} of {ROWS}",
        accounts.len()
    );
    for n in [0, ROWS / 2, ROWS - 1] {
        let found = office.get(&format!("/customers?q=number{n}%20")).await?;
        ensure!(
            *part(&found, "/items/0/account_number") == json!(format!("AT-{n}")),
            "{n}: {found}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_file_whose_answer_never_came_is_taken_in_whole_or_not_at_all() -> Result<()> {
    let mut office = Office::open().await?;
    let rows = 2_000;
    let file = file(rows);
    for pause in [20, 60, 150, 400] {
        // The moment of the death is what differs.
        let answer = timeout(Duration::from_millis(pause), office.import(&file)).await;
        drop(answer);
        office.die().await?;
        let end = Instant::now() + PATIENCE;
        loop {
            let count = office.accounts().await?.len();
            if count == 0 || count == rows {
                break;
            }
            ensure!(Instant::now() < end, "{count} of {rows}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn two_records_are_one_or_two_whenever_the_gateway_dies() -> Result<()> {
    let mut office = Office::open().await?;
    for round in 0..8 {
        let (mine, theirs) = (format!("M{round}"), format!("T{round}"));
        let ann = office.customer("Ann Lee", &mine).await?;
        let old = office.customer("A. Lee", &theirs).await?;
        let path = format!(
            "/customers/{}/merge",
            part(&ann, "/id").as_str().context("no id")?
        );
        let merge = json!({"version": part(&ann, "/version"), "other": part(&old, "/id"), "other_version": part(&old, "/version")});
        let (http, path) = (office.http(), format!("/api/v1{path}"));
        let asked = tokio::spawn(async move { http.send("POST", &path, Some(&merge)).await });
        if round % 2 == 1 {
            tokio::task::yield_now().await;
        }
        office.die().await?;
        let answered = asked.await?.is_ok_and(|answer| answer.status == 200);
        let of = |record: &Value| {
            format!(
                "/customers/{}",
                part(record, "/id").as_str().unwrap_or_default()
            )
        };
        let (ann, other) = (office.get(&of(&ann)).await?, office.get(&of(&old)).await?);
        let is_one = part(&ann, "/id") == part(&other, "/id");
        ensure!(is_one || !answered, "a merge that was acknowledged is lost");
        let merged = part(&ann, "/merged").as_array().map_or(0, Vec::len);
        ensure!(merged == usize::from(is_one), "{ann}");
        for account in [&mine, &theirs] {
            let found = office.get(&format!("/customers?q={account}")).await?;
            ensure!(
                part(&found, "/items").as_array().map_or(0, Vec::len) == 1,
                "{account}: {found}"
            );
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_person_who_is_being_erased_is_erased_whenever_the_gateway_dies() -> Result<()> {
    let mut office = Office::open().await?;
    let ann = office.customer("Ann Lee", "AT-1").await?;
    let id = part(&ann, "/id").as_str().context("no id")?;
    for n in 0..300 {
        let draft = json!({"subject": format!("Case {n}")});
        office
            .post("/cases", json!({"customer": id, "draft": draft}))
            .await?;
    }
    let path = format!("/api/v1/customers/{id}?version={}", part(&ann, "/version"));
    let job: Value = office.http().send("DELETE", &path, None).await?.json()?;
    office.die().await?;
    let job = part(&job, "/id").as_str().context("no job")?;
    office.job(job, |job| part(job, "/state") == "done").await?;
    for path in [
        format!("/customers/{id}"),
        "/cases/cas_1".to_owned(),
        "/cases/cas_300".to_owned(),
    ] {
        let answer = office.http().get(&format!("/api/v1{path}")).await?;
        ensure!(answer.status == 404, "{path}: {}", answer.body);
    }
    let found = office.get("/customers?q=ann").await?;
    ensure!(*part(&found, "/items") == json!([]), "{found}");
    Ok(())
}

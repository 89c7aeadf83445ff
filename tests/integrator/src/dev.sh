# `frontdesk plugin dev` beside a running gateway: a first build, a change, a mistake.
mkdir gateway
cat > gateway/frontdesk.toml <<'TOML'
[queue.sales]
title = "Sales"

[agent.ana]
name = "Ana"
queues = ["sales"]
TOML
here="--config gateway/frontdesk.toml --state gateway/state --components gateway/components"
trap 'kill $(jobs -p)' EXIT
wait_for() {
  { set +x; } 2> /dev/null
  for _ in $(seq 600); do
    if eval "$1"; then set -x; return; fi
    sleep 0.2
  done
  cat gateway/*.txt
  false
}
frontdesk serve $here --listen 127.0.0.1:0 > gateway/serve.txt 2>&1 &
wait_for "grep -q '^ready$' gateway/serve.txt"
frontdesk plugin dev acme-bot $here > gateway/dev.txt 2>&1 &
wait_for "grep -q 'Fill in' gateway/dev.txt"
# As it says: what is missing has an example in the section already.
sed -i 's/^# //' gateway/frontdesk.toml
wait_for "frontdesk plugin list $here | grep -E '^acme-bot .* 0\.1\.0 '"
sed -i '0,/^version = "0.1.0"/s//version = "0.1.1"/' acme-bot/Cargo.toml
wait_for "frontdesk plugin list $here | grep -E '^acme-bot .* 0\.1\.1 '"
# What does not build is said, and the version before it runs on.
echo 'this is no Rust' >> acme-bot/src/lib.rs
wait_for "grep -q 'cargo failed' gateway/dev.txt"
frontdesk plugin list $here | grep -E '^acme-bot .* 0\.1\.1 '
cat gateway/dev.txt

# Sourced by the comparisons of the queue: a counting smtp-sink, and smtpd with a queue that relays to it. Mail comes in as mail to out@example.com,
# which is forwarded, so that it needs no login.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
sink=$(free_port)

start_sink() {
  smtp-sink -c -u nobody "127.0.0.1:$sink" 1000 > "$work/sink.log" 2>&1 &
  sink_id=$!
  until smtp-source -m 1 -t x@sink.example "127.0.0.1:$sink" 2>/dev/null; do sleep 0.1; done
}
start_smtpd() {
  dotnet build samples/smtpd/smtpd.csproj -c Release -v quiet --nologo -clp:NoSummary
  mkdir -p "$work/domains/example.com"
  echo '{ "forwards": { "out": "x@sink.example" } }' > "$work/domains/example.com/config.json"
  cat > "$work/mail.json" <<C
{ "ServerName": "mail.example.com", "Store": { "Root": "$work/mail" }, "Accounts": { "Root": "$work/domains", "DefaultDomain": "example.com" },
  "Queue": { "Root": "$work/queue", "DefaultRoute": "sink", "Routes": { "sink": { "Kind": "Smarthost", "Host": "127.0.0.1", "Port": $sink } },
             "Concurrency": { "PerDestination": 20 } },
  "Smtp": { "Listeners": { "smtp": { "EndPoint": "127.0.0.1:0" } } } }
C
  dotnet samples/smtpd/bin/Release/net10.0/smtpd.dll --config "$work/mail.json" > "$work/host.log" 2>&1 &
  host=$!
  until grep -qs '^ready$' "$work/host.log"; do kill -0 "$host"; sleep 0.1; done
}
# The sink counts aloud, on one line.
taken() { tr '\r' '\n' < "$work/sink.log" | sed -n 's/.*mesg=\([0-9]*\).*/\1/p' | tail -n 1; }
end() { [ -z "${sink_id:-}" ] || kill "$sink_id" 2>/dev/null || true; finish; }
trap end EXIT

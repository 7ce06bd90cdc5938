#!/usr/bin/env bash
# Mail that comes in, is queued durably and relayed to smtp-sink, messages per second from the first octet in to the last message out: smtpd and its
# queue beside Postfix, in turn. Needs postfix (smtp-source, smtp-sink) and python3. Run as root, as Postfix has to be.
#   bash benchmarks/load/queue.sh [SESSIONS=10] [MESSAGES=3000] [OCTETS=4096] [ROUNDS=5]
source "$(dirname "$0")/queue-common.sh"
sessions=${1:-10}; messages=${2:-3000}; octets=${3:-4096}; rounds=${4:-5}
relay=$(free_port)

start_postfix() {
  local b=$work/postfix
  mkdir -p "$b/etc" "$b/spool" "$b/data"; chown postfix "$b/data"
  cat > "$b/etc/main.cf" <<C
compatibility_level = 3.6
queue_directory = $b/spool
data_directory = $b/data
daemon_directory = /usr/lib/postfix/sbin
command_directory = /usr/sbin
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = postfix.example
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
relayhost = [127.0.0.1]:$sink
maillog_file = $b/log
maillog_file_prefixes = $b
smtpd_peername_lookup = no
default_destination_concurrency_limit = 20
initial_destination_concurrency = 20
C
  cat > "$b/etc/master.cf" <<C
127.0.0.1:$relay inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
C
  postfix -c "$b/etc" start > /dev/null 2>&1
}
end_both() { postfix -c "$work/postfix/etc" stop > /dev/null 2>&1 || true; end; }
trap end_both EXIT

rate() { # RECIPIENT PORT
  local begin goal
  goal=$(($(taken || echo 0) + messages))
  begin=$(date +%s%N)
  smtp-source -d -s "$sessions" -m "$messages" -l "$octets" -f a@example.org -t "$1" "127.0.0.1:$2"
  until [ "$(taken)" -ge "$goal" ]; do sleep 0.02; done
  echo $((messages * 1000000000 / ($(date +%s%N) - begin)))
}

start_sink; start_postfix; start_smtpd
rate out@example.com "$(host_port smtp)" > /dev/null
rate x@sink.example "$relay" > /dev/null
for _ in $(seq "$rounds"); do
  echo "$(rate out@example.com "$(host_port smtp)") $(rate x@sink.example "$relay")"
done | tee "$work/rates" | sed 's/^/  /'
median() { cut -d' ' -f"$1" "$work/rates" | sort -n | sed -n "$(((rounds + 1) / 2))p"; }
echo "messages/s with $sessions sessions, $octets octets: MsgStore $(median 1), Postfix $(median 2)"
awk "BEGIN { printf \"ratio: %.2f\n\", $(median 1) / $(median 2) }"

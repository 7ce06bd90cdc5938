#!/usr/bin/env bash
# Messages stored per second: MsgStore over SMTP and over LMTP beside Dovecot's LMTP, in turn, each round into mailboxes of their own.
#   bash benchmarks/load/receive.sh [SESSIONS=10] [MESSAGES=3000] [OCTETS=4096] [ROUNDS=5]
source "$(dirname "$0")/common.sh"
sessions=${1:-10}; messages=${2:-3000}; octets=${3:-4096}; rounds=${4:-5}
start_dovecot
start_msgstore "$work/ours" u1@example.com
# The user of the quickstart is one; deliveries of all rounds go to one mailbox there, and to one here.
rate() { # SMTP-SOURCE-OPTIONS RECIPIENT PORT
  local begin end
  begin=$(date +%s%N)
  smtp-source $1 -d -s "$sessions" -m "$messages" -l "$octets" -f a@example.org -t "$2" "127.0.0.1:$3"
  end=$(date +%s%N)
  echo $((messages * 1000000000 / (end - begin)))
}
rate "" u1@example.com "$(host_port smtp)" > /dev/null
rate -L u1 "$lmtp" > /dev/null
for _ in $(seq "$rounds"); do
  echo "$(rate "" u1@example.com "$(host_port smtp)") $(rate -L u1@example.com "$(host_port lmtp)") $(rate -L u1 "$lmtp")"
done | tee "$work/rates" | sed 's/^/  /'
median() { cut -d' ' -f"$1" "$work/rates" | sort -n | sed -n "$(((rounds + 1) / 2))p"; }
ours=$(median 1); oursl=$(median 2); theirs=$(median 3)
echo "messages/s with $sessions sessions, $octets octets: MsgStore SMTP $ours, MsgStore LMTP $oursl, Dovecot LMTP $theirs"
awk "BEGIN { printf \"ratio: SMTP %.2f, LMTP %.2f\n\", $ours / $theirs, $oursl / $theirs }"

#!/usr/bin/env bash
# Login, STAT, UIDL and LIST of one large maildrop, on MsgStore and on Dovecot, in turn on the same tree.
#   bash benchmarks/load/pop3-open.sh [MESSAGES=100000] [ROUNDS=7]
# Prints the median milliseconds of each and the ratio MsgStore / Dovecot; the first round of each (no index yet) apart.
source "$(dirname "$0")/common.sh"
messages=${1:-100000}; rounds=${2:-7}
box=$work/mail/example.com/u1
mkdir -p "$box/cur" "$box/new" "$box/tmp"
python3 - "$box/cur" "$messages" <<'P'
import os, sys
folder, count = sys.argv[1], int(sys.argv[2])
body = b"Subject: message\r\n\r\n" + b"a line of text that fills the message up to some size\r\n" * 15
for i in range(count):
    with open(f"{folder}/{1700000000 + i}.M{i % 1000000}P1Q{i}.host,S={len(body)},W={len(body)}:2,", "wb") as f:
        f.write(body)
P
start_dovecot
chown -R "$uid:$gid" "$box"
start_msgstore "$work/mail" u1@example.com
python3 - "$pop3" "$(host_port pop3)" "$rounds" "$host" <<'P'
import poplib, statistics, sys, time
poplib._MAXLINE = 1 << 20
dovecot, ours, rounds, pid = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]

def peak():
    return int(next(l for l in open(f"/proc/{pid}/status") if l.startswith("VmHWM")).split()[1]) / 1024

def session(port, user):
    marks, start = {}, time.perf_counter()
    def mark(name):
        nonlocal start
        now = time.perf_counter()
        marks[name] = (now - start) * 1000
        start = now
    p = poplib.POP3("127.0.0.1", port, timeout=120)
    p.user(user); p.pass_("secret"); mark("login")
    count = p.stat()[0]; mark("STAT")
    assert len(p.uidl()[1]) == count; mark("UIDL")
    assert len(p.list()[1]) == count; mark("LIST")
    p.quit()
    marks["login+STAT+UIDL"] = marks["login"] + marks["STAT"] + marks["UIDL"]
    return marks

before = peak()
sides = {"MsgStore": (ours, "u1@example.com"), "Dovecot": (dovecot, "u1")}
runs = {side: [session(*where) for _ in range(1)] for side, where in sides.items()}
for _ in range(rounds):
    for side, where in sides.items():
        runs[side].append(session(*where))
print(f"{'ms':18}{'MsgStore':>12}{'Dovecot':>12}{'ratio':>9}")
for name in runs["Dovecot"][0]:
    cold = {side: runs[side][0][name] for side in sides}
    warm = {side: statistics.median(r[name] for r in runs[side][1:]) for side in sides}
    print(f"{name + ' first':18}{cold['MsgStore']:12.1f}{cold['Dovecot']:12.1f}{cold['MsgStore'] / cold['Dovecot']:9.2f}")
    print(f"{name:18}{warm['MsgStore']:12.1f}{warm['Dovecot']:12.1f}{warm['MsgStore'] / warm['Dovecot']:9.2f}")
print(f"MsgStore peak memory: {before:.0f} MiB before, {peak():.0f} MiB after")
P

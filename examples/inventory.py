#!/usr/bin/env python3
"""Prints what there is to know about this machine, as JSON. Python 3 and its standard library only."""
import json, os, platform, pwd, re, shutil, socket, subprocess, time


def read(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def memory():
    kib = dict(re.findall(r"^(\w+): +(\d+)", read("/proc/meminfo"), re.M))
    return {key: int(kib.get(key, 0)) // 1024 for key in ("MemTotal", "MemAvailable", "SwapTotal")}


def mounts():
    for device, path, kind in (line.split()[:3] for line in read("/proc/self/mounts").splitlines()):
        path = path.replace("\\040", " ")
        try:
            total, used, _ = shutil.disk_usage(path)
        except OSError:
            continue
        if total >> 20:
            yield {"path": path, "device": device, "type": kind, "mib": total >> 20, "used_percent": 100 * used // total}


def addresses():
    ipv4 = re.findall(r"\|-- (\S+)\n\s+/32 host LOCAL", read("/proc/net/fib_trie"))
    ipv6 = [socket.inet_ntop(socket.AF_INET6, bytes.fromhex(line[:32])) for line in read("/proc/net/if_inet6").splitlines()]
    return sorted(set(ipv4)) + ipv6


def users():
    try:
        who = subprocess.run(["who"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return []
    return [dict(zip(("user", "line"), line.split())) for line in who.splitlines()]


print(json.dumps({
    "host": socket.gethostname(),
    "kernel": {"name": platform.system(), "release": platform.release(), "machine": platform.machine()},
    "os": dict(re.findall(r'^(ID|VERSION_ID|PRETTY_NAME)="?([^"\n]*)', read("/etc/os-release"), re.M)),
    "python": platform.python_version(),
    "user": pwd.getpwuid(os.getuid()).pw_name,
    "time": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
    "uptime_seconds": int(float(read("/proc/uptime").split(" ")[0] or 0)),
    "load": os.getloadavg(),
    "cpus": {"count": os.cpu_count(), "models": sorted(set(re.findall(r"^model name\s+: (.*)", read("/proc/cpuinfo"), re.M)))},
    "memory_mib": memory(),
    "mounts": list(mounts()),
    "addresses": addresses(),
    "users": users(),
}, indent=2))

"""Drives a kernel with Jupyter's own client and prints what it did as JSON."""

import json
import os
import subprocess
import sys
import time

from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpec


class Manager(KernelManager):
    @property
    def kernel_spec(self):
        return KernelSpec(**json.loads(sys.argv[1]))


def start():
    manager = Manager()
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=30)
    return manager, client


def execute(client, code):
    text = ""

    def hook(message):
        nonlocal text
        content = message["content"]
        text += content.get("text", "") + content.get("data", {}).get("text/plain", "")

    reply = client.execute_interactive(code, timeout=20, output_hook=hook)
    return reply["content"], text


def reply_to(client, request):
    while True:
        reply = client.get_shell_msg(timeout=10)
        if reply["parent_header"]["msg_id"] == request:
            return reply["content"]


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def ends(pid):
    for _ in range(100):
        if not is_alive(pid):
            return True
        time.sleep(0.05)
    return False


def only_start():
    """A parent that is killed: it starts a kernel and says which process that is."""
    manager, client = start()
    print(execute(client, "process.pid")[1], flush=True)
    time.sleep(60)


def main():
    out = {}
    manager, client = start()
    info = client.kernel_info(reply=True, timeout=10)["content"]
    out["implementation"] = info["implementation"]
    out["language"] = info["language_info"]["name"]
    out["result"] = execute(client, "let n = 1; n + 1")[1]
    matches = client.complete("n.toFi", reply=True, timeout=10)["content"]["matches"]
    out["completion"] = [match for match in matches if match.startswith("toFi")]
    inspected = client.inspect("n", 1, reply=True, timeout=10)["content"]
    out["inspection"] = inspected["data"]["text/plain"].strip()
    out["is_complete"] = [
        reply_to(client, client.is_complete(code))["status"] for code in ["1", "f("]
    ]
    failed, _ = execute(client, "throw new RangeError('no')")
    out["error"] = f"{failed['ename']}: {failed['evalue']}"

    request = client.execute("while (true) {}")
    time.sleep(0.5)
    manager.interrupt_kernel()
    out["interrupted"] = reply_to(client, request)["ename"]
    out["after_interrupt"] = execute(client, "1")[0]["status"]

    pid = int(execute(client, "process.pid")[1])
    client.stop_channels()
    manager.shutdown_kernel()
    out["alive_after_shutdown"] = not ends(pid)

    parent = subprocess.Popen(
        [sys.executable, __file__, sys.argv[1], "--only-start"], stdout=subprocess.PIPE, text=True
    )
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    out["alive_after_parent"] = not ends(pid)
    print(json.dumps(out))


only_start() if "--only-start" in sys.argv else main()
sys.stdout.flush()
os._exit(0)

"""Does to a kernel what editors and nbclient do, and prints what came of it as JSON."""

import json
import os
import sys

import nbformat
from jupyter_client import AsyncKernelManager, KernelManager
from jupyter_client.kernelspec import KernelSpec
from nbclient import NotebookClient

spec = KernelSpec(**json.loads(sys.argv[1]))


class Manager(KernelManager):
    kernel_spec = spec


class AsyncManager(AsyncKernelManager):
    kernel_spec = spec


def shell_reply(client, request):
    while True:
        reply = client.get_shell_msg(timeout=20)
        if reply["parent_header"]["msg_id"] == request:
            return reply["content"]


def published(client, request):
    """Types of what the request made the kernel publish, up to its idle."""
    types = []
    while True:
        message = client.get_iopub_msg(timeout=20)
        if message["parent_header"].get("msg_id") != request:
            continue
        if message["content"].get("execution_state") == "idle":
            return types
        if message["msg_type"] != "status":
            types.append(message["msg_type"])


def printed(client, request):
    """Waits until the request's cell has printed something."""
    while True:
        message = client.get_iopub_msg(timeout=20)
        if message["parent_header"].get("msg_id") == request and message["msg_type"] == "stream":
            return


def control_request(client, kind):
    message = client.session.msg(kind, {})
    client.control_channel.send(message)
    while True:
        reply = client.get_control_msg(timeout=20)
        if reply["parent_header"]["msg_id"] == message["header"]["msg_id"]:
            return reply["content"]["status"]


def editor(out):
    """VS Code: asks on both channels, runs silent cells, interrupts more than once, restarts."""
    manager = Manager()
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=30)
    out["control_kernel_info"] = control_request(client, "kernel_info_request")
    out["comm_info"] = shell_reply(client, client.comm_info("jupyter.widget"))["comms"]

    request = client.execute("let quiet = 1; quiet", silent=True, store_history=False)
    out["silent"] = [shell_reply(client, request)["execution_count"], published(client, request)]
    request = client.execute("quiet + 1")
    out["after_silent"] = [
        shell_reply(client, request)["execution_count"],
        published(client, request),
    ]

    out["idle_interrupt"] = [control_request(client, "interrupt_request") for _ in range(2)]
    loop = client.execute("console.log('going'); while (true) quiet++;")
    printed(client, loop)
    queued = client.execute("quiet = -1;")
    for _ in range(2):
        manager.interrupt_kernel()
    out["interrupted"] = shell_reply(client, loop)["ename"]
    out["queued"] = shell_reply(client, queued)["status"]
    request = client.execute("if (quiet < 1000) throw new Error(`${quiet}`);")
    out["kept"] = shell_reply(client, request)["status"]

    client.execute("while (true) quiet++;")
    manager.restart_kernel(now=False)
    client.wait_for_ready(timeout=30)
    request = client.execute("globalThis.quiet")
    out["after_restart"] = shell_reply(client, request)["execution_count"]
    client.stop_channels()
    manager.shutdown_kernel()


def notebook(out):
    """nbclient: goes on after an error that is allowed, interrupts a cell that takes too long."""
    sources = [
        "console.log('a'); console.error('b'); 1 + 1",
        "throw new Error('allowed')",
        "while (true) {}",
        "'on'",
    ]
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    book = nbformat.v4.new_notebook(cells=cells)
    client = NotebookClient(
        book,
        km=AsyncManager(),
        timeout_func=lambda cell: 2 if "while" in cell.source else 60,
        interrupt_on_timeout=True,
        allow_errors=True,
    )
    client.execute()
    out["notebook"] = [
        [each.get("name") or each.get("ename") or each.data["text/plain"] for each in cell.outputs]
        for cell in book.cells
    ]


def main():
    out = {}
    editor(out)
    notebook(out)
    print(json.dumps(out))
    sys.stdout.flush()
    os._exit(0)


main()

"""Finds the kernel that is installed, runs a cell in it, and prints both as JSON."""

import json

from jupyter_client import KernelManager

manager = KernelManager(kernel_name="gradlab")
folder = manager.kernel_spec.resource_dir
manager.start_kernel()
client = manager.client()
client.start_channels()
try:
    client.wait_for_ready(timeout=30)
    results = []

    def hook(message):
        if message["msg_type"] == "execute_result":
            results.append(message["content"]["data"]["text/plain"])

    client.execute_interactive("const two: number = 2;\ntwo + 1", timeout=20, output_hook=hook)
finally:
    client.stop_channels()
    manager.shutdown_kernel()
print(json.dumps({"folder": folder, "result": results[0]}))

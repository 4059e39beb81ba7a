"""Jupyter's own tests for kernels (jupyter_kernel_test), with what they run in TypeScript."""

import unittest

import jupyter_kernel_test

NAME = "gradlab"
BROADCAST = '(globalThis as any)[Symbol.for("Jupyter.broadcast")]'
DISPLAY = BROADCAST + '("display_data", { data: { "MIME": "x" }, metadata: {}, transient: {} })'


class GradlabTests(jupyter_kernel_test.KernelTests):
    kernel_name = NAME
    language_name = "typescript"
    file_extension = ".ts"

    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('oh no')"
    completion_samples = [
        {"text": "[1].flatM", "matches": ["flatMap"]},
        {"text": "Math.trun", "matches": ["trunc"]},
    ]
    complete_code_samples = ["1", "const a = { b: 1 };", "for (const i of []) {}\n"]
    incomplete_code_samples = ["f(", "function g() {", "const text = `"]
    invalid_code_samples = ["const = 1", ")", "let 1x"]
    code_generate_error = "throw new RangeError('no')"
    code_execute_result = [
        {"code": "1 + 2", "result": "3"},
        {"code": "[1, 2].map((n) => n * 2)", "result": "[ 2, 4 ]"},
        {"code": "await Promise.resolve('text')", "result": "'text'"},
        {
            "code": '({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>x</b>" }) })',
            "mime": "text/html",
            "result": "<b>x</b>",
        },
    ]
    code_display_data = [
        {"code": DISPLAY.replace("MIME", mime), "mime": mime}
        for mime in ["text/html", "image/svg+xml"]
    ]
    code_history_pattern = "1 ? 2"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "parseInt"
    code_clear_output = BROADCAST + '("clear_output", { wait: false })'


class WelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = NAME
    support_iopub_welcome = True


if __name__ == "__main__":
    unittest.main(verbosity=2)

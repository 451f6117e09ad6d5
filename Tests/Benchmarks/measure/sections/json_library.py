"""The JSON library next to Foundation."""
import subprocess

PROGRAM = "JSONBench"


def measure(bench):
    program = bench.binaries / PROGRAM
    if not program.exists():
        print("  JSONBench is not in the build; skipped")
        return {"rows": [], "runs": {}}
    done = subprocess.run([program], check=True, capture_output=True, text=True, timeout=300)
    print(done.stdout.rstrip())
    return {"rows": [], "runs": {"output": done.stdout.splitlines()}}

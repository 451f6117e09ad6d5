"""What can be measured, in the order it is."""
from measure.sections import (
    body, decisions, json_library, latency, ledger, memory, questions, start, streams, throughput,
    translation)

SECTIONS = {
    "start": start.measure,
    "memory": memory.measure,
    "throughput": throughput.measure,
    "latency": latency.measure,
    "ledger": ledger.measure,
    "streams": streams.measure,
    "body": body.measure,
    "json": json_library.measure,
    "translate": translation.measure,
    "route": decisions.measure,
    "questions": questions.measure,
}

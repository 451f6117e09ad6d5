"""How long things are measured, and the aims."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """Durations in seconds. A round measures all paths one after the other; figures are the median of the rounds."""
    rounds: int
    seconds: int
    warmup: int
    stream_rounds: int
    stream_seconds: int
    stream_warmup: int
    starts: int


FULL = Settings(rounds=3, seconds=5, warmup=1, stream_rounds=1, stream_seconds=10, stream_warmup=4, starts=10)
QUICK = Settings(rounds=1, seconds=2, warmup=1, stream_rounds=1, stream_seconds=3, stream_warmup=2, starts=3)

# Requests a second at 32 connections are judged against what nginx reaches on the same machine in the same run.
AIM_REQUESTS_PER_NGINX = 7_500 / 22_000
AIM_CPU_PER_1000_REQUESTS = 0.15
AIM_ADDED_P50_MS = 0.4
AIM_ADDED_P99_MS = 2.0
AIM_CPU_PER_1000_CHUNKS = 0.045
AIM_CHUNK_DELAY_P99_MS = 20.0
AIM_LARGE_BODY_CPU_MS = 0.3
AIM_FOREIGN_CHUNK_US = 3.0
AIM_PASSED_CHUNK_US = 0.5
AIM_FOREIGN_REQUEST_US = 1_000.0
AIM_PASSED_REQUEST_US = 200.0
AIM_TRANSLATE_STREAM_KB = 16.0
AIM_ROUTE_DECISION_US = 20.0
AIM_ROUTE_LOAD_MS = 1_000.0
AIM_AGGREGATE_MS = 100.0
AIM_PAGE_MS = 50.0
AIM_IDLE_PSS_MB = 40.0
AIM_STREAMS_PSS_MB = 150.0
AIM_START_MS = 150.0
# What a logd that is away may change: as much as two runs of the same differ.
AIM_LEDGER_P50 = 1.1
AIM_LEDGER_P99 = 1.5

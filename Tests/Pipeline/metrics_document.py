#!/usr/bin/env python3
"""Writes the tables of docs/metrics.md as a running gateway shows its metrics.

    OMNI_BIN=.build/debug .venv/bin/python Tests/Pipeline/metrics_document.py
"""

import tempfile
from pathlib import Path

from support import metrics
from support.gateway import PROVIDER_KEY, Gateway, configuration
from support.management import Manager
from support.mock import Mock
from test_ledger_metrics import BEGIN, DOCUMENT, END


def main():
    with tempfile.TemporaryDirectory() as folder:
        mock = Mock(Path(folder), key=PROVIDER_KEY)
        try:
            with Gateway(configuration(mock.base)) as gateway:
                gateway.good()
                with gateway.connect() as connection:
                    connection.chat("nobody/nothing")
                    connection.chat("mock/m+status=500")
                Manager(gateway, local=True).get("/api/health")
                tables = metrics.markdown(metrics.read(gateway))
        finally:
            mock.stop()
    before, _, rest = DOCUMENT.read_text().partition(BEGIN)
    DOCUMENT.write_text(f"{before}{BEGIN}\n\n{tables}\n{END}{rest.partition(END)[2]}")


if __name__ == "__main__":
    main()

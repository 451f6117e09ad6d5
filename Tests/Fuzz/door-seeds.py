"""Writes seeds for DoorFuzz into the folder given: requests as clients send them, each behind two bytes that choose settings and cut."""

import os
import sys

KEY = "Authorization: Bearer sk-test\r\n"
PYTHON = (
    "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost:20128\r\nAccept-Encoding: gzip, deflate\r\n"
    "Connection: keep-alive\r\nAccept: application/json\r\nContent-Type: application/json\r\n"
    "User-Agent: OpenAI/Python 1.99.0\r\nX-Stainless-Lang: python\r\n" + KEY
)
BODY = '{"model":"m","messages":[]}'
SEEDS = [
    PYTHON + f"Content-Length: {len(BODY)}\r\n\r\n{BODY}",
    PYTHON + "Transfer-Encoding: chunked\r\n\r\n"
    '10\r\n{"model":"m","me\r\nb;n="v"\r\nssages":[]}\r\n0\r\nTrailer: x\r\n\r\n',
    PYTHON + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET /v1/models HTTP/1.1\r\nHost: a\r\nx-api-key: sk-test\r\nX-Request-Id: r-1\r\nanthropic-version: 1\r\n\r\n"
    "GET /v1/models/demo%2Fecho HTTP/1.1\r\nHost: a\r\nx-api-key: sk-test\r\n\r\n",
    "OPTIONS /v1/chat/completions HTTP/1.1\r\nHost: a\r\nOrigin: http://x\r\n"
    "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: authorization, x-stainless-os\r\n\r\n",
    "GET http://127.0.0.1:20128/metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n",
    "HEAD /health HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n\r\nGET /health/ready HTTP/1.0\r\n\r\n",
    "POST /v1/messages HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nConnection: close\r\n\r\n{}{}"
    "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabcGET //v1//models/?x=1 HTTP/1.1\r\nHost: a\r\n\r\n",
    "POST /chat/completions HTTP/1.1\r\nHost: a\r\n" + KEY + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
    "0\r\n\r\nGET /v1/models HTTP/1.1\r\nHost: a\r\n\r\n",
    "POST /chat/completions HTTP/1.1\r\nHost: a\r\n" + KEY + "Content-Length: 99\r\n\r\n{}",
    "POST /chat/completions HTTP/1.1\r\nHost: a\r\n" + KEY + "Transfer-Encoding: chunked\r\n\r\n"
    "2\r\n{}\r\nfffffffffffffff\r\n",
    "POST /chat/completions HTTP/1.1\r\nHost: a\r\n" + KEY + "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
    "GET / HTTP/1.1\r\nHost: a\r\n" + "a:\r\n" * 100 + "\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nX: " + "\u00fe" * 16 + "\r\n\r\n",
    "GET / HTTP/1.1\nHost: a\r\n folded\r\n\r\n",
]

for index, seed in enumerate(SEEDS):
    with open(os.path.join(sys.argv[1], f"door-{index}"), "wb") as file:
        file.write(bytes([index % 8, index * 7 % 60]) + seed.encode("latin-1"))

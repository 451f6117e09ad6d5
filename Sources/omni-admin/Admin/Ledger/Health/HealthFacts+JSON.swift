internal import DaemonLife
internal import IPC
internal import JSON

extension HealthFacts {
    /// The answer of the API.
    func answer(at now: Int64) -> APIAnswer {
        let reasons = reasons
        return .json { writer in
            writer.object { object in
                object.member("status", HealthReason.status(of: reasons))
                object.member("time", timestamp(wallMicroseconds: now))
                object.name("reasons")
                object.array { list in for reason in reasons { reason.write(&list) } }
                object.name("daemons")
                object.array { list in
                    for name in Self.daemons { Self.write(name, statuses[name], &list) }
                }
                object.name("ledger")
                if let ledger { object.raw(ledger.rawBytes) } else { object.null() }
                object.name("connections")
                Self.write(connections, &object)
                object.name("quotas_low")
                Self.write(quotas == nil ? nil : quotasNear, &object)
                object.name("budgets_low")
                writeBudgets(&object)
                object.name("unknown_prices")
                writePrices(&object)
            }
        }
    }

    private static func write(
        _ name: String, _ status: DaemonStatus?, _ writer: inout JSONWriter
    ) {
        writer.object { object in
            object.member("name", name)
            guard let status else { return object.member("state", "unreachable") }
            object.member(
                "state", status.draining ? "draining" : status.ready ? "ready" : "not_ready")
            object.member("pid", status.pid)
            object.member("version", status.version)
            object.member("started", timestamp(wallMicroseconds: status.startedUnixUs))
            object.member("connections", status.connections)
            object.member("streams", status.streams)
            object.member("resident_bytes", status.residentBytes)
            object.member("loop_latency_p99_us", status.loopLatencyP99Us)
            object.name("notes")
            object.array { list in for note in status.notes { list.string(note) } }
        }
    }

    private static func write(_ rows: [JSONValue]?, _ writer: inout JSONWriter) {
        guard let rows else { return writer.null() }
        writer.array { list in for row in rows { list.raw(row.rawBytes) } }
    }

    private func writeBudgets(_ writer: inout JSONWriter) {
        guard budgets != nil else { return writer.null() }
        writer.array { list in
            for row in budgetsNear {
                list.object { object in
                    for (name, value) in row.members ?? [] {
                        object.name(text: name)
                        object.raw(value.rawBytes)
                    }
                    if let percent = Self.usedPercent(row) {
                        object.member("used_percent", percent)
                    }
                }
            }
        }
    }

    private func writePrices(_ writer: inout JSONWriter) {
        guard lastDay != nil else { return writer.null() }
        writer.array { list in
            for row in unknownPrices {
                list.object { object in
                    object.member("provider", row["provider"]?.string ?? "")
                    object.member("model", row["model"]?.string ?? "")
                    object.member("requests", LedgerSums.count("unknown_cost", row))
                }
            }
        }
    }
}

internal import IPC
internal import JSON

/// Reports of daemons for scripts.
///
/// Fields are only ever added.
enum StatusJSON {
    /// One JSON object.
    static func bytes(_ reports: [DaemonReport], _ resting: [OnDemandReport] = []) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { object in
            object.member("ready", reports.allSatisfy(\.isReady))
            object.name("daemons")
            object.array { array in
                for report in reports { array.object { write(report, to: &$0) } }
            }
            object.name("on_demand")
            object.array { array in
                for report in resting {
                    array.object { object in
                        object.member("daemon", report.daemon.rawValue)
                        object.member("listening", report.isListening)
                    }
                }
            }
        }
        return writer.take()
    }

    private static func write(_ report: DaemonReport, to object: inout JSONWriter) {
        object.member("daemon", report.daemon.rawValue)
        object.member("state", report.state)
        if let problem = report.problem { object.member("problem", problem) }
        guard let status = report.status else { return }
        object.member("ready", status.ready)
        object.member("pid", status.pid)
        object.member("version", status.version)
        object.member("started_unix_us", status.startedUnixUs)
        object.member("connections", status.connections)
        object.member("streams", status.streams)
        object.member("loop_latency_p50_us", status.loopLatencyP50Us)
        object.member("loop_latency_p99_us", status.loopLatencyP99Us)
        object.member("loop_latency_max_us", status.loopLatencyMaxUs)
        object.member("resident_bytes", status.residentBytes)
        if let bytes = report.proportionalBytes { object.member("proportional_bytes", bytes) }
        object.name("notes")
        object.array { array in for note in status.notes { array.string(note) } }
        object.name("peers")
        object.array { array in
            for peer in status.peers { array.object { write(peer, to: &$0) } }
        }
    }

    private static func write(_ peer: PeerStatus, to object: inout JSONWriter) {
        object.member("name", peer.name)
        object.member("state", peer.state)
        object.member("pid", peer.pid)
        object.member("streams", peer.streams)
        object.member("bytes_in", peer.bytesIn)
        object.member("bytes_out", peer.bytesOut)
    }
}

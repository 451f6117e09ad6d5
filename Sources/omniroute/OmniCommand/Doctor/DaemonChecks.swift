internal import IPC

/// The daemons that run, or do not.
enum DaemonChecks {
    /// Whether each answers, is ready and has its peers.
    static func all(_ reports: [DaemonReport], _ place: SocketPlace) -> [Finding] {
        guard reports.contains(where: { $0.status != nil }) else {
            return [.skip("daemons", "none runs at \(place.path); omniroute up starts them")]
        }
        return reports.map(check) + OnDemandReport.all(at: place).map { check($0, place) }
    }

    private static func check(_ report: OnDemandReport, _ place: SocketPlace) -> Finding {
        let (name, path) = (report.daemon.rawValue, place.socket(of: report.daemon))
        guard report.isListening else {
            return .fail(
                name, "nobody listens on \(path): nothing can be changed",
                hint:
                    "start it again with omniroute up, or systemctl start \(report.daemon.program).socket"
            )
        }
        return .ok(name, "starts when it is asked, on \(path)")
    }

    private static func check(_ report: DaemonReport) -> Finding {
        let name = report.daemon.rawValue
        guard let status = report.status else {
            return .fail(
                name, report.problem ?? "does not answer",
                hint:
                    "see its log: journalctl -u \(report.daemon.program), or the output of omniroute up"
            )
        }
        guard status.ready else {
            let notes = status.notes.joined(separator: ", ")
            return .fail(
                name, notes.isEmpty ? report.state : "\(report.state): \(notes)",
                hint: "see its log")
        }
        let lost = status.peers.filter { $0.state != "connected" }.map(\.name)
        guard lost.isEmpty else {
            return .warn(
                name, "not connected to \(lost.joined(separator: ", "))",
                hint: "look at those daemons")
        }
        let notes = status.notes.isEmpty ? "" : " (\(status.notes.joined(separator: ", ")))"
        return .ok(name, "ready, pid \(status.pid)\(notes)")
    }
}

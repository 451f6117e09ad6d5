internal import IPC
internal import EventLoop

/// Answers what every daemon answers (status, metrics, trace) and passes the rest to its service.
final class Front: Service {
    private unowned let daemon: Daemon
    private let service: any DaemonService
    private var traces: [ObjectIdentifier: TraceStream] = [:]

    init(daemon: Daemon, service: any DaemonService) {
        self.daemon = daemon
        self.service = service
    }

    func opened(_ stream: Stream, head: RawSpan) {
        guard stream.kind == .trace else { return service.opened(stream, head: head) }
        do throws(WireError) {
            let ask = try TraceAsk(wire: head)
            let trace = TraceStream(stream, peer: ask.peer) { [weak self] trace in
                self?.traces[ObjectIdentifier(trace)] = nil
                self?.attachTracers()
            }
            stream.handler = trace
            stream.answer(TraceAsk(peer: ask.peer))
            traces[ObjectIdentifier(trace)] = trace
            attachTracers()
        } catch {
            stream.reset(.protocol, "\(error)")
        }
    }

    func asked(_ call: Call, payload: RawSpan) {
        switch call.kind {
        case .status: call.reply(daemon.status())
        case .metrics: call.reply(MetricsText(text: daemon.metricsText()))
        default: service.asked(call, payload: payload)
        }
    }

    func lost(_ connection: ObjectIdentifier) { service.lost(connection) }

    func noticed(_ kind: Kind, payload: RawSpan) {
        service.noticed(kind, payload: payload)
    }

    /// A new connection is traced too when somebody watches.
    func watch(_ connection: Connection) {
        if !traces.isEmpty { attach(connection) }
    }

    private func attachTracers() {
        for connection in daemon.connections {
            if traces.isEmpty { connection.tracer = nil } else { attach(connection) }
        }
    }

    private func attach(_ connection: Connection) {
        // The connection that carries a trace would trace itself for ever.
        guard !traces.values.contains(where: { $0.runs(on: connection) }) else {
            connection.tracer = nil
            return
        }
        connection.tracer = { [weak self, weak connection] direction, header, payload in
            guard let self, let connection, let peer = connection.peer?.name else { return }
            let line = FrameDump.line(
                peer: peer, role: connection.role, direction: direction, header: header,
                payload: payload)
            for trace in self.traces.values { trace.show(line, peer: peer) }
        }
    }
}

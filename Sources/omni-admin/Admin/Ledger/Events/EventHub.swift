internal import DaemonLife
internal import JSON

/// The event streams that run, and what this process itself has to tell them.
final class EventHub {
    private var feeds: [ObjectIdentifier: EventFeed] = [:]
    private var isDraining = false
    /// Places for streams.
    let gate = FlowGate(
        LedgerLimits.eventStreams,
        "\(LedgerLimits.eventStreams) event streams are open, and more there are not.")

    /// Streams that run.
    var count: Int { feeds.count }

    /// A stream begins.
    func add(_ feed: EventFeed) {
        feeds[ObjectIdentifier(feed)] = feed
        if isDraining { feed.finish() }
    }

    /// A stream is over.
    func remove(_ feed: EventFeed) { feeds[ObjectIdentifier(feed)] = nil }

    /// Another configuration holds.
    func configurationChanged(to generation: UInt64, at moment: Int64) {
        guard !feeds.isEmpty else { return }
        var writer = JSONWriter()
        writer.object { object in
            object.member("generation", generation)
            object.member("time", timestamp(wallMicroseconds: moment))
        }
        tell(.configChanged, writer.take())
    }

    /// A row of the audit log was written.
    ///
    /// Where it is about who may use the API, streams end of those who may not any more.
    func audited(_ entry: AuditEntry) {
        guard !feeds.isEmpty else { return }
        var writer = JSONWriter()
        entry.write(&writer)
        tell(.auditAdded, writer.take())
        let isAboutAccess = ["auth.", "management_key."].contains { entry.action.hasPrefix($0) }
        if isAboutAccess, !entry.isRefusal { for feed in Array(feeds.values) { feed.checkRight() } }
    }

    /// The process takes nothing new: all streams end in order, and their clients come again to the next one.
    func drain() {
        isDraining = true
        for feed in Array(feeds.values) { feed.finish() }
    }

    private func tell(_ topic: EventTopic, _ json: [UInt8]) {
        let frame = EventFrames.frame(topic, json)
        for feed in Array(feeds.values) where feed.topics.contains(topic) { feed.tell(frame) }
    }
}

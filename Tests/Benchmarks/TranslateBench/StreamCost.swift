import CAllocations
import Dialects
import IPC

/// Brings a stream from a provider to a client, chunk by chunk.
struct StreamCost {
    let client: Dialect
    let provider: Dialect
    private let frames: SampleStream.Frames
    private static let chunks = 1000

    init?(client: Dialect, provider: Dialect) {
        guard let frames = SampleStream.frames(provider, chunks: Self.chunks) else { return nil }
        self.client = client
        self.provider = provider
        self.frames = frames
    }

    private var context: AnswerContext {
        let target = Target(
            requestID: "req_1", client: client, provider: provider, model: Names.model(provider),
            modelAsked: "model-1")
        var plan = AnswerPlan()
        plan.streams = true
        plan.clientStreams = true
        plan.includesUsage = true
        return AnswerContext(
            target: target, plan: plan, streamForm: client == .gemini ? .events : .body)
    }

    /// What takes the provider's bytes, as the daemon makes it.
    enum Way {
        case passage(Passage)
        case translation(Translation)
    }

    private func way() -> Way? {
        guard let from = Codecs.provider(provider), let to = Codecs.client(client) else {
            return nil
        }
        let context = context
        guard client == provider, let codec = Codecs.passthrough(client) else {
            return .translation(Translation(from: from, to: to, context))
        }
        return .passage(
            Passage(codec.makeObserver(context.plan), from.framing, streams: true) {
                Translation(from: from, to: to, context)
            })
    }

    /// The cost of one chunk; nil when the stream does not come to its end.
    func measure() -> Cost? {
        guard run(), let way = way() else { return nil }
        switch way {
        case .passage(var passage):
            var queue = ByteQueue()
            feed(frames.opening, &passage, &queue)
            return Cost.of(20) {
                for chunk in frames.chunks {
                    feed(chunk, &passage, &queue)
                    queue.drop(queue.count)
                }
            }.divided(by: Self.chunks)
        case .translation(var translation):
            var output: [UInt8] = []
            feed(frames.opening, &translation, &output)
            return Cost.of(20) {
                for chunk in frames.chunks {
                    output.removeAll(keepingCapacity: true)
                    feed(chunk, &translation, &output)
                }
            }.divided(by: Self.chunks)
        }
    }

    /// Whether the whole stream is translated to its end.
    private func run() -> Bool {
        guard let way = way() else { return false }
        do {
            switch way {
            case .passage(var passage):
                var queue = ByteQueue()
                for bytes in [frames.opening] + frames.chunks + [frames.ending] {
                    try passage.receive(bytes.span.bytes, into: &queue)
                }
                try passage.finish(into: &queue)
            case .translation(var translation):
                var output: [UInt8] = []
                for bytes in [frames.opening] + frames.chunks + [frames.ending] {
                    try translation.receive(bytes.span.bytes, into: &output)
                }
                try translation.finish(into: &output)
            }
            return true
        } catch {
            return false
        }
    }

    /// Bytes that an open stream holds after some hundred chunks.
    func memory() -> Double {
        let count = 50
        var ways: [Way] = []
        ways.reserveCapacity(count)
        var output: [UInt8] = []
        output.reserveCapacity(1 << 16)
        let before = omni_allocated_bytes()
        for _ in 0..<count {
            guard let way = way() else { return 0 }
            switch way {
            case .passage(var passage):
                var queue = ByteQueue()
                feed(frames.opening, &passage, &queue)
                for chunk in frames.chunks.prefix(300) {
                    feed(chunk, &passage, &queue)
                    queue.drop(queue.count)
                }
                ways.append(.passage(passage))
            case .translation(var translation):
                feed(frames.opening, &translation, &output)
                for chunk in frames.chunks.prefix(300) {
                    output.removeAll(keepingCapacity: true)
                    feed(chunk, &translation, &output)
                }
                ways.append(.translation(translation))
            }
        }
        return Double(omni_allocated_bytes() - before) / Double(count)
    }

    private func feed(_ bytes: [UInt8], _ passage: inout Passage, _ queue: inout ByteQueue) {
        do throws(AnswerFailure) {
            try passage.receive(bytes.span.bytes, into: &queue)
        } catch {
            fatalError("a chunk failed: \(error)")
        }
    }

    private func feed(_ bytes: [UInt8], _ translation: inout Translation, _ output: inout [UInt8]) {
        do throws(AnswerFailure) {
            try translation.receive(bytes.span.bytes, into: &output)
        } catch {
            fatalError("a chunk failed: \(error)")
        }
    }
}

internal import Crypto
internal import IPC

/// Collects one `VaultApply` from a stream, hands it over and answers.
final class VaultApplying: StreamHandler {
    private let received = BodyQueue(wipes: true)
    private let apply: (VaultApply) throws(VaultError) -> UInt64

    /// `apply` takes the set over and says its generation.
    init(_ apply: @escaping (VaultApply) throws(VaultError) -> UInt64) {
        self.apply = apply
    }

    /// Acceptors are not answered.
    func streamAnswered(_ stream: Stream, head: RawSpan) {}

    func streamReceived(_ stream: Stream, bytes: RawSpan) {
        guard received.count + bytes.byteCount <= Limits.vaultApplyBytes else {
            return stream.reset(
                .refused, "a set of credentials has at most \(Limits.vaultApplyBytes) bytes")
        }
        received.append(bytes)
        stream.consumed(bytes.byteCount)
    }

    func streamEnded(_ stream: Stream, trailer: RawSpan) {
        do throws(VaultError) {
            var set = try decode()
            defer { Self.wipe(&set) }
            stream.answer(ApplyResult(ok: true, generation: try apply(set)))
        } catch {
            stream.answer(ApplyResult(ok: false, error: "\(error)"))
        }
        received.clear()
        stream.end()
    }

    func streamReset(_ stream: Stream, _ reset: Reset) { received.clear() }

    func streamWritable(_ stream: Stream) {}

    private func decode() throws(VaultError) -> VaultApply {
        do throws(WireError) {
            return try VaultApply(wire: received.waiting.bytes)
        } catch {
            throw .message("\(error)")
        }
    }

    private static func wipe(_ set: inout VaultApply) {
        for index in set.credentials.indices { Crypto.wipe(&set.credentials[index].secret) }
    }
}

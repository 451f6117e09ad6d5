internal import Crypto
internal import IPC

/// Collects one `VaultApply` from a stream, hands it over and answers.
final class VaultApplying: StreamHandler {
    private let received = BodyQueue(wipes: true)
    private let apply: (VaultApply) throws(VaultError) -> Vault.Taken

    /// `apply` takes the set over.
    init(_ apply: @escaping (VaultApply) throws(VaultError) -> Vault.Taken) {
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
            let taken = try apply(set)
            stream.answer(
                ApplyResult(ok: true, generation: taken.generation, changed: taken.changed))
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

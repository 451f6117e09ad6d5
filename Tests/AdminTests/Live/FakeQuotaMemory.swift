import IPC

@testable import Admin

/// Remembers in memory when accounts were asked.
final class FakeQuotaMemory: QuotaMemory {
    private(set) var kept: [String: QuotaReading.Last] = [:]

    func lastReading(of connection: String) -> QuotaReading.Last? { kept[connection] }
    func keep(_ last: QuotaReading.Last, of connection: String) { kept[connection] = last }
    func forget(_ connections: [String]) { for name in connections { kept[name] = nil } }
}

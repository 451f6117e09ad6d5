internal import DaemonLife
internal import EventLoop
internal import IPC

extension TranslateService {
    /// Tells which requests for answers are under way.
    func list(_ call: Call, _ payload: RawSpan) {
        do throws(WireError) {
            let ask = try LiveAsk(wire: payload)
            call.reply(LiveListing.answer(underWay, ask, now: reactor.now))
        } catch {
            call.fail(.protocol, "\(error)")
        }
    }

    /// Ends the requests of an id, and tells how many there were.
    func cancel(_ call: Call, _ payload: RawSpan) {
        do throws(WireError) {
            let wanted = try LiveCancel(wire: payload).requestID
            let found = underWay.filter { $0.requestID == wanted }
            for exchange in found { exchange.cancelByOrder() }
            call.reply(LiveCancelled(requests: UInt32(clamping: found.count)))
        } catch {
            call.fail(.protocol, "\(error)")
        }
    }

    /// Requests for answers whose client still has its stream.
    var underWay: [Exchange] {
        daemon.streamHandlers(of: .request).compactMap { $0 as? Exchange }.filter { !$0.isOver }
    }
}

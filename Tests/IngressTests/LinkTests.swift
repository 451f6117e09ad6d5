import IPC
import Ingress
import NIOCore
import NIOEmbedded
import Testing

/// What happens when translate is slow, away or lost, and when a client is.
struct LinkTests {
    @Test func waitsForTranslate() throws {
        let door = TestDoor()
        try door.settle()
        door.accepts = false
        try door.loseTranslate()
        try door.settle()
        let client = try door.client()
        try client.send(Samples.chat("body"))
        try door.pass(seconds: 5)
        #expect(try client.received() == "")
        door.accepts = true
        try door.pass(seconds: 0.5)
        let request = try #require(door.requests.first)
        #expect(
            request.head.resend == 0 && request.body == Array("body".utf8) && request.isComplete)
        request.answer("ok")
        #expect(try client.status() == 200)
    }

    @Test func givesUpWaiting() throws {
        let door = TestDoor()
        try door.settle()
        door.accepts = false
        try door.loseTranslate()
        let client = try door.client()
        try client.send(Samples.chat())
        try door.pass(seconds: 10.5)
        let text = try client.received()
        #expect(text.hasPrefix("HTTP/1.1 503 ") && text.contains("retry-after: 1\r\n"))
        #expect(client.isOpen)
        #expect(try door.records().first?.errorCode == "service_unavailable")
    }

    @Test func sendsAgainWhatWasNotAnswered() throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send(Samples.chat("0123456789", headers: "X-Request-Id: same\r\n"))
        for resend in 0..<3 {
            #expect(door.requests.first?.head.resend == UInt32(resend))
            try door.loseTranslate()
            try door.pass(seconds: 0.2)
        }
        let last = try #require(door.requests.first)
        #expect(last.head.resend == 3 && last.head.requestID == "same")
        #expect(last.body == Array("0123456789".utf8) && last.isComplete)
        last.answer("ok")
        #expect(try client.status() == 200)
        #expect(door.shared.counters[.resends] == 3)
        #expect(door.shared.budget.usedBytes == 0)
    }

    @Test func sendsAgainInTheMiddleOfABody() throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send(
            "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\n\(Samples.key)Content-Length: 6\r\n\r\nabc"
        )
        #expect(door.requests.first?.body == Array("abc".utf8))
        try door.loseTranslate()
        try door.pass(seconds: 0.2)
        try client.send("def")
        #expect(door.requests.first?.body == Array("abcdef".utf8))
        #expect(door.requests.first?.isComplete == true)
    }

    @Test func movesToTheSuccessorOfADrainingTranslate() throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send(Samples.chat("1"))
        let old = door.translate
        old.connection.goAway()
        try door.settle()
        #expect(door.translates.count == 2)
        // What the old one has, it finishes; new requests go to the new one.
        let other = try door.client()
        try other.send(Samples.chat("2"))
        #expect(old.requests.count == 1 && door.requests.count == 1)
        // How many those are is known the next time that the lane looks.
        try door.pass(seconds: 0.2)
        #expect(door.shared.retiringCount == 1)
        old.requests[0].answer("old")
        door.requests[0].answer("new")
        #expect(try client.received().hasSuffix("old"))
        #expect(try other.received().hasSuffix("new"))
        try door.pass(seconds: 2.5)
        #expect(!old.channel.isActive && door.shared.retiringCount == 0)
    }

    @Test func clientsThatComeAndGoDoNotKeepTheLaneFromLooking() throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send(Samples.chat("1"))
        let old = door.translate
        old.connection.goAway()
        try door.settle()
        try door.pass(seconds: 0.2)
        #expect(door.shared.retiringCount == 1)
        client.channel.close(promise: nil)
        // Each is the only one there, and gone before a sweep is due.
        for _ in 0..<60 {
            let short = try door.client()
            try door.pass(seconds: 0.05)
            short.channel.close(promise: nil)
            try door.settle()
        }
        #expect(door.shared.retiringCount == 0 && !old.channel.isActive)
    }

    @Test func asksTheSuccessorWhenOneRefusesBecauseItStops() throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send(Samples.chat("1"))
        door.requests[0].stream.reset(.draining)
        try door.settle()
        #expect(door.translates.count == 2)
        #expect(door.requests.first?.head.resend == 1)
        door.requests[0].answer("ok")
        #expect(try client.status() == 200)
    }

    @Test func neverSendsAgainWhatWasAnswered() throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send(Samples.chat())
        let request = try #require(door.requests.first)
        request.beginEvents()
        #expect(request.send("data: {\"a\":1}\n\n") == 15)
        try door.settle()
        try door.loseTranslate()
        try door.pass(seconds: 0.2)
        let text = try client.received()
        #expect(text.contains("data: {\"error\":{\"message\":") && text.hasSuffix("\r\n0\r\n\r\n"))
        #expect(!text.contains("[DONE]") && !client.isOpen)
        #expect(door.requests.isEmpty)
        let record = try #require(try door.records().first)
        #expect(record.outcome == .broken && record.status == 200)
    }

    @Test func cutsAPlainAnswerThatBrokeOff() throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send(Samples.chat())
        let request = try #require(door.requests.first)
        request.stream.answer(ResponseHead(status: 200))
        #expect(request.send("{\"half\":") == 8)
        try door.settle()
        try door.loseTranslate()
        let text = try client.received()
        #expect(text.hasSuffix("8\r\n{\"half\":\r\n") && !client.isOpen)
    }

    @Test func believesTranslateThatAnAnswerBroke() throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send(Samples.chat())
        let request = try #require(door.requests.first)
        request.beginEvents()
        #expect(request.send("data: {\"error\":{}}\n\n") == 20)
        request.stream.end(ResponseEnd(outcome: .broken, errorCode: "upstream_broken"))
        let text = try client.received()
        #expect(text.hasSuffix("data: {\"error\":{}}\n\n\r\n0\r\n\r\n") && !client.isOpen)
        let record = try #require(try door.records().first)
        #expect(record.outcome == .broken && record.errorCode == "upstream_broken")
    }

    @Test func cancelsForAClientThatLeft() throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send(Samples.chat())
        let request = try #require(door.requests.first)
        request.beginEvents()
        try client.leave()
        #expect(request.reset?.code == .cancelled)
        let record = try #require(try door.records().first)
        #expect(record.status == 499 && record.outcome == .clientGone)
        #expect(door.shared.requestCount == 0)
    }

    @Test func holdsAnUploadThatTranslateDoesNotRead() throws {
        let door = TestDoor(translateCredit: 100_000)
        let client = try door.client()
        try client.send(
            "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\n\(Samples.key)"
                + "Content-Length: 400000\r\n\r\n")
        let request = try #require(door.requests.first)
        func read() -> Int {
            let before = client.reads.count
            client.channel.read()
            return client.reads.count - before
        }
        try client.send(String(repeating: "a", count: 100_000))
        #expect(request.body.count == 100_000)
        #expect(read() == 1)
        try client.send(String(repeating: "b", count: 70_000))
        #expect(request.body.count == 100_000)
        #expect(read() == 0)
        let before = client.reads.count
        request.stream.consumed(100_000)
        try door.settle()
        #expect(request.body.count == 170_000)
        #expect(client.reads.count == before + 1)
    }

    @Test func givesNoCreditForAClientThatDoesNotRead() throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send(Samples.chat())
        let request = try #require(door.requests.first)
        request.beginEvents()
        try client.setWritable(false)
        let block = String(repeating: "x", count: 1 << 20)
        #expect(request.send(block) == Int(DoorLimits.answerCredit))
        try door.pass(seconds: 1)
        #expect(request.wasWritable == 0 && request.stream.credit == 0)
        try client.setWritable(true)
        #expect(request.wasWritable == 1)
        #expect(request.stream.credit == Int(DoorLimits.answerCredit))
        // One that never reads again is cut.
        try client.setWritable(false)
        try door.pass(seconds: 121)
        #expect(!client.isOpen && request.reset?.code == .cancelled)
    }

    @Test func sendsNoFurtherAnswersToAClientThatDoesNotRead() throws {
        let door = TestDoor()
        let client = try door.client()
        try client.setWritable(false)
        try client.send(Samples.get("/health/live"))
        #expect(try client.received() == "")
        try client.setWritable(true)
        #expect(try client.status() == 200)
    }

    @Test func drainsIdleConnections() throws {
        let door = TestDoor()
        let busy = try door.client()
        let idle = try door.client()
        let late = try door.client()
        try busy.send(Samples.chat())
        door.lane.drain(idle: DoorLimits.stopIdle)
        try late.send(Samples.get("/health/live"))
        #expect(try late.received().contains("connection: close\r\n"))
        #expect(!late.isOpen && idle.isOpen)
        try door.pass(seconds: 1.2)
        #expect(!idle.isOpen && busy.isOpen)
        door.requests[0].answer("ok")
        #expect(try busy.received().contains("connection: close\r\n"))
        #expect(!busy.isOpen && door.shared.connectionCount == 0)
        #expect(try door.records().count == 1)
    }

    @Test func whatADoorThatStopsDoesNotLiveToSeeIsToldAndRecorded() throws {
        let door = TestDoor()
        let begun = try door.client()
        try begun.send(Samples.chat(headers: "X-Request-Id: begun\r\n"))
        let asked = try door.client()
        try asked.send(Samples.chat(headers: "X-Request-Id: asked\r\n"))
        let idle = try door.client()
        let requests = door.requests
        try #require(requests.count == 2)
        requests[0].beginEvents()
        #expect(requests[0].send("data: {\"a\":1}\n\n") == 15)
        try door.settle()
        door.translate.ends["begun"] = ResponseEnd(
            outcome: .clientGone, usage: Usage(source: .estimated, input: 7, output: 3))
        door.lane.drain(idle: DoorLimits.stopIdle)
        door.lane.endNow()
        let text = try begun.received()
        #expect(text.contains("data: {\"error\":{\"message\":") && !text.contains("[DONE]"))
        #expect(text.hasSuffix("\r\n0\r\n\r\n") && !begun.isOpen)
        #expect(try asked.received().hasPrefix("HTTP/1.1 503 "))
        #expect(requests.allSatisfy { $0.reset?.code == .cancelled })
        #expect(idle.isOpen && door.shared.requestCount == 0)
        let records = try door.records()
        #expect(records.count == 2 && door.shared.pendingRecords == 2)
        let first = try #require(records.first { $0.requestID == "begun" })
        #expect(first.outcome == .broken && first.errorCode == "service_unavailable")
        #expect(first.usage?.source == .estimated && first.usage?.output == 3)
        let second = try #require(records.first { $0.requestID == "asked" })
        #expect(second.outcome == .refused && second.status == 503)
    }

    @Test func keepsThePromiseOfAnAnswerThatBeganBeforeTheDrain() throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send(Samples.chat())
        let request = try #require(door.requests.first)
        request.beginEvents()
        try door.settle()
        door.lane.drain(idle: DoorLimits.renewalIdle)
        request.stream.end(ResponseEnd(outcome: .complete))
        #expect(try client.received().hasSuffix("\r\n0\r\n\r\n"))
        #expect(client.isOpen)
        try door.pass(seconds: 5)
        try client.send(Samples.get("/health/live"))
        #expect(try client.received().contains("connection: close\r\n"))
        #expect(!client.isOpen)
    }

    @Test func holdsNoMoreThanTheFrameThatComes() throws {
        let door = TestDoor()
        try door.settle()
        let channel = door.translate.channel
        let handler = try channel.pipeline.syncOperations.handler(type: LinkHandler.self)
        var frame = ByteQueue()
        FrameHeader(length: 1000, type: .pong).write(to: &frame)
        frame.append([UInt8](repeating: 0, count: 1000))
        let bytes = frame.withBytes { Array($0) }
        let flow = (0..<100).flatMap { _ in bytes }
        for start in stride(from: 0, to: 100_000, by: 1000) {
            try channel.writeInbound(ByteBuffer(bytes: flow[start..<start + 1000]))
            #expect(handler.heldCapacity <= 8192)
        }
        #expect(channel.isActive)
    }

    @Test func refusesAnUnusableAnswer() throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send(Samples.chat())
        door.requests[0].stream.answer(ResponseHead(status: 99))
        #expect(try client.status() == 502)
        try client.send(Samples.chat())
        let request = door.requests[1]
        request.stream.answer(
            ResponseHead(
                status: 200,
                headers: [
                    Header(name: "x-evil", value: "a\r\nset-cookie: b"),
                    Header(name: "bad name", value: "v"),
                    Header(name: "connection", value: "close"),
                    Header(name: "x-good", value: "v"),
                ], contentLength: 0))
        request.stream.end(ResponseEnd(outcome: .complete))
        let text = try client.received()
        #expect(text.contains("x-good: v\r\n"))
        #expect(
            !text.contains("evil") && !text.contains("bad name") && !text.contains("connection"))
    }
}

import Testing

@testable import OmniCommand

/// Server-sent events from bytes.
@Suite struct EventParserTests {
    private let text = """
        id: 5

        : a comment
        id: 6
        event: request.finished
        data: {"a":1}

        event:tick
        data:x
        data: y

        data
        unknown: field

        id: 9
        data: cut off
        """

    private let events = [
        EventParser.Event(name: "request.finished", data: Array(#"{"a":1}"#.utf8)),
        EventParser.Event(name: "tick", data: Array("x\ny".utf8)),
        EventParser.Event(name: "message", data: []),
    ]

    @Test(arguments: ["\n", "\r", "\r\n"])
    func eventsAreRead(ending: String) {
        var parser = EventParser()
        let bytes = text.split(separator: "\n", omittingEmptySubsequences: false)
            .joined(separator: ending)
        #expect(parser.read(Array(bytes.utf8)) == events)
        #expect(parser.lastID == "6")
    }

    @Test func howeverTheyAreCut() {
        let bytes = Array(text.utf8)
        for cut in bytes.indices {
            var parser = EventParser()
            #expect(parser.read(bytes[..<cut]) + parser.read(bytes[cut...]) == events)
        }
    }

    @Test func whatWasCutOffIsForgotten() {
        var parser = EventParser()
        #expect(parser.read("id: 7\nevent: a\ndata: {\"x\"".utf8).isEmpty)
        #expect(parser.lastID == nil)
        parser.reset()
        #expect(parser.read("data: z\n\n".utf8) == [EventParser.Event(data: Array("z".utf8))])
        #expect(parser.lastID == nil)
    }

    @Test func anIDWithoutDataCounts() {
        var parser = EventParser()
        #expect(parser.read("id: 41\n\n".utf8).isEmpty)
        #expect(parser.lastID == "41")
    }

    @Test func longLinesAndEventsAreBounded() {
        var parser = EventParser()
        let line = "data: " + String(repeating: "x", count: 1 << 20) + "\n"
        var events: [EventParser.Event] = []
        for _ in 0..<8 { events += parser.read(Array(line.utf8)) }
        events += parser.read("\n".utf8)
        #expect(events.count == 1 && events[0].data.count <= 5 << 20)
    }
}

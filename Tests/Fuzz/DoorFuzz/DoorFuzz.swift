// Feeds the door what a hostile client might send: to its readers alone, and to a whole connection with a translate behind
// it. The first byte chooses address and settings, the second how the bytes are cut. However they are cut, the same requests,
// the same answers and the same end come out; what is accepted obeys RFC 9112; and nothing traps.

/// One input and what must hold for it.
func check(_ input: [UInt8]) {
    guard input.count > 2 else { return }
    let bytes = expanded(input[2...])
    // Long inputs in small pieces would only be slow.
    let piece = max(Int(input[1]) % 60 + 1, bytes.count / 2000)
    let limit: UInt64 = input[0] & 4 == 0 ? 1 << 20 : 40
    let story = Story(bytes, piece: bytes.count, limit: limit)
    demand(
        story == Story(bytes, piece: piece, limit: limit), "the cut changed what was read")
    for request in story.requests { Law(request.rawHead).check(request, limit: limit) }

    let whole = Visit(input[0], limit: limit)
    whole.send(bytes, piece: bytes.count)
    let cut = Visit(input[0], limit: limit)
    cut.send(bytes, piece: piece)
    demand(whole.output == cut.output, "the cut changed the answers")
    demand(whole.passedOn == cut.passedOn, "the cut changed what translate saw")
    demand(whole.isOpen == cut.isOpen, "the cut changed the end")
    whole.check(against: story)
}

/// Long runs, which limits are about, from short inputs: each byte 0xFE stands for 4096 letters.
private func expanded(_ input: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    var runs = 0
    for byte in input {
        if byte == 0xFE, runs < 20 {
            runs += 1
            result += [UInt8](repeating: UInt8(ascii: "a"), count: 4096)
        } else {
            result.append(byte)
        }
    }
    return result
}

/// `precondition` whose text a release build prints too.
func demand(_ condition: Bool, _ message: StaticString) {
    if !condition { fatalError("\(message)") }
}

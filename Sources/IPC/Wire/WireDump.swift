/// Turns encoded messages into readable lines for `omniroute trace` and debug logs.
///
/// A field marked `debug_redact` shows that it is there and nothing else, not even its length or
/// the number of its elements. Of a field that this version does not know only number and wire
/// type are shown, since a later version may have marked it.
public struct WireDump {
    private var line: String

    private init(_ type: any WireMessage.Type) {
        line = type.name
    }

    /// One encoded message as one line, such as `Lease{id:7 model:"m" stream:true}`.
    ///
    /// - Parameters:
    ///   - type: The message's type.
    ///   - bytes: The encoded message; what is wrong with it is told at the end of the line.
    /// - Returns: The line, without a line break and without control characters.
    public static func line(_ type: any WireMessage.Type, _ bytes: RawSpan) -> String {
        var dump = WireDump(type)
        var reader = WireReader(bytes)
        do throws(WireError) {
            try dump.message(type, bytes, &reader)
        } catch {
            dump.line += " malformed: \(error)"
        }
        return dump.line
    }

    private mutating func message(
        _ type: any WireMessage.Type, _ bytes: RawSpan, _ reader: inout WireReader
    ) throws(WireError) {
        line += "{"
        var isFirst = true
        var hidden: Set<UInt32> = []
        while true {
            let tag = try reader.nextTag(bytes)
            guard tag != 0 else { break }
            let number = tag >> 3
            let field = type.fields.first { $0.number == number }
            let isFull = line.utf8.count >= WireLimits.dumpedLine
            guard !isFull, let field, !field.isRedacted else {
                try reader.skip(bytes, tag: tag)
                guard !isFull, hidden.insert(number).inserted else { continue }
                if !isFirst { line += " " }
                isFirst = false
                line +=
                    field.map { $0.name + ":«redacted»" }
                    ?? "#\(number):" + Self.wireTypeName(tag)
                continue
            }
            if !isFirst { line += " " }
            isFirst = false
            line += field.name + ":"
            try value(of: field, tag: tag, bytes, &reader)
        }
        if line.utf8.count >= WireLimits.dumpedLine, !line.hasSuffix("…") { line += "…" }
        line += "}"
    }

    private mutating func value(
        of field: WireField, tag: UInt32, _ bytes: RawSpan, _ reader: inout WireReader
    ) throws(WireError) {
        if tag & 7 == field.kind.wireType {
            try single(field.kind, bytes, &reader)
        } else if tag & 7 == 2, field.isRepeated {
            try packed(field.kind, bytes, &reader)
        } else {
            line += Self.wireTypeName(tag)
            try reader.skip(bytes, tag: tag)
        }
    }

    private mutating func packed(
        _ kind: WireKind, _ bytes: RawSpan, _ reader: inout WireReader
    ) throws(WireError) {
        line += "["
        let outer = try reader.open(bytes)
        var isFirst = true
        while reader.hasMore {
            // The rest is still read, so that the reader arrives at the end, but not shown.
            guard line.utf8.count < WireLimits.dumpedLine else {
                try reader.skip(bytes, tag: kind.wireType)
                continue
            }
            if !isFirst { line += "," }
            isFirst = false
            try single(kind, bytes, &reader)
        }
        reader.close(outer)
        line += "]"
    }

    private mutating func single(
        _ kind: WireKind, _ bytes: RawSpan, _ reader: inout WireReader
    ) throws(WireError) {
        switch kind {
        case .string: quote(try reader.string(bytes))
        case .bytes: hex(try reader.bytes(bytes))
        case .bool: line += String(try reader.bool(bytes))
        case .int32: line += String(try reader.int32(bytes))
        case .int64: line += String(try reader.int64(bytes))
        case .uint32: line += String(try reader.uint32(bytes))
        case .uint64: line += String(try reader.uint64(bytes))
        case .sint64: line += String(try reader.sint64(bytes))
        case .fixed32: line += String(try reader.fixed32(bytes))
        case .fixed64: line += String(try reader.fixed64(bytes))
        case .double: line += String(try reader.double(bytes))
        case .enumeration(let type):
            let number = try reader.int32(bytes)
            line += type.caseName(number) ?? String(number)
        case .message(let type):
            let outer = try reader.enter(bytes)
            try message(type, bytes, &reader)
            reader.leave(outer)
        }
    }

    /// Appends text in quotes; whatever could break the line or a terminal is escaped.
    private mutating func quote(_ text: String) {
        line += "\""
        var shown = 0
        for scalar in text.unicodeScalars {
            guard shown < WireLimits.dumpedCharacters else {
                line += "…"
                break
            }
            shown += 1
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse,
                .unassigned, .surrogate:
                line += "\\u{" + String(scalar.value, radix: 16) + "}"
            default:
                if scalar == "\"" || scalar == "\\" { line += "\\" }
                line.unicodeScalars.append(scalar)
            }
        }
        line += "\""
    }

    private mutating func hex(_ value: [UInt8]) {
        line += "<"
        for byte in value.prefix(WireLimits.dumpedBytes) {
            line += (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        if value.count > WireLimits.dumpedBytes { line += "… \(value.count) bytes" }
        line += ">"
    }

    private static func wireTypeName(_ tag: UInt32) -> String {
        switch tag & 7 {
        case 0: "varint"
        case 1: "fixed64"
        case 5: "fixed32"
        default: "delimited"
        }
    }
}

internal import IPC
internal import JSON

/// Writes spans as OTLP/HTTP JSON (opentelemetry-proto, `ExportTraceServiceRequest`).
///
/// As that mapping wants it: ids in hexadecimal, 64-bit numbers as strings, enumerations as numbers.
enum OTLPWriter {
    /// One span.
    static func encode(_ span: Span) -> EncodedSpan {
        var writer = JSONWriter()
        writer.object { object in
            object.member("traceId", HexText.of(span.traceID))
            object.member("spanId", HexText.of(span.id))
            if !span.state.isEmpty { object.member("traceState", span.state) }
            if !span.parentID.isEmpty { object.member("parentSpanId", HexText.of(span.parentID)) }
            object.member("flags", flags(span))
            object.member("name", span.name)
            object.member("kind", span.kind.rawValue)
            object.member("startTimeUnixNano", String(span.start))
            object.member("endTimeUnixNano", String(max(span.start, span.end)))
            write(span.attributes, to: &object)
            write(span.events, to: &object)
            write(failure: span.failure, to: &object)
        }
        return EncodedSpan(scope: span.scope, json: writer.take())
    }

    /// A whole request with the spans of a batch.
    ///
    /// - Parameters:
    ///   - spans: In any order.
    ///   - service: Value of `service.name`.
    ///   - version: Value of `service.version`.
    /// - Returns: The body.
    static func request(_ spans: [EncodedSpan], service: String, version: String) -> [UInt8] {
        var resource = SpanAttributes()
        resource.add("service.name", service)
        resource.add("service.version", version)
        var writer = JSONWriter()
        writer.object { object in
            object.name("resourceSpans")
            object.array { list in
                list.object { entry in
                    entry.name("resource")
                    entry.object { write(resource, to: &$0) }
                    entry.name("scopeSpans")
                    entry.array { scopes in
                        for scope in Span.Scope.allCases {
                            write(
                                spans.filter { $0.scope == scope }, of: scope, version, to: &scopes)
                        }
                    }
                }
            }
        }
        return writer.take()
    }

    private static func write(
        _ spans: [EncodedSpan], of scope: Span.Scope, _ version: String, to list: inout JSONWriter
    ) {
        guard !spans.isEmpty else { return }
        list.object { object in
            object.name("scope")
            object.object { scoped in
                scoped.member("name", scope.rawValue)
                scoped.member("version", version)
            }
            object.name("spans")
            object.array { array in
                for span in spans { array.raw(span.json) }
            }
        }
    }

    private static func write(_ attributes: SpanAttributes, to object: inout JSONWriter) {
        object.name("attributes")
        object.array { list in
            for (name, value) in attributes.all {
                list.object { entry in
                    entry.member("key", name)
                    entry.name("value")
                    entry.object { write(value, to: &$0) }
                }
            }
        }
    }

    private static func write(_ value: SpanAttributes.Value, to object: inout JSONWriter) {
        switch value {
        case .text(let text): object.member("stringValue", text)
        case .integer(let number): object.member("intValue", String(clamping(number)))
        case .seconds(let number):
            object.name("doubleValue")
            object.double(number)
        case .flag(let isTrue): object.member("boolValue", isTrue)
        case .texts(let texts):
            object.name("arrayValue")
            object.object { holder in
                holder.name("values")
                holder.array { list in
                    for text in texts { list.object { $0.member("stringValue", text) } }
                }
            }
        }
    }

    /// The protocol's integers have a sign.
    private static func clamping(_ number: UInt64) -> Int64 { Int64(clamping: number) }

    private static func write(_ events: [Span.Event], to object: inout JSONWriter) {
        guard !events.isEmpty else { return }
        object.name("events")
        object.array { list in
            for event in events {
                list.object { entry in
                    entry.member("timeUnixNano", String(event.time))
                    entry.member("name", event.name)
                }
            }
        }
    }

    private static func write(failure: String?, to object: inout JSONWriter) {
        guard let failure else { return }
        object.name("status")
        object.object { status in
            status.member("code", 2)
            if !failure.isEmpty { status.member("message", failure) }
        }
    }

    /// Sampled, and whether the parent is another process's.
    private static func flags(_ span: Span) -> Int {
        span.hasRemoteParent ? 0x301 : 0x101
    }
}

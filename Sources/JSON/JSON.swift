// The JSON library: bytes in, bytes out.
//
// `JSONTape` reads one document (RFC 8259, strictly) into a flat list of nodes that point into the
// caller's bytes; nothing is copied or converted until it is asked for, so numbers keep their text
// and members their order. `JSONDocument` and `JSONValue` are the comfortable view of the same tape.
// `JSONSplice` changes a document without rewriting the rest of it, `JSONWriter` makes a new one.
//
// Trusted: nothing about the input. UTF-8 is checked once, by the parser, and believed afterwards.
// Refused: a byte order mark, invalid UTF-8, anything after the value, and what passes `JSONLimits`.
// Accepted with a mark: lone surrogate escapes (`\uD800`), which stay as they are in the bytes and
// read as U+FFFD (`JSONTape.hasLoneSurrogates`); duplicate names, of which the last one counts.
// All unsafe access stands in `ByteCursor.swift`.

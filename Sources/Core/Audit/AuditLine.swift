package import JSONText

/// One line of the log: a JSON object whose last member is the hash of everything before it.
///
///     {"event": …, "prev": "HEX", "seq": N, "time_ms": N, …, "hash": "HEX"}
///
/// `hash` is the SHA-256 of the line's bytes from its first brace up to, and without, the comma before `"hash"`. `prev` is
/// the hash of the record before, and so each line binds all lines before it.
package struct AuditLine: Hashable, Sendable {
    /// The longest line, in bytes, without its newline.
    package static let maximumByteCount = 256 << 10

    /// The numbers that a record can have: every program that reads JSON takes them.
    private static let sequences: ClosedRange<UInt64> = 1...1 << 53

    private static let tailStart = Array(#", "hash": ""#.utf8)
    private static let tailEnd = Array("\"}".utf8)
    private static let digitCount = 64
    private static let tailCount = tailStart.count + digitCount + tailEnd.count

    /// Its number.
    package let sequence: UInt64
    /// When, in milliseconds since 1970-01-01 UTC.
    package let timeMilliseconds: UInt64
    /// The word for what happened; one that this version does not know is no fault.
    package let event: String
    /// The hash of the record before, as the line says.
    package let previous: String
    /// Its own hash, as the line says.
    package let hash: String
    /// Its own hash, as it should be.
    package let computedHash: String
    /// The whole line as JSON.
    package let node: JSONNode
    /// The line as it is in the log.
    package let source: String

    package static func == (left: Self, right: Self) -> Bool {
        left.hash == right.hash && left.computedHash == right.computedHash && left.sequence == right.sequence
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(hash) }

    /// The bytes of a line, without a newline.
    ///
    /// - Parameters:
    ///   - record: What happened.
    ///   - head: The end of the chain so far.
    ///   - digest: SHA-256.
    /// - Returns: The bytes, and the end of the chain with them.
    package static func bytes(
        _ record: AuditRecord, after head: AuditHead, _ digest: AuditHash
    ) -> (bytes: [UInt8], head: AuditHead) {
        var members = record.fields.filter { !AuditRecord.reserved.contains($0.key) }
        members["seq"] = .number(head.sequence + 1)
        members["time_ms"] = .number(record.timeMilliseconds)
        members["event"] = .string(record.event.rawValue)
        members["prev"] = .string(head.hash)
        var bytes = Array(JSONValue.object(members).line.utf8.dropLast())
        if bytes.count + tailCount > maximumByteCount {
            // The chain matters more than one record's details.
            members = members.filter { AuditRecord.reserved.contains($0.key) }
            members["too_long_bytes"] = .number(UInt64(bytes.count))
            bytes = Array(JSONValue.object(members).line.utf8.dropLast())
        }
        let hash = digest(bytes).hexadecimal
        bytes += tailStart + Array(hash.utf8) + tailEnd
        return (bytes, AuditHead(sequence: head.sequence + 1, hash: hash))
    }

    /// Reads a line.
    ///
    /// - Parameters:
    ///   - bytes: The line without its newline.
    ///   - digest: SHA-256.
    /// - Throws: ``AuditLineError`` when it is no record.
    package init(_ bytes: [UInt8], _ digest: AuditHash) throws(AuditLineError) {
        guard bytes.count <= Self.maximumByteCount else { throw AuditLineError("longer than a record may be") }
        let count = bytes.count - Self.tailCount
        guard count > 0, bytes[count...].starts(with: Self.tailStart), bytes.suffix(2) == Self.tailEnd[...] else {
            throw AuditLineError("it does not end in a hash")
        }
        let digits = bytes[(count + Self.tailStart.count)...].prefix(Self.digitCount)
        guard digits.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else {
            throw AuditLineError("its hash is not 64 hexadecimal digits")
        }
        let node: JSONNode
        do {
            node = try JSONReader.read(bytes)
        } catch {
            throw AuditLineError("no JSON: \(error.message)")
        }
        guard let sequence = Self.number(node["seq"]), Self.sequences.contains(sequence),
            let time = Self.number(node["time_ms"]), let event = Self.text(node["event"]),
            let previous = Self.text(node["prev"]),
            previous.utf8.count == Self.digitCount
        else { throw AuditLineError("a record has 'seq', 'time_ms', 'event' and 'prev'") }
        self.sequence = sequence
        timeMilliseconds = time
        self.event = event
        self.previous = previous
        hash = String(decoding: digits, as: UTF8.self)
        computedHash = digest(Array(bytes.prefix(count))).hexadecimal
        self.node = node
        source = String(decoding: bytes, as: UTF8.self)
    }

    /// Whether the line is as it was written.
    package var isIntact: Bool { hash == computedHash }

    /// A member's text; nil when there is none.
    package func text(_ name: String) -> String? { Self.text(node[name]) }

    private static func text(_ node: JSONNode?) -> String? {
        if case .string(let text)? = node?.value { text } else { nil }
    }

    private static func number(_ node: JSONNode?) -> UInt64? {
        if case .number(let text)? = node?.value { UInt64(text) } else { nil }
    }
}

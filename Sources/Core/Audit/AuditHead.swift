/// The end of a chain of records.
package struct AuditHead: Hashable, Sendable {
    /// The number of the last record, from 1; 0 when there is none.
    package var sequence: UInt64
    /// Its hash as 64 hexadecimal digits; zeros when there is none.
    package var hash: String

    package init(sequence: UInt64, hash: String) {
        self.sequence = sequence
        self.hash = hash
    }

    /// The head of a log without records.
    package static let none = AuditHead(sequence: 0, hash: String(repeating: "0", count: 64))
}

extension AuditHead {
    /// Reads `SEQUENCE HASH` or `SEQUENCE:HASH`; nil when it is neither.
    package init?(text: String) {
        let parts = text.split { $0 == " " || $0 == ":" }
        guard parts.count == 2, let sequence = UInt64(parts[0]), parts[1].utf8.count == 64,
            parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        self.init(sequence: sequence, hash: String(parts[1]))
    }

    /// The head as `SEQUENCE:HASH`.
    package var text: String { "\(sequence):\(hash)" }
}

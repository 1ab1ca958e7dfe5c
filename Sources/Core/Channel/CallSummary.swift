/// How a call ended, as a broker tells the manager.
package struct CallSummary: Hashable, Sendable {
    package let outcome: RunOutcome
    /// Bytes from the caller to the callee.
    package let forwardBytes: UInt64
    /// Bytes from the callee to the caller.
    package let backwardBytes: UInt64

    package init(outcome: RunOutcome, forwardBytes: UInt64, backwardBytes: UInt64) {
        self.outcome = outcome
        self.forwardBytes = forwardBytes
        self.backwardBytes = backwardBytes
    }
}

extension CallSummary {
    func encode(to writer: inout ByteWriter) {
        writer.integer(forwardBytes)
        writer.integer(backwardBytes)
        writer.text(outcome.line)
    }

    init(from reader: inout ByteReader) throws(WireError) {
        let forward = try reader.integer("bytes", as: UInt64.self)
        let backward = try reader.integer("bytes", as: UInt64.self)
        let line = try reader.text("outcome", limit: RunOutcome.lineLimit)
        self.init(outcome: RunOutcome(line: line.utf8), forwardBytes: forward, backwardBytes: backward)
    }
}

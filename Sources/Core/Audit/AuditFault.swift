/// A place where a log is not as it was written.
package struct AuditFault: Hashable, Sendable {
    /// What is wrong.
    package enum Kind: Hashable, Sendable {
        /// The line is no record.
        case notARecord(String)
        /// The line was changed: its hash is not that of its bytes.
        case edited
        /// Records are missing before this one.
        case missing(from: UInt64, through: UInt64)
        /// The record has a number that was there already: moved, or put in a second time.
        case outOfOrder(expected: UInt64)
        /// The number is right, and the record before it is another than the one that it was written after.
        case replacedBefore
        /// The last line has no end: writing was interrupted, or the file was cut.
        case cutLine
        /// The log ends before the record that is known to be there.
        case cutEnd(expected: UInt64)
        /// The last record is not the one that is known to be there.
        case otherEnd
    }

    /// What is wrong.
    package let kind: Kind
    /// The file.
    package let file: String
    /// The line, from 1; 0 for the file as a whole.
    package let line: Int
    /// The number of the record, where it can be read.
    package let sequence: UInt64?

    package init(_ kind: Kind, file: String, line: Int, sequence: UInt64? = nil) {
        self.kind = kind
        self.file = file
        self.line = line
        self.sequence = sequence
    }

    /// What is wrong, in words.
    package var message: String {
        switch kind {
        case .notARecord(let reason): "not a record: \(reason)"
        case .edited: "the line was changed after it was written"
        case .missing(let first, let last):
            first == last ? "record \(first) is missing before it" : "records \(first) to \(last) are missing before it"
        case .outOfOrder(let expected): "the record stands in the wrong place: record \(expected) belongs here"
        case .replacedBefore: "the record before it is not the one that it was written after"
        case .cutLine: "the last line has no end: writing was interrupted, or the file was cut"
        case .cutEnd(let expected): "the log ends too early: record \(expected) is known to have been there"
        case .otherEnd: "the last record is not the one that is known to have been there"
        }
    }
}

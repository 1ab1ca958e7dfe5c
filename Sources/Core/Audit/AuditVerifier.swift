/// Goes through a log, file after file, and tells every place where it is not as it was written.
///
/// After a fault it goes on from what it finds, so that each fault is told where it is and once.
package struct AuditVerifier: Sendable {
    /// The faults so far.
    package private(set) var faults: [AuditFault] = []
    /// How many records were read.
    package private(set) var recordCount: UInt64 = 0
    /// The first record's number; nil before there is one.
    ///
    /// More than 1 when older files are gone.
    package private(set) var firstSequence: UInt64?
    /// The end of what was read.
    package private(set) var head: AuditHead?
    /// Every record's hash at the places that are asked for at the end.
    private var marks: [UInt64: String]
    private let digest: AuditHash
    private var file = ""
    private var lineNumber = 0

    /// Begins.
    ///
    /// - Parameters:
    ///   - marks: Ends of the chain that were known at some time, by their numbers.
    ///   - digest: SHA-256.
    package init(known marks: [AuditHead] = [], _ digest: @escaping AuditHash) {
        self.marks = Dictionary(marks.map { ($0.sequence, $0.hash) }, uniquingKeysWith: { $1 })
        self.digest = digest
    }

    /// Begins the next file.
    package mutating func begin(_ name: String) {
        file = name
        lineNumber = 0
    }

    /// Reads one line, without its newline.
    ///
    /// - Parameters:
    ///   - bytes: The line.
    ///   - isWhole: Whether a newline followed.
    /// - Returns: The record, when it is one.
    @discardableResult
    package mutating func read(_ bytes: [UInt8], isWhole: Bool = true) -> AuditLine? {
        lineNumber += 1
        guard isWhole else {
            fault(.cutLine)
            return nil
        }
        let line: AuditLine
        do {
            line = try AuditLine(bytes, digest)
        } catch {
            fault(.notARecord(error.reason))
            return nil
        }
        recordCount += 1
        if !line.isIntact { fault(.edited, line.sequence) }
        if let head {
            let expected = head.sequence + 1
            if line.sequence > expected {
                fault(.missing(from: expected, through: line.sequence - 1), line.sequence)
            } else if line.sequence < expected {
                fault(.outOfOrder(expected: expected), line.sequence)
                // What follows belongs after the record that was expected, not after this one.
                return line
            } else if line.previous != head.hash {
                fault(.replacedBefore, line.sequence)
            }
        } else {
            firstSequence = line.sequence
            if line.sequence == 1, line.previous != AuditHead.none.hash { fault(.replacedBefore, 1) }
        }
        if let known = marks.removeValue(forKey: line.sequence), known != line.hash { fault(.otherEnd, line.sequence) }
        head = AuditHead(sequence: line.sequence, hash: line.hash)
        return line
    }

    /// Looks whether everything that is known to have been there was there.
    ///
    /// Ends before the first record that is left are passed over: their files were given up.
    package mutating func finish() {
        let last = head?.sequence ?? 0
        if let missing = marks.keys.filter({ $0 > last }).max() { fault(.cutEnd(expected: missing)) }
        marks = [:]
    }

    private mutating func fault(_ kind: AuditFault.Kind, _ sequence: UInt64? = nil) {
        faults.append(AuditFault(kind, file: file, line: lineNumber, sequence: sequence))
    }
}

package import Audit
package import JSONText
import LinuxEvents
import LinuxIO
import Synchronization

/// The audit log of a running manager.
///
/// Records are written in the order in which they are given, by a thread of their own: nobody waits for the disk who does
/// not want to.
package final class AuditLog: Sendable {
    private static let recordsPerHead: UInt64 = 64

    private let queue = WorkQueue(label: "bulkhead.audit")
    private let writer: Mutex<Writer>
    /// Records that wait for the thread that writes.
    private let waiting = Mutex<[AuditRecord]>([])
    /// What those who may ask for nothing may have noted: five at once, and one more every two seconds.
    private let refusals = Mutex(
        NoteBudget(
            capacity: 5, millisecondsPerNote: 2_000, nowMilliseconds: Clock.monotonicNanoseconds() / 1_000_000))
    private let failed: @Sendable (String) -> Void

    private struct Writer: ~Copyable {
        var writer: AuditWriter
        /// Whether the last record could not be written; said once, until one can again.
        var isFailing = false
    }

    /// Opens the log in a folder, or begins one.
    ///
    /// - Parameters:
    ///   - folder: Where it is.
    ///   - failed: Told when records cannot be written, and when they can again.
    /// - Throws: `SystemError` when it cannot be opened.
    package init(_ folder: AuditFolder, failed: @escaping @Sendable (String) -> Void) throws {
        let opened = try AuditWriter.open(folder, nowMilliseconds: Self.nowMilliseconds)
        try opened.noteHead()
        writer = Mutex(Writer(writer: opened))
        self.failed = failed
    }

    private static var nowMilliseconds: UInt64 { Clock.wallNanoseconds() / 1_000_000 }

    /// Notes that something happened, now.
    package func note(_ event: AuditEvent, _ fields: [String: JSONValue] = [:]) {
        let record = AuditRecord(event, timeMilliseconds: Self.nowMilliseconds, fields: fields)
        let isFirst = waiting.withLock { records in
            records.append(record)
            return records.count == 1
        }
        // Whoever finds the list empty has it written; what comes meanwhile goes with it, and shares one wait for the disk.
        if isFirst { queue.async { self.writeWaiting() } }
    }

    /// Notes that somebody was refused who may ask for nothing; of a flood some records, which say how many are missing.
    package func noteRefusal(_ event: AuditEvent, _ fields: [String: JSONValue]) {
        let now = Clock.monotonicNanoseconds() / 1_000_000
        guard let skipped = refusals.withLock({ $0.take(nowMilliseconds: now) }) else { return }
        var fields = fields
        if skipped > 0 { fields["left_out"] = .number(skipped) }
        note(event, fields)
    }

    /// Waits until everything that was noted so far is on the disk, and notes the end of the chain.
    package func settle() async {
        await queue.run {
            self.writer.withLock { state in
                do { try state.writer.noteHead() } catch { self.failed("cannot note the head: \(error)") }
            }
        }
    }

    private func writeWaiting() {
        let records = waiting.withLock { records in
            let taken = records
            records.removeAll(keepingCapacity: true)
            return taken
        }
        for (index, record) in records.enumerated() { write(record, isLast: index == records.count - 1) }
    }

    private func write(_ record: AuditRecord, isLast: Bool) {
        writer.withLock { state in
            do {
                try state.writer.append(record, isLast: isLast)
                if state.writer.head.sequence % Self.recordsPerHead == 0 { try state.writer.noteHead() }
                if state.isFailing { failed("records are written again") }
                state.isFailing = false
            } catch {
                if !state.isFailing { failed("a record cannot be written: \(error)") }
                state.isFailing = true
            }
        }
    }
}

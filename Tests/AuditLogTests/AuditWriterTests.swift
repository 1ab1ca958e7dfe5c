import Audit
import AuditLog
import JSONText
import LinuxIO
import Testing

/// The log on the disk.
@Suite struct AuditWriterTests {
    /// A folder that goes away with its owner.
    private final class Folder {
        let location: AuditFolder

        init() throws {
            location = AuditFolder(try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "bulkhead-audit-"))
        }

        deinit { try? FileSystem.removeTree(location.path) }

        func faults() throws -> [AuditFault] {
            var known: [AuditHead] = []
            if let head = AuditReading(location).notedHead { known.append(head) }
            var verifier = AuditVerifier(known: known, AuditDigest.sha256)
            try AuditReading(location).forEach(&verifier) { _ in }
            verifier.finish()
            return verifier.faults
        }

        func records() throws -> [AuditLine] {
            var lines: [AuditLine] = []
            var verifier = AuditVerifier(AuditDigest.sha256)
            try AuditReading(location).forEach(&verifier) { lines.append($0) }
            return lines
        }
    }

    private static func record(_ number: Int) -> AuditRecord {
        AuditRecord(.machineState, timeMilliseconds: UInt64(number), fields: ["vm": .string("vm\(number)")])
    }

    @Test func `a log goes on where it was, however often it is opened`() throws {
        let folder = try Folder()
        for opening in 0..<4 {
            var writer = try AuditWriter.open(folder.location, nowMilliseconds: 1)
            for number in 0..<3 { try writer.append(Self.record(opening * 3 + number)) }
            try writer.noteHead()
        }
        #expect(try folder.faults() == [])
        #expect(try folder.records().map(\.sequence) == Array(1...13))
    }

    @Test func `a crash at any byte loses no whole record, and the log goes on`() throws {
        let folder = try Folder()
        do {
            var writer = try AuditWriter.open(folder.location, nowMilliseconds: 1)
            for number in 0..<4 { try writer.append(Self.record(number)) }
        }
        let path = folder.location.file(1)
        let whole = try FileSystem.read(path)
        for count in stride(from: 0, through: whole.count, by: 1) {
            try FileSystem.writeAtomically(path, Array(whole.prefix(count)), mode: 0o600)
            let wholeLines = whole.prefix(count).count { $0 == 0x0A }
            let isTorn = count > 0 && whole[count - 1] != 0x0A
            do {
                var writer = try AuditWriter.open(folder.location, nowMilliseconds: 2)
                try writer.append(Self.record(9))
            }
            #expect(try folder.faults() == [], "cut after \(count) bytes")
            let records = try folder.records()
            #expect(records.count == wholeLines + (isTorn ? 2 : 1), "cut after \(count) bytes")
            #expect(records.contains { $0.event == "log.recovered" } == isTorn, "cut after \(count) bytes")
        }
    }

    @Test func `files follow one another, the oldest go, and the chain holds over them`() throws {
        let folder = try Folder()
        var limits = AuditLimits()
        limits.fileBytes = 1_000
        limits.fileCount = 3
        var writer = try AuditWriter.open(folder.location, limits: limits, nowMilliseconds: 1)
        for number in 0..<60 { try writer.append(Self.record(number)) }
        let numbers = try folder.location.numbers()
        #expect(numbers.count == 3 && numbers.first ?? 1 > 1)
        #expect(try folder.faults() == [])
        let records = try folder.records()
        #expect(records.last?.sequence == writer.head.sequence)
        #expect(records.first?.event == "log.begun")
    }

    @Test func `a file that was emptied is found, and the log goes on behind it`() throws {
        let folder = try Folder()
        do {
            var writer = try AuditWriter.open(folder.location, nowMilliseconds: 1)
            for number in 0..<4 { try writer.append(Self.record(number)) }
            try writer.noteHead()
        }
        try FileSystem.writeAtomically(folder.location.file(1), [], mode: 0o600)
        do {
            var writer = try AuditWriter.open(folder.location, nowMilliseconds: 2)
            try writer.append(Self.record(5))
        }
        #expect(try folder.faults().map(\.kind) == [.cutEnd(expected: 5)])
    }

    @Test func `a line that is no record is told, and the log goes on behind it`() throws {
        let folder = try Folder()
        do {
            var writer = try AuditWriter.open(folder.location, nowMilliseconds: 1)
            try writer.append(Self.record(1))
        }
        let bytes = try FileSystem.read(folder.location.file(1))
        try FileSystem.writeAtomically(folder.location.file(1), bytes + Array("graffiti\n".utf8), mode: 0o600)
        do {
            var writer = try AuditWriter.open(folder.location, nowMilliseconds: 2)
            try writer.append(Self.record(2))
        }
        let faults = try folder.faults()
        #expect(faults.count == 1 && faults.first?.line == 3)
        #expect(try folder.records().map(\.sequence) == [1, 2, 3, 4])
    }

    @Test func `the manager's log writes in order and settles`() async throws {
        let folder = try Folder()
        let log = try AuditLog(folder.location) { Issue.record("\($0)") }
        for number in 0..<100 { log.note(.machineState, ["number": .number(UInt64(number))]) }
        await log.settle()
        #expect(try folder.faults() == [])
        #expect(try folder.records().count == 101)
        #expect(AuditReading(folder.location).notedHead?.sequence == 101)
    }
}

import Audit
import JSONText
import Testing

/// A log as lines in memory, with a digest that is no SHA-256 and finds changes all the same.
private struct Sample {
    static let digest: AuditHash = { bytes in
        var words: [UInt64] = [1, 2, 3, 4]
        for (index, byte) in bytes.enumerated() {
            words[index & 3] = (words[index & 3] ^ UInt64(byte) ^ words[(index + 1) & 3]) &* 0x100_0000_01b3
        }
        return words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) } }
    }

    var lines: [[UInt8]] = []
    var heads: [AuditHead] = [.none]

    init(_ count: Int) {
        for number in 0..<count {
            let record = AuditRecord(
                .machineState, timeMilliseconds: UInt64(number), fields: ["vm": .string("vm\(number % 3)")])
            let (bytes, head) = AuditLine.bytes(record, after: heads[number], Self.digest)
            lines.append(bytes)
            heads.append(head)
        }
    }

    func faults(_ lines: [[UInt8]], known: [AuditHead] = []) -> [AuditFault] {
        var verifier = AuditVerifier(known: known, Self.digest)
        verifier.begin("a")
        for line in lines { verifier.read(line) }
        verifier.finish()
        return verifier.faults
    }
}

@Suite struct AuditChainTests {
    private let sample = Sample(12)

    @Test func `what was written has no fault, and its end is known`() {
        #expect(sample.faults(sample.lines, known: sample.heads) == [])
        #expect(sample.heads.last?.sequence == 12)
        #expect(AuditHead(text: sample.heads[5].text) == sample.heads[5])
    }

    @Test func `a record says what was put in, and the log's own names cannot be taken`() throws {
        let record = AuditRecord(
            .configurationLoaded, timeMilliseconds: 7,
            fields: ["rules": .number(3), "prev": .string("mine"), "seq": .number(9)])
        let (bytes, head) = AuditLine.bytes(record, after: .none, Sample.digest)
        let line = try AuditLine(bytes, Sample.digest)
        #expect(line.isIntact && line.sequence == 1 && line.timeMilliseconds == 7 && line.hash == head.hash)
        #expect(line.event == "configuration.loaded" && line.previous == AuditHead.none.hash)
    }

    @Test func `a change of any byte of any line is found at that line`() {
        for index in sample.lines.indices {
            for place in stride(from: index % 5, to: sample.lines[index].count, by: 5) {
                var lines = sample.lines
                lines[index][place] ^= 1
                let faults = sample.faults(lines, known: sample.heads)
                #expect(faults.contains { $0.line == index + 1 }, "line \(index + 1), byte \(place)")
            }
        }
    }

    @Test func `a line that is taken out is found, and which`() {
        for index in 1..<sample.lines.count - 1 {
            var lines = sample.lines
            lines.remove(at: index)
            let number = UInt64(index + 1)
            #expect(
                sample.faults(lines)
                    == [
                        AuditFault(
                            .missing(from: number, through: number), file: "a", line: index + 1, sequence: number + 1)
                    ])
        }
    }

    @Test func `two lines that change places are found`() {
        for index in 0..<sample.lines.count - 1 {
            var lines = sample.lines
            lines.swapAt(index, index + 1)
            #expect(!sample.faults(lines, known: sample.heads).isEmpty)
        }
    }

    @Test func `a line that is put in again is found where it is`() {
        for index in sample.lines.indices {
            var lines = sample.lines
            lines.insert(lines[index], at: 9)
            let faults = sample.faults(lines)
            #expect(faults.contains { $0.line == (index < 9 ? 10 : 10) || $0.line == 11 }, "\(index): \(faults)")
        }
    }

    @Test func `a record that is written anew is found at the next one`() {
        for index in 0..<sample.lines.count - 1 {
            var lines = sample.lines
            let record = AuditRecord(.machineState, timeMilliseconds: 99, fields: ["vm": .string("other")])
            lines[index] = AuditLine.bytes(record, after: sample.heads[index], Sample.digest).bytes
            #expect(
                sample.faults(lines)
                    == [AuditFault(.replacedBefore, file: "a", line: index + 2, sequence: UInt64(index + 2))])
        }
    }

    @Test func `an end that is cut off, or written anew, is found by an end that was kept`() {
        for count in 1..<sample.lines.count {
            let faults = sample.faults(Array(sample.lines.prefix(count)), known: [sample.heads[12]])
            #expect(faults.map(\.kind) == [.cutEnd(expected: 12)])
        }
        var lines = Array(sample.lines.prefix(6))
        var head = sample.heads[6]
        for number in 6..<12 {
            let (bytes, next) = AuditLine.bytes(
                AuditRecord(.managerStarted, timeMilliseconds: UInt64(number)), after: head, Sample.digest)
            lines.append(bytes)
            head = next
        }
        #expect(sample.faults(lines) == [], "who writes everything anew is found by an end that was kept, and only so")
        #expect(sample.faults(lines, known: [sample.heads[9]]).map(\.kind) == [.otherEnd])
    }

    @Test func `older files that are gone are no fault`() {
        #expect(sample.faults(Array(sample.lines.dropFirst(4)), known: sample.heads) == [])
    }

    @Test func `a record that is too long keeps the chain`() throws {
        let long = AuditRecord(
            .machineState, timeMilliseconds: 1,
            fields: ["text": .string(String(repeating: "x", count: AuditLine.maximumByteCount))])
        let (bytes, head) = AuditLine.bytes(long, after: sample.heads[12], Sample.digest)
        #expect(bytes.count < 1_000 && head.sequence == 13)
        #expect(sample.faults(sample.lines + [bytes]) == [])
    }

    @Test func `no bytes crash the reader`() {
        var state: UInt64 = 5
        for line in sample.lines {
            for _ in 0..<200 {
                var bytes = line
                state = state &* 6_364_136_223_846_793_005 &+ 1
                bytes.removeSubrange(Int(state >> 33) % bytes.count..<bytes.count)
                bytes.append(UInt8(truncatingIfNeeded: state >> 20))
                #expect((try? AuditLine(bytes, Sample.digest)) == nil)
            }
        }
    }
}

import Audit
import JSONText

/// Reads bytes as a log: nothing crashes, and whatever stands in a line, a record that is written after it is found.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzAuditLine(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    var verifier = AuditVerifier(digest)
    verifier.begin("a")
    for line in bytes.split(separator: 0x0a, omittingEmptySubsequences: false) { verifier.read(Array(line)) }
    let known = verifier.faults.count
    // What is written by the rules after it adds no fault.
    let text = String(decoding: bytes, as: UTF8.self)
    var record = AuditRecord(.machineState, timeMilliseconds: 1, fields: ["vm": .string(text)])
    record.fields[text] = .bool(true)
    // The last number that a record can have has no successor.
    if verifier.head?.sequence == 1 << 53 { return 0 }
    let (line, head) = AuditLine.bytes(record, after: verifier.head ?? .none, digest)
    precondition(!line.contains(0x0a), "a record of two lines")
    precondition(verifier.read(line)?.isIntact == true, "a record that cannot be read")
    precondition(verifier.head == head && verifier.faults.count == known, "a record that is no successor")
    return 0
}

/// Some digest: what it is made of matters nothing here.
private let digest: AuditHash = { bytes in
    var words: [UInt64] = [1, 2, 3, 4]
    for (index, byte) in bytes.enumerated() {
        words[index & 3] = (words[index & 3] ^ UInt64(byte) ^ words[(index + 1) & 3]) &* 0x100_0000_01b3
    }
    return words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) } }
}

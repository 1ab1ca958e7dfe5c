import Machines
import Policy
import WorldFiles

/// Reads bytes as a world: nothing crashes, and what is taken is the same after writing and reading it again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzWorldFile(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    do throws(Problem) {
        let world = try WorldFile.read(bytes, file: "w.json", newUUID: uuid)
        let text = Array(WorldFile.text(of: world).utf8)
        let again = try WorldFile.read(text, file: "again.json", newUUID: uuid)
        precondition(again == world, "written, it is another")
    } catch {
        precondition(error.file == "w.json", "what was written cannot be read")
        precondition(error.description.utf8.allSatisfy { (0x20...0x7e).contains($0) }, "an unsafe message")
    }
    return 0
}

private func uuid(_ name: String) -> String {
    // FNV-1a, as digits.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let digits = String(hash & 0xffff_ffff_ffff, radix: 16)
    return "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
}

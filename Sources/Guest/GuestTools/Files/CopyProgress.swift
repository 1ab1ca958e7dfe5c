internal import LinuxIO

/// How far a copy is, on standard error.
final class CopyProgress {
    private static let intervalNanoseconds: UInt64 = 200_000_000

    private let totalKilobytes: UInt64
    private var sentBytes: UInt64 = 0
    private var toldAtNanoseconds: UInt64 = 0

    init(_ sources: [CopySource]) throws(CallError) {
        var total: UInt64 = 0
        do throws(SystemError) { for source in sources { total += try source.contentByteCount() } } catch {
            throw CallError("\(error)", exitCode: ExitCode.failure)
        }
        totalKilobytes = total / 1_024
    }

    func advance(_ count: Int) {
        sentBytes += UInt64(count)
        let now = Clock.monotonicNanoseconds()
        guard now - toldAtNanoseconds >= Self.intervalNanoseconds else { return }
        toldAtNanoseconds = now
        tell()
    }

    func end() {
        tell()
        CurrentProcess.writeError("\n")
    }

    private func tell() { CurrentProcess.writeError("\rsent \(sentBytes / 1_024)/\(totalKilobytes) KB") }
}

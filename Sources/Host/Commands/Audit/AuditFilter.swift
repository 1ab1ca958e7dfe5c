import ArgumentParser
import Audit
import JSONText
import LinuxIO

/// Which records are wanted.
struct AuditFilter: ParsableArguments {
    @Option(help: "Only records of this event, or of events that begin so ('machine').")
    var event: String?
    @Option(help: "Only records about this VM, calls from it and calls of it among them.", completion: .machines)
    var vm: String?
    @Option(
        help: ArgumentHelp(
            "Only records of the last so many seconds, minutes, hours or days.", valueName: "90s|15m|24h|7d"))
    var last: String?

    func validate() throws {
        if let last, Self.seconds(last) == nil {
            throw ValidationError("'\(last)' is no time: expected a number with s, m, h or d.")
        }
    }

    /// Where a record names a VM: the one that it is about, or either end of a call.
    private static let machineFields = ["vm", "source", "target", "requested_target"]

    /// Whether a record is wanted.
    ///
    /// - Parameters:
    ///   - line: The record.
    ///   - nowMilliseconds: The time, since 1970-01-01 UTC.
    /// - Returns: True when all conditions hold.
    func admits(_ line: AuditLine, nowMilliseconds: UInt64) -> Bool {
        if let event, line.event != event, !line.event.hasPrefix(event + ".") { return false }
        if let vm, !Self.machineFields.contains(where: { line.text($0) == vm }) { return false }
        if let seconds = last.flatMap(Self.seconds), line.timeMilliseconds + seconds * 1_000 < nowMilliseconds {
            return false
        }
        return true
    }

    private static func seconds(_ text: String) -> UInt64? {
        guard let unit = text.last, let number = UInt64(text.dropLast()), number <= 100_000_000 else { return nil }
        switch unit {
        case "s": return number
        case "m": return number * 60
        case "h": return number * 3_600
        case "d": return number * 86_400
        default: return nil
        }
    }
}

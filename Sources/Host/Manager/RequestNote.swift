import Audit
import AuditLog
import JSONText
import LinuxIO
import ManagerClient
import SystemBus

/// What is noted of a request that came over the bus.
struct RequestNote {
    /// The most characters of a command that are noted.
    private static let commandLimit = 256

    private let audit: AuditLog?
    private var fields: [String: JSONValue]
    private let startedAtNanoseconds = Clock.monotonicNanoseconds()

    /// Begins.
    ///
    /// - Parameters:
    ///   - audit: Where it is noted.
    ///   - method: What is asked for, as the bus names it.
    ///   - caller: Who asks.
    ///   - machine: The VM that it is about; nil for the manager.
    init(_ audit: AuditLog?, method: String, caller: BusCaller, machine: String? = nil) {
        self.audit = audit
        fields = ["method": .string(method), "uid": .number(UInt64(caller.uid))]
        if let process = caller.pid { fields["process"] = .number(UInt64(process)) }
        if let machine { fields["vm"] = .string(machine) }
    }

    /// Adds the command that is to run: its beginning, for it may hold anything.
    mutating func add(_ request: RunRequest) {
        fields["user"] = .string(request.user ?? "user")
        fields["command"] = .string(String(request.command.joined(separator: " ").prefix(Self.commandLimit)))
    }

    /// Does what is asked for and notes what came of it.
    func noting<Value>(_ work: () async throws(BusFailure) -> Value) async throws(BusFailure) -> Value {
        do {
            let value = try await work()
            audit?.note(.hostRequest, finished("done"))
            return value
        } catch {
            audit?.note(.hostRequest, finished("failed", error.message))
            throw error
        }
    }

    /// Notes that the caller may not ask.
    func refused(_ failure: BusFailure) { audit?.noteRefusal(.hostRequest, finished("refused", failure.message)) }

    private func finished(_ outcome: String, _ reason: String = "") -> [String: JSONValue] {
        var all = fields
        all["outcome"] = .string(outcome)
        if !reason.isEmpty { all["reason"] = .string(reason) }
        all["duration_ms"] = .number((Clock.monotonicNanoseconds() - startedAtNanoseconds) / 1_000_000)
        return all
    }
}

import LinuxIO
import ManagerClient
import Machines

/// Why a command failed: what happened and where, what to do next, and the exit status.
struct CommandFailure: Error, Hashable, Sendable {
    let what: String
    let advice: String
    let code: Int32

    init(_ what: String, advice: String = "", code: Int32 = 1) {
        self.what = what
        self.advice = advice
        self.code = code
    }

    init(_ error: ManagerError, while action: String = "", code: Int32 = 1) {
        self.init(action.isEmpty ? error.what : "\(action): \(error.what)", advice: error.advice, code: code)
    }

    /// The lines for standard error.
    var text: String {
        // Only these two newlines are ours: what came over the bus may hold anything.
        let first = "bulkhead: " + what.sanitizedForDisplay(limit: 4_096)
        return advice.isEmpty ? first + "\n" : first + "\n  " + advice.sanitizedForDisplay(limit: 4_096) + "\n"
    }

    func report() { CurrentProcess.writeError(text) }
}

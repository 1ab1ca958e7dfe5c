internal import LinuxIO

/// Why a command does not run.
enum CommandError: Error, Hashable, Sendable {
    case noUser(String)
    case notFound(String)
    case system(SystemError)
    case notReady
}

extension CommandError: CustomStringConvertible {
    var description: String {
        switch self {
        case .noUser(let name): "no user '\(name)' in the guest"
        case .notFound(let word): "\(word): command not found"
        case .system(let error): "\(error)"
        case .notReady: "the guest is not configured"
        }
    }
}

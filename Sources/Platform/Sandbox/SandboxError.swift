/// Why a sandbox could not be put up.
package enum SandboxError: Error, Hashable, Sendable {
    case outOfMemory
    /// libseccomp does not know a system call of this name.
    case unknownSystemCall(String)
    /// libseccomp or the kernel refused a rule, or the whole filter; `code` is an errno value.
    case refused(String, code: CInt)
}

extension SandboxError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .outOfMemory: "no memory for the system call filter"
        case .unknownSystemCall(let name): "unknown system call '\(name)'"
        case .refused(let what, let code): "the system call filter was refused (\(what), error \(code))"
        }
    }
}

package import LinuxIO

/// Why a program could not be jailed.
package enum JailError: Error, Hashable, Sendable, CustomStringConvertible {
    case host(SystemError)
    /// A program that the jail is built with is not installed.
    case missingProgram(String)
    /// The jail was asked to run something as root.
    case rootIsRefused
    /// The jail ended before the program ran; why is on its standard error.
    case ended(code: Int32)
    case noAnswer(seconds: Int)
    /// An argument of the launcher that means nothing.
    case badArgument(String)

    package var description: String {
        switch self {
        case .host(let error): "\(error)"
        case .missingProgram(let name): "the program '\(name)' is not installed"
        case .rootIsRefused: "a jailed program must have a user of its own, not root"
        case .ended(let code): "the jail ended with status \(code) before the program ran"
        case .noAnswer(let seconds): "the jail was not ready in \(seconds) s"
        case .badArgument(let argument): "unknown or incomplete argument: \(argument)"
        }
    }
}

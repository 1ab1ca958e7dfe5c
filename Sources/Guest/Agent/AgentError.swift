package import LinuxIO

/// What can go wrong while a guest comes up; the description goes to the host as it is.
package enum AgentError: Error, Hashable, Sendable {
    /// A step failed in the kernel.
    case step(String, SystemError)
    /// The kernel's command line does not say what it must.
    case commandLine(String)
    /// Something did not appear in time.
    case missing(String)
    /// The private volume cannot be used, and why.
    case volume(String)
    /// The network cannot be set up, and why.
    case network(String)
}

extension AgentError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .step(let step, let error): "\(step): \(error)"
        case .commandLine(let text): "kernel command line: \(text)"
        case .missing(let what): "\(what) did not appear"
        case .volume(let text): "private volume: \(text)"
        case .network(let text): "network: \(text)"
        }
    }

    /// Runs a step and names it in its error.
    static func naming<Result>(
        _ step: String, _ body: () throws(SystemError) -> Result
    ) throws(AgentError) -> Result {
        do throws(SystemError) {
            return try body()
        } catch {
            throw .step(step, error)
        }
    }
}

package import Hypervisor

/// Why a machine did not start.
package enum StartError: Error, Hashable, Sendable {
    /// Its template cannot be used.
    case template(String, advice: String)
    /// Its private volume cannot be used.
    case volume(String, advice: String)
    case hypervisor(HypervisorError)
    /// The guest, or its channel, failed on the way.
    case guest(String, advice: String)
    /// The machine that it needs does not run.
    case dependency(String)
    /// It does not fit on this host now.
    case noRoom(String, advice: String)
    /// Somebody asked for its end while it started.
    case cancelled
    /// The host's kernel or disk refused something.
    case host(String)

    package var what: String {
        switch self {
        case .template(let what, _), .volume(let what, _), .guest(let what, _), .noRoom(let what, _): what
        case .hypervisor(let error): "\(error)"
        case .dependency(let what), .host(let what): what
        case .cancelled: "the start was cancelled"
        }
    }

    package var advice: String {
        switch self {
        case .template(_, let advice), .volume(_, let advice), .guest(_, let advice), .noRoom(_, let advice): advice
        case .hypervisor(let error): error.advice
        case .dependency, .host, .cancelled: ""
        }
    }

    /// Whether the guest ran and failed, rather than something on the host before it.
    var isGuests: Bool {
        if case .guest = self { true } else { false }
    }
}

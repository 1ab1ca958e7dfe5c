/// What a service is about: the groups of the shipped map.
package enum ServiceClass: String, Hashable, Sendable, CaseIterable {
    case files
    case shell
    case clipboard
    case crypto
    case network
    case device
    /// The admin API: served by the administrative domain, about the VM that was asked for.
    case admin
    case policy
    case update
    case desktop
    case time
    case bulkhead
    case other
}

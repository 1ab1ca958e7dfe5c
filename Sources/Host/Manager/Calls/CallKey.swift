import Machines

/// A call as the broker of its caller names it.
struct CallKey: Hashable, Sendable {
    let source: MachineName
    /// The broker's number.
    let id: UInt32
}

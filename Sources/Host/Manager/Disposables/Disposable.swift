import Machines

/// What the manager knows of a machine that ends with what it was made for.
struct Disposable: Sendable {
    /// The VM that it was made of.
    let base: MachineName
    /// Who asked for it: it ends with them; nil for a person on the host.
    var creator: MachineName?
    /// Whether it waits for somebody to ask.
    var isPreloaded: Bool
}

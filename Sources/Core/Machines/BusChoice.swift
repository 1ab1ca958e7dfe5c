/// On which D-Bus the manager offers its service.
package enum BusChoice: String, CaseIterable, Hashable, Sendable {
    /// The system bus where there is one, else a private one.
    case auto
    /// The system bus; without one the manager refuses to start.
    case system
    /// A `dbus-daemon` of the manager's own, under the run directory.
    case `private`
}

/// An object that other processes may call.
///
/// The connection answers the standard interfaces (Introspectable, Properties, Peer, ObjectManager) from what this
/// protocol tells, checks the types of arguments against ``interfaces``, and runs every call in a task of its own:
/// a slow call delays no other. Requirements are called on no particular executor.
package protocol BusObject: Sendable {
    /// What the object offers; the same as long as it is exported.
    var interfaces: [BusInterface] { get }

    /// Decides whether the caller may use a member; called before each call, property access and object listing.
    ///
    /// Introspection and Peer are open to everybody who can reach the bus.
    ///
    /// - Parameters:
    ///   - caller: Who asks.
    ///   - interface: The interface that the member belongs to, a standard one included.
    ///   - member: The method.
    /// - Throws: What the caller gets to see, usually ``BusFailure/accessDenied(_:)``.
    func authorize(_ caller: BusCaller, interface: String, member: String) async throws(BusFailure)

    /// Does what a method says.
    ///
    /// - Parameters:
    ///   - member: A method of `interface`.
    ///   - interface: One of ``interfaces``.
    ///   - arguments: Values of the types that the method declares.
    ///   - caller: Who asks; already authorized.
    /// - Returns: Values of the types that the method declares.
    /// - Throws: What the caller gets to see.
    func call(
        _ member: String, interface: String, arguments: [BusValue], caller: BusCaller
    ) async throws(BusFailure) -> [BusValue]

    /// All properties of an interface, by name, not wrapped in variants.
    func properties(of interface: String) async throws(BusFailure) -> [String: BusValue]

    /// Sets a property that is declared writable to a value of its declared type.
    func setProperty(
        _ name: String, of interface: String, to value: BusValue, caller: BusCaller
    ) async throws(BusFailure)
}

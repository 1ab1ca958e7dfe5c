/// A signal that another process sent.
package struct BusSignal: Hashable, Sendable {
    /// The unique name of the sender.
    package let sender: String
    package let path: String
    package let interface: String
    package let member: String
    package let arguments: [BusValue]
}

/// A method call of another process whose caller is known.
struct IncomingCall: Sendable {
    let path: String
    /// nil when the caller named none: the first interface that has the method is meant.
    let interface: String?
    let member: String
    let arguments: [BusValue]
    let caller: BusCaller
}

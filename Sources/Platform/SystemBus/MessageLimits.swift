/// How much of a message is decoded.
///
/// The bus has limits of its own, which are far larger.
enum MessageLimits {
    /// Values in one message, containers included.
    static let values = 262_144
    /// Bytes of text in one message.
    static let textBytes = 8 << 20
    /// Containers within containers, variants included.
    static let depth = 32
    /// Calls of one sender that are being served at a time.
    static let callsPerSender = 256
    /// Calls of all senders that are being served at a time.
    static let calls = 2_048
    /// Signals that a reader of ``BusConnection/signals(_:)`` may be behind.
    static let signals = 4_096
}

/// Names a stream within one session; ids are never used twice in a session.
package struct StreamID: Hashable, Sendable {
    /// Ids from here on belong to streams that a guest opens.
    package static let firstOfGuest: UInt32 = 0x8000_0000

    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Whether the guest opened it, to make a call.
    package var isGuests: Bool { rawValue >= Self.firstOfGuest }
}

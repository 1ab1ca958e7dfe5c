/// The one clipboard between VMs: two explicit steps, and wiped after the second.
///
/// It knows what is there and not what it says: the text is in a file that only brokers read and write.
package struct Clipboard: Hashable, Sendable {
    /// What became of the last step.
    package enum State: Hashable, Sendable {
        case empty
        /// A VM's text waits to be pasted.
        case filled(source: String, byteCount: Int, expiresAtMilliseconds: UInt64)
        /// It was pasted, and wiped.
        case delivered(source: String, target: String, byteCount: Int)
        /// Pasting was not allowed; what was copied stays.
        case denied(source: String, target: String)
        /// A VM's text was longer than the limit, and not taken.
        case oversized(source: String, limitBytes: Int)
        /// A VM had nothing to copy.
        case emptySource(source: String)
        /// It was wiped by hand, or after its time.
        case wiped(byTime: Bool)
    }

    package private(set) var state = State.empty
    /// Counts changes of the content: a paste that was asked for something older is not made.
    package private(set) var version: UInt64 = 0
    /// What waits, also while ``state`` tells of a paste that was denied.
    package private(set) var content: Content?

    package struct Content: Hashable, Sendable {
        package let source: String
        package let byteCount: Int
        package let expiresAtMilliseconds: UInt64
    }

    package init() {}

    /// A VM's text has been read.
    package mutating func fill(source: String, byteCount: Int, limitBytes: Int, expiresAtMilliseconds: UInt64) {
        version += 1
        content = nil
        guard byteCount <= limitBytes else {
            state = .oversized(source: source, limitBytes: limitBytes)
            return
        }
        guard byteCount > 0 else {
            state = .emptySource(source: source)
            return
        }
        content = Content(source: source, byteCount: byteCount, expiresAtMilliseconds: expiresAtMilliseconds)
        state = .filled(source: source, byteCount: byteCount, expiresAtMilliseconds: expiresAtMilliseconds)
    }

    /// A paste was decided against, or could not be made.
    package mutating func deny(version: UInt64, target: String) {
        guard version == self.version, let content else { return }
        state = .denied(source: content.source, target: target)
    }

    /// A paste was made: what was there is gone.
    package mutating func deliver(version: UInt64, target: String) {
        guard version == self.version, let content else { return }
        state = .delivered(source: content.source, target: target, byteCount: content.byteCount)
        self.content = nil
        self.version += 1
    }

    /// Wipes what is there.
    ///
    /// - Parameters:
    ///   - version: Only this content; nil for any.
    ///   - byTime: Whether it was there for too long.
    /// - Returns: Whether there was any.
    package mutating func wipe(version: UInt64? = nil, byTime: Bool = false) -> Bool {
        guard content != nil, version == nil || version == self.version else { return false }
        content = nil
        self.version += 1
        state = .wiped(byTime: byTime)
        return true
    }
}

extension Clipboard.State {
    /// One word for it, as `--json` has it.
    package var word: String {
        switch self {
        case .empty: "empty"
        case .filled: "filled"
        case .delivered: "delivered"
        case .denied: "denied"
        case .oversized: "oversized"
        case .emptySource: "empty-source"
        case .wiped: "wiped"
        }
    }
}
